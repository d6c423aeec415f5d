"""Demonstration data of the reports: two years of summaries and plans, in every state there is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from reports import actions, papers
from reports.forms import likely_year
from reports.models import (
    AnnualSummary,
    Paper,
    PlanItem,
    Return,
    SummarySection,
    WorkPlan,
)
from reports.models.plans import FIRST_MONTH, place_in_year
from union_site.demo import Stage
from union_site.documents import render_docx, render_pdf
from union_site.models import Seat, StepEvent, Union

# What people wrote themselves, by section; the figures come from the data.
TEXTS = {
    "thought": (
        "坚持每月一次集中学习，组织教职工参观红色教育基地，开展“我的教育故事”分享会，"
        "评选师德标兵，引导教师争做“四有”好老师。"
    ),
    "democracy": (
        "涉及教职工切身利益的制度均提交教代会审议，微提案办理结果逐件公示，教职工满意度明显提高。"
    ),
    "service": (
        "坚持五必访制度，做到住院、生育、退休、丧亲、困难五种情形必访；关心女教师和新教师的成长。"
    ),
    "activities": (
        "以职工之家为阵地，开展读书分享、趣味运动会和班主任沙龙，师徒结对覆盖全部新教师。"
    ),
    "building": "委员分工明确，工会小组每月活动一次；经费支出按预算执行，接受经审委员会监督。",
    "honours": "工会被评为区先进基层工会，一名教师获区师德标兵称号。",
    "problems": "活动形式还不够丰富，对青年教师的需求了解不够细。",
    "next_year": "（一）加强思想引领\n（二）办好教职工实事\n（三）建设有温度的职工之家",
}
WRITTEN_SO_FAR = ("thought", "democracy", "service", "activities", "building")
PRINCIPLE = (
    "以习近平新时代中国特色社会主义思想为指导，围绕立德树人根本任务和学校中心工作，"
    "履行维护职工合法权益、竭诚服务职工群众的基本职责，团结动员教职工为学校高质量发展建功立业。"
)
THEMES = ("三心聚力", "", "同心筑家", "", "", "暖心润教", "", "", "向美而行", "", "", "")
REMARK = "第四部分缺少活动场次和参加人次，请补充后再报；经费部分请注明预算执行情况。"


@dataclass(frozen=True)
class Fate:
    """What became of a school's summary: handed in on a day, and how it was decided."""

    month: int
    day: int
    decision: str = ""  # a step of the district; "" waits


# By the order of the schools; a school that is missing never handed in.
LAST_YEAR = {n: Fate(12, 14 + n, "accept") for n in (0, 1, 2, 3, 4, 5, 6, 7, 9, 10)} | {
    8: Fate(12, 30, "send_back")
}
THIS_YEAR = {
    1: Fate(11, 9, "accept"),
    3: Fate(11, 12, "accept"),
    5: Fate(11, 16),
    6: Fate(11, 10, "send_back"),
    9: Fate(11, 18),
}
PLANS = {0: Fate(3, 12, "accept"), 1: Fate(3, 16, "accept"), 4: Fate(3, 27)}


def load(stage: Stage) -> None:
    """Does nothing for a paper that is there already."""
    year = likely_year(stage.today)
    _plan(stage, 0, year - 1, PLANS[0])
    for number in range(len(stage.schools)):
        if number in PLANS:
            _plan(stage, number, year, PLANS[number])
        if number in LAST_YEAR:
            _summary(stage, number, year - 1, LAST_YEAR[number])
        if number in THIS_YEAR:
            _summary(stage, number, year, THIS_YEAR[number])
    _begun(stage, year)


def _moment(stage: Stage, year: int, fate: Fate) -> datetime.datetime:
    """The day of the fate, or as many days ago as it needs not to lie in the future."""
    day = datetime.date(year, fate.month, fate.day)
    day = min(day, stage.today - datetime.timedelta(days=1 + fate.day % 9))
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(9 + fate.day % 8, 20)))


def _summary(stage: Stage, number: int, year: int, fate: Fate) -> None:
    school = stage.schools[number]
    if AnnualSummary.objects.of_union(school).filter(year=year).exists():
        return
    chair, now = stage.seat(school, "chair"), _moment(stage, year, fate)
    summary = actions.open_summary(year=year, theme=THEMES[number], by=chair, now=now)
    if school != stage.rich:
        _own_numbers(stage, summary, chair)
    for section in summary.sections.all():
        if section.key in TEXTS:
            _write(section, chair, now)
    _hand_in(stage, summary, chair, fate, now)


def _own_numbers(stage: Stage, summary: AnnualSummary, by: Seat) -> None:
    """The other schools keep their books on paper: their chairs typed the numbers."""
    dice = stage.dice("figures", summary.union.code, str(summary.year))
    staff = summary.union.staff_count
    members = staff - dice.randint(0, staff // 12)
    received = dice.randint(8, 30)
    numbers: dict[str, int | Decimal] = {
        "members.active": members,
        "reports.coverage": round(Decimal(members * 100) / staff, 1),
        "proposals.micro_received": received,
        "proposals.micro_resolved": received - dice.randint(0, 3),
        "welfare.visits": dice.randint(12, 60),
        "activities.held": dice.randint(8, 24),
    }
    for snapshot in summary.snapshots.all():
        value = numbers.get(snapshot.code)
        if value is not None:
            actions.correct_figure(
                snapshot=snapshot, value=Decimal(value), qualifier="exact", note="纸质台账", by=by
            )
        elif not snapshot.shown:
            snapshot.delete()


def _write(section: SummarySection, by: Seat, now: datetime.datetime) -> None:
    actions.edit_section(
        section=section,
        heading=section.heading,
        # What the next plan already says needs no second version.
        body=section.body
        if section.key == "next_year" and section.body
        else section.body + TEXTS[section.key],
        is_included=True,
        seen=section.revision,
        by=by,
        now=now,
    )


def _begun(stage: Stage, year: int) -> None:
    """The rich school is in the middle of writing: five of eight sections."""
    if AnnualSummary.objects.of_union(stage.rich).filter(year=year).exists():
        return
    chair = stage.seat(stage.rich, "chair")
    summary = actions.open_summary(year=year, theme=THEMES[0], by=chair)
    for section in summary.sections.all():
        if section.key in WRITTEN_SO_FAR:
            _write(section, chair, timezone.now())
    # What the plan left open was drafted as a problem; the chair has taken it out for now.
    summary.sections.filter(key="problems").update(body="", quoted={})


def _hand_in(stage: Stage, paper: Paper, chair: Seat, fate: Fate, now: datetime.datetime) -> None:
    paper.refresh_from_db()
    document = papers.document_of(paper, on=now.date())
    sent = actions.seal(
        paper=paper,
        version=paper.version + 1,
        revision=paper.revision,
        pdf=render_pdf(document),
        docx=render_docx(document),
        by=chair,
        now=now,
    )
    district = stage.seat(stage.district, "district")
    if fate.decision == "accept":
        actions.accept(sent=sent, by=district)
    elif fate.decision == "send_back":
        actions.send_back(sent=sent, remark=REMARK, by=district)
    _date_back(sent, paper, now)


def _date_back(sent: Return, paper: Paper, now: datetime.datetime) -> None:
    """The acts happened just now; the story they tell is older."""
    later = now + datetime.timedelta(days=2, hours=1)
    decided = min(later, timezone.now())
    for thing in (sent, paper):
        events = StepEvent.objects.of(thing)
        events.filter(step="hand_in").update(at=now)
        events.exclude(step="hand_in").update(at=decided)
    Return.objects.filter(pk=sent.pk, decided_at__isnull=False).update(decided_at=decided)


def _plan(stage: Stage, number: int, year: int, fate: Fate) -> None:
    school: Union = stage.schools[number]
    if WorkPlan.objects.of_union(school).filter(year=year).exists():
        return
    chair = stage.seat(school, "chair")
    plan = actions.open_plan(year=year, by=chair)
    actions.write_principle(plan=plan, text=PRINCIPLE, seen=plan.revision, by=chair)
    _hand_in(stage, plan, chair, fate, _moment(stage, year, fate))
    for item in plan.items.in_year_order():
        if _is_over(item, year, stage.today):
            actions.mark_item(item=item, is_done=True, by=chair)


def _is_over(item: PlanItem, year: int, today: datetime.date) -> bool:
    """Its months have passed; one in May was left undone, as happens."""
    months = (today.year - year) * 12 + today.month - FIRST_MONTH
    return place_in_year(item.month_to) < months and not (item.month_from == 5 and item.order % 2)
