"""The demonstration rosters: whole, always the same, and of nobody real."""

import pytest
from django.db import transaction

from members.demo.personal import WITH_SEATS
from members.models import (
    Application,
    DuesAccount,
    Member,
    MembershipEvent,
    NotSame,
    Transfer,
)
from members.tables import duplicates
from union_site import demo, idcards
from union_site.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(today, settings):
    # The stage and the roster alone; what the apps above add is tested with them.
    settings.OWN_APPS = ["union_site", "members"]
    return demo.load(password="演示密码-只用于测试", today=today)


def test_every_school_has_its_members(stage):
    rows = {school: Member.objects.of_union(school).on_roll() for school in stage.schools}
    counts = {school: members.count() for school, members in rows.items()}
    # One of the sixty has gone to another school.
    assert counts[stage.rich] == 59
    assert all(12 <= count <= 100 for count in counts.values())
    assert len(counts) == 12


def test_loading_twice_changes_nothing(stage, today):
    before = list(Member.objects.order_by("pk").values("pk", "name", "id_hash", "revision"))
    demo.load(password="另一个", today=today)
    assert list(Member.objects.order_by("pk").values("pk", "name", "id_hash", "revision")) == before


def test_the_same_people_come_at_every_run(db, today, settings):
    settings.OWN_APPS = ["union_site", "members"]
    runs = []
    for _ in range(2):
        with transaction.atomic():
            demo.load(password="演示密码-只用于测试", today=today)
            people = Member.objects.values_list("union__code", "name", "id_hash", "mobile")
            runs.append(set(people))
            transaction.set_rollback(True)
    assert runs[0] == runs[1]
    assert len(runs[0]) > 300


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


def test_every_membership_has_its_history_and_it_ends_where_the_row_stands(stage, today):
    assert not Member.objects.filter(events__isnull=True).exists()
    for member in Member.objects.status_at(today):
        assert member.status_then == member.status, member.name


def test_the_rich_school_shows_every_kind_of_change_application_and_transfer(stage):
    kinds = set(MembershipEvent.objects.of_union(stage.rich).values_list("kind", flat=True))
    assert kinds >= {"joined", "retained", "returned", "resigned", "lapsed", "deceased"}
    applied = Application.objects.of_union(stage.rich)
    assert set(applied.values_list("state", flat=True)) == set(Application.State.values)
    states = set(Transfer.objects.values_list("state", flat=True))
    assert states == {"pending", "released", "accepted"}


def test_the_rich_school_has_double_entries_to_settle_and_some_that_were_settled(stage):
    pairs = duplicates.open_pairs(stage.seat(stage.rich, "chair"))
    assert [pair.signs for pair in pairs] == [
        ["证件号码相同", "姓名和出生日期相同"],
        ["姓名和出生日期相同"],
    ]
    assert NotSame.objects.of_union(stage.rich).count() == 1
    merged = Member.objects.of_union(stage.rich).get(merged_into__isnull=False)
    assert merged.merged_into.is_on_roll


def test_the_rich_school_has_two_years_of_dues_with_a_few_behind(stage, today):
    accounts = DuesAccount.objects.of_union(stage.rich)
    last = accounts.of_year(today.year - 1)
    assert (last.count(), last.in_arrears(12).count()) == (59, 2)
    assert last.first().dues_year.state == "closed"
    assert accounts.of_year(today.year).exempt().filter(exemption_reason="保留会籍").count() == 1
    for account in accounts.select_related("dues_year"):
        account.full_clean()
