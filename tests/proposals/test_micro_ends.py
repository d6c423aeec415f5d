"""Declining with a reason, one extension, the photo, and forgetting who asked not to be named."""

from __future__ import annotations

import datetime
import io
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image

from proposals import actions
from proposals.actions import photos
from proposals.models import MicroProposal, MicroState
from tests.proposals.clock import in_all
from tests.proposals.factories import make_micro
from union_site.calendar import add_working_days
from union_site.models import AuditEntry, Notification, StepEvent

pytestmark = pytest.mark.django_db


class TestDeclining:
    def test_a_duplicate_tells_its_author_the_number_of_the_original(self, school, chair, teacher):
        original = make_micro(school, author=chair, state=MicroState.ACCEPTED)
        proposal = make_micro(school, author=teacher)
        actions.decline(
            proposal=proposal, reason="duplicate", note="谢谢。", duplicate_of=original, by=chair
        )
        proposal.refresh_from_db()
        assert (proposal.decline_reason, proposal.duplicate_of) == ("duplicate", original)
        sentence = Notification.objects.get(seat=teacher).sentence
        assert sentence.startswith(f"您的微提案未予受理。与第 {original.number} 号微提案重复")

    def test_its_author_sees_the_number_and_no_link_to_what_is_not_to_be_seen(
        self, log_in, school, chair, teacher
    ):
        original = make_micro(school, author=chair, state=MicroState.ACCEPTED)
        proposal = make_micro(
            school,
            author=teacher,
            state=MicroState.DECLINED,
            decline_reason="duplicate",
            duplicate_of=original,
        )
        url = reverse("proposals:micro", args=[proposal.pk])
        other = reverse("proposals:micro", args=[original.pk])
        for seat, sees_link in ((teacher, False), (chair, True)):
            page = log_in(seat).get(url).content.decode()
            assert (original.number in page, other in page) == (True, sees_link)

    @pytest.mark.parametrize("case", ["none", "itself", "unnumbered"])
    def test_a_duplicate_of_nothing_is_refused(self, school, chair, teacher, case):
        proposal = make_micro(school, author=teacher)
        original = {"none": None, "itself": proposal, "unnumbered": make_micro(school)}[case]
        with pytest.raises(ValidationError, match="原提案"):
            actions.decline(
                proposal=proposal, reason="duplicate", note="x", duplicate_of=original, by=chair
            )

    @pytest.mark.parametrize(("number", "works"), [("ok", True), ("2026-999", False), ("", False)])
    def test_the_form_finds_the_original_by_its_number(
        self, log_in, school, chair, teacher, number, works
    ):
        original = make_micro(school, author=chair, state=MicroState.ACCEPTED)
        proposal = make_micro(school, author=teacher)
        given = original.number if number == "ok" else number
        url = reverse("proposals:micro_step", args=[proposal.pk, "decline"])
        data = {"reason": "duplicate", "duplicate_of": given, "note": "已有。"}
        assert (log_in(chair).post(url, data).status_code == 302) == works
        proposal.refresh_from_db()
        assert (proposal.state == MicroState.DECLINED) == works


class TestExtending:
    def test_once_with_a_reason_and_not_again(self, school, chair, teacher, handler):
        proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        first = proposal.due_on
        later = add_working_days(first, 3).day
        actions.extend(proposal=proposal, due_on=later, note="等配件", by=handler)
        proposal.refresh_from_db()
        assert (proposal.due_on, proposal.extended_from) == (later, first)
        assert set(Notification.objects.values_list("seat", flat=True)) == {chair.pk, teacher.pk}
        more = add_working_days(later, 1).day
        with pytest.raises(ValidationError, match="已经延期过一次"):
            actions.extend(proposal=proposal, due_on=more, note="还在等", by=handler)

    @pytest.mark.parametrize(
        ("days", "said"), [(0, "应晚于原定"), (1, ""), (15, ""), (16, "最多延期 15 个工作日")]
    )
    def test_p_05_p_06_it_lies_after_the_first_date_and_within_the_norm(
        self, school, teacher, handler, days, said
    ):
        proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        due_on = add_working_days(proposal.due_on, days).day if days else proposal.due_on
        refuses = pytest.raises(ValidationError, match=said) if said else nullcontext()
        with refuses:
            actions.extend(proposal=proposal, due_on=due_on, note="等配件", by=handler)

    def test_handed_out_anew_it_may_be_extended_anew(self, school, chair, teacher, handler):
        proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        later = add_working_days(proposal.due_on, 3).day
        actions.extend(proposal=proposal, due_on=later, note="等配件", by=handler)
        actions.send_back(proposal=proposal, note="不归我们", by=handler)
        proposal.refresh_from_db()
        assert proposal.extended_from is None


def taken(kind: str, size=(2400, 1200)) -> bytes:
    """A picture as a phone makes it: with a place, a camera and a comment."""
    made, picture = io.BytesIO(), Image.new("RGB", size, "navy")
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    more = {"comment": b"SECRET COMMENT"} if kind == "JPEG" else {}
    picture.save(made, kind, exif=exif, **more)
    return made.getvalue()


class TestPhotos:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_it_is_drawn_anew_upright_smaller_and_says_nothing_of_itself(self, kind):
        made = photos.prepared(taken(kind))
        assert b"SECRET" not in made
        with Image.open(io.BytesIO(made)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (800, 1600))
            assert dict(picture.getexif()) == {}
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"GIF89a....", "照片只收 JPG、PNG 和 WebP"),
            (b"\xff\xd8\xff broken", "打不开"),
            (b"\x89PNG\r\n\x1a\n" + b"A" * 99, "打不开"),
            (taken("PNG")[:300], "打不开"),
            (b"RIFF1234AVI LIST", "打不开"),
        ],
    )
    def test_anything_else_is_refused_in_words(self, content, said):
        with pytest.raises(ValidationError) as refused:
            photos.prepared(content)
        assert said in refused.value.message_dict["photo"][0]

    def test_a_picture_that_unfolds_to_too_much_is_refused(self, monkeypatch):
        monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
        with pytest.raises(ValidationError, match="尺寸过大"):
            photos.prepared(taken("PNG"))

    def test_only_who_sees_the_proposal_sees_its_photo(
        self, log_in, school, teacher, colleague, chair, stranger, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        proposal = make_micro(school, author=teacher)
        proposal.photo = photos.keep(proposal, photos.prepared(taken("JPEG")))
        proposal.save()
        url = reverse("proposals:micro_photo", args=[proposal.pk])
        who = {teacher: 200, chair: 200, colleague: 404, stranger: 404}
        assert {seat: log_in(seat).get(url).status_code for seat in who} == who


class TestForgetting:
    @pytest.fixture
    def hidden(self, school, chair, teacher):
        """Sent, declined and told of, as it happens."""
        receipt = actions.submit(
            text="年级组分工不均。",
            category="team",
            publicity="hidden",
            submission_key="4" * 32,
            by=teacher,
        )
        actions.decline(proposal=receipt.proposal, reason="unclear", note="请写明。", by=chair)
        return receipt.proposal

    def test_what_its_author_did_stands_in_no_trail(self, hidden, teacher):
        assert AuditEntry.objects.filter(seat=teacher).count() == 0
        assert AuditEntry.objects.count() == 2

    @pytest.mark.parametrize(("days", "forgotten"), [(365, False), (366, True)])
    def test_a_year_after_closing_nothing_ties_the_person_to_it(
        self, hidden, teacher, chair, today, days, forgotten
    ):
        entries = AuditEntry.objects.count()
        day = today + datetime.timedelta(days=days)
        assert in_all(actions.forget_authors, today=day) == int(forgotten)
        hidden = MicroProposal.objects.get(pk=hidden.pk)
        assert (hidden.author is None) == forgotten
        assert Notification.objects.filter(seat=teacher).exists() != forgotten
        assert StepEvent.objects.filter(seat=teacher).count() == 0
        assert AuditEntry.objects.count() == entries
        if forgotten:
            assert hidden.shown_author(chair) == "姓名已删除"
            assert in_all(actions.forget_authors, today=day) == 0

    @pytest.mark.parametrize(
        ("publicity", "state"),
        [("open", "declined"), ("hidden", "submitted"), ("hidden", "assigned")],
    )
    def test_what_is_public_or_still_open_keeps_its_name(
        self, school, teacher, handler, today, publicity, state
    ):
        make_micro(school, author=teacher, publicity=publicity, state=state, lead=handler)
        assert in_all(actions.forget_authors, today=today + datetime.timedelta(days=999)) == 0
