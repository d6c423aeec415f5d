"""An anonymous proposal lies in a sealed bag until its day is over, and nothing tells its moment.

Once with the bag, and once put straight into its table, where the same watcher finds it: so it is
the bag that defeats the watcher.
"""

from __future__ import annotations

import datetime
import io
import logging
import random
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from proposals import actions, tasks
from proposals.actions import letters, submitting
from proposals.models import LetterBag, MicroProposal, MicroState
from tests.congress.observer import everything
from tests.factories import make_seat
from tests.proposals.factories import make_micro
from tests.proposals.watcher import Sent, Watcher
from union_site.models import AuditEntry, Norm, Notification, StepEvent, Union

EACH = 20  # named ones, and anonymous ones
# Of 20 in random order one stands right by chance; that ten do happens once in ten million.
BOUND = 0.5

pytestmark = pytest.mark.django_db


def picture(colour: int = 0) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), (colour, 90, 90)).save(made, "PNG")
    return SimpleUploadedFile("IMG_2041.png", made.getvalue(), "image/png")


def typed(text: str, publicity: str, **more):
    return {
        "text": text,
        "category": "logistics",
        "publicity": publicity,
        "submission_key": uuid.uuid4().hex,
    } | more


def deliver(union, today) -> int:
    return actions.deliver_letters(union, today + datetime.timedelta(days=1))


def a_day(log_in, school) -> list[Sent]:
    """Everybody logs in and sends one, named or not, in an order that is random and known."""
    dice = random.Random(20261122)
    teachers = [make_seat(school, "member", name=f"教师{n}") for n in range(2 * EACH)]
    wishes = ["open"] * EACH + ["anonymous"] * EACH
    dice.shuffle(teachers)
    dice.shuffle(wishes)
    sent = []
    for seat, wish in zip(teachers, wishes, strict=True):
        text = f"{dice.getrandbits(40):010x} 请修一修。"
        photo = picture(dice.randrange(256))
        answer = log_in(seat).post(reverse("proposals:micro_new"), typed(text, wish, photo=photo))
        proposal = answer.context["receipt"].proposal
        sent.append(Sent(str(proposal.pk), seat.pk, seat.user_id, wish == "anonymous"))
    return sent


def scores(log_in, school, today, caplog) -> tuple[float, float, float]:
    caplog.set_level(logging.DEBUG)
    day = a_day(log_in, school)
    deliver(school, today)
    assert MicroProposal.objects.count() == 2 * EACH
    watcher = Watcher(day, caplog.text)
    return watcher.moment(), watcher.order(), watcher.person()


@pytest.mark.django_db(transaction=True)
def test_who_holds_everything_can_lay_no_anonymous_one_at_a_moment_or_a_person(
    log_in, school, chair, today, caplog, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    assert max(scores(log_in, school, today, caplog)) < BOUND


@pytest.mark.django_db(transaction=True)
def test_the_same_watcher_finds_those_that_go_straight_into_the_table(
    log_in, school, chair, today, caplog, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(submitting, "_goes_in_bag", lambda proposal: False)
    assert scores(log_in, school, today, caplog) == (1.0, 1.0, 1.0)


class TestBeforeMidnight:
    def test_only_the_sealed_row_changes(self, log_in, school, chair, teacher):
        actions.open_box(by=chair)
        client = log_in(teacher)
        before = stored()
        client.post(reverse("proposals:micro_new"), typed("走廊很冷。", "anonymous"))
        after = stored()
        changed = {table for table, _ in before ^ after}
        assert changed == {"proposals_letterbag"}

    def test_the_row_is_as_long_with_one_letter_as_with_ten(self, school, chair, teacher):
        actions.open_box(by=chair)
        lengths = {len(LetterBag.objects.get().letters)}
        for _ in range(10):
            send(teacher)
            lengths.add(len(LetterBag.objects.get().letters))
        assert len(lengths) == 1

    def test_nobody_sees_it_and_no_screener_is_told(self, log_in, school, chair, teacher):
        send(teacher)
        assert MicroProposal.objects.count() == 0
        assert Notification.objects.count() == 0

    def test_the_receipt_works_at_once_and_says_what_happens(self, client, teacher):
        code = send(teacher).code
        page = client.post(reverse("proposals:receipt"), {"code": code}).content.decode()
        assert "次日零时后随机排序送达工会" in page
        assert "走廊很冷。" in page

    def test_the_answer_to_the_form_says_so_too(self, log_in, teacher):
        answer = log_in(teacher).post(
            reverse("proposals:micro_new"), typed("走廊很冷。", "anonymous")
        )
        assert "次日零时后随机排序送达工会" in answer.content.decode()

    def test_sent_twice_it_is_one_in_the_bag_and_after_it(self, school, teacher, today):
        key = "5" * 32
        first, second = send(teacher, key), send(teacher, key)
        assert (first.code, first.is_new, second.is_new) == (second.code, True, False)
        assert deliver(school, today) == 1
        third = send(teacher, key)
        assert (third.proposal.pk, third.is_new) == (first.proposal.pk, False)
        assert deliver(school, today) == 0

    def test_a_named_one_with_the_key_of_a_letter_is_the_letter(self, school, teacher):
        key = "5" * 32
        first = send(teacher, key)
        second = send(teacher, key, publicity="open")
        assert second.proposal.pk == first.proposal.pk
        assert MicroProposal.objects.count() == 0

    def test_what_does_not_fit_any_more_is_said_and_not_lost(self, school, teacher, monkeypatch):
        monkeypatch.setattr(letters, "MOST_WITH_PHOTOS", 100)
        with pytest.raises(Exception, match="去掉照片"):
            send(teacher, photo=picture().read())
        assert send(teacher).proposal.is_in_bag


class TestAfterMidnight:
    def test_letters_of_today_stay_and_those_of_before_become_rows(self, school, teacher, today):
        send(teacher)
        assert actions.deliver_letters(school, today) == 0
        assert deliver(school, today) == 1
        assert deliver(school, today) == 0
        row = MicroProposal.objects.get()
        assert (row.text, row.submitted_on, row.state) == (
            "走廊很冷。",
            today,
            MicroState.SUBMITTED,
        )

    def test_they_come_out_in_another_order_than_they_went_in(self, school, teacher, today):
        Norm.objects.filter(key="proposals.micro_per_day").update(value=100)
        went_in = [send(teacher).proposal.pk.hex for _ in range(30)]
        deliver(school, today)
        rows = everything()["proposals_microproposal"]
        came_out = [str(row["id"]).replace("-", "") for row in rows]
        assert came_out not in (went_in, went_in[::-1])
        assert sorted(came_out) == sorted(went_in)

    def test_the_hourly_round_seals_every_bag_anew_and_places_missing_ones(
        self, school, other_school, teacher
    ):
        send(teacher)
        before = LetterBag.objects.get(union=school).letters
        assert tasks.deliver_letters() == 0
        assert LetterBag.objects.get(union=school).letters != before
        assert LetterBag.objects.count() == Union.objects.count()

    def test_one_that_is_killed_while_emptying_leaves_every_letter(
        self, school, teacher, today, monkeypatch
    ):
        codes = [send(teacher).code for _ in range(3)]
        calls = []

        def die(proposal, *, at=None):
            calls.append(proposal)
            if len(calls) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(letters, "tell_screeners", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(school, today)
        monkeypatch.undo()
        assert MicroProposal.objects.count() == 0
        assert all(actions.find_by_receipt(code, client="1") for code in codes)
        assert deliver(school, today) == 3

    def test_the_photo_and_its_file_are_dated_to_the_day(
        self, school, teacher, today, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        send(teacher, photo=picture().read())
        deliver(school, today)
        photo = MicroProposal.objects.get().photo
        midnight = submitting.start_of(today)
        assert (photo.owner, photo.created_at) == (None, midnight)
        (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert file.stat().st_mtime == midnight.timestamp()


class TestVerdicts:
    @pytest.fixture
    def answered(self, school, handler):
        return make_micro(school, state=MicroState.ANSWERED, lead=handler)

    def test_it_is_taken_once(self, answered):
        actions.rate_by_receipt(proposal=answered, satisfaction="mostly", note="")
        with pytest.raises(Exception, match="已经评价过"):
            actions.rate_by_receipt(proposal=answered, satisfaction="satisfied", note="")

    def test_a_verdict_before_an_answer_is_refused(self, school):
        waiting = make_micro(school)
        with pytest.raises(Exception, match="还没有答复"):
            actions.rate_by_receipt(proposal=waiting, satisfaction="mostly", note="")

    def test_unsatisfied_without_a_reason_is_refused_now_and_not_at_night(self, answered):
        with pytest.raises(Exception, match="请写明不满意的原因"):
            actions.rate_by_receipt(proposal=answered, satisfaction="unsatisfied", note=" ")

    def test_unsatisfied_it_goes_back_to_the_department_at_night(
        self, school, chair, handler, answered, today
    ):
        actions.rate_by_receipt(proposal=answered, satisfaction="unsatisfied", note="还是暗")
        answered.refresh_from_db()
        assert answered.state == MicroState.ANSWERED
        deliver(school, today)
        answered.refresh_from_db()
        assert (answered.state, answered.handling_round) == (MicroState.ASSIGNED, 2)
        at = {*StepEvent.objects.values_list("at"), *Notification.objects.values_list("at")}
        assert len(at) == 1
        assert AuditEntry.objects.count() == 0

    def test_a_verdict_that_came_too_late_is_passed_over(self, school, answered, today):
        actions.rate_by_receipt(proposal=answered, satisfaction="mostly", note="")
        MicroProposal.objects.filter(pk=answered.pk).update(satisfaction="satisfied")
        assert deliver(school, today) == 1
        answered.refresh_from_db()
        assert answered.satisfaction == "satisfied"


def send(by, key="", *, publicity="anonymous", photo=b""):
    return actions.submit(
        text="走廊很冷。",
        category="logistics",
        publicity=publicity,
        submission_key=key or uuid.uuid4().hex,
        photo=photo,
        by=by,
    )


def stored() -> set[tuple[str, str]]:
    return {
        (table, repr({name: value for name, value in row.items() if not name.startswith("_")}))
        for table, rows in everything().items()
        for row in rows
    }
