"""Pages of handling: lists, handing out, writing and signing replies, templates."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals import desk
from proposals.actions import departments, replies
from proposals.checks import handling as checks
from proposals.models import Advice, Proposal, ProposalState, ReplyTemplate
from proposals.steps import formal as steps
from proposals.tables.tabs import tabs
from proposals.workflow.formal import FORMAL
from tests.proposals.factories import make_proposal, make_result
from tests.proposals.handling_cast import DAY, LONG, make_cast, proposal_in

S = ProposalState


@pytest.fixture
def cast(school, chair, leader, handler, teacher, stranger):
    return make_cast(school, chair, leader, handler, teacher, stranger)


def advise(proposal, seat, unit):
    return Advice.objects.create(
        union=proposal.union,
        proposal=proposal,
        seat=seat,
        suggestion="docketed",
        first_unit=unit,
        given_at=timezone.now(),
    )


def test_handing_out_begins_with_what_the_committee_advised(log_in, cast, school, today):
    proposal = make_proposal(cast["author"], state=S.TO_ASSIGN, wanted_lead=cast["other_unit"])
    address = f"/proposals/{proposal.pk}/assign/"
    cast.pop("other_leader").grants.all().delete()
    client = log_in(cast["head"])
    first = client.get(address).context["form"].initial
    most = checks.limits(school, today)
    assert (first["lead"], first["leader"]) == (cast["other_unit"].pk, cast["leader"].pk)
    assert (first["accept_due_on"], first["due_on"]) == (most.accept.day, most.reply.day)
    advise(proposal, cast["head"], cast["lead"])
    assert client.get(address).context["form"].initial["lead"] == cast["lead"].pk


def given(cast, **fields):
    today = timezone.localdate()
    typed = {
        "lead": cast["lead"].pk,
        "leader": cast["leader"].pk,
        "accept_due_on": f"{today + DAY}",
        "due_on": f"{today + 9 * DAY}",
    }
    return typed | fields


def test_a_day_beyond_the_norm_asks_before_it_is_set(log_in, cast, today):
    proposal = make_proposal(cast["author"], state=S.TO_ASSIGN)
    typed = given(cast, due_on=f"{today + 300 * DAY}")
    client, address = log_in(cast["head"]), f"/proposals/{proposal.pk}/assign/"
    page = client.post(address, typed)
    assert [finding.code for finding in page.context["form"].findings] == ["P-32"]
    assert client.post(address, typed | {"accepted": "P-32"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == S.ASSIGNED


def test_several_are_handed_out_from_the_list(log_in, cast):
    rows = [make_proposal(cast["author"], state=S.TO_ASSIGN) for _ in range(3)]
    client = log_in(cast["chair"])
    query = f"?proposal={rows[0].pk}&proposal={rows[2].pk}"
    assert client.post(f"/proposals/assigning/batch/{query}", given(cast)).status_code == 302
    left = [row.proposal.pk for row in client.get("/proposals/assigning/").context["rows"]]
    assert left == [rows[1].pk]


def test_the_list_says_who_sent_it_back_and_why(log_in, cast):
    proposal = proposal_in(S.ASSIGNED, cast)
    departments.send_back(proposal=proposal, note="属基建项目", by=cast["lead"])
    (row,) = log_in(cast["adviser"]).get("/proposals/assigning/").context["rows"]
    assert row.returned == "总务处退回：属基建项目"


ASSIGNING = {"head", "adviser", "chair"}


def test_each_list_opens_to_its_own(log_in, cast):
    opened = {
        role
        for role, seat in cast.items()
        if log_in(seat).get("/proposals/assigning/").status_code == 200
    }
    assert opened == ASSIGNING | {"stranger"}  # she is the chair of another school
    shown = {role: {tab.label for tab in tabs(seat, "")} for role, seat in cast.items()}
    assert {role for role, labels in shown.items() if "交办" in labels} == opened
    units = {"lead", "co_unit", "other_unit"}
    assert {role for role, labels in shown.items() if "承办" in labels} == units
    assert log_in(cast["author"]).get("/proposals/handling/").status_code == 403


def test_a_department_sees_what_it_leads_and_shares_in(log_in, cast):
    led = proposal_in(S.ASSIGNED, cast)
    proposal_in(S.CLOSED, cast, lead=cast["other_unit"])
    shared = proposal_in(S.HANDLING, cast, lead=cast["other_unit"])
    rows = log_in(cast["co_unit"]).get("/proposals/handling/?stage=handle").context["page"]
    assert [(row.pk, row.part) for row in rows] == [(shared.pk, "协办")]
    page = log_in(cast["lead"]).get("/proposals/handling/").context
    assert [(row.pk, row.part) for row in page["page"]] == [(led.pk, "主办")]
    assert [(chip.label, chip.count) for chip in page["chips"]] == [("全部", 1), ("待接收", 1)]


@pytest.mark.parametrize(
    ("address", "role", "state"),
    [
        ("/proposals/assigning/", "head", S.TO_ASSIGN),
        ("/proposals/handling/", "lead", S.HANDLING),
        ("/proposals/handling/export/", "lead", S.HANDLING),
        ("/proposals/templates/", "lead", S.HANDLING),
    ],
)
def test_lists_ask_as_often_for_five_as_for_one(log_in, cast, school, address, role, state):
    client = log_in(cast[role])

    def asked(number: int) -> int:
        made = proposal_in(state, cast, result=make_result(school))
        advise(made, cast["head"], cast["other_unit"])
        ReplyTemplate.objects.create(
            union=school,
            title=f"模板{number}",
            text="收悉。",
            changed_by=cast["lead"],
            changed_at=timezone.now(),
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    counts = [asked(number) for number in range(5)]
    assert set(counts) == {counts[0]}
    assert counts[0] <= 12


def test_a_reply_is_written_from_a_template_handed_in_and_signed(log_in, cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    address = f"/proposals/{proposal.pk}/reply/"
    template = ReplyTemplate.objects.create(
        union=school,
        title="说明",
        text="{案由}收悉。",
        result=make_result(school, "explained"),
        changed_by=cast["lead"],
        changed_at=timezone.now(),
    )
    client = log_in(cast["lead"])
    form = client.get(f"{address}?template={template.pk}").context["form"]
    assert form.initial["text"] == f"{proposal.title}收悉。"
    typed = {"text": LONG, "result": make_result(school, "explained").pk}
    upload = SimpleUploadedFile("方案.pdf", b"%PDF-1.4")
    assert client.post(address, typed | {"attached": [upload]}).status_code == 302
    assert replies.in_review(proposal).files.get().file.name == "方案.pdf"
    page = log_in(cast["leader"]).get(f"/proposals/{proposal.pk}/sign/")
    assert page.context["version"]["text"] == LONG
    assert log_in(cast["leader"]).post(f"/proposals/{proposal.pk}/sign/").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == S.REPLIED


def test_a_short_reply_keeps_what_was_typed(log_in, cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    typed = {"text": "已办。", "result": make_result(school).pk}
    page = log_in(cast["lead"]).post(f"/proposals/{proposal.pk}/reply/", typed)
    assert page.context["form"]["text"].value() == "已办。"
    assert "答复只有 3 字，至少写 20 字" in page.content.decode()


def test_the_leader_hands_back_with_advice(log_in, cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    given = {"result": make_result(school), "by": cast["lead"]}
    replies.reply(proposal=proposal, text=LONG, **given)
    address = f"/proposals/{proposal.pk}/hand_back/"
    assert log_in(cast["leader"]).post(address, {"note": "写明数量"}).status_code == 302
    page = log_in(cast["lead"]).get(f"/proposals/{proposal.pk}/reply/")
    assert (page.context["before"].returned_note, page.context["form"].initial["text"]) == (
        "写明数量",
        LONG,
    )


@pytest.mark.parametrize("step", ["assign", "reassign", "extend", "reply", "sign", "hand_back"])
def test_a_page_that_is_too_old_says_so(log_in, cast, step):
    proposal = proposal_in(S.CLOSED, cast)
    answer = log_in(cast["chair"]).get(f"/proposals/{proposal.pk}/{step}/", follow=True)
    assert answer.redirect_chain == [(f"/proposals/{proposal.pk}/", 302)]
    assert "现在是“已办结”" in answer.content.decode()


STEPS = {
    "accept": (S.ASSIGNED, "lead", {}, S.HANDLING),
    "send_back": (S.ASSIGNED, "lead", {"note": "不属本部门"}, S.TO_ASSIGN),
    "change_leader": (S.HANDLING, "head", {"note": "离任"}, S.HANDLING),
    "progress": (S.HANDLING, "lead", {"percent": "30"}, S.HANDLING),
    "extend": (S.HANDLING, "lead", {"note": "等检测"}, S.HANDLING),
    "reassign": (S.HANDLING, "head", {"note": "职责调整"}, S.ASSIGNED),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_a_page_that_takes_it(log_in, cast, today, step):
    state, role, typed, target = STEPS[step]
    proposal = proposal_in(state, cast, due_on=today + 3 * DAY)
    more = {"on": f"{today}", "until": f"{today + 5 * DAY}", "leader": cast["other_leader"].pk}
    if step == "reassign":
        more = given(cast, lead=cast["other_unit"].pk)
    answer = log_in(cast[role]).post(f"/proposals/{proposal.pk}/{step}/", typed | more)
    assert answer.status_code == 302
    assert Proposal.objects.get().state == target


def test_days_that_do_not_fit_are_told_beside_their_fields(log_in, cast, today):
    proposal = proposal_in(S.HANDLING, cast, due_on=today + 3 * DAY)
    typed = {"until": f"{today + 99 * DAY}", "note": "等检测"}
    form = log_in(cast["lead"]).post(f"/proposals/{proposal.pk}/extend/", typed).context["form"]
    assert "最多延到" in str(form.errors["until"])
    assert form["note"].value() == "等检测"
    assert Proposal.objects.get().extended_from is None
    late = given(cast, lead=cast["other_unit"].pk, accept_due_on=f"{today - DAY}", note="职责调整")
    form = log_in(cast["head"]).post(f"/proposals/{proposal.pk}/reassign/", late).context["form"]
    assert "已经过去" in str(form.errors["accept_due_on"])


def test_an_opinion_is_given_by_its_own_department(log_in, cast):
    co_unit = proposal_in(S.HANDLING, cast).co_units.get()
    address = f"/proposals/opinions/{co_unit.pk}/"
    assert log_in(cast["lead"]).get(address).status_code == 403
    assert log_in(cast["co_unit"]).post(address, {"text": "同意。"}).status_code == 302
    co_unit.refresh_from_db()
    assert co_unit.opinion == "同意。"


def test_templates_are_kept_by_departments_and_the_chair(log_in, cast):
    typed = {"title": "说明", "text": "{案由}收悉。"}
    assert log_in(cast["author"]).post("/proposals/templates/new/", typed).status_code == 403
    assert log_in(cast["lead"]).post("/proposals/templates/new/", typed).status_code == 302
    made = ReplyTemplate.objects.get()
    changed = typed | {"title": "已作说明"}  # not ticked: no longer in use
    address = f"/proposals/templates/{made.pk}/"
    assert log_in(cast["chair"]).post(address, changed).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.is_in_use) == ("已作说明", False)


def test_the_workbench_names_what_waits_for_each(cast, today):
    proposal_in(S.ASSIGNED, cast)
    proposal_in(S.HANDLING, cast)
    proposal_in(S.REPLY_REVIEW, cast)
    make_proposal(cast["author"], state=S.TO_ASSIGN)
    found = {
        role: sorted(todo.action for todo in desk.handling.todos(seat, today))
        for role, seat in cast.items()
    }
    assert {role: actions for role, actions in found.items() if actions} == {
        "lead": ["接收", "答复"],
        "co_unit": ["提意见", "提意见"],
        "leader": ["审签"],
        "head": ["交办"],
        "chair": ["交办"],
    }


@pytest.mark.parametrize("role", ["chair", "author", "lead", "leader"])
@pytest.mark.parametrize(
    "name", [name for name, page in steps.PAGES.items() if not page.route and name != "publish"]
)
def test_a_step_sent_too_late_is_answered_with_the_sentence_and_changes_nothing(
    log_in, cast, role, name
):
    step = FORMAL.step(name)
    state = next(one for one in (S.ARCHIVED, S.CLOSED, S.HANDLING) if one not in step.sources)
    proposal = proposal_in(state, cast)
    answer = log_in(cast[role]).post(f"/proposals/{proposal.pk}/{name}/", {"note": "写了很久。"})
    if answer.status_code == 200:
        form = answer.context["form"]
        assert form["note"].value() == "写了很久。"
        assert f"现在是“{proposal.status_words}”" in str(form.non_field_errors())
    else:
        assert answer.url == f"/proposals/{proposal.pk}/"
    proposal.refresh_from_db()
    assert proposal.state == state
