"""Acts of handling: who may take which, what each changes, and who is told."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from proposals.actions import assigning, departments, exchanges, replies
from proposals.models import CoUnit, Proposal, ProposalState, Reply
from tests.proposals.factories import make_proposal, make_reply, make_result
from tests.proposals.handling_cast import DAY, LONG, hands_of, make_cast, proposal_in
from union_site.calendar import add_working_days
from union_site.models import AuditEntry, Notification, StepEvent

S = ProposalState


@pytest.fixture
def cast(school, chair, leader, handler, teacher, stranger):
    return make_cast(school, chair, leader, handler, teacher, stranger)


def in_review(cast, **fields) -> Proposal:
    made = proposal_in(S.REPLY_REVIEW, cast, **fields)
    make_reply(made, sent_at=None, signed_by=None, result=make_result(made.union, "explained"))
    return made


def _reply(proposal, by, cast):
    result = make_result(proposal.union)
    return replies.reply(proposal=proposal, text=LONG, result=result, by=by)


def _opinion(proposal, by, cast):
    co_unit = CoUnit.objects.get(proposal=proposal)
    return departments.give_opinion(co_unit=co_unit, text="同意。", by=by)


def _progress(proposal, by, cast):
    today = timezone.localdate()
    return departments.record_progress(proposal=proposal, on=today, percent=10, by=by)


def _extend(proposal, by, cast):
    until = proposal.due_on + DAY
    return departments.extend(proposal=proposal, until=until, note="等检测", by=by)


# act → state, who may, how it is called.
ACTS = {
    "assign": (
        S.TO_ASSIGN,
        {"head", "chair"},
        lambda p, by, cast: assigning.assign(proposal=p, hands=hands_of(cast), by=by),
    ),
    "accept": (S.ASSIGNED, {"lead"}, lambda p, by, c: departments.accept(proposal=p, by=by)),
    "send_back": (
        S.ASSIGNED,
        {"lead"},
        lambda p, by, c: departments.send_back(proposal=p, note="不属本部门", by=by),
    ),
    "extend": (S.HANDLING, {"lead"}, _extend),
    "opinion": (S.HANDLING, {"co_unit"}, _opinion),
    "reply": (S.HANDLING, {"lead"}, _reply),
    "sign": (S.REPLY_REVIEW, {"leader"}, lambda p, by, c: replies.sign(proposal=p, by=by)),
    "hand_back": (
        S.REPLY_REVIEW,
        {"leader"},
        lambda p, by, c: replies.hand_back(proposal=p, note="写明数量", by=by),
    ),
    "reassign": (
        S.REPLY_REVIEW,
        {"head", "chair"},
        lambda p, by, cast: assigning.reassign(
            proposal=p, hands=hands_of(cast, "other_unit"), note="职责调整", by=by
        ),
    ),
    "change_leader": (
        S.REPLY_REVIEW,
        {"head", "chair"},
        lambda p, by, cast: assigning.change_leader(
            proposal=p, leader=cast["other_leader"], note="原校长离任", by=by
        ),
    ),
    "progress": (S.REPLIED, {"lead"}, _progress),
    "say": (
        S.HANDLING,
        {"author", "lead", "co_unit"},
        lambda p, by, c: exchanges.say(proposal=p, text="请问何时完成？", by=by),
    ),
    "note": (
        S.HANDLING,
        {"head", "adviser", "chair", "lead", "co_unit", "leader"},
        lambda p, by, c: exchanges.note(proposal=p, text="请抓紧", by=by),
    ),
}


class Undone(Exception):
    """Takes an act back, so that the next one finds the same proposal."""


def allowed(act, proposal, seat, cast) -> bool:
    try:
        with transaction.atomic():
            act(Proposal.objects.get(pk=proposal.pk), seat, cast)
            raise Undone
    except PermissionDenied:
        return False
    except Undone:
        return True


@pytest.mark.parametrize("name", ACTS)
def test_only_those_of_the_table_may_take_an_act(cast, name):
    state, expected, act = ACTS[name]
    proposal = in_review(cast) if state == S.REPLY_REVIEW else proposal_in(state, cast)
    found = {role for role, seat in cast.items() if allowed(act, proposal, seat, cast)}
    assert found == expected


def told() -> dict[str, set[str]]:
    """The first words of each notice, by who got it."""
    rows: dict[str, set[str]] = {}
    for notice in Notification.objects.select_related("seat__user"):
        rows.setdefault(notice.seat.user.name, set()).add(notice.sentence)
    return rows


def test_handing_out_sets_hands_and_days_and_tells_everybody(cast):
    proposal = make_proposal(cast["author"], state=S.TO_ASSIGN, seconders=[cast["seconder"]])
    hands = hands_of(cast, co_units=[cast["co_unit"]])
    assigning.assign(proposal=proposal, hands=hands, note="请抓紧", by=cast["head"])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.lead, proposal.leader) == (
        S.ASSIGNED,
        cast["lead"],
        cast["leader"],
    )
    assert (proposal.accept_due_on, proposal.due_on) == (hands.accept_due_on, hands.due_on)
    assert [row.seat for row in proposal.co_units.all()] == [cast["co_unit"]]
    assert set(told()) == {"周敏", "附议人", "李建国", "协理", "王立新", "陈晓岚"}
    assert StepEvent.objects.get().note == "请抓紧"


def test_a_late_day_is_refused_until_it_is_accepted_and_then_recorded(cast, school, today):
    proposal = make_proposal(cast["author"], state=S.TO_ASSIGN)
    late = add_working_days(today, 30).day + DAY
    given = {"proposal": proposal, "hands": hands_of(cast, due_on=late), "by": cast["head"]}
    with pytest.raises(ValidationError):
        assigning.assign(**given)
    assigning.assign(**given, accepted=["P-32"])
    entry = AuditEntry.objects.get(verb="proposal.assign")
    assert [found["code"] for found in entry.accepted_findings] == ["P-32"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lead", "colleague"),
        ("lead", "leader"),
        ("leader", "lead"),
        ("co_units", ["colleague"]),
        ("co_units", ["lead"]),
        ("lead", "stranger"),
    ],
)
def test_hands_hold_the_role_they_are_chosen_for(cast, field, value):
    proposal = make_proposal(cast["author"], state=S.TO_ASSIGN)
    chosen = [cast[role] for role in value] if isinstance(value, list) else cast[value]
    with pytest.raises(ValidationError) as refusal:
        assigning.assign(
            proposal=proposal, hands=hands_of(cast, **{field: chosen}), by=cast["head"]
        )
    assert list(refusal.value.message_dict) == [field]


def test_several_go_to_one_department_or_none_does(cast):
    first = make_proposal(cast["author"], state=S.TO_ASSIGN)
    second = make_proposal(cast["author"], state=S.TO_ASSIGN)
    gone = proposal_in(S.ASSIGNED, cast)
    given = {"hands": hands_of(cast), "by": cast["head"]}
    with pytest.raises(ValidationError):
        assigning.assign_together(proposals=[first, gone], **given)
    first.refresh_from_db()
    assert first.state == S.TO_ASSIGN
    assigning.assign_together(proposals=[first, second], **given)
    assert Proposal.objects.filter(state=S.ASSIGNED).count() == 3


def test_what_is_sent_back_leaves_the_department_and_keeps_its_reason(cast):
    proposal = proposal_in(S.ASSIGNED, cast)
    departments.send_back(proposal=proposal, note="属基建项目", by=cast["lead"])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.lead, proposal.due_on) == (S.TO_ASSIGN, None, None)
    event = StepEvent.objects.get()
    assert (event.note, event.details) == ("属基建项目", {"lead": "总务处"})
    assert not Proposal.objects.visible_to(cast["lead"]).exists()


def test_sending_back_after_the_days_for_accepting_is_refused(cast, today):
    proposal = proposal_in(S.ASSIGNED, cast, accept_due_on=today - DAY)
    with pytest.raises(ValidationError, match="退回应在"):
        departments.send_back(proposal=proposal, note="不属本部门", by=cast["lead"])


def test_more_time_is_given_once(cast, today):
    proposal = proposal_in(S.HANDLING, cast, due_on=today + 3 * DAY)
    given = {"proposal": proposal, "note": "等检测报告", "by": cast["lead"]}
    departments.extend(until=today + 9 * DAY, **given)
    proposal.refresh_from_db()
    assert (proposal.due_on, proposal.extended_from) == (today + 9 * DAY, today + 3 * DAY)
    names = {cast[role].user.name for role in ("author", "leader", "head")}
    assert names <= told().keys()
    assert cast["lead"].user.name not in told()  # who has just done it
    with pytest.raises(ValidationError, match="只能延长一次"):
        departments.extend(until=today + 10 * DAY, **given)


def test_a_signed_reply_reaches_the_author_with_its_result(cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    replies.reply(
        proposal=proposal, text=LONG, result=make_result(school, "explained"), by=cast["lead"]
    )
    assert proposal.state == S.REPLY_REVIEW
    assert "周敏" not in told()
    replies.sign(proposal=proposal, by=cast["leader"])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.result.meaning) == (S.REPLIED, "explained")
    sent = proposal.last_reply()
    assert (sent.text, sent.signed_by, sent.sent_at) == (
        LONG,
        cast["leader"],
        proposal.replied_at,
    )
    assert {"周敏", "附议人", "李建国", "协理"} <= set(told())


def test_a_reply_that_says_solved_is_progress_to_the_end(cast, school, today):
    proposal = proposal_in(S.HANDLING, cast)
    replies.reply(
        proposal=proposal, text=LONG, result=make_result(school, "solved"), by=cast["lead"]
    )
    replies.sign(proposal=proposal, by=cast["leader"])
    proposal.refresh_from_db()
    assert (proposal.percent, proposal.implemented_on) == (100, today)
    assert proposal.progress_rows.get().percent == 100


def test_a_handed_back_reply_stays_and_the_next_takes_over_its_files(cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    result = make_result(school, "explained")
    given = {"proposal": proposal, "result": result, "by": cast["lead"]}
    replies.reply(text=LONG, files=[("方案.pdf", b"%PDF-1.4")], **given)
    replies.hand_back(proposal=proposal, note="写明数量", by=cast["leader"])
    assert proposal.state == S.HANDLING
    again = replies.reply(text=LONG + "共十六张。", files=[("清单.pdf", b"%PDF-1.5")], **given)
    assert [row.returned_note for row in Reply.objects.order_by("pk")] == ["写明数量", ""]
    assert {row.file.name for row in again.files.all()} == {"方案.pdf", "清单.pdf"}


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    with pytest.raises(ValidationError) as refusal:
        replies.reply(
            proposal=proposal,
            text=LONG,
            result=make_result(school),
            files=[("方案.exe", b"MZ")],
            by=cast["lead"],
        )
    assert list(refusal.value.message_dict) == ["attached"]
    assert Reply.objects.count() == 0


def test_the_date_of_a_plan_is_kept_only_for_a_plan(cast, school, today):
    proposal = proposal_in(S.HANDLING, cast)
    made = replies.reply(
        proposal=proposal,
        text=LONG,
        result=make_result(school, "planned"),
        planned_on=today + 90 * DAY,
        by=cast["lead"],
    )
    assert made.planned_on == today + 90 * DAY
    replies.hand_back(proposal=proposal, note="改为说明", by=cast["leader"])
    again = replies.reply(
        proposal=proposal,
        text=LONG,
        result=make_result(school, "explained"),
        planned_on=today + 90 * DAY,
        by=cast["lead"],
    )
    assert again.planned_on is None


def test_a_second_reply_is_co_signed(cast):
    proposal = in_review(cast, handling_round=2)
    signed = replies.sign(proposal=proposal, by=cast["leader"])
    assert signed.signature_words == "经分管校领导会签"
    assert make_reply(proposal, handling_round=1).signature_words == "经分管校领导审签"


def test_another_department_starts_anew_and_the_waiting_reply_is_set_aside(cast):
    proposal = in_review(cast, extended_from=timezone.localdate(), extension_reason="等检测")
    assigning.reassign(
        proposal=proposal, hands=hands_of(cast, "other_unit"), note="职责调整", by=cast["chair"]
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.lead) == (S.ASSIGNED, cast["other_unit"])
    assert (proposal.extended_from, proposal.extension_reason) == (None, "")
    assert Reply.objects.get().returned_note == "承办调整：职责调整"
    assert {"李建国", "旁人", "周敏", "王立新"} <= set(told())
    assert told()["周敏"] == {f"{assigning.named(proposal)}改由人事处办理"}


def test_another_leader_signs_where_the_first_has_left(cast):
    proposal = in_review(cast)
    cast["leader"].grants.update(valid_until=timezone.localdate() - DAY)
    gone = type(cast["leader"]).objects.get(pk=cast["leader"].pk)
    with pytest.raises(PermissionDenied):
        replies.sign(proposal=proposal, by=gone)
    assigning.change_leader(
        proposal=proposal, leader=cast["other_leader"], note="离任", by=cast["head"]
    )
    assert replies.sign(proposal=proposal, by=cast["other_leader"]).signed_by.name == "新校长"


@pytest.mark.parametrize(
    ("percent", "days", "note", "field"),
    [
        (60, 0, "", None),
        (100, 0, "", None),
        (39, 0, "", "note"),
        (40, 0, "", "note"),
        (40, 0, "正在招标", None),
        (39, 0, "设备退货", None),
        (50, 1, "", "on"),
        (50, -4, "", "on"),
        (101, 0, "", "percent"),
    ],
)
def test_progress_goes_forward_or_says_why(cast, today, percent, days, note, field):
    proposal = proposal_in(
        S.REPLIED,
        cast,
        assigned_on=today - 9 * DAY,
        result=make_result(cast["lead"].union, "planned"),
    )
    given = {"proposal": proposal, "by": cast["lead"]}
    departments.record_progress(on=today - 3 * DAY, percent=40, **given)
    on = today + datetime.timedelta(days=days)
    if field:
        with pytest.raises(ValidationError) as refusal:
            departments.record_progress(on=on, percent=percent, note=note, **given)
        assert list(refusal.value.message_dict) == [field]
        return
    departments.record_progress(on=on, percent=percent, note=note, **given)
    proposal.refresh_from_db()
    assert proposal.percent == percent
    assert proposal.implemented_on == (today if percent == 100 else None)


def test_an_opinion_reaches_the_lead_and_may_be_bettered(cast):
    proposal = proposal_in(S.HANDLING, cast)
    co_unit = proposal.co_units.get()
    departments.give_opinion(co_unit=co_unit, text="同意。", by=cast["co_unit"])
    departments.give_opinion(co_unit=co_unit, text="同意，建议先试用。", by=cast["co_unit"])
    co_unit.refresh_from_db()
    assert co_unit.opinion == "同意，建议先试用。"
    assert set(told()) == {"李建国"}
