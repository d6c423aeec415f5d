"""Casting a vote: once, by an elector, while the ballot is open, on a sheet that counts."""

from __future__ import annotations

import base64
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import ballots, casting, voiding
from congress.actions import urn as urns
from congress.checks.results import Sheet
from congress.checks.sheets import NAMES, objections
from congress.models import Ballot, OpenVote, Turnout, Urn
from tests.congress.factories import make_ballot
from tests.congress.voting import FEW, NOW, make_hall, open_in, sheet_of
from tests.members.factories import make_member
from union_site.encryption import cipher, unseal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(school):
    return make_hall(school, 3)


@pytest.fixture
def ballot(hall, chair) -> Ballot:
    return open_in(hall, chair)


def traces(ballot: Ballot) -> tuple[int, int, str]:
    return Turnout.objects.count(), OpenVote.objects.count(), ballot.urn.sheets


def cast(ballot, seat, *marks, named=()):
    return casting.cast(ballot=ballot, by=seat, sheet=sheet_of(ballot, *marks, named=named))


def test_a_vote_is_one_row_of_turnout_and_one_sheet_more(hall, ballot):
    cast(ballot, hall.seats[0], "against")
    cast(ballot, hall.seats[1], "for")
    cast(ballot, hall.seats[2], "for")
    assert Turnout.objects.count() == 3
    ballot.urn.refresh_from_db()
    assert json.loads(unseal(ballot.urn.sheets)) == [["0", [], 2], ["1", [], 1]]


def test_nobody_votes_twice(hall, ballot):
    cast(ballot, hall.seats[0], "for")
    before = traces(ballot)
    with pytest.raises(ValidationError, match="您已经投过票了，每人只投一次。"):
        cast(ballot, hall.seats[0], "against")
    assert traces(ballot) == before


def test_the_database_itself_refuses_a_second_vote(hall, ballot, school):
    cast(ballot, hall.seats[0], "for")
    elector = ballot.electors.get(member__seat=hall.seats[0])
    # As if two requests had both been told that she has not voted yet.
    elector.ballot_state, elector.has_voted = "open", False
    before = traces(ballot)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(casting, "_elector", lambda ballot, by: elector)
        with pytest.raises(ValidationError, match="每人只投一次"):
            cast(ballot, hall.seats[0], "for")
    assert traces(ballot) == before


def test_a_colleague_who_is_no_delegate_does_not_vote(ballot, colleague, school):
    make_member(school, seat=colleague)
    with pytest.raises(ValidationError, match="不在本次投票的名单上"):
        cast(ballot, colleague, "for")


@pytest.mark.parametrize("who", ["stranger", "district_staff"])
def test_nobody_of_another_union_votes(request, ballot, who):
    with pytest.raises(PermissionDenied):
        cast(ballot, request.getfixturevalue(who), "for")


def test_before_it_opens_and_after_it_closed_nobody_votes(hall, chair):
    draft = make_ballot(hall.session, sitting=hall.sitting)
    with pytest.raises(ValidationError, match="还没有开始"):
        cast(draft, hall.seats[0], "for")
    ballots.open_ballot(ballot=draft, by=chair, now=NOW)
    stale = Ballot.objects.get(pk=draft.pk)
    ballots.close_ballot(ballot=draft, by=chair, now=NOW, accepted=FEW)
    assert stale.is_open
    with pytest.raises(ValidationError, match="投票已经结束"):
        cast(stale, hall.seats[0], "for")
    void = open_in(hall, chair)
    voiding.void_ballot(ballot=void, by=chair, note="票面有误")
    with pytest.raises(ValidationError, match="已作废"):
        cast(void, hall.seats[0], "for")


def test_a_ballot_on_paper_takes_no_vote_on_the_phone(hall, chair):
    paper = open_in(hall, chair, medium="paper")
    with pytest.raises(ValidationError, match="不在手机上投票"):
        cast(paper, hall.seats[0], "for")


ELECTION = {"kind": "election", "seats": 2, "write_ins": 1}


@pytest.mark.parametrize(
    ("marks", "named", "sentence"),
    [
        (("for", "for", "for"), (), "您选了 3 人，应选 2 人，多选了 1 人"),
        (("for", "for", ""), ("张三",), "您选了 3 人，应选 2 人"),
        (("for", "", ""), ("张三", "李四"), "另选他人最多写 1 人，您写了 2 人"),
        (("", "", ""), ("甲",), "“甲”已在票上"),
        (("bogus", "", ""), (), "与票面不符"),
    ],
)
def test_a_sheet_that_would_be_spoiled_is_handed_back(hall, chair, marks, named, sentence):
    ballot = open_in(hall, chair, "甲", "乙", "丙", **ELECTION)
    before = traces(ballot)
    with pytest.raises(casting.NotTaken, match=sentence):
        cast(ballot, hall.seats[0], *marks, named=named)
    assert traces(ballot) == before
    cast(ballot, hall.seats[0], "for", "", "", named=("张三",))
    assert Turnout.objects.count() == 1


def test_a_matter_that_was_forgotten_is_asked_for(hall, chair):
    ballot = open_in(hall, chair, "甲办法", "乙办法")
    with pytest.raises(casting.NotTaken) as refusal:
        cast(ballot, hall.seats[0], "for")
    second = ballot.items.get(position=2).pk
    assert [found.where for found in refusal.value.objections] == [second]


def test_a_name_written_twice_is_pointed_at(hall, chair):
    ballot = make_ballot(hall.session, "甲", kind="election", seats=3, write_ins=2)
    items = {item.pk: item.title for item in ballot.items.all()}
    (found,) = objections(Sheet({}, ("张三", "张三")), ballot, items)
    assert (found.where, found.sentence) == (NAMES, "“张三”写了不止一次，请只写一次。")


def test_casting_takes_four_queries_however_many_have_voted(hall, ballot):
    ballot = Ballot.objects.prefetch_related("items").get(pk=ballot.pk)
    sheet = sheet_of(ballot, "for")
    for seat in hall.seats:
        assert seat.can("congress.own")  # read with the request
        with CaptureQueriesContext(connection) as asked:
            casting.cast(ballot=ballot, by=seat, sheet=sheet)
        written = [row["sql"] for row in asked if "SAVEPOINT" not in row["sql"]]
        assert len(written) == 4, written


# --- the urn ------------------------------------------------------------------------------


def test_nobody_opens_the_urn_while_the_ballot_is_not_decided(hall, ballot, chair):
    cast(ballot, hall.seats[0], "for")
    ballot.state = "decided"  # in memory alone
    with pytest.raises(urns.StillClosed):
        urns.sheets(ballot)
    with pytest.raises(urns.StillClosed):
        ballots.recounted(ballot)
    ballot.refresh_from_db()
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    assert sum(times for _, times in urns.sheets(ballot)) == 1


def test_reading_the_row_of_an_urn_gives_what_is_sealed(hall, ballot):
    cast(ballot, hall.seats[0], "for")
    sheets = Urn.objects.values_list("sheets", flat=True).get(ballot=ballot)
    assert sheets.startswith("gAAAAAAAAAAA")
    assert Urn.objects.get(ballot=ballot).sheets == sheets


def test_nothing_that_is_not_sealed_can_be_written_into_an_urn(ballot):
    urn = ballot.urn
    urn.sheets = '[["0",[],1]]'
    with pytest.raises(ValueError, match="sealed"):
        urn.save()


def test_a_seal_tells_no_time(hall, ballot):
    cast(ballot, hall.seats[0], "for")
    token = base64.urlsafe_b64decode(Urn.objects.get(ballot=ballot).sheets)
    assert int.from_bytes(token[1:9]) == 0
    usual = base64.urlsafe_b64decode(cipher().encrypt(b"x"))
    assert int.from_bytes(usual[1:9]) > 0


def test_the_length_of_the_urn_never_tells_which_kind_of_sheet_was_added(hall, chair):
    ballot = open_in(hall, chair, "甲", "乙", "丙", **ELECTION)
    lengths = {len(ballot.urn.sheets)}
    for seat, marks, named in zip(
        hall.seats,
        [("for", "", ""), ("for", "", ""), ("against", "abstain", "")],
        [(), (), ("一个相当长的姓名",)],
        strict=True,
    ):
        cast(ballot, seat, *marks, named=named)
        lengths.add(len(Urn.objects.get(ballot=ballot).sheets))
    assert len(lengths) == 1


KEYS = st.tuples(st.text("012-", min_size=3, max_size=3), st.lists(st.text(max_size=4), max_size=2))


@given(st.dictionaries(KEYS.map(lambda key: (key[0], tuple(key[1]))), st.integers(1, 2000)))
def test_what_is_written_is_sorted_filled_up_and_read_again(counted):
    text = urns._written(counted, 1024)
    assert urns._read(text) == counted
    assert text == urns._written(dict(sorted(counted.items(), reverse=True)), 1024)
    size = len(text.encode())
    assert size >= 1024
    assert size & (size - 1) == 0
