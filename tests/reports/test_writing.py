"""Opening a summary, writing its sections with others, taking and correcting its figures."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports import actions, drafting
from reports.actions import OvertakenEdit
from reports.models import AnnualSummary, FigureSnapshot, SummarySection
from tests.reports.factories import YEAR, hand_in, make_plan, make_summary, write
from union_site.models import AuditEntry

SECTIONS = [
    "导语",
    "思想引领与师德建设",
    "民主管理",
    "维权与服务",
    "文体活动与教学助力",
    "自身建设",
    "荣誉",
    "存在问题",
    "下一年打算",
]


def figure(summary: AnnualSummary, code: str) -> FigureSnapshot:
    return summary.snapshots.get(code=code)


def section(summary: AnnualSummary, key: str) -> SummarySection:
    return summary.sections.get(key=key)


@pytest.fixture
def plan(chair):
    """A plan of 16 items, two of which are done."""
    made = make_plan(chair)
    for item in made.items.all()[:2]:
        actions.mark_item(item=item, is_done=True, by=chair)
    return made


def test_opening_makes_the_sections_of_the_outline(chair):
    summary = make_summary(chair, is_written=False)
    assert [one.name for one in summary.sections.all()] == SECTIONS


def test_opening_takes_figures_with_the_rows_behind_them(chair, plan):
    summary = make_summary(chair, is_written=False)
    taken = figure(summary, "reports.plan_done")
    done = {str(item.pk) for item in plan.items.filter(is_done=True)}
    assert (taken.value, taken.row_count, set(taken.row_ids)) == (Decimal(2), 2, done)
    assert taken.span_label == "2026年"


def test_a_rate_is_taken_with_its_base(chair, plan):
    summary = make_summary(chair, is_written=False)
    rate = figure(summary, "reports.plan_rate")
    assert (rate.value, rate.unit, rate.row_count) == (Decimal("12.5"), "%", 16)


def test_a_rate_without_a_base_is_not_taken(chair):
    summary = make_summary(chair, is_written=False)
    assert not summary.snapshots.filter(code="reports.plan_rate").exists()


def test_the_draft_says_the_figures(chair, plan):
    body = section(make_summary(chair, is_written=False), "building").body
    assert "年初计划16项，已完成2项，完成率12.5%。" in body


def test_a_sentence_without_its_figures_or_about_nothing_is_not_drafted(chair, plan):
    summary = make_summary(chair, is_written=False)
    snapshots = list(summary.snapshots.all())
    items = next(one for one in snapshots if one.code == "reports.plan_items")

    def building(taken: list[FigureSnapshot]) -> str:
        drafted = drafting.sections_of(summary, taken)
        return next(one.body for one in drafted if one.key == "building")

    assert "年初计划" in building(snapshots)
    assert "年初计划" not in building([one for one in snapshots if one.code != "reports.plan_done"])
    items.value = Decimal(0)
    assert "年初计划" not in building(snapshots)


def test_the_draft_names_what_the_plan_left_open(chair, plan):
    body = section(make_summary(chair, is_written=False), "problems").body
    assert body.startswith("年初计划中尚未完成的工作：")
    assert body.endswith("等14项。")


def test_the_draft_of_the_next_year_follows_its_plan(chair):
    make_plan(chair, year=YEAR + 1)
    body = section(make_summary(chair, is_written=False), "next_year").body
    assert body.splitlines()[0] == "（一）强化政治引领，筑牢思想根基"


def test_the_theme_stands_in_the_lead(chair):
    summary = actions.open_summary(year=YEAR, theme="三心聚力", by=chair)
    assert "以“三心聚力”为主题" in section(summary, "lead").body


def test_the_due_day_comes_from_the_norm_in_force(chair, district):
    from union_site.models import Norm

    assert make_summary(chair).due_on == datetime.date(2026, 12, 31)
    Norm.objects.create(
        key="reports.summary_due",
        label="年度工作总结报送截止",
        value="12-15",
        scope="district",
        union=district,
        valid_from=datetime.date(2020, 1, 1),
        document="滨教工〔2020〕1号",
    )
    assert make_summary(chair, year=2025).due_on == datetime.date(2025, 12, 15)


def test_a_year_has_one_summary(chair):
    make_summary(chair)
    with pytest.raises(ValidationError, match="已经建立"):
        actions.open_summary(year=YEAR, by=chair)


def test_the_database_refuses_a_second_summary_of_a_year(chair):
    summary = make_summary(chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualSummary.objects.create(union=summary.union, year=YEAR, title="另一份")


@pytest.mark.parametrize("role", ["auditor", "leader", "handler", "teacher"])
def test_only_writers_open_a_summary(request, role):
    with pytest.raises(PermissionDenied):
        actions.open_summary(year=YEAR, by=request.getfixturevalue(role))


# --- two people at one section ---------------------------------------------------------------


def test_the_second_of_two_writers_is_told_and_loses_nothing(chair, officer):
    summary = make_summary(chair)
    mine = section(summary, "democracy")
    theirs = section(summary, "democracy")
    write(mine, chair, body="主席的文字。")
    with pytest.raises(OvertakenEdit) as told:
        write(theirs, officer, body="委员的文字。")
    assert "陈晓岚" in told.value.messages[0]
    assert told.value.current.body == "主席的文字。"
    assert section(summary, "democracy").body == "主席的文字。"


def test_having_compared_both_texts_the_second_may_save_hers(chair, officer):
    summary = make_summary(chair)
    stale = section(summary, "democracy")
    newer = write(section(summary, "democracy"), chair, body="主席的文字。")
    write(stale, officer, body="合在一起的文字。", seen=newer.revision)
    saved = section(summary, "democracy")
    assert (saved.body, saved.edited_by) == ("合在一起的文字。", officer)


def test_saving_the_same_text_again_changes_nothing(chair):
    summary = make_summary(chair)
    first = write(section(summary, "honours"), chair, body="区先进集体。")
    entries = AuditEntry.objects.count()
    again = write(section(summary, "honours"), chair, body="区先进集体。", seen=0)
    assert (again.revision, AuditEntry.objects.count()) == (first.revision, entries)


def test_two_writers_at_two_sections_do_not_meet(chair, officer):
    summary = make_summary(chair)
    one, other = section(summary, "honours"), section(summary, "problems")
    write(one, chair, body="区先进集体。")
    write(other, officer, body="形式不够丰富。")
    assert section(summary, "problems").body == "形式不够丰富。"


def test_a_frozen_summary_is_not_written(chair, officer):
    summary = make_summary(chair)
    hand_in(summary, chair)
    with pytest.raises(ValidationError, match="不能再修改"):
        write(section(summary, "honours"), officer, body="补一句。")


def test_a_stranger_writes_nothing(chair, stranger):
    with pytest.raises(PermissionDenied):
        write(section(make_summary(chair), "honours"), stranger, body="外校的文字。")


def test_a_section_keeps_its_heading(chair):
    one = section(make_summary(chair), "honours")
    with pytest.raises(ValidationError, match="小标题"):
        actions.edit_section(
            section=one, heading=" ", body="x", is_included=True, seen=one.revision, by=chair
        )


# --- figures -------------------------------------------------------------------------------------


def test_retaking_says_what_has_changed(chair, plan):
    summary = make_summary(chair)
    actions.mark_item(item=plan.items.filter(is_done=False)[0], is_done=True, by=chair)
    sentences = [one.sentence for one in actions.retake_figures(summary=summary, by=chair)]
    assert sentences == ["已完成计划事项：2项 → 3项", "计划完成率：12.5% → 18.8%"]
    taken = figure(summary, "reports.plan_done")
    assert (taken.value, taken.previous_value, taken.has_changed) == (3, 2, True)


def test_retaking_never_overwrites_what_a_person_typed(chair, plan):
    summary = make_summary(chair)
    corrected = figure(summary, "reports.plan_done")
    actions.correct_figure(
        snapshot=corrected, value=Decimal(5), qualifier="over", note="含合并事项", by=chair
    )
    typed = add(summary, chair, value=Decimal(31))
    text = section(summary, "building").body
    actions.mark_item(item=plan.items.filter(is_done=False)[0], is_done=True, by=chair)
    actions.retake_figures(summary=summary, by=chair)
    corrected.refresh_from_db()
    typed.refresh_from_db()
    assert (corrected.shown, corrected.qualifier, corrected.note) == (5, "over", "含合并事项")
    assert corrected.value == 3
    assert typed.shown == 31
    assert section(summary, "building").body == text


def test_retaking_drafts_anew_what_nobody_has_touched(chair, plan):
    summary = make_summary(chair, is_written=False)
    actions.mark_item(item=plan.items.filter(is_done=False)[0], is_done=True, by=chair)
    actions.retake_figures(summary=summary, by=chair)
    assert "已完成3项" in section(summary, "building").body


def test_a_number_that_differs_from_the_data_needs_a_reason(chair, plan):
    taken = figure(make_summary(chair), "reports.plan_done")
    with pytest.raises(ValidationError, match="写明原因"):
        actions.correct_figure(
            snapshot=taken, value=Decimal(5), qualifier="exact", note="", by=chair
        )


def test_taking_a_correction_back_shows_the_data_again(chair, plan):
    taken = figure(make_summary(chair), "reports.plan_done")
    actions.correct_figure(snapshot=taken, value=Decimal(5), qualifier="exact", note="x", by=chair)
    back = actions.correct_figure(snapshot=taken, value=None, qualifier="exact", note="", by=chair)
    assert (back.shown, back.is_corrected) == (2, False)


def test_only_typed_numbers_can_be_removed(chair, plan):
    summary = make_summary(chair)
    with pytest.raises(ValidationError, match="不能删除"):
        actions.remove_figure(snapshot=figure(summary, "reports.plan_done"), by=chair)
    typed = add(summary, chair, value=Decimal(31))
    actions.remove_figure(snapshot=typed, by=chair)
    assert not summary.snapshots.filter(is_manual=True).exists()


def test_every_change_counts_so_that_an_older_check_does_not_hold(chair, plan):
    summary = make_summary(chair)
    revisions = [summary.revision]
    for change in (
        lambda: write(section(summary, "honours"), chair, body="区先进集体。"),
        lambda: actions.retake_figures(summary=summary, by=chair),
        lambda: add(summary, chair, value=Decimal(1)),
        lambda: actions.rename(paper=summary, title="新的标题", theme="", by=chair),
    ):
        change()
        summary.refresh_from_db()
        revisions.append(summary.revision)
    assert revisions == sorted(set(revisions))


def test_figures_of_a_summary_are_dated(chair):
    moment = timezone.now() - datetime.timedelta(days=3)
    summary = actions.open_summary(year=YEAR, by=chair, now=moment)
    assert summary.figures_taken_at == moment


def add(summary: AnnualSummary, by, *, value: Decimal) -> FigureSnapshot:
    return actions.add_figure(
        summary=summary,
        section_key="honours",
        label="国家级奖项",
        unit="项",
        value=value,
        qualifier="exact",
        by=by,
    )
