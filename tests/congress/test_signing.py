"""Signing in: the code of the half minute, the ticket, one row a person, the truth told."""

from __future__ import annotations

import datetime
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import signin_codes as codes
from congress.actions import signing
from congress.models import Presence, RollEntry, Sitting, head_count
from congress.models.delegates import Kind
from congress.models.sittings import Way
from tests.congress.factories import (
    make_delegate,
    make_entry,
    make_session,
    make_sitting,
    make_term,
)
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.door import SESSION_KEY
from union_site.models import AuditEntry, Seat

NOW = timezone.make_aware(datetime.datetime.combine(datetime.date(2026, 3, 6), datetime.time(14)))
HALF = datetime.timedelta(seconds=codes.STEP_SECONDS)


def entry_of(session, seat, **fields):
    member = make_member(session.union, seat.user.name, seat=seat)
    return make_entry(session, make_delegate(session.term, member.name, member=member, **fields))


@pytest.fixture
def session(school):
    made = make_session(make_term(school, n=3), held_on=timezone.localdate())
    made.roll_frozen_on = made.held_on
    made.save()
    return made


@pytest.fixture
def sitting(session, teacher):
    entry_of(session, teacher)
    entry_of(session, make_seat(session.union, "member", name="代表乙"))
    return make_sitting(session, takes_signatures=True)


def ticket(sitting, seat, now=NOW):
    return codes.own_ticket(codes.ticket_for(sitting, now), sitting, seat, now)


def sign(sitting, seat, now=NOW, **given):
    return signing.sign_in(
        sitting=sitting, by=seat, now=now, **{"ticket": ticket(sitting, seat, now), **given}
    )


# --- the code -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "reading"), [(0, "fresh"), (1, "fresh"), (2, "old"), (200, "old")]
)
def test_a_code_lasts_its_half_minute_and_the_next_and_a_photo_goes_stale(sitting, late, reading):
    code = codes.code_now(sitting, NOW)
    found = codes.read(sitting, code, client="x", now=NOW + late * HALF)
    assert found == codes.Reading(reading)


def test_how_many_old_codes_are_taken_is_a_setting(sitting, settings):
    settings.SIGN_IN_OLD_CODES = 0
    code = codes.code_now(sitting, NOW)
    assert codes.read(sitting, code, client="x", now=NOW + HALF) == codes.Reading.OLD


@given(step=st.integers(0, 2**40))
def test_every_half_minute_has_a_code_of_its_own(step):
    sitting = Sitting(token="t", secret="s")
    assert codes.code_at(sitting, step) != codes.code_at(sitting, step + 1)


def test_another_sitting_has_other_codes(session, sitting):
    other = make_sitting(session, takes_signatures=True)
    assert codes.age_of(other, codes.code_now(sitting, NOW), NOW) is None


def test_a_code_of_the_future_is_no_code(sitting):
    assert codes.age_of(sitting, codes.code_now(sitting, NOW + HALF), NOW) is None


def test_guessing_ends_after_some_tries_while_an_old_code_is_no_guess(sitting):
    old = codes.code_now(sitting, NOW - 10 * HALF)
    for _ in range(codes.GUESSES_AN_HOUR + 5):
        assert codes.read(sitting, old, client="a", now=NOW) == codes.Reading.OLD
    for _ in range(codes.GUESSES_AN_HOUR):
        assert codes.read(sitting, "aaaaaaaa", client="a", now=NOW) == codes.Reading.OLD
    assert codes.read(sitting, old, client="a", now=NOW) == codes.Reading.TOO_MANY
    assert codes.read(sitting, old, client="b", now=NOW) == codes.Reading.OLD


def test_wrong_codes_of_one_address_keep_nobody_from_the_code_on_the_screen(sitting):
    for _ in range(codes.GUESSES_AN_HOUR + 1):
        codes.read(sitting, "aaaaaaaa", client="school", now=NOW)
    right = codes.code_now(sitting, NOW)
    assert codes.read(sitting, right, client="school", now=NOW) == codes.Reading.FRESH


# --- the ticket -----------------------------------------------------------------------------

LIMIT = datetime.timedelta(minutes=codes.TICKET_MINUTES)


@pytest.mark.parametrize(
    ("after", "holds"),
    [
        (datetime.timedelta(), True),
        (LIMIT, True),
        (LIMIT + datetime.timedelta(seconds=1), False),
        (datetime.timedelta(seconds=-1), False),
    ],
)
def test_a_ticket_holds_for_some_minutes_from_the_scan(sitting, teacher, after, holds):
    assert codes.holds(ticket(sitting, teacher), sitting, teacher, NOW + after) is holds


def test_a_ticket_is_of_one_seat_and_one_sitting(session, sitting, teacher, colleague):
    mine, other = ticket(sitting, teacher), make_sitting(session)
    assert codes.holds(mine, sitting, colleague, NOW) is False
    assert codes.holds(mine, other, teacher, NOW) is False
    assert codes.holds(codes.ticket_for(sitting, NOW), sitting, teacher, NOW) is False
    assert codes.holds("", sitting, teacher, NOW) is False


# --- the act --------------------------------------------------------------------------------


def test_signing_in_leaves_one_row_and_one_entry_in_the_trail(sitting, teacher):
    first = sign(sitting, teacher)
    again = sign(sitting, teacher, NOW + HALF, ticket="")
    assert (first.pk, first.way, first.at) == (again.pk, Way.CODE, NOW)
    assert Presence.objects.count() == 1
    assert AuditEntry.objects.filter(verb="congress.sign_in").count() == 1


def test_a_stale_ticket_signs_nobody_in(sitting, teacher):
    with pytest.raises(ValidationError, match="二维码已更新，请重新扫屏幕上的码"):
        sign(sitting, teacher, ticket="forged")
    assert Presence.objects.count() == 0


def test_while_nobody_signs_in_the_code_does_nothing(sitting, teacher):
    sitting.takes_signatures = False
    with pytest.raises(ValidationError, match="现在没有在签到"):
        sign(sitting, teacher)


def test_a_colleague_who_is_no_delegate_is_told_so(sitting, colleague):
    with pytest.raises(ValidationError, match="不在本场次的代表名单上"):
        sign(sitting, colleague)


def test_c_15_an_observer_signs_in_and_does_not_count(session, sitting, handler):
    entry_of(session, handler, kind=Kind.OBSERVER)
    sign(sitting, handler)
    assert (head_count(sitting).present, head_count(sitting).guests) == (0, 1)


def test_whoever_left_is_back_by_signing_in_again(sitting, teacher, chair):
    presence = sign(sitting, teacher)
    signing.record_left(presence=presence, by=chair, now=NOW + HALF)
    assert sitting.full_present() == 0
    back = sign(sitting, teacher, NOW + 2 * HALF)
    assert (back.at, back.left_at, sitting.full_present()) == (NOW, None, 1)


def test_nobody_signs_in_at_another_unions_sitting(sitting, stranger, district_staff):
    for seat in (stranger, district_staff):
        with pytest.raises(PermissionDenied):
            sign(sitting, seat)


# --- the desk, the paper --------------------------------------------------------------------


def test_the_paper_is_entered_in_one_act_and_never_twice(sitting, teacher, chair):
    sign(sitting, teacher)
    everybody = list(RollEntry.objects.values_list("pk", flat=True))
    given = {"sitting": sitting, "by": chair, "now": NOW}
    assert signing.sign_in_from_paper(entries=everybody, **given) == 1
    ways = sorted(Presence.objects.values_list("way", flat=True))
    assert ways == [Way.CODE, Way.PAPER]
    with pytest.raises(ValidationError, match="没有勾选"):
        signing.sign_in_from_paper(entries=everybody, **given)


def test_a_mistaken_sign_in_is_undone_with_a_reason_only(sitting, teacher, chair):
    presence = sign(sitting, teacher)
    with pytest.raises(ValidationError, match="理由"):
        signing.undo_sign_in(presence=presence, reason="", by=chair)
    signing.undo_sign_in(presence=presence, reason="点错了人", by=chair)
    kept = AuditEntry.objects.get(verb="congress.sign_in_undo")
    assert (kept.object_label, kept.note) == (teacher.user.name, "点错了人")


# --- the errand on the phone ----------------------------------------------------------------


def address(sitting, now=None):
    code = codes.code_now(sitting, now or timezone.now())
    return f"/s/{sitting.token}/?c={code}"


def hidden(answer):
    return re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]


def test_scan_one_button_done(sitting, teacher, log_in):
    client = log_in(teacher)
    shown = client.get(address(sitting), follow=True)
    assert Presence.objects.count() == 0
    page = reverse("sign_in", args=[sitting.token])
    done = client.post(page, {"ticket": hidden(shown)}, follow=True).content.decode()
    assert "已签到" in done
    assert "应到 2 人，实到 1 人" in done
    assert "已签到" in client.get(address(sitting), follow=True).content.decode()


def test_the_login_between_scan_and_button_does_not_cost_the_ticket(sitting, teacher, client):
    teacher.user.set_password("桃李不言下自成蹊")
    teacher.user.save()
    asked = client.get(address(sitting))
    assert asked.url == f"/accounts/login/?next=/s/{sitting.token}/"
    given = {"login": teacher.user.username, "password": "桃李不言下自成蹊"}
    shown = client.post(asked.url, given, follow=True)
    assert hidden(shown)


def test_a_photo_of_the_screen_is_told_to_scan_again(sitting, teacher, log_in):
    photo = address(sitting, timezone.now() - 3 * HALF)
    shown = log_in(teacher).get(photo, follow=True).content.decode()
    assert "二维码已更新，请重新扫屏幕上的码" in shown
    assert 'name="ticket"' not in shown


def test_a_link_alone_changes_no_seat_and_the_code_on_the_screen_does(
    sitting, teacher, other_school, log_in
):
    elsewhere = make_seat(other_school, "member", user=teacher.user)
    client = log_in(elsewhere)
    for link in (f"/s/{sitting.token}/", address(sitting, timezone.now() - 3 * HALF)):
        client.get(link)
        assert client.session[SESSION_KEY] == elsewhere.pk
    client.get(address(sitting))
    assert client.session[SESSION_KEY] == teacher.pk


def test_the_address_alone_asks_to_scan(sitting, teacher, log_in):
    shown = log_in(teacher).get(f"/s/{sitting.token}/", follow=True).content.decode()
    assert "请用手机扫会场大屏幕上的二维码" in shown


def test_the_page_for_the_button_handed_on_without_its_cookie_signs_nobody_in(
    sitting, teacher, colleague, log_in
):
    shown = log_in(teacher).get(address(sitting), follow=True)
    at_home = make_seat(sitting.union, "member")
    entry_of(sitting.session, at_home)
    page = reverse("sign_in", args=[sitting.token])
    answer = log_in(at_home).post(page, {"ticket": hidden(shown)}).content.decode()
    assert "二维码已更新" in answer
    assert Presence.objects.count() == 0


def test_a_stranger_finds_no_sitting_and_an_unknown_address_is_none(sitting, stranger, log_in):
    client = log_in(stranger)
    assert client.get(address(sitting), follow=True).status_code == 404
    assert client.get("/s/unknown/").status_code == 404


def test_who_sits_in_two_unions_is_led_to_the_one_that_meets(
    sitting, teacher, other_school, log_in
):
    elsewhere = make_seat(other_school, "member", user=teacher.user)
    shown = log_in(elsewhere).get(address(sitting), follow=True)
    assert hidden(shown)


def test_guessing_on_the_phone_ends_with_a_sentence(sitting, teacher, log_in):
    client = log_in(teacher)
    for _ in range(codes.GUESSES_AN_HOUR):
        client.get(f"/s/{sitting.token}/?c=aaaaaaaa")
    assert client.get(f"/s/{sitting.token}/?c=aaaaaaaa").status_code == 429
    assert client.get(address(sitting)).status_code == 302


# --- two at once ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_same_person_twice_at_once_is_one_row_and_both_are_told_the_same(sitting, teacher):
    ready = threading.Barrier(4)

    def run(now):
        ready.wait(timeout=10)
        try:
            return sign(
                Sitting.objects.select_related("session").get(pk=sitting.pk),
                Seat.objects.select_related("user").get(pk=teacher.pk),
                now,
            ).at
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(run, [NOW, NOW + HALF, NOW, NOW + HALF]))
    assert [told[0]] * 4 == told
    assert [told[0]] == list(Presence.objects.values_list("at", flat=True))
    assert AuditEntry.objects.filter(verb="congress.sign_in").count() == 1


def test_who_typed_the_code_is_told_to_type_the_one_of_now(sitting, teacher, log_in):
    client, entry = log_in(teacher), f"/s/{sitting.token}/"
    shown = client.get(entry + "?by=hand&c=aaaabbbb", follow=True).content.decode()
    assert "签到码不对或已过期，请看屏幕上现在的码。" in shown
    assert 'name="by" value="hand"' in shown
    assert "二维码已更新" in client.get(entry + "?c=aaaabbbb", follow=True).content.decode()
