"""The demonstration of pledges, the privacy notice and corrections."""

from __future__ import annotations

import pytest

from members.checks.pledges import altered
from members.demo.personal import WITH_SEATS
from members.middleware import SEAT_FACTS, has_to_read
from members.models import (
    Correction,
    Member,
    NoticeAcceptance,
    Pledge,
    PledgeSignature,
    PrivacyNotice,
)
from union_site import demo
from union_site.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(today, settings):
    settings.OWN_APPS = ["union_site", "members"]
    return demo.load(password="演示密码-只用于测试", today=today)


def account(name):
    return Seat.objects.annotate(**SEAT_FACTS).get(user__username=name)


def test_last_years_pledge_was_signed_by_all_and_this_years_by_two_thirds(stage):
    tallies = Pledge.objects.of_union(stage.rich).tallies()
    last, current = Pledge.objects.order_by("opens_on")
    assert (last.state, current.state) == ("closed", "open")
    assert (tallies[last.pk].missing, tallies[last.pk].asked) == (0, 57)
    assert (tallies[current.pk].signed, tallies[current.pk].asked) == (38, 57)


def test_every_signature_stands_under_its_text(stage):
    for pledge in Pledge.objects.all():
        assert altered(pledge, pledge.signatures.select_related("member")) == []


def test_the_teacher_still_has_to_sign(stage, today):
    teacher = account("teacher")
    asking = Pledge.objects.visible_to(teacher).asking(teacher, today)
    assert [pledge.state for pledge in asking] == ["open"]


@pytest.mark.parametrize(
    "name", ["chair", "officer", "auditor", "handler", "leader", "teacher", "chair2", "district"]
)
def test_nobody_with_a_demonstration_account_has_to_read_first(name, stage):
    assert not has_to_read(account(name))


def test_most_of_the_others_have_read_the_notice_and_some_have_not(stage):
    notice = PrivacyNotice.objects.get()
    seats = Seat.objects.filter(union=stage.rich).count()
    read = NoticeAcceptance.objects.filter(notice=notice).count()
    assert seats == WITH_SEATS + 6
    assert seats * 2 // 3 < read < seats


def test_one_correction_waits_and_one_was_declined(stage):
    states = Correction.objects.order_by("asked_at").values_list("state", flat=True)
    assert list(states) == ["declined", "open"]


def test_every_row_is_valid(stage):
    for model in (Pledge, PledgeSignature, PrivacyNotice, NoticeAcceptance, Correction, Member):
        for row in model.objects.of_union(stage.rich):
            row.full_clean()


def test_loading_twice_changes_nothing(stage, today):
    before = [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (Pledge, PledgeSignature, NoticeAcceptance, Correction, Seat)
    ]
    demo.load(password="另一个", today=today)
    after = [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (Pledge, PledgeSignature, NoticeAcceptance, Correction, Seat)
    ]
    assert after == before
