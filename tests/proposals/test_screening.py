"""Acts of the proposal committee: who may, what it changes, who is told."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from proposals.actions import docketing, screening
from proposals.models import Advice, Proposal, ProposalState
from proposals.workflow.formal import FORMAL
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal
from union_site.calendar import DAY
from union_site.findings import NotClear
from union_site.models import AuditEntry, Norm, Notification, StepEvent
from union_site.workflow import advance

S = ProposalState
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(school, chair, teacher, colleague, handler, stranger, officer):
    head, adviser = make_committee(school, members=1)
    return {
        "author": teacher,
        "seconder": colleague,
        "other": make_seat(school, name="再附议"),
        "head": head,
        "adviser": adviser,
        "chair": chair,
        "officer": officer,
        "handler": handler,
        "stranger": stranger,
    }


@pytest.fixture
def proposal(cast):
    return make_proposal(
        cast["author"], state=S.SCREENING, seconders=[cast["seconder"], cast["other"]]
    )


def advised(proposal: Proposal, seat, suggestion: str = "docketed") -> Advice:
    return screening.advise(proposal=proposal, suggestion=suggestion, opinion="可以", by=seat)


def told(seat) -> list[str]:
    return list(Notification.objects.filter(seat=seat).values_list("sentence", flat=True))


ACTS = {
    "receive": lambda proposal, by: screening.receive(proposal=proposal, by=by),
    "advise": advised,
    "complete": lambda proposal, by: screening.complete(proposal=proposal, note="缺附件", by=by),
    "docket": lambda proposal, by: docketing.docket(proposal=proposal, accepted=["P-26"], by=by),
    "convert": lambda proposal, by: docketing.convert(
        proposal=proposal, reason_class="routine", note="日常工作", accepted=["P-26"], by=by
    ),
    "reject": lambda proposal, by: docketing.reject(
        proposal=proposal, reason_class="personal", note="个人事务", accepted=["P-26"], by=by
    ),
    "refer": lambda proposal, by: screening.refer(proposal=proposal, note="意见不一", by=by),
    "appeal": lambda proposal, by: screening.appeal(proposal=proposal, note="请再议", by=by),
}
COMMITTEE = {"head", "adviser", "chair"}
DECIDERS = {"head", "chair"}
MAY = {
    "receive": (S.SUBMITTED, COMMITTEE, S.SCREENING),
    "advise": (S.SCREENING, COMMITTEE, S.SCREENING),
    "complete": (S.SCREENING, DECIDERS, S.DRAFT),
    "docket": (S.SCREENING, DECIDERS, S.TO_ASSIGN),
    "convert": (S.SCREENING, DECIDERS, S.TO_ASSIGN),
    "reject": (S.SCREENING, DECIDERS, S.REJECTED),
    "refer": (S.SCREENING, DECIDERS, S.DISPUTED),
    "appeal": (S.REJECTED, {"author"}, S.DISPUTED),
}


@pytest.mark.parametrize("name", list(MAY))
def test_who_may_take_which_step(cast, name):
    source, allowed, target = MAY[name]
    for role in cast:
        proposal = make_proposal(
            cast["author"], state=source, seconders=[cast["seconder"], cast["other"]]
        )
        if role in allowed:
            ACTS[name](proposal, cast[role])
        else:
            with pytest.raises(PermissionDenied):
                ACTS[name](proposal, cast[role])
        proposal.refresh_from_db()
        assert proposal.state == (target if role in allowed else source), role


def test_a_docketed_proposal_has_its_number_and_everybody_is_told(cast, proposal):
    advised(proposal, cast["adviser"])
    docketing.docket(proposal=proposal, note="同意立案", by=cast["head"])
    year = timezone.localdate().year
    assert (proposal.number, proposal.serial, proposal.outcome) == (
        f"{year}-T001",
        1,
        "docketed",
    )
    sentence = f"提案“{proposal.heading}”已立案，编号 {year}-T001：同意立案"
    for role in ("author", "seconder", "other", "adviser", "chair"):
        assert sentence in told(cast[role]), role
    assert sentence not in told(cast["head"])
    event = StepEvent.objects.of(proposal).get(step="docket")
    assert event.details == {"number": f"{year}-T001"}


def test_docketed_and_converted_ones_are_numbered_apart(cast):
    year = timezone.localdate().year
    numbers = []
    for act in ("docket", "convert", "docket", "convert"):
        proposal = make_proposal(
            cast["author"], state=S.SCREENING, seconders=[cast["seconder"], cast["other"]]
        )
        numbers.append(ACTS[act](proposal, cast["chair"]).number)
    assert numbers == [f"{year}-T001", f"{year}-Y001", f"{year}-T002", f"{year}-Y002"]


def own_pattern(school, key: str, value: str) -> None:
    Norm.objects.create(
        key=f"proposals.{key}",
        label="编号样式",
        value=value,
        scope="school",
        union=school,
        valid_from=datetime.date(2020, 1, 1),
        document="本校提案办法",
    )


def test_where_both_rows_are_worded_alike_no_number_is_given_twice(school, cast):
    own_pattern(school, "number_pattern", "{year}第{serial}号")
    own_pattern(school, "opinion_pattern", "{year}第{serial}号")
    proposals = [
        make_proposal(cast["author"], state=S.SCREENING, seconders=list(cast.values())[1:3])
        for _ in range(3)
    ]
    acts = ("docket", "convert", "docket")
    made = [ACTS[act](row, cast["chair"]).number for act, row in zip(acts, proposals, strict=True)]
    year = timezone.localdate().year
    assert made == [f"{year}第1号", f"{year}第2号", f"{year}第3号"]


def test_a_pattern_that_cannot_be_used_stops_the_docketing_and_says_why(school, cast, proposal):
    own_pattern(school, "number_pattern", "第{serial}号")
    with pytest.raises(NotClear, match=r"缺少 \{year\}"):
        ACTS["docket"](proposal, cast["chair"])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.number) == (S.SCREENING, "")


def test_too_few_seconders_have_to_be_accepted_and_are_recorded(cast):
    proposal = make_proposal(cast["author"], state=S.SCREENING, seconders=[cast["seconder"]])
    advised(proposal, cast["adviser"])
    with pytest.raises(NotClear, match="附议人 1 名，不足 2 名"):
        docketing.docket(proposal=proposal, by=cast["head"])
    docketing.docket(proposal=proposal, accepted=["P-21"], by=cast["head"])
    entry = AuditEntry.objects.get(verb="proposal.docket")
    assert [finding["code"] for finding in entry.accepted_findings] == ["P-21"]


def test_deciding_on_ones_own_proposal_or_without_advice_is_asked_about(cast):
    proposal = make_proposal(
        cast["head"], state=S.SCREENING, seconders=[cast["seconder"], cast["other"]]
    )
    with pytest.raises(NotClear) as refused:
        docketing.docket(proposal=proposal, by=cast["head"])
    assert [finding.code for finding in refused.value.findings] == ["P-25", "P-26"]
    docketing.docket(proposal=proposal, accepted=["P-25", "P-26"], by=cast["head"])
    event = StepEvent.objects.of(proposal).get(step="docket")
    assert "回避" in event.details["accepted"][0]


def test_advice_is_one_for_each_and_may_change_until_the_decision(cast, proposal, handler):
    advised(proposal, cast["adviser"])
    screening.advise(
        proposal=proposal, suggestion="converted", first_unit=handler, by=cast["adviser"]
    )
    row = Advice.objects.get()
    assert (row.suggestion, row.opinion, row.first_unit) == ("converted", "", handler)
    ACTS["docket"](proposal, cast["chair"])
    with pytest.raises(ValidationError, match="现在是“待交办”"):
        advised(proposal, cast["adviser"])


@pytest.mark.parametrize("field", ["first_unit", "second_unit"])
def test_only_a_department_of_the_school_is_suggested(cast, proposal, field):
    with pytest.raises(ValidationError, match="请选择本校的承办部门"):
        screening.advise(
            proposal=proposal,
            suggestion="docketed",
            by=cast["adviser"],
            **{field: cast["seconder"]},
        )


def test_what_is_sent_back_keeps_its_day_and_its_old_advice_counts_no_more(cast, proposal):
    first_day = proposal.submitted_at
    advised(proposal, cast["adviser"])
    screening.complete(proposal=proposal, note="请补充数据", by=cast["head"])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_at) == (S.DRAFT, first_day)
    assert Advice.objects.in_force().count() == 0
    assert f"提案“{proposal.heading}”退回补正：请补充数据" in told(cast["author"])
    Proposal.objects.filter(pk=proposal.pk).update(state=S.SCREENING)
    advised(proposal, cast["adviser"])
    assert Advice.objects.in_force().count() == 1


@pytest.mark.parametrize("name", ["convert", "reject"])
@pytest.mark.parametrize(("reason", "note"), [("", "理由"), ("nonsense", "理由"), ("other", " ")])
def test_no_decision_against_without_its_class_and_its_words(cast, proposal, name, reason, note):
    act = getattr(docketing, name)
    with pytest.raises(ValidationError):
        act(
            proposal=proposal,
            reason_class=reason,
            note=note,
            accepted=["P-26"],
            by=cast["chair"],
        )
    assert Proposal.objects.get().state == S.SCREENING


def test_a_disputed_one_is_decided_with_the_day_of_the_presidium(cast, proposal):
    screening.refer(proposal=proposal, note="分歧较大", by=cast["head"])
    today = timezone.localdate()
    for day in (None, today + DAY):
        with pytest.raises(ValidationError, match="主席团会议日期"):
            docketing.docket(
                proposal=proposal, presidium_on=day, accepted=["P-26"], by=cast["head"]
            )
    docketing.docket(
        proposal=proposal,
        presidium_on=today,
        presidium_words="同意立案",
        accepted=["P-26"],
        by=cast["head"],
    )
    proposal.refresh_from_db()
    assert proposal.by_presidium
    assert (proposal.presidium_on, proposal.presidium_words) == (today, "同意立案")


def test_what_the_committee_decides_itself_names_no_presidium(cast, proposal):
    docketing.docket(
        proposal=proposal,
        presidium_on=timezone.localdate(),
        presidium_words="同意",
        accepted=["P-26"],
        by=cast["head"],
    )
    assert (proposal.by_presidium, proposal.presidium_on) == (False, None)


def test_an_author_appeals_once_and_the_decision_is_open_again(cast, proposal):
    ACTS["reject"](proposal, cast["chair"])
    assert any("申请复议" in sentence for sentence in told(cast["author"]))
    screening.appeal(proposal=proposal, note="请再议", by=cast["author"])
    assert (proposal.state, proposal.outcome, proposal.decision_note) == (S.DISPUTED, "", "")
    event = StepEvent.objects.of(proposal).get(step="appeal")
    assert event.details["decision_note"] == "个人事务"
    docketing.reject(
        proposal=proposal,
        reason_class="personal",
        note="维持原决定",
        presidium_on=timezone.localdate(),
        accepted=["P-26"],
        by=cast["chair"],
    )
    with pytest.raises(ValidationError, match="已申请过一次复议"):
        screening.appeal(proposal=proposal, note="再来", by=cast["author"])


@pytest.mark.parametrize(("days_ago", "is_in_time"), [(0, True), (13, True), (40, False)])
def test_an_appeal_comes_within_the_days_of_the_norm(cast, days_ago, is_in_time):
    decided = timezone.localdate() - days_ago * DAY
    proposal = make_proposal(cast["author"], state=S.REJECTED, decided_on=decided)
    if is_in_time:
        assert screening.appeal(proposal=proposal, note="请再议", by=cast["author"])
    else:
        with pytest.raises(ValidationError, match="申请复议的期限是 10 个工作日"):
            screening.appeal(proposal=proposal, note="请再议", by=cast["author"])


def test_several_are_received_and_what_was_received_before_is_named(cast):
    waiting = [make_proposal(cast["author"], state=S.SUBMITTED) for _ in range(2)]
    stale = Proposal.objects.get(pk=waiting[0].pk)
    screening.receive(proposal=stale, by=cast["adviser"])
    batch = screening.receive_all(proposals=waiting, by=cast["head"])
    assert [row.pk for row in batch.done] == [waiting[1].pk]
    assert len(batch.refused) == 1
    assert "不能再“开始审查”" in batch.refused[0]


def test_only_those_that_the_committee_agrees_on_are_docketed_together(cast):
    people = [cast["seconder"], cast["other"]]
    late, agreed, split = (
        make_proposal(cast["author"], state=S.SCREENING, seconders=people, is_late=is_late)
        for is_late in (True, False, False)
    )
    for row in (late, agreed, split):
        advised(row, cast["adviser"])
    for row in (late, agreed):
        advised(row, cast["head"])
    advised(split, cast["head"], "rejected")
    batch = docketing.docket_all(proposals=[late, agreed, split], by=cast["head"])
    assert [row.pk for row in batch.done] == [agreed.pk]
    assert "超过截止日期" in batch.refused[0]
    assert "意见不一致" in batch.refused[1]


def test_a_proposal_that_others_were_merged_into_cannot_go_away(cast, proposal, colleague):
    make_proposal(colleague, state=S.MERGED, merged_into=proposal)
    for name in ("complete", "reject"):
        with pytest.raises(ValidationError, match="有 1 件提案并入这一件"):
            ACTS[name](proposal, cast["chair"])
    with pytest.raises(ValidationError, match="有 1 件提案并入这一件，不能撤案"):
        advance(FORMAL, thing=proposal, step="withdraw", by=cast["author"], note="不提了")
    proposal.refresh_from_db()
    assert proposal.state == S.SCREENING
