"""Several lists counted with one query."""

from __future__ import annotations

import pytest

from union_site.counting import counted
from union_site.models import Notification, Seat

pytestmark = pytest.mark.django_db


def test_lists_of_several_tables_are_counted_with_one_query(
    chair, teacher, django_assert_num_queries
):
    for seat in (chair, chair, teacher):
        Notification.objects.create(seat=seat, sentence="有新的提案")
    lists = [
        ("mine", Notification.objects.filter(seat=chair)),
        ("seats", Seat.objects.filter(pk__in=[chair.pk, teacher.pk])),
        ("read", Notification.objects.filter(read_at__isnull=False)),
        ("nobody", Seat.objects.none()),
        ("mine", Notification.objects.filter(seat=teacher)),
    ]
    with django_assert_num_queries(1):
        found = counted(lists)
    assert +found == {"mine": 3, "seats": 2}
    assert (found["read"], found["nobody"]) == (0, 0)


def test_no_lists_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counted([]) == {}
