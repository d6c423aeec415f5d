"""A synthetic district: as many as asked for, the same at every run, and valid throughout."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command

from members.models import Member, MembershipEvent, UnionGroup
from union_site import scale
from union_site.idcards import inspect
from union_site.models import Seat, Union

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 21)
FIELDS = ("union__code", "name", "birth_date", "mobile", "joined_union_on", "status", "staff_no")


def load(**changes):
    asked = {"unions": 7, "members": 120, "years": 3, "seed": 1, "today": TODAY}
    return scale.load(password="for-this-test-only", **(asked | changes))


def everybody():
    return list(Member.objects.order_by("mobile").values_list(*FIELDS))


def test_there_are_exactly_as_many_as_were_asked_for():
    stage = load()
    assert (len(stage.unions), Member.objects.count()) == (7, 120)
    assert Union.objects.filter(parent=stage.district).count() == 7
    assert Seat.objects.filter(grants__role="chair").count() == 7
    assert sum(stage.sizes.values()) == 120


def test_again_it_changes_nothing():
    load()
    before = everybody()
    load()
    assert everybody() == before
    assert Union.objects.count() == 8


def test_the_same_seed_brings_the_same_district_and_another_another():
    load()
    first = everybody()
    Member.objects.all().delete()
    UnionGroup.objects.all().delete()
    load()
    assert everybody() == first
    load(seed=2)
    assert Union.objects.count() == 16
    others = Member.objects.filter(union__code__startswith="scale-2-")
    assert set(others.values_list("name", flat=True)) != {row[1] for row in first}


def test_every_member_is_right_and_has_the_keys_that_the_roster_needs():
    load()
    for member in Member.objects.select_related("union", "group"):
        document = inspect(member.id_number, today=TODAY)
        # The one warning: nobody has a number of that area.
        assert (document.birth_date, document.sex) == (member.birth_date, member.sex)
        assert member.pinyin
        member.full_clean()


def test_everybody_joined_within_the_years_or_when_they_began_to_work():
    load(years=2)
    first = TODAY - datetime.timedelta(days=2 * 365)
    for member in Member.objects.all():
        assert member.joined_union_on >= first or member.joined_union_on == member.started_work_on
    joined = MembershipEvent.objects.filter(kind="joined")
    assert set(joined.values_list("member__joined_union_on", "on")) == set(
        Member.objects.values_list("joined_union_on", "joined_union_on")
    )
    assert joined.count() == 120
    retained = MembershipEvent.objects.filter(kind="retained").count()
    assert retained == Member.objects.filter(status="retained").count() > 0


def test_the_number_of_queries_grows_with_the_unions_alone(django_assert_max_num_queries):
    load(unions=2, members=2)
    with django_assert_max_num_queries(60):
        load(unions=2, members=150, seed=2)


def test_the_command_says_what_it_brought(capsys):
    call_command("scale", unions=3, members=10, years=1, seed=5, password="for-this-test-only")
    said = capsys.readouterr().out
    assert "3 个工会，会员 10 人" in said
    assert "scale-5-0001-chair" in said


@pytest.mark.parametrize("wrong", [{"unions": 0}, {"members": -1}, {"years": 0}])
def test_the_command_refuses_nonsense(wrong):
    with pytest.raises(CommandError, match="至少为 1"):
        call_command("scale", **{"password": "x", **wrong})
