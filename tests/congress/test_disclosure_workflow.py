"""Steps of a disclosed item: role × state × step, dates, warnings, notices, copies."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.actions import disclosure as actions
from congress.models import Disclosure, DisclosureState
from congress.workflow.disclosure import DISCLOSURE
from tests.congress.disclosures import DAY, make_duty, make_item, make_table
from tests.factories import make_seat
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification, StepEvent

TODAY = datetime.date(2026, 7, 20)
PUT_UP = {
    "published_on": TODAY,
    "published_until": datetime.date(2026, 7, 27),
    "channels": ["board"],
    "place": "公开栏",
}
MORE = {
    "publish": {"today": TODAY, **PUT_UP},
    "end": {"today": TODAY, "accepted": ["D-01"]},
    "send_back": {"note": "请补充附表。"},
    "withdraw": {"note": "金额有误。"},
}
# step → source → target; all else is refused
TABLE = {
    "submit": {"draft": "submitted"},
    "approve": {"draft": "approved", "submitted": "approved"},
    "send_back": {"submitted": "draft", "approved": "draft"},
    "recall": {"submitted": "draft", "approved": "draft"},
    "publish": {"approved": "published"},
    "end": {"published": "ended"},
    "withdraw": {"published": "withdrawn", "ended": "withdrawn"},
}
# step → who may take it, among those below; a leader approves what was submitted, not drafts
MAY = {
    "submit": {"chair", "officer"},
    "approve": {"chair", "leader"},
    "send_back": {"chair", "leader"},
    "recall": {"chair", "officer"},
    "publish": {"chair", "officer"},
    "end": {"chair", "officer"},
    "withdraw": {"chair", "officer"},
}
WHO = ["chair", "officer", "leader", "auditor", "handler", "teacher", "stranger", "district_staff"]


def take(item: Disclosure, step: str, by) -> str:
    getattr(actions, step)(disclosure=item, by=by, **MORE.get(step, {}))
    return Disclosure.objects.get(pk=item.pk).state


@pytest.mark.parametrize("state", DisclosureState.values)
@pytest.mark.parametrize("step", TABLE)
def test_a_step_leads_from_its_sources_alone(school, chair, step, state):
    item = make_item(school, state)
    if target := TABLE[step].get(state):
        assert take(item, step, chair) == target
        return
    with pytest.raises(ValidationError):
        take(item, step, chair)
    assert Disclosure.objects.get(pk=item.pk).state == state


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("step", TABLE)
def test_who_may_take_which_step(request, school, step, who):
    source = "submitted" if step == "approve" else next(iter(TABLE[step]))
    item, seat = make_item(school, source), request.getfixturevalue(who)
    names = {open_step.name for open_step in DISCLOSURE.open_to(item, seat)}
    assert (step in names) is (who in MAY[step])
    if who in MAY[step]:
        assert take(item, step, seat) == TABLE[step][source]
    else:
        with pytest.raises(PermissionDenied):
            take(item, step, seat)


def test_a_leader_does_not_approve_what_was_not_submitted(school, leader):
    with pytest.raises(PermissionDenied):
        take(make_item(school, "draft"), "approve", leader)


def test_every_step_leaves_one_event_and_one_entry(school, chair):
    item = make_item(school, "draft")
    for step in ("approve", "publish", "end", "withdraw"):
        take(item, step, chair)
    steps = list(StepEvent.objects.of(item).order_by("pk").values_list("step", flat=True))
    assert steps == ["approve", "publish", "end", "withdraw"]
    assert AuditEntry.objects.filter(verb__startswith="disclosure.").count() == 4


# --- publishing ---------------------------------------------------------------------------


def publish(item, chair, accepted=(), **changes):
    return actions.publish(
        disclosure=item, by=chair, today=TODAY, accepted=accepted, **{**PUT_UP, **changes}
    )


def test_a_publication_lasts_five_working_days_or_the_warning_is_accepted(school, chair):
    """From Monday 20 July: five working days after it end on Monday the 27th."""
    item = make_item(school, "approved")
    with pytest.raises(NotClear) as refusal:
        publish(item, chair, published_until=datetime.date(2026, 7, 26))
    assert [finding.code for finding in refusal.value.findings] == ["D-01"]
    assert "4 个工作日，不足 5 个工作日，至少应到2026年7月27日" in refusal.value.messages[0]
    publish(item, chair, ["D-01"], published_until=datetime.date(2026, 7, 26))
    entry = AuditEntry.objects.get(verb="disclosure.publish")
    assert [finding["code"] for finding in entry.accepted_findings] == ["D-01"]


@pytest.mark.parametrize(
    "changes",
    [
        {"published_on": TODAY + datetime.timedelta(days=1)},
        {"published_until": TODAY - datetime.timedelta(days=1)},
        {"channels": []},
    ],
)
def test_a_publication_is_dated_and_placed(school, chair, changes):
    item = make_item(school, "approved")
    with pytest.raises(ValidationError) as refusal:
        publish(item, chair, **changes)
    assert set(refusal.value.message_dict) == set(changes)


ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("fields", "level", "code"),
    [
        ({"text": f"经办人证件{ID}。"}, "block", "D-02"),
        ({"title": f"退费 {ID}"}, "block", "D-02"),
        ({"text": "联系电话13800138000。"}, "warn", "D-03"),
        ({"text": "账户4111111111111111。"}, "warn", "D-03"),
    ],
)
def test_personal_data_in_the_text_stop_a_publication(school, chair, fields, level, code):
    """PIPL art. 25: nothing personal is made public without consent of its own."""
    item = make_item(school, "approved", **fields)
    with pytest.raises(NotClear) as refusal:
        publish(item, chair)
    assert [(str(f.level), f.code) for f in refusal.value.findings] == [(level, code)]
    assert "第二十五条" in refusal.value.findings[0].citation
    if level == "warn":
        publish(item, chair, [code])
        assert item.state == "published"
    else:
        with pytest.raises(NotClear):
            publish(item, chair, [code])


@pytest.mark.parametrize(
    "text", ["合同编号110105194912310021", "金额12800138000元", "410 万元", "2026071300012345"]
)
def test_other_long_numbers_are_no_personal_data(school, chair, text):
    """A wrong check digit is no identity card, a number that fails Luhn no bank card."""
    assert publish(make_item(school, "approved", text=text), chair).state == "published"


def test_a_table_that_names_telephones_has_to_be_looked_at(school, chair):
    item = make_item(school, "approved")
    columns = [{"name": "手机", "kind": "label"}, {"name": "金额", "kind": "number"}]
    make_table(item, columns=columns)
    with pytest.raises(NotClear) as refusal:
        publish(item, chair)
    assert [finding.code for finding in refusal.value.findings] == ["D-03"]


def test_an_empty_item_is_not_submitted(school, chair):
    with pytest.raises(NotClear):
        actions.submit(disclosure=make_item(school, "draft", text=""), by=chair)


def test_publishing_tells_all_staff_but_the_one_who_did_it(school, chair, officer, teacher, leader):
    publish(make_item(school, "approved"), chair)
    told = set(Notification.objects.values_list("seat_id", flat=True))
    assert told == {officer.pk, teacher.pk, leader.pk}


def test_submitting_tells_who_approves(school, officer, chair, leader, teacher):
    actions.submit(disclosure=make_item(school, "draft"), by=officer)
    told = set(Notification.objects.values_list("seat_id", flat=True))
    assert told == {chair.pk, leader.pk}


def test_ending_too_early_is_a_warning(school, chair):
    item = make_item(school, "published")
    with pytest.raises(NotClear):
        actions.end(disclosure=item, by=chair, today=DAY + datetime.timedelta(days=1))
    done = actions.end(
        disclosure=item, by=chair, today=DAY + datetime.timedelta(days=1), accepted=["D-01"]
    )
    assert (done.state, done.published_until) == ("ended", DAY + datetime.timedelta(days=1))


# --- drafts -------------------------------------------------------------------------------

WRITTEN = {
    "category": "finance",
    "title": "2026年度经费预算",
    "text": "",
    "part": "year",
    "year": 2026,
    "department": "财务室",
    "channels": ["system", "board"],
    "place": "",
    "duty": None,
}


def test_a_draft_keeps_what_was_written(officer):
    made = actions.draft(by=officer, **WRITTEN)
    assert (made.state, made.period.label) == ("draft", "2026年度")
    assert made.channel_labels == "公开栏、系统内"


def test_a_duty_of_another_category_is_refused(school, officer):
    duty = make_duty(school, category="fees")
    with pytest.raises(ValidationError, match="收费"):
        actions.draft(by=officer, **{**WRITTEN, "duty": duty})


def test_a_duty_of_another_school_is_refused(other_school, officer):
    with pytest.raises(ValidationError, match="不属于本工会"):
        actions.draft(by=officer, **{**WRITTEN, "duty": make_duty(other_school)})


@pytest.mark.parametrize("state", ["submitted", "approved", "published", "ended", "withdrawn"])
def test_only_a_draft_is_changed_or_removed(school, officer, state):
    item = make_item(school, state)
    with pytest.raises(ValidationError, match="收回修改"):
        actions.change(disclosure=item, by=officer, **WRITTEN)
    with pytest.raises(ValidationError, match="收回修改"):
        actions.remove(disclosure=item, by=officer)


def test_a_removed_draft_takes_its_tables_along_and_leaves_its_title(school, officer):
    item = make_item(school, "draft")
    make_table(item)
    actions.remove(disclosure=item, by=officer)
    assert Disclosure.objects.count() == 0
    assert AuditEntry.objects.get().object_label == "2026年第二季度公用经费使用情况"


def test_last_years_item_becomes_a_draft_of_this_year(school, officer):
    duty = make_duty(school)
    item = make_item(school, "ended", year=2025, title="2025年第二季度公用经费", duty=duty)
    table = make_table(item)
    made = actions.copy(disclosure=item, by=officer)
    assert (made.state, made.year, made.part, made.duty) == ("draft", 2026, "q2", duty)
    assert (made.title, made.copied_from) == ("2026年第二季度公用经费", item)
    assert [row.rows for row in made.tables.all()] == [table.rows]
    assert item.tables.get() == table


def test_the_years_of_a_school_year_move_on_together(school, officer):
    item = make_item(
        school, "ended", year=2024, part="autumn", title="2024—2025学年第一学期食堂收支"
    )
    assert actions.copy(disclosure=item, by=officer).title == "2025—2026学年第一学期食堂收支"


def test_the_same_period_twice_is_a_warning(school, chair):
    duty = make_duty(school)
    make_item(school, "ended", duty=duty)
    item = make_item(school, "approved", duty=duty)
    with pytest.raises(NotClear) as refusal:
        publish(item, chair)
    assert [finding.code for finding in refusal.value.findings] == ["D-06"]


def test_who_drafted_it_approves_it_only_where_nobody_else_may(school, chair):
    item = make_item(school, "submitted", drafted_by=chair)
    assert DISCLOSURE.allows(item, "approve", chair)
    other = make_seat(school, "leader")
    assert DISCLOSURE.allows(item, "approve", other)
    assert not DISCLOSURE.allows(item, "approve", chair)
    with pytest.raises(PermissionDenied):
        actions.approve(disclosure=item, by=chair)
