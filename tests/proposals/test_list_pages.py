"""What every list of the box stands on: pages cut by keys, few joins, a rank that is brought."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.actions import searching
from proposals.models import MicroProposal, Notice, Proposal
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_micro, make_proposal
from union_site.listing import Asked, KeysFirst

pytestmark = pytest.mark.django_db
# PostgreSQL looks for the best order of eight tables at most, the keys being one of them; beyond,
# it would join every row of the table before it looks at the keys.
MOST_JOINS = 6


def pages(rows: KeysFirst, size: int) -> list[int]:
    last = Asked(QueryDict("page=99")).page(rows, size).number
    asked = [Asked(QueryDict(f"page={number}")) for number in range(1, last + 1)]
    return [row.pk for one in asked for row in one.page(rows, size)]


@pytest.mark.parametrize("kind", [MicroProposal, Proposal])
@pytest.mark.parametrize("size", [2, 3, 7])
def test_pages_read_from_either_end_are_the_whole_list_in_its_order(
    school, teacher, today, kind, size
):
    for place in range(7):
        day = today - datetime.timedelta(days=place // 3)
        if kind is MicroProposal:
            make_micro(school, author=teacher, submitted_on=day)
        else:
            sent = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
            make_proposal(teacher, submitted_at=sent if place % 3 else None)
    rows = kind.objects.for_list()
    assert pages(KeysFirst(rows, kind.objects.lines), size) == [row.pk for row in rows]


@pytest.mark.parametrize("kind", [MicroProposal, Proposal, Notice])
def test_a_page_joins_so_few_tables_that_its_keys_come_first(kind):
    joins = str(kind.objects.lines([1]).query).count(" JOIN ")
    assert 0 < joins <= MOST_JOINS


@pytest.mark.parametrize(
    ("who", "shown"), [("head", ["审查", "办结"]), ("one", ["审查"]), ("nobody", [])]
)
def test_the_seat_of_a_request_brings_its_rank_on_the_committee(school, log_in, who, shown):
    head, one = make_committee(school, members=1)
    seats = {"head": head, "one": one, "nobody": make_seat(school, "member")}
    client = log_in(seats[who])
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("proposals:deliberations"))
    labels = [tab.label for tab in answer.context["tabs"]]
    assert [label for label in labels if label in ("审查", "办结")] == shown
    asked = [one["sql"] for one in queries if one["sql"].startswith('SELECT "members_post"')]
    assert asked == []


def test_numbers_are_looked_for_where_a_digit_was_typed(school, teacher):
    numbered = make_proposal(teacher, state="to_assign")
    for words, found in ((numbered.number, [numbered]), ("午休室", [numbered]), ("T", [])):
        rows = searching.formal_with(Proposal.objects.all(), words, union_id=school.pk)
        assert list(rows) == found
