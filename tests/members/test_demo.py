"""The demonstration rosters: whole, always the same, and of nobody real."""

import pytest

from members.demo.personal import WITH_SEATS
from members.models import (
    Correction,
    Member,
    NoticeAcceptance,
    Pledge,
    PledgeSignature,
    PrivacyNotice,
    UnionGroup,
)
from union_site import demo, idcards
from union_site.models import Grant, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(today, settings):
    # The stage and the roster alone; what the apps above add is tested with them.
    settings.OWN_APPS = ["union_site", "members"]
    return demo.load(password="演示密码-只用于测试", today=today)


def test_every_school_has_its_members_and_the_rich_one_sixty(stage):
    counts = {school: Member.objects.of_union(school).count() for school in stage.schools}
    assert counts[stage.rich] == 60
    assert all(12 <= count <= 100 for count in counts.values())
    assert len(counts) == 12


def test_loading_twice_changes_nothing(stage, today):
    before = list(Member.objects.order_by("pk").values("pk", "name", "id_hash", "revision"))
    demo.load(password="另一个", today=today)
    assert list(Member.objects.order_by("pk").values("pk", "name", "id_hash", "revision")) == before


def test_the_same_people_come_at_every_run(stage, today):
    first = {(m.union_id, m.name, m.id_hash, m.mobile) for m in Member.objects.all()}
    UnionGroup.objects.update(head=None)
    for model in (Correction, PledgeSignature, Pledge, NoticeAcceptance, PrivacyNotice):
        model.objects.all().delete()
    Member.objects.all().delete()
    # Accounts that were opened for members come with them.
    opened = Seat.objects.filter(user__username__startswith="199")
    Grant.objects.filter(seat__in=opened).delete()
    opened.delete()
    demo.load(password="另一个", today=today)
    assert {(m.union_id, m.name, m.id_hash, m.mobile) for m in Member.objects.all()} == first


def test_every_invented_number_is_right_and_belongs_to_no_place(stage, today):
    for member in Member.objects.all():
        document = idcards.inspect(member.id_number, today=today)
        assert document.findings == ()
        assert (document.sex, document.birth_date) == (member.sex, member.birth_date)
        # No such area was ever given out, so nobody real holds the number.
        assert member.id_number.startswith("120199")


def test_rare_names_are_among_them(stage):
    names = set(Member.objects.of_union(stage.rich).values_list("name", flat=True))
    assert {"陈㛃", "龚䶮", "𠮷野", "阿依古丽·买买提", "欧阳若兰"} <= names


def test_everybody_who_logs_in_as_a_member_is_on_the_roster(stage):
    seats = Seat.objects.filter(grants__role="member").distinct()
    assert seats.count() == 16 + WITH_SEATS
    assert {seat.member.name == seat.user.name for seat in seats} == {True}


def test_every_row_is_valid(stage):
    for member in Member.objects.of_union(stage.rich):
        member.full_clean()
