"""Ballots in their course: what the trail keeps, and who may do what."""

from __future__ import annotations

import pytest
from django.utils import timezone

from congress.actions import attendance, ballots, casting
from congress.models import OpenVote
from tests.congress.factories import make_ballot
from tests.congress.voting import NOW, codes, make_hall, open_in, sheet_of
from union_site.findings import NotClear

pytestmark = pytest.mark.django_db


def test_nobody_who_counts_stands_in_an_election_that_opens(chair, school):
    hall = make_hall(school, 3)
    name = hall.entries[0].delegate.name
    hall.session.offices.create(union=school, delegate=hall.entries[0].delegate, office="teller")
    with pytest.raises(NotClear) as refusal:
        open_in(hall, chair, name, "乙", kind="election", seats=1, write_ins=1)
    assert codes(refusal) == {"E-04"}
    with pytest.raises(NotClear) as refusal:
        open_in(hall, chair, "丙", kind="election", seats=2, write_ins=3)
    assert codes(refusal) == {"E-01", "E-03"}


def test_no_ballot_opens_in_a_sitting_that_somebody_else_has_closed(chair, school):
    hall = make_hall(school, 3)
    ballot = make_ballot(hall.session, sitting=hall.sitting)
    other = type(hall.sitting).objects.get(pk=hall.sitting.pk)
    attendance.close_sitting(sitting=other, by=chair, now=NOW)
    with pytest.raises(NotClear) as refusal:  # the row in memory still says that it is open
        ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert codes(refusal) == {"C-04s"}


def test_an_open_ballot_keeps_names_and_counts_like_a_secret_one(chair, school):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair, "甲", "乙", "丙", kind="election", seats=2, write_ins=1,
                     method="open_ballot")  # fmt: skip
    votes = [(("for", "for", ""), ()), (("for", "", ""), ("张三",)), (("for", "against", ""), ())]
    for seat, (marks, named) in zip(hall.seats, votes, strict=True):
        casting.cast(ballot=ballot, by=seat, sheet=sheet_of(ballot, *marks, named=named))
    ballots.close_ballot(ballot=ballot, by=chair, now=timezone.now())
    first, *_ = ballot.result["items"]
    assert (first["counts"], first["is_elected"]) == ({"for": 3, "against": 0, "abstain": 0}, True)
    assert [(row["name"], row["votes"]) for row in ballot.result["named"]] == [("张三", 1)]
    assert OpenVote.objects.get(elector__member__seat=hall.seats[1]).marks["named"] == ["张三"]
