"""The privacy notice: versions, what publishing freezes, and reading it first (PIPL arts 14–17)."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.actions import privacy as actions
from members.middleware import SEAT_FACTS, has_to_read
from members.models import NoticeAcceptance, PrivacyNotice
from members.tables.privacy import lines_of
from tests.factories import PASSWORD, make_seat
from tests.members.factories import make_acceptance, make_member, make_notice
from union_site.models import AuditEntry, Seat

pytestmark = pytest.mark.django_db
READ = "/members/privacy/"


def publish(notice, by, today):
    seen = actions.words_hash(notice.text)
    return actions.publish_notice(notice=notice, seen=seen, by=by, today=today)


# --- versions --------------------------------------------------------------------------------


def test_the_first_draft_is_the_shipped_text_in_the_name_of_the_union(chair, school):
    """PIPL art. 17: who, why, what, how long, which rights, whom to turn to."""
    notice = actions.draft_notice(by=chair)
    assert notice.version == 1
    assert school.name in notice.text
    assert chair.name in notice.text
    assert "{" not in notice.text
    titles = [line.text for line in lines_of(notice.text) if line.level == 1]
    assert titles == [
        "一、谁在处理",
        "二、为什么处理",
        "三、处理哪些信息",
        "四、怎样处理",
        "五、保存多久",
        "六、您有哪些权利",
        "七、找谁",
    ]


def test_there_is_one_draft_at_a_time(chair):
    assert actions.draft_notice(by=chair) == actions.draft_notice(by=chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice(chair, 2, is_draft=True)


def test_a_change_is_a_new_version_that_begins_as_the_last_one(chair, today):
    first = actions.draft_notice(by=chair)
    actions.change_notice(notice=first, by=chair, text="一、新的\n正文。")
    first.refresh_from_db()
    publish(first, chair, today)
    second = actions.draft_notice(by=chair)
    assert (second.version, second.text) == (2, "一、新的\n正文。")


def test_what_is_published_is_never_changed(chair, today):
    notice = make_notice(chair)
    with pytest.raises(ValidationError, match="不能再改"):
        actions.change_notice(notice=notice, by=chair, text="x")
    with pytest.raises(ValidationError, match="不能再改"):
        publish(notice, chair, today)
    notice.text = "x"
    with pytest.raises(TypeError):
        notice.save()


def test_what_is_published_is_what_was_previewed(chair, today):
    notice = make_notice(chair, is_draft=True)
    seen = actions.words_hash(notice.text)
    actions.change_notice(notice=notice, by=chair, text="别的")
    with pytest.raises(ValidationError, match="又有改动"):
        actions.publish_notice(notice=notice, seen=seen, by=chair, today=today)
    assert not PrivacyNotice.objects.get().is_published


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "teacher", "district_staff"])
def test_only_the_chair_writes_the_notice(role, request, chair, today):
    seat = request.getfixturevalue(role)
    notice = make_notice(chair, is_draft=True)
    for act in (
        lambda: actions.draft_notice(by=seat),
        lambda: actions.change_notice(notice=notice, by=seat, text="x"),
        lambda: publish(notice, seat, today),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_chair_of_another_union_touches_nothing(stranger, chair, today):
    notice = make_notice(chair, is_draft=True)
    with pytest.raises(PermissionDenied):
        actions.change_notice(notice=notice, by=stranger, text="x")
    with pytest.raises(PermissionDenied):
        publish(notice, stranger, today)
    with pytest.raises(PermissionDenied):
        actions.accept_notice(notice=make_notice(chair, 2), by=stranger)


def test_saying_it_twice_is_saying_it_once(chair, teacher):
    notice = make_notice(chair)
    for _ in range(2):
        actions.accept_notice(notice=notice, by=teacher)
    assert NoticeAcceptance.objects.count() == 1
    assert AuditEntry.objects.filter(verb="members.notice.accept").count() == 1


def test_a_draft_is_agreed_to_by_nobody(chair, teacher):
    with pytest.raises(ValidationError, match="还没有发布"):
        actions.accept_notice(notice=make_notice(chair, is_draft=True), by=teacher)


# --- before anything else --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("nothing", False),
        ("draft", False),
        ("published", True),
        ("accepted", False),
        ("new version", True),
        ("accepted both", False),
        ("accepted, new draft", False),
        ("accepted by another", True),
    ],
)
def test_who_has_to_read(case, expected, chair, teacher, colleague):
    if case == "draft":
        make_notice(chair, is_draft=True)
    elif case != "nothing":
        notice = make_notice(chair)
        if "accepted" in case or case == "new version":
            make_acceptance(notice, colleague if "another" in case else teacher)
        if "both" in case or case == "new version":
            newer = make_notice(chair, 2)
            if "both" in case:
                make_acceptance(newer, teacher)
        if "draft" in case:
            make_notice(chair, 2, is_draft=True)
    seat = Seat.objects.annotate(**SEAT_FACTS).get(pk=teacher.pk)
    assert has_to_read(seat) is expected


@pytest.mark.parametrize("url", ["/", "/members/me/", "/proposals/", "/notices/?page=1"])
def test_a_page_waits_until_the_notice_is_read(url, chair, teacher, log_in):
    make_notice(chair)
    client = log_in(teacher)
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.url.startswith(f"{READ}?next=")
    page = client.get(answer.url)
    sent = {"notice": page.context["notice"].pk, "next": page.context["onward"]}
    onward = client.post(f"{READ}accept/", sent)
    assert (onward.status_code, onward.url) == (302, url)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (READ, 200),
        ("/members/privacy/decline/", 200),
        ("/accounts/logout/", 200),
        ("/accounts/password/change/", 200),
        ("/healthz", 200),
        ("/members/pledges/", 403),  # what is not allowed is refused, not asked about
        ("/no-such-page/", 404),
    ],
)
def test_these_are_never_held(url, status, chair, teacher, log_in):
    make_notice(chair)
    teacher.user.set_password(PASSWORD)
    teacher.user.save()
    assert log_in(teacher).get(url).status_code == status


def test_one_can_leave_without_agreeing(chair, teacher, log_in):
    make_notice(chair)
    client = log_in(teacher)
    page = client.get("/members/privacy/decline/").content.decode()
    assert chair.name in page
    client.post("/accounts/logout/")
    assert client.get("/").url.startswith(reverse("account_login"))
    assert NoticeAcceptance.objects.count() == 0


def test_a_form_in_flight_is_not_lost(chair, teacher, log_in):
    """The notice came out while somebody was writing: the post goes through, the next page asks."""
    from proposals import actions as proposals
    from proposals.models import MicroProposal
    from tests.proposals.factories import TEXT

    client = log_in(teacher)
    make_notice(chair)
    sent = {
        "text": TEXT,
        "category": "other",
        "publicity": "open",
        "submission_key": proposals.new_submission_key(),
    }
    answer = client.post(reverse("proposals:micro_new"), sent)
    assert answer.status_code == 200
    assert MicroProposal.objects.count() == 1
    assert client.get("/").status_code == 302


def test_a_part_of_a_page_is_not_replaced_by_the_notice(chair, teacher, log_in):
    make_notice(chair)
    assert log_in(teacher).get("/notices/", headers={"HX-Request": "true"}).status_code == 200


def test_a_union_without_a_notice_holds_nobody(teacher, stranger, log_in):
    make_notice(stranger)
    assert log_in(teacher).get("/").status_code == 200


def test_agreeing_to_a_version_that_is_no_longer_the_newest_shows_the_newest(
    chair, teacher, log_in
):
    old = make_notice(chair)
    make_notice(chair, 2)
    answer = log_in(teacher).post(f"{READ}accept/", {"notice": old.pk, "next": "/"})
    assert answer.url == f"{READ}?next=/"
    assert NoticeAcceptance.objects.count() == 0


@pytest.mark.parametrize("onward", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_it_leads_nowhere_else(onward, chair, teacher, log_in):
    notice = make_notice(chair)
    answer = log_in(teacher).post(f"{READ}accept/", {"notice": notice.pk, "next": onward})
    assert answer.url == "/"


@pytest.mark.parametrize("is_published", [False, True])
def test_it_costs_no_query_a_page(is_published, chair, teacher, log_in, settings):
    if is_published:
        make_acceptance(make_notice(chair), teacher)
    client = log_in(teacher)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/norms/").status_code == 200
        return len(captured)

    queries()
    with_it = queries()
    name = "members.middleware.NoticeMiddleware"
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != name]
    client = log_in(teacher)
    queries()
    assert with_it == queries()


# --- the chair's pages -----------------------------------------------------------------------


def test_the_chair_drafts_previews_and_publishes(chair, log_in, today):
    client = log_in(chair)
    drafted = client.post("/members/privacy/notices/draft/")
    notice = PrivacyNotice.objects.get()
    assert drafted.url == f"/members/privacy/notices/{notice.pk}/edit/"
    sent = client.post(drafted.url, {"text": "一、谁\n我们。"})
    assert sent.url == f"/members/privacy/notices/{notice.pk}/"
    page = client.get(sent.url)
    assert "一、谁" in page.content.decode()
    client.post(f"{sent.url}publish/", {"seen": page.context["seen"]})
    notice.refresh_from_db()
    assert (notice.published_on, notice.published_by) == (today, chair)


def test_a_published_version_is_not_edited_on_its_page(chair, log_in):
    notice = make_notice(chair)
    make_acceptance(notice, chair)
    answer = log_in(chair).get(f"/members/privacy/notices/{notice.pk}/edit/")
    assert (answer.status_code, answer.url) == (302, f"/members/privacy/notices/{notice.pk}/")


@pytest.fixture
def readers(chair, teacher, colleague, school, other_school):
    notice = make_notice(chair)
    make_acceptance(notice, chair)
    make_acceptance(notice, teacher)
    for seat in (chair, teacher, colleague):
        make_member(school, seat.name, seat=seat)
    make_seat(school, "member", name="停用的", is_active=False)
    make_seat(other_school, "member", name="外校的")
    return notice


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["吴越", "陈晓岚", "周敏"]),
        ("read=no", ["吴越"]),
        ("read=yes", ["陈晓岚", "周敏"]),
        ("q=周", ["周敏"]),
    ],
)
def test_the_chair_sees_who_has_not_and_exports_just_that(query, names, readers, chair, log_in):
    client = log_in(chair)
    url = f"/members/privacy/notices/{readers.pk}/"
    page = client.get(f"{url}?{query}")
    assert [seat.user.name for seat, _ in page.context["rows"]] == names
    sheet = load_workbook(io.BytesIO(client.get(f"{url}export/?{query}").content)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == names


def test_the_share_is_of_all_open_seats(readers, chair, log_in):
    page = log_in(chair).get(f"/members/privacy/notices/{readers.pk}/")
    assert (page.context["read"], page.context["whole"]) == (2, 3)
    assert page.context["share"] == "66.7%"


@pytest.mark.parametrize("what", ["", "export/"])
def test_the_list_of_readers_takes_as_many_queries_for_five_as_for_one(
    what, readers, chair, school, log_in
):
    client = log_in(chair)
    url = f"/members/privacy/notices/{readers.pk}/{what}"

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = count()
    for number in range(4):
        seat = make_seat(school, "member", name=f"新来的{number}")
        make_member(school, seat.name, seat=seat)
        make_acceptance(readers, seat)
    assert count() == few


def test_a_chair_is_asked_to_publish_one_as_soon_as_there_are_members(chair, school, log_in):
    client = log_in(chair)
    assert "发布个人信息处理告知书" not in client.get("/").content.decode()
    make_member(school)
    assert "发布个人信息处理告知书" in client.get("/").content.decode()
    make_acceptance(make_notice(chair), chair)
    assert "发布个人信息处理告知书" not in client.get("/").content.decode()
