"""Awards of proposal work: who may do what, one vote each, ties, points, the result."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from proposals.actions import awards as actions
from proposals.actions.award_honours import register_honour
from proposals.checks import awards as checks
from proposals.models import AwardNominee, AwardRound, AwardVoter
from proposals.models import ProposalState as S
from proposals.tables import awards as tables
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal
from union_site.models import AuditEntry, Notification

ROLES = ("head", "adviser", "chair", "officer", "teacher", "handler", "leader", "stranger")


@pytest.fixture
def cast(school, chair, officer, teacher, handler, leader, stranger):
    head, adviser = make_committee(school, 1)
    seats = (head, adviser, chair, officer, teacher, handler, leader, stranger)
    return dict(zip(ROLES, seats, strict=True))


@pytest.fixture
def proposals(cast, handler, leader):
    given = {"lead": handler, "leader": leader, "state": S.REPLIED}
    return [make_proposal(cast["teacher"], title=f"提案{n}", **given) for n in range(3)]


def plan(by, today, **more):
    given = {"kind": "proposal", "year": today.year, "places": 1, "choices": 2, **more}
    return actions.plan_award(by=by, **given)


@pytest.fixture
def voting(cast, proposals, today):
    award = plan(cast["head"], today)
    actions.open_award(award=award, by=cast["head"])
    for one in proposals:
        actions.nominate(award=award, by=cast["adviser"], candidate=one, reason="建议具体。")
    return actions.start_voting(award=award, by=cast["chair"], today=today)


@pytest.mark.parametrize("role", ROLES[:-1])
def test_only_the_head_and_the_chair_plan_a_round(cast, today, role):
    if role in ("head", "chair"):
        assert plan(cast[role], today).state == "draft"
    else:
        with pytest.raises(PermissionDenied):
            plan(cast[role], today)


@pytest.mark.parametrize("role", ROLES)
def test_the_committee_and_the_chair_nominate(cast, proposals, today, role):
    award = plan(cast["head"], today)
    actions.open_award(award=award, by=cast["head"])
    given = {"award": award, "candidate": proposals[0], "reason": "建议具体。"}
    if role in ("head", "adviser", "chair"):
        assert actions.nominate(by=cast[role], **given).nominated_by == cast[role]
    else:
        with pytest.raises(PermissionDenied):
            actions.nominate(by=cast[role], **given)


@pytest.mark.parametrize("role", ROLES)
def test_those_the_round_names_vote_and_nobody_else(cast, voting, today, role):
    picked = [voting.nominees.first().pk]
    if role in ("head", "adviser"):
        actions.vote(award=voting, by=cast[role], picked=picked, today=today)
        assert AwardVoter.objects.get().seat == cast[role]
    else:
        with pytest.raises(PermissionDenied):
            actions.vote(award=voting, by=cast[role], picked=picked, today=today)
        assert voting.nominees.filter(votes__gt=0).count() == 0


def test_delegates_vote_where_the_round_is_put_before_them(cast, proposals, today):
    award = plan(cast["head"], today, voters="delegates")
    actions.open_award(award=award, by=cast["head"])
    for one in proposals[:2]:
        actions.nominate(award=award, by=cast["head"], candidate=one, reason="好。")
    actions.start_voting(award=award, by=cast["head"], today=today)
    assert award.entitled == 3
    picked = list(award.nominees.values_list("pk", flat=True))
    actions.vote(award=award, by=cast["teacher"], picked=picked, today=today)
    assert list(award.nominees.values_list("votes", flat=True)) == [1, 1]
    with pytest.raises(PermissionDenied):
        actions.vote(award=award, by=cast["officer"], picked=picked, today=today)


def test_a_second_vote_is_refused_and_not_counted(cast, voting, today):
    picked = [voting.nominees.first().pk]
    actions.vote(award=voting, by=cast["head"], picked=picked, today=today)
    with pytest.raises(ValidationError, match="每人只投一次"):
        actions.vote(award=voting, by=cast["head"], picked=picked, today=today)
    assert voting.nominees.get(pk=picked[0]).votes == 1


def test_to_announce_becomes_the_main_button_when_all_have_voted(cast, voting, today):
    picked, main = [voting.nominees.first().pk], []
    for name in ("head", "adviser"):
        actions.vote(award=voting, by=cast[name], picked=picked, today=today)
        shown = {one["label"]: one["is_primary"] for one in tables.buttons(voting, cast["chair"])}
        main.append(shown["公布结果"])
    assert main == [False, True]


def test_the_database_itself_refuses_a_second_vote(cast, voting, today):
    given = {"union": voting.union, "round": voting, "seat": cast["head"], "voted_on": today}
    AwardVoter.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardVoter.objects.create(**given)


def test_nothing_ties_a_voter_to_a_choice_or_a_moment(cast, voting, today):
    entries, notices = AuditEntry.objects.count(), Notification.objects.count()
    picked = [voting.nominees.first().pk]
    actions.vote(award=voting, by=cast["head"], picked=picked, today=today)
    assert (AuditEntry.objects.count(), Notification.objects.count()) == (entries, notices)
    columns = {field.name for field in AwardVoter._meta.concrete_fields}
    assert columns == {"id", "union", "round", "seat", "voted_on"}


@pytest.mark.parametrize(
    ("picked", "codes"),
    [([], ["P-63"]), ([1], []), ([1, 2], []), ([1, 2, 3], ["P-64"]), ([9], ["P-65"])],
)
def test_a_vote_names_at_least_one_and_not_too_many(picked, codes):
    found = checks.vote_findings(picked, most=2, standing={1, 2, 3})
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("scores", "places", "chosen", "codes", "won"),
    [
        ({1: 5, 2: 3, 3: 1}, 2, set(), [], {1: 1, 2: 2}),
        ({1: 5, 2: 3, 3: 3}, 2, set(), ["P-61"], {1: 1}),
        ({1: 5, 2: 3, 3: 3}, 2, {3}, [], {1: 1, 3: 2}),
        ({1: 5, 2: 3, 3: 3}, 2, {2, 3}, ["P-62"], {1: 1, 2: 2, 3: 2}),
        ({1: 5, 2: 3, 3: 3}, 2, {1}, ["P-62"], {1: 1}),
        ({1: 5, 2: 3, 3: 3}, 3, set(), [], {1: 1, 2: 2, 3: 2}),
        ({1: 3, 2: 3}, 1, set(), ["P-61"], {}),
        ({1: 3}, 2, set(), [], {1: 1}),
        ({}, 1, set(), ["P-60"], {}),
    ],
)
def test_a_tie_at_the_last_place_is_told_and_settled_by_the_committee(
    scores, places, chosen, codes, won
):
    found = checks.result_findings(scores, places=places, chosen=chosen, unit="票")
    assert [finding.code for finding in found] == codes
    if "P-62" not in codes:
        assert checks.winners(scores, places=places, chosen=chosen) == won


def test_the_result_tells_the_winner_and_keeps_the_places(cast, voting, today):
    best = voting.nominees.last()
    actions.vote(award=voting, by=cast["head"], picked=[best.pk], today=today)
    with pytest.raises(PermissionDenied):
        actions.announce(award=voting, by=cast["adviser"], today=today, places=1)
    actions.announce(award=voting, by=cast["head"], today=today, places=1)
    assert [(row.pk, row.place) for row in voting.nominees.winners()] == [(best.pk, 1)]
    told = Notification.objects.filter(seat=cast["teacher"], sentence__contains="结果已公布")
    assert told.count() == 1


def test_a_tie_is_refused_with_its_sentence_and_changes_nothing(cast, voting, today):
    for voter, nominee in zip(("head", "adviser"), voting.nominees.all(), strict=False):
        actions.vote(award=voting, by=cast[voter], picked=[nominee.pk], today=today)
    with pytest.raises(ValidationError, match="2 个并列第 1 名（均为 1 票），只剩 1 个名额"):
        actions.announce(award=voting, by=cast["head"], today=today, places=1)
    voting.refresh_from_db()
    assert voting.state == "voting"


def test_who_has_no_vote_does_not_win_though_there_is_room(cast, voting, today):
    with pytest.raises(ValidationError, match="都还没有得票"):
        actions.announce(award=voting, by=cast["head"], today=today, places=3)
    best = voting.nominees.last()
    actions.vote(award=voting, by=cast["head"], picked=[best.pk], today=today)
    actions.announce(award=voting, by=cast["head"], today=today, places=3)
    assert [nominee.pk for nominee in voting.nominees.winners()] == [best.pk]


def test_points_are_the_formula_of_the_norm_and_open_their_rows(cast, proposals, log_in, today):
    award = plan(cast["head"], today, kind="handler", method="points")
    actions.open_award(award=award, by=cast["head"])
    nominee = award.nominees.get()
    lines = actions.point_lines(award, [nominee], today=today)[nominee.pk]
    assert {line.label: (line.count, line.each) for line in lines if line.count} == {
        "按期答复": (3, 3),
        "已解决": (3, 5),
    }
    page = log_in(cast["chair"]).get(reverse("proposals:award", args=[award.pk]))
    row = page.context["rows"][0]
    assert row.score == "24 分"
    for line in row.lines:
        assert len(log_in(cast["chair"]).get(line.url).context["page"]) == 3
    actions.announce(award=award, by=cast["head"], today=today, places=1)
    nominee.refresh_from_db()
    assert (nominee.place, nominee.points) == (1, 24)


def test_a_nominee_that_was_taken_off_can_be_put_on_again(cast, proposals, today):
    award = plan(cast["head"], today)
    actions.open_award(award=award, by=cast["head"])
    given = {"award": award, "candidate": proposals[0], "reason": "好。"}
    nominee = actions.nominate(by=cast["adviser"], **given)
    with pytest.raises(ValidationError):
        actions.nominate(by=cast["head"], **given)
    actions.drop_nominee(nominee=nominee, by=cast["head"], note="与另一件重复")
    assert (
        Notification.objects.filter(seat=cast["adviser"])
        .latest("pk")
        .sentence.endswith("与另一件重复")
    )
    assert actions.nominate(by=cast["head"], **given).pk == nominee.pk
    assert AwardNominee.objects.standing().count() == 1


def test_votes_are_not_shown_before_the_result(cast, voting, log_in, today):
    picked = [voting.nominees.first().pk]
    actions.vote(award=voting, by=cast["head"], picked=picked, today=today)
    url = reverse("proposals:award", args=[voting.pk])
    assertNotContains(log_in(cast["chair"]).get(url), "1 票")
    actions.announce(award=voting, by=cast["chair"], today=today, places=1)
    assertContains(log_in(cast["teacher"]).get(url), "1 票")


def test_a_prize_goes_into_the_register_of_honours_once(cast, voting, today):
    best = voting.nominees.first()
    actions.vote(award=voting, by=cast["head"], picked=[best.pk], today=today)
    actions.announce(award=voting, by=cast["head"], today=today, places=1)
    with pytest.raises(PermissionDenied):
        register_honour(nominee=best, by=cast["head"], today=today)
    honour = register_honour(nominee=best, by=cast["chair"], today=today)
    assert [holder.member.name for holder in honour.holders.all()] == ["周敏"]
    with pytest.raises(ValidationError, match="已经登记过了"):
        register_honour(nominee=best, by=cast["chair"], today=today)


def test_the_way_through_the_pages(cast, proposals, log_in, today):
    head = log_in(cast["head"])
    new = {
        "kind": "proposal",
        "scope": f"y{today.year}",
        "method": "vote",
        "voters": "committee",
        "places": 1,
        "choices": 1,
    }
    assert head.post(reverse("proposals:award_new"), new).status_code == 302
    award = AwardRound.objects.get()

    def step(name, **typed):
        return head.post(reverse("proposals:award_step", args=[award.pk, name]), typed)

    assert step("open").status_code == 302
    for one in proposals[:2]:
        assert step("nominate", candidate=one.pk, reason="好。").status_code == 302
    assert step("start_voting").status_code == 302
    assertContains(step("announce", places=1), "都还没有得票")
    best = award.nominees.first()
    voted = head.post(reverse("proposals:award_vote", args=[award.pk]), {"picked": [best.pk]})
    assert voted.status_code == 302
    assertContains(head.get(reverse("proposals:award_voted", args=[award.pk])), "杜主任")
    assert step("announce", places=1).status_code == 302
    for name in ("award_paper", "award_certificates"):
        answer = head.get(reverse(f"proposals:{name}", args=[award.pk]))
        assert answer.content[:4] == b"%PDF"
    address = reverse("proposals:award", args=[award.pk])
    assertContains(head.get(address), "荣誉证书")
    assertNotContains(log_in(cast["adviser"]).get(address), "荣誉证书")


def test_the_list_of_rounds_has_a_constant_number_of_queries(
    cast, log_in, today, django_assert_max_num_queries
):
    client = log_in(cast["chair"])
    for _ in range(5):
        plan(cast["head"], today)
    with django_assert_max_num_queries(12):
        client.get(reverse("proposals:awards"))
