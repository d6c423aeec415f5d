"""The way to a first congress, step by step; each step's state is read from what is there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import Sum
from django.urls import reverse

from congress import actions, checks
from congress.models import CongressTerm, Session, State
from congress.models.sittings import Office
from union_site.calendar import official_date
from union_site.models import Seat, Union

Form = CongressTerm.Form
MET = "第一次会议已召开。"
ORDER_32 = "《学校教职工代表大会规定》（教育部令第32号）"

# step → the page that does it, in the order of the work.
PAGES: dict[str, str] = {
    "constituencies": "congress:constituency_list",
    "delegates": "congress:delegate_list",
    "credentials": "congress:roll",
    "presidium": "congress:offices",
}
# The pages above that are asked for by the session, not by the term.
OF_SESSION = {"credentials", "presidium"}


@dataclass(frozen=True)
class SetupStep:
    """One step: what is there, what is missing, the rule behind, the page that does it."""

    name: str
    title: str
    is_done: bool
    there: str = ""
    missing: str = ""
    rule: str = ""
    url: str = ""
    label: str = ""
    is_needed: bool = True
    posts: bool = False  # the button sends, and opens no page
    number: int = 0
    is_next: bool = False


@dataclass(frozen=True)
class Ground:
    """What the steps are read from."""

    union: Union
    today: datetime.date
    rules: checks.Rules
    term: CongressTerm | None
    session: Session | None
    full: int = 0

    @property
    def is_large(self) -> bool:
        return self.union.staff_count >= self.rules.threshold.number

    @property
    def form(self) -> str:
        if self.term is not None:
            return self.term.form
        return Form.CONGRESS if self.is_large else Form.ASSEMBLY

    @property
    def has_met(self) -> bool:
        """Whether the first session is over: what belonged to it is settled."""
        return self.session is not None and self.session.is_held

    @property
    def is_assembly(self) -> bool:
        return self.form == Form.ASSEMBLY


def ground(seat: Seat, *, today: datetime.date) -> Ground:
    terms = CongressTerm.objects.visible_to(seat).of_staff()
    coming = terms.filter(starts_on__gt=today).order_by("starts_on")
    term = terms.in_force(today).first() or coming.first()
    session = None
    if term is not None:
        kept = Session.objects.visible_to(seat).filter(term=term).exclude(state=State.CANCELLED)
        session = kept.for_list().order_by("session_no").first()
    return Ground(
        union=seat.union,
        today=today,
        rules=actions.rules(union=seat.union, on=today),
        term=term,
        session=session,
        full=term.delegates.in_office().full().count() if term else 0,
    )


def steps(found: Ground) -> list[SetupStep]:
    """The first step that is needed and not done is the next one."""
    made = [make(found) for make in STEPS]
    following = next((step.name for step in made if step.is_needed and not step.is_done), "")
    return [
        replace(step, number=number, is_next=step.name == following)
        for number, step in enumerate(made, start=1)
    ]


def done_line(made: list[SetupStep]) -> str:
    needed = [step for step in made if step.is_needed]
    done = sum(step.is_done for step in needed)
    return f"{done} / {len(needed)} 步"


def _page(found: Ground, name: str) -> str:
    """The page of a step; of the term where there is none of its own, "" before its time."""
    if found.term is None:
        return ""
    route = PAGES[name]
    if route and name not in OF_SESSION:
        return reverse(route, args=[found.term.pk])
    if route and found.session is not None:
        return reverse(route, args=[found.session.pk])
    return reverse("congress:term", args=[found.term.pk])


def form_step(found: Ground) -> SetupStep:
    """C-01: congress or assembly, by the number of staff (Order 32 art. 15)."""
    threshold, staff = found.rules.threshold, found.union.staff_count
    rule = (
        f"教职工 {threshold.number} 人及以上的建立教职工代表大会，不足的建立教职工大会。"
        f"依据：{threshold.citation}。"
    )
    if not staff:
        return SetupStep(
            "form",
            "确定形式",
            False,
            missing="还没有填写本单位教职工人数。",
            rule=rule,
            url=reverse("unions:own"),
            label="填写登记卡",
        )
    word = "教职工代表大会" if found.is_large else "教职工大会"
    there = f"本单位教职工 {staff} 人，应建立{word}。"
    if found.term is not None and found.term.form != (
        Form.CONGRESS if found.is_large else Form.ASSEMBLY
    ):
        there = f"本单位教职工 {staff} 人，一般建立{word}；本届登记为{found.term.body}。"
    return SetupStep("form", "确定形式", True, there=there, rule=rule)


def term_step(found: Ground) -> SetupStep:
    years = "或".join(f"{number} 年" for number in found.rules.term_years.value)
    rule = f"每届任期 {years}。依据：{found.rules.term_years.citation}。"
    if found.term is None:
        return SetupStep(
            "term",
            "登记本届",
            False,
            missing="还没有登记本届的任期和人数，届次、起止日期已按三年填好，核对后保存即可。",
            rule=rule,
            url=f"{reverse('congress:term_new')}?form={found.form}",
            label="登记本届",
        )
    span = f"{official_date(found.term.starts_on)}至{official_date(found.term.ends_on)}"
    here = reverse("congress:term", args=[found.term.pk])
    return SetupStep(
        "term",
        "登记本届",
        True,
        there=f"{found.term}，任期{span}。",
        rule=rule,
        url=here,
        label="查看",
    )


def constituency_step(found: Ground) -> SetupStep:
    title, term = "划分选区、分配名额", found.term
    rule = f"代表以工会小组、年级组或教研组为选区，由教职工直接选举。依据：{ORDER_32}第十条。"
    if found.is_assembly:
        return _not_needed("constituencies", title, "教职工大会由全体教职工参加，不划分选区。")
    count = term.constituencies.count() if term else 0
    seats = term.constituencies.aggregate(n=Sum("seats"))["n"] or 0 if term else 0
    wanted = term.full_delegates if term else 0
    missing = ""
    if not count:
        missing = "还没有划分选区。"
    elif seats != wanted:
        missing = f"各选区名额合计 {seats} 名，与本届正式代表 {wanted} 名不一致。"
    return SetupStep(
        "constituencies",
        title,
        bool(count) and not missing,
        there=f"{count} 个选区，名额合计 {seats} 名。" if count else "",
        missing=missing,
        rule=rule,
        url=_page(found, "constituencies"),
        label="选区与名额",
    )


def delegate_step(found: Ground) -> SetupStep:
    title, term = "产生代表", found.term
    if found.is_assembly:
        return _everybody(found)
    wanted = term.full_delegates if term else 0
    missing = f"还差 {wanted - found.full} 名正式代表。" if found.full < wanted else ""
    return SetupStep(
        "delegates",
        title,
        term is not None and not missing,
        there=f"已登记正式代表 {found.full} 名。" if found.full else "",
        missing=missing or ("" if term else "先登记本届。"),
        rule=f"教师代表不少于代表总数的百分之六十。依据：{ORDER_32}第十一条。",
        url=_page(found, "delegates"),
        label="登记代表",
    )


def _everybody(found: Ground) -> SetupStep:
    """Of an assembly: one press brings in the whole roster."""
    there = f"已列入 {found.full} 人。" if found.full else ""
    return SetupStep(
        "delegates",
        "列入全体教职工",
        found.full > 0,
        there=there,
        missing="" if found.full else "名册上的在职会员一次列入，都有表决权。",
        rule=f"教职工大会由全体教职工组成。依据：{found.rules.threshold.citation}。",
        url=reverse("congress:setup_everybody") if found.term else "",
        label="再次列入新来的" if found.full else "列入全体教职工",
        posts=True,
    )


def credentials_step(found: Ground) -> SetupStep:
    title = "确定会议名册" if found.is_assembly else "代表资格审查"
    frozen = found.session.roll_frozen_on if found.session else None
    act = "" if found.is_assembly else "完成审查，"
    there = f"{official_date(frozen)}{act}会议名册已确定。" if frozen else ""
    is_done = frozen is not None or found.has_met
    return SetupStep(
        "credentials",
        title,
        is_done,
        there=there or (MET if found.has_met else ""),
        missing="" if is_done else _unchecked(found),
        rule=f"须有全体代表三分之二以上出席方可开会。依据：{found.rules.quorum.citation}。",
        url=_page(found, "credentials"),
        label="会议名册" if found.is_assembly else "资格审查",
    )


def _unchecked(found: Ground) -> str:
    if found.is_assembly:
        before = "先安排第一次会议，再" if found.session is None else ""
        return f"{before}确定会议名册，签到和应到人数以此为准。"
    if found.session is None:
        return "先安排第一次会议，再审查代表资格、确定会议名册。"
    return "审查代表资格后确定会议名册，应到人数以此为准。"


def session_step(found: Ground) -> SetupStep:
    title, session = "安排第一次会议", found.session
    rule = f"每学年至少召开 {found.rules.yearly.number} 次。依据：{found.rules.yearly.citation}。"
    if session is None:
        url = f"{reverse('congress:session_new')}?term={found.term.pk}" if found.term else ""
        missing = "还没有安排会议的日期、地点和议题。" if found.term else "先登记本届。"
        return SetupStep(
            "session", title, False, missing=missing, rule=rule, url=url, label="安排会议"
        )
    there = (
        f"{session.short_title}，{official_date(session.held_on)}，{session.get_state_display()}。"
    )
    here = reverse("congress:session", args=[session.pk])
    return SetupStep("session", title, True, there=there, rule=rule, url=here, label="查看")


def presidium_step(found: Ground) -> SetupStep:
    session = found.session
    count = session.offices.of(Office.PRESIDIUM, Office.EXECUTIVE_CHAIR).count() if session else 0
    return SetupStep(
        "presidium",
        "推选主席团",
        count > 0 or found.has_met,
        there=f"主席团成员 {count} 人。" if count else (MET if found.has_met else ""),
        missing="" if count or found.has_met else "还没有主席团建议名单，预备会议通过后生效。",
        rule=f"主席团从代表中产生，教师占多数，一般为单数。依据：{ORDER_32}第二十二条。",
        url=_page(found, "presidium"),
        label="主席团",
    )


def _not_needed(name: str, title: str, why: str) -> SetupStep:
    return SetupStep(name, title, False, there=why, is_needed=False)


STEPS: list[Callable[[Ground], SetupStep]] = [
    form_step,
    term_step,
    constituency_step,
    delegate_step,
    session_step,
    credentials_step,  # fixes the roll of a session, which therefore stands before it
    presidium_step,
]
