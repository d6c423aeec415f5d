"""Beginning, saving, handing in and withdrawing a formal proposal: who may, what comes of it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.models import Delegation
from congress.models.delegates import Role
from members.models import Body
from proposals.actions import writing
from proposals.actions.capacities import capacities, may_propose
from proposals.models import Proposal, ProposalState, Seconder
from tests.factories import make_seat
from tests.members.factories import make_post
from tests.members.factories import make_term as make_body_term
from tests.proposals.factories import make_delegate_of, make_micro, make_proposal, make_seconder
from tests.proposals.writing_cast import (
    GOOD,
    delegate,
    delegates,
    leave,
    make_observer,
    session_collecting,
)
from union_site.findings import NotClear
from union_site.models import AuditEntry, Norm, Notification, StepEvent

S = ProposalState
DAY = datetime.timedelta(days=1)


@pytest.fixture
def author(teacher):
    make_delegate_of(teacher)
    return teacher


def told(seat) -> list[str]:
    rows = Notification.objects.filter(seat=seat).order_by("pk")
    return list(rows.values_list("sentence", flat=True))


# --- who may ---------------------------------------------------------------------------------


@pytest.fixture
def cast(school, author, chair, colleague, officer, leader, stranger, today):
    """Everybody of the table below; the school's term is that of the author."""
    term = delegate(author).term
    head, deputy = delegates(author, "团长", "副团长")
    group = Delegation.objects.create(union=school, term=term, name="第一代表团")
    for seat, role in ((head, Role.HEAD), (deputy, Role.DEPUTY)):
        row = delegate(seat)
        row.delegation, row.role = group, role
        row.save()
    observer, former = (make_seat(school, "member", name=name) for name in ("列席者", "前代表"))
    make_observer(observer, term)
    make_delegate_of(former, term)
    leave(former, today)
    body = Body.objects.create(union=school, kind="other", name="生活福利委员会")
    welfare = make_body_term(school, body=body)
    make_post(welfare, make_delegate_of(colleague, term).member, "主任")
    committee = make_body_term(school, "proposals")
    make_post(committee, make_delegate_of(officer, term).member, "主任")
    make_delegate_of(stranger)
    return {
        "delegate": author,
        "head": head,
        "deputy": deputy,
        "observer": observer,
        "former": former,
        "chair_of_body": colleague,
        "head_of_screening": officer,
        "no_delegate": chair,
        "leader": leader,
        "delegate_elsewhere": stranger,
    }


@pytest.mark.parametrize(
    ("who", "ways"),
    [
        ("delegate", ["代表个人"]),
        ("head", ["代表个人", "第一代表团"]),
        ("deputy", ["代表个人", "第一代表团"]),
        ("observer", []),
        ("former", []),
        ("chair_of_body", ["代表个人", "生活福利委员会"]),
        ("head_of_screening", ["代表个人"]),
        ("no_delegate", []),
        ("leader", []),
        ("delegate_elsewhere", ["代表个人"]),
    ],
)
def test_who_may_propose_and_as_what(cast, today, who, ways):
    seat = cast[who]
    held = capacities(seat, today=today)
    assert [one.label for one in held] == ways
    assert may_propose(seat, today=today) is bool(ways)
    if not ways:
        with pytest.raises(PermissionDenied):
            writing.start(by=seat, **GOOD)
        return
    for one in held:
        made = writing.start(by=seat, capacity=one, **GOOD)
        assert (made.union, made.author, made.state) == (seat.union, seat, S.DRAFT)
        assert (made.kind, made.is_collective) == (one.kind, one.label != "代表个人")


def test_nobody_proposes_in_the_name_of_others(cast, today):
    (_, theirs) = capacities(cast["head"], today=today)
    with pytest.raises(PermissionDenied):
        writing.start(by=cast["delegate"], capacity=theirs, **GOOD)


def test_a_micro_proposal_grows_into_one_proposal_at_most(author, school):
    micro = make_micro(school)
    grown = writing.start(by=author, origin=micro, suggestion=micro.text)
    assert (micro.promoted_to, grown.suggestion) == (grown, micro.text)
    with pytest.raises(ValidationError):
        writing.start(by=author, origin=micro)


def test_after_the_term_nobody_proposes(author, today):
    assert capacities(author, today=datetime.date(2029, 1, 1)) == []


@pytest.mark.parametrize("act", ["save_draft", "rewrite", "submit", "withdraw"])
def test_the_authors_acts_are_the_authors_alone(cast, act):
    states = {"rewrite": S.SECONDING}
    proposal = make_proposal(cast["delegate"], state=states.get(act, S.DRAFT))
    given = {"save_draft": {"version": 1, "title": "别人的字"}, "withdraw": {"note": "不要了"}}
    for who, seat in cast.items():
        if who != "delegate":
            with pytest.raises(PermissionDenied):
                getattr(writing, act)(proposal=proposal, by=seat, **given.get(act, {}))
    assert Proposal.objects.get(pk=proposal.pk).state == proposal.state


def test_a_draft_and_one_thrown_away_are_seen_by_the_author_alone(author, chair, officer):
    draft = writing.start(by=author, **GOOD)
    for seat, seen in ((author, [draft]), (chair, []), (officer, [])):
        assert list(Proposal.objects.visible_to(seat)) == seen
    writing.withdraw(proposal=draft, note="草稿不再使用。", by=author)
    for seat, seen in ((author, [draft]), (chair, []), (officer, [])):
        assert list(Proposal.objects.visible_to(seat)) == seen
    assert told(chair) == []


# --- saving ------------------------------------------------------------------------------------


def test_a_draft_is_saved_as_it_stands_and_counted(author):
    draft = writing.start(by=author, title="关于")
    saved = writing.save_draft(proposal=draft, by=author, version=1, reason="一半\u202e\x00")
    assert (saved.version, saved.title, saved.reason) == (2, "关于", "一半")


def test_of_two_windows_the_older_is_told_and_overwrites_nothing(author):
    draft = writing.start(by=author, **GOOD)
    writing.save_draft(proposal=draft, by=author, version=1, reason="第一个窗口写的文字。")
    with pytest.raises(writing.OvertakenDraft) as told_so:
        writing.save_draft(proposal=draft, by=author, version=1, reason="第二个窗口写的文字。")
    assert told_so.value.current.reason == "第一个窗口写的文字。"
    assert Proposal.objects.get().reason == "第一个窗口写的文字。"
    # Having compared, the writer names the version that may be written over.
    writing.save_draft(proposal=draft, by=author, version=2, reason="第二个窗口写的文字。")
    assert Proposal.objects.get().reason == "第二个窗口写的文字。"


def test_saving_the_same_text_again_changes_nothing(author):
    draft = writing.start(by=author, **GOOD)
    again = writing.save_draft(proposal=draft, by=author, version=7, **GOOD)
    assert (again.version, again.edited_at) == (1, None)


@pytest.mark.parametrize(("field", "most"), [("title", 60), ("reason", 2000), ("suggestion", 2000)])
def test_what_does_not_fit_is_refused_and_never_cut(author, field, most):
    draft = writing.start(by=author)
    writing.save_draft(proposal=draft, by=author, version=1, **{field: "字" * most})
    with pytest.raises(ValidationError) as refused:
        writing.save_draft(proposal=draft, by=author, version=2, **{field: "字" * (most + 1)})
    assert list(refused.value.message_dict) == [field]
    assert len(getattr(Proposal.objects.get(), field)) == most


def test_the_wished_department_is_one_of_the_school(author, handler, colleague):
    draft = writing.start(by=author, wanted_lead=handler)
    with pytest.raises(ValidationError):
        writing.save_draft(proposal=draft, by=author, version=1, wanted_lead=colleague)


@pytest.mark.parametrize("state", [S.SECONDING, S.SUBMITTED, S.SCREENING, S.WITHDRAWN])
def test_only_a_draft_is_written(author, state):
    proposal = make_proposal(author, state=state)
    with pytest.raises(ValidationError):
        writing.save_draft(proposal=proposal, by=author, version=1, title="换一个题目")


def test_a_text_sent_back_for_completion_voids_the_consents_once_it_is_changed(author):
    (second,) = delegates(author, "附议人")
    proposal = make_proposal(author, seconders=[second])
    writing.save_draft(proposal=proposal, by=author, version=1, publicity="hidden")
    assert Seconder.objects.get().state == "accepted"
    writing.save_draft(proposal=proposal, by=author, version=2, reason="改写过的理由，共十个字多。")
    assert (Seconder.objects.get().state, Seconder.objects.get().answered_at) == ("invited", None)
    assert told(second) == [f"“{proposal.title}”正在修改，您的附议已失效，改好后会再请您确认"]


# --- handing in -----------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "goes"), [(0, False), (1, False), (2, True), (3, True)])
def test_p10_it_takes_two_seconders(author, count, goes):
    seconders = delegates(author, "甲", "乙", "丙")[:count]
    proposal = make_proposal(author, state=S.SECONDING, seconders=seconders)
    if goes:
        writing.submit(proposal=proposal, by=author)
    else:
        with pytest.raises(NotClear) as refused:
            writing.submit(proposal=proposal, by=author)
        assert [finding.code for finding in refused.value.findings] == ["P-10"]
    assert Proposal.objects.get().state == (S.SUBMITTED if goes else S.SECONDING)


def test_the_number_of_seconders_is_a_norm_that_a_school_may_set(author, school):
    Norm.objects.create(
        key="proposals.min_seconders",
        scope="school",
        union=school,
        value=1,
        label="附议",
        document="本校提案办法",
        valid_from=datetime.date(2020, 1, 1),
    )
    proposal = make_proposal(author, state=S.SECONDING, seconders=delegates(author, "甲"))
    assert writing.submit(proposal=proposal, by=author).state == S.SUBMITTED


def test_who_left_office_does_not_count(author, today):
    first, second = delegates(author, "甲", "乙")
    proposal = make_proposal(author, state=S.SECONDING, seconders=[first, second])
    leave(second, today)
    with pytest.raises(NotClear) as refused:
        writing.submit(proposal=proposal, by=author)
    assert [finding.code for finding in refused.value.findings] == ["P-10", "P-18"]


def test_an_author_who_left_office_hands_in_nothing(author, today):
    proposal = make_proposal(author, state=S.SECONDING, seconders=delegates(author, "甲", "乙"))
    leave(author, today)
    with pytest.raises(NotClear) as refused:
        writing.submit(proposal=proposal, by=author)
    assert [finding.code for finding in refused.value.findings] == ["P-15"]


def test_a_collective_one_needs_no_seconders(cast, today):
    (_, group) = capacities(cast["head"], today=today)
    draft = writing.start(by=cast["head"], capacity=group, **GOOD)
    assert writing.submit(proposal=draft, by=cast["head"]).state == S.SUBMITTED


def test_all_that_is_wrong_is_said_at_once(author):
    draft = writing.start(by=author)
    with pytest.raises(NotClear) as refused:
        writing.submit(proposal=draft, by=author)
    found = [finding.code for finding in refused.value.findings]
    assert found == ["P-11", "P-12", "P-13", "P-14", "P-10"]


def test_several_matters_are_accepted_by_ticking_and_recorded(author):
    proposal = make_proposal(
        author,
        state=S.SECONDING,
        seconders=delegates(author, "甲", "乙"),
        title="关于午休及关于课表的提案",
    )
    with pytest.raises(NotClear):
        writing.submit(proposal=proposal, by=author)
    writing.submit(proposal=proposal, by=author, accepted=["P-16"])
    entry = AuditEntry.objects.get(verb="proposal.submit")
    assert [finding["code"] for finding in entry.accepted_findings] == ["P-16"]


@pytest.mark.parametrize(
    ("opens", "closes", "belongs", "is_late"),
    [
        (1, 5, False, False),
        (0, 5, True, False),
        (-5, 0, True, False),
        (-5, -1, True, True),
    ],
)
def test_the_day_decides_whether_it_is_in_time(author, today, opens, closes, belongs, is_late):
    session = session_collecting(author, today, opens=opens, closes=closes)
    proposal = make_proposal(author, state=S.SECONDING, seconders=delegates(author, "甲", "乙"))
    if is_late:
        with pytest.raises(NotClear) as refused:
            writing.submit(proposal=proposal, by=author)
        assert [finding.code for finding in refused.value.findings] == ["P-17"]
    sent = writing.submit(proposal=proposal, by=author, accepted=["P-17"])
    assert (sent.session, sent.is_late) == (session if belongs else None, is_late)


def test_one_sent_back_to_be_completed_keeps_the_day_it_came_in(author, today):
    seconders = delegates(author, "甲", "乙")
    session = session_collecting(author, today, opens=-9, closes=-1)
    came = datetime.datetime.combine(today - 3 * DAY, datetime.time(9), datetime.UTC)
    proposal = make_proposal(author, seconders=seconders, session=session, submitted_at=came)
    sent = writing.submit(proposal=proposal, by=author)
    assert (sent.submitted_at, sent.session, sent.is_late) == (came, session, False)


def test_handing_in_ends_what_is_asked_and_tells_everybody_concerned(author, chair):
    first, second, silent = delegates(author, "甲", "乙", "丙")
    proposal = make_proposal(author, state=S.SECONDING, seconders=[first, second])
    row = make_seconder(proposal, silent, "invited")
    writing.submit(proposal=proposal, by=author)
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert told(first) == told(second) == [f"您附议的提案“{proposal.title}”已提交"]
    assert told(silent) == [f"“{proposal.title}”已提交，不用再附议"]
    assert told(chair) == [f"收到提案“{proposal.title}”，请审查"]
    assert told(author) == []


# --- rewriting, withdrawing --------------------------------------------------------------------


def test_rewriting_voids_every_consent_and_tells_each(author):
    first, silent = delegates(author, "甲", "丙")
    proposal = make_proposal(author, state=S.SECONDING, seconders=[first])
    make_seconder(proposal, silent, "invited")
    writing.rewrite(proposal=proposal, by=author)
    assert {row.state for row in Seconder.objects.all()} == {"invited"}
    assert len(told(first)) == len(told(silent)) == 1
    assert list(Proposal.objects.visible_to(first)) == []


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (S.DRAFT, True),
        (S.SECONDING, True),
        (S.SUBMITTED, True),
        (S.SCREENING, True),
        (S.DISPUTED, True),
        (S.TO_ASSIGN, True),
        (S.MERGED, False),
        (S.ASSIGNED, False),
        (S.HANDLING, False),
        (S.REPLIED, False),
        (S.REJECTED, False),
        (S.WITHDRAWN, False),
    ],
)
def test_it_is_withdrawn_until_it_is_handed_over(author, chair, handler, leader, state, goes):
    (second,) = delegates(author, "甲")
    given = {"lead": handler, "leader": leader}
    if state == S.MERGED:
        given["merged_into"] = make_proposal(second, state=S.SCREENING)
    proposal = make_proposal(author, state=state, seconders=[second], **given)
    if not goes:
        with pytest.raises(ValidationError) as refused:
            writing.withdraw(proposal=proposal, by=author, note="情况有变")
        assert len(refused.value.messages[0]) > 10
        assert StepEvent.objects.count() == 0
        return
    writing.withdraw(proposal=proposal, by=author, note="情况有变")
    sentence = f"提案“{proposal.title}”已撤案：情况有变"
    assert told(second) == [sentence]
    assert told(chair) == ([] if state in (S.DRAFT, S.SECONDING) else [sentence])


def test_withdrawing_takes_a_reason(author):
    proposal = make_proposal(author, state=S.SUBMITTED)
    with pytest.raises(ValidationError):
        writing.withdraw(proposal=proposal, by=author, note="  ")


def test_the_main_one_of_a_merger_is_not_withdrawn(author):
    (other,) = delegates(author, "甲")
    main = make_proposal(author, state=S.SCREENING)
    make_proposal(other, state=S.MERGED, merged_into=main)
    with pytest.raises(ValidationError) as refused:
        writing.withdraw(proposal=main, by=author, note="情况有变")
    assert "撤销并案" in refused.value.messages[0]
