"""Pages of terms, initiatives, the work between sessions, one's own page and the set-up."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congress.actions import initiatives as actions
from congress.models import (
    CongressTerm,
    DelegateActivity,
    DelegateTraining,
    Initiative,
    InitiativeSignature,
    JointMeeting,
    Session,
)
from tests.congress.factories import make_delegate, make_held, make_session, make_term
from tests.members.factories import make_member
from union_site import desk, figures

TODAY = datetime.date(2026, 11, 21)


def address(name: str, *args: object) -> str:
    return reverse(f"congress:{name}", args=args)


@pytest.fixture
def term(school) -> CongressTerm:
    return make_term(school, n=6)


@pytest.fixture
def place(term, teacher):
    """The teacher sits at the congress, with five others."""
    for _ in range(5):
        make_delegate(term)
    member = make_member(term.union, teacher.user.name, seat=teacher)
    return make_delegate(term, member=member)


@pytest.fixture
def initiative(place) -> Initiative:
    made = Initiative.objects.create(
        union=place.union,
        term=place.term,
        matter="审议课后服务分配方案",
        reason="没有经过讨论",
        opened_by=place,
        opened_on=timezone.localdate(),
    )
    sign(made, place)
    return made


def sign(initiative, delegate) -> None:
    InitiativeSignature.objects.create(
        union=initiative.union, initiative=initiative, delegate=delegate
    )


def make_rows(term, delegate, number: int) -> None:
    """One more row of every list."""
    day = datetime.date(2026, 3, number)
    given = {"union": term.union, "term": term, "held_on": day}
    training = DelegateTraining.objects.create(topic=f"培训{number}", hours=2, **given)
    training.attendees.add(delegate)
    meeting = JointMeeting.objects.create(
        matter=f"议题{number}", conclusion="同意", chair=delegate.member, **given
    )
    meeting.participants.add(delegate.member)
    DelegateActivity.objects.create(
        union=term.union, delegate=delegate, kind="visit", held_on=day, subject=f"走访{number}"
    )
    made = Initiative.objects.create(
        union=term.union,
        term=term,
        matter=f"提议{number}",
        reason="理由",
        opened_by=delegate,
        opened_on=day,
    )
    sign(made, delegate)
    make_session(term, number)
    make_delegate(term)


LISTS = [
    "training_list",
    "activity_list",
    "joint_meeting_list",
    "initiative_list",
    "training_export",
    "activity_export",
    "joint_meeting_export",
    "initiative_export",
    "term_export",
    "me",
    "setup",
]


@pytest.mark.parametrize("name", [*LISTS, "term", "training_record", "training_record_export"])
def test_a_page_asks_the_database_as_often_for_five_rows_as_for_one(log_in, chair, term, name):
    member = make_member(term.union, "甲", seat=chair)
    delegate, client, counts = make_delegate(term, member=member), log_in(chair), []
    url = address(name) if name in LISTS else address(name, term.pk)
    for numbers in ([1], [2, 3, 4, 5]):
        for number in numbers:
            make_rows(term, delegate, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= (20 if name in ("term", "setup", "me") else 12)


WHO = {
    "training_list": {"handler": 403, "teacher": 200, "officer": 200},
    "joint_meeting_list": {"handler": 403, "teacher": 200, "officer": 200},
    "activity_list": {"officer": 403, "teacher": 403, "chair": 200},
    "initiative_list": {"handler": 200, "teacher": 200, "chair": 200},
    "initiative_new": {"officer": 403, "teacher": 200, "chair": 403},
    "activity_new": {"officer": 403, "teacher": 200, "chair": 403},
    "me": {"handler": 200, "teacher": 200, "chair": 200, "district_staff": 403},
    "setup": {"officer": 403, "teacher": 403, "chair": 200},
}


@pytest.mark.parametrize(
    ("name", "who", "status"), [(n, w, s) for n, row in WHO.items() for w, s in row.items()]
)
def test_who_opens_which_page(request, log_in, place, name, who, status):
    seat = request.getfixturevalue(who)
    assert log_in(seat).get(address(name)).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 200), ("chair", 200), ("colleague", 403), ("officer", 403), ("stranger", 404)],
)
def test_an_initiative_is_read_by_delegates_and_the_chair(request, log_in, initiative, who, status):
    client = log_in(request.getfixturevalue(who))
    assert client.get(address("initiative", initiative.pk)).status_code == status


# --- terms --------------------------------------------------------------------------------


def test_the_page_of_a_term_shows_its_numbers_and_its_sessions(log_in, teacher, place, term):
    make_held(term, 1, expected=6, present=6)
    page = log_in(teacher).get(address("term", term.pk))
    tiles = [(tile.label, tile.value) for tile in page.context["tiles"]]
    assert tiles == [("正式代表", "6"), ("法定到会", "4"), ("表决通过", "4"), ("已召开会议", "1")]
    assert [line["title"] for line in page.context["sessions"]] == ["五届一次教代会"]
    assert "登记会议" not in page.content.decode()


def test_a_plenary_has_no_delegates_work(log_in, chair, school):
    committee = make_term(school, series="committee", n=7)
    page = log_in(chair).get(address("term", committee.pk))
    assert [tab.label for tab in page.context["tabs"]] == ["概况"]
    assert page.context["between"] == []


def test_a_free_number_of_the_series_is_proposed(log_in, chair, school, term):
    make_term(school, series="union", term_no=8)
    client = log_in(chair)
    for series, number in (("staff", 6), ("union", 9), ("committee", 1)):
        form = client.get(address("term_new") + f"?series={series}").context["form"]
        assert (form.initial["series"], form.initial["term_no"]) == (series, number)


def test_a_joint_session_is_planned_from_the_form(log_in, chair, school, term):
    union = make_term(school, series="union", term_no=6)
    client, url = log_in(chair), address("session_new")
    assert client.get(f"{url}?term={union.pk}").context["form"].initial["term"] == union.pk
    sent = {"term": term.pk, "session_no": 1, "kind": "first", "held_on": "2026-12-04"}
    client.post(url, {**sent, "joint_term": union.pk})
    assert Session.objects.get().short_title == "五届一次教代会暨六届一次工代会"


def test_the_joint_fields_are_shown_where_there_is_a_union_congress(log_in, chair, school, term):
    client, url = log_in(chair), address("session_new")
    assert "joint_term" not in client.get(url).context["form"].fields
    make_term(school, series="union", term_no=6)
    assert "joint_term" in client.get(url).context["form"].fields


def test_the_staff_congress_is_always_numbered(log_in, chair):
    sent = {
        "series": "staff",
        "term_no": "",
        "form": "congress",
        "starts_on": "2025-12-01",
        "ends_on": "2028-11-30",
        "full_delegates": "57",
    }
    page = log_in(chair).post(address("term_new"), sent)
    assert list(page.context["form"].errors) == ["term_no"]


def test_the_register_is_narrowed_to_a_series(log_in, chair, school, term):
    union = make_term(school, series="union", term_no=6)
    make_session(term, 1, joint_term=union, joint_session_no=1)
    make_session(term, 2)
    make_session(union, 2)
    client, shown = log_in(chair), {}
    for series in ("staff", "union", "committee"):
        page = client.get(address("session_list") + f"?series={series}").context["page"]
        shown[series] = [row.short_title for row in page.object_list]
    both = "五届一次教代会暨六届一次工代会"
    assert sorted(shown["staff"]) == sorted([both, "五届二次教代会"])
    assert sorted(shown["union"]) == sorted([both, "六届二次工代会"])
    assert shown["committee"] == []


# --- initiatives --------------------------------------------------------------------------


def test_a_delegate_starts_one_and_is_led_to_its_page(log_in, teacher, place):
    sent = {"matter": "审议托管方案", "reason": "涉及全体教师"}
    answer = log_in(teacher).post(address("initiative_new"), sent)
    assert answer.url == address("initiative", Initiative.objects.get().pk)


def test_a_phone_signs_with_one_tap_and_takes_it_back(log_in, colleague, initiative):
    member = make_member(initiative.union, colleague.user.name, seat=colleague)
    make_delegate(initiative.term, member=member)
    client, url = log_in(colleague), address("initiative_step", initiative.pk)
    page = client.get(address("initiative", initiative.pk)).content.decode()
    assert "我同意，联名" in page
    client.post(url, {"step": "sign"})
    assert initiative.signatures.count() == 2
    client.post(url, {"step": "unsign"})
    assert initiative.signatures.count() == 1
    assert client.post(url, {"step": "nonsense"}).status_code == 404


def test_submitting_is_offered_once_the_third_is_full(log_in, teacher, initiative):
    client, url = log_in(teacher), address("initiative", initiative.pk)
    labels = [step["label"] for step in client.get(url).context["steps"]]
    assert labels == ["撤回提议"]
    sign(initiative, initiative.term.delegates.exclude(pk=initiative.opened_by_id).first())
    labels = [step["label"] for step in client.get(url).context["steps"]]
    assert labels == ["提交工会", "撤回提议"]


def submitted(initiative, teacher) -> Initiative:
    sign(initiative, initiative.term.delegates.exclude(pk=initiative.opened_by_id).first())
    return actions.submit_initiative(initiative=initiative, by=teacher, now=timezone.now())


def test_the_chair_makes_a_session_of_it(log_in, chair, teacher, initiative):
    submitted(initiative, teacher)
    client, url = log_in(chair), address("initiative_accept", initiative.pk)
    assert client.get(url).context["form"].initial["agenda"] == "审议课后服务分配方案"
    sent = {"session_no": 1, "held_on": "2026-12-10", "place": "报告厅", "agenda": "审议方案"}
    answer = client.post(url, sent)
    session = Session.objects.get()
    assert (answer.url, session.signers) == (address("session", session.pk), 2)


def test_the_chair_is_asked_on_the_workbench(chair, officer, teacher, initiative):
    titles = lambda seat: [t.title for t in desk.todos(seat, TODAY) if "联名" in t.title]  # noqa: E731
    assert titles(chair) == []
    submitted(initiative, teacher)
    assert (titles(chair), titles(officer)) == (["代表联名提议：审议课后服务分配方案"], [])


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_list_of_signers_is_a_paper(log_in, chair, teacher, initiative, form):
    url = address(f"initiative_{form}", initiative.pk)
    assert log_in(teacher).get(url).status_code == 403
    answer = log_in(chair).get(url)
    assert answer.status_code == 200
    content = b"".join(answer)
    assert content.startswith({"pdf": b"%PDF", "docx": b"PK"}[form])


# --- between sessions ---------------------------------------------------------------------


def test_the_chair_records_a_training_and_a_joint_meeting(log_in, chair, place, term):
    client, day = log_in(chair), str(timezone.localdate())
    sent = {"topic": "履职培训", "held_on": day, "hours": "2", "attendees": [place.pk]}
    answer = client.post(address("training_new", term.pk), sent)
    assert answer.url == address("training_list") + f"?term={term.pk}"
    assert list(DelegateTraining.objects.get().attendees.all()) == [place]
    sent = {
        "matter": "调休",
        "held_on": day,
        "chair": place.member_id,
        "participants": [place.member_id],
        "conclusion": "同意",
    }
    answer = client.post(address("joint_meeting_new", term.pk), sent)
    assert answer.url == address("joint_meeting", JointMeeting.objects.get().pk)


def test_a_delegate_writes_what_she_did_on_the_phone(log_in, teacher, chair, place):
    sent = {"kind": "visit", "held_on": str(timezone.localdate()), "subject": "走访", "record": ""}
    client = log_in(teacher)
    assert client.post(address("activity_new"), sent).url == address("me")
    row = DelegateActivity.objects.get()
    client.post(address("activity_edit", row.pk), {**sent, "subject": "走访三年级组"})
    row.refresh_from_db()
    assert row.subject == "走访三年级组"
    assert log_in(chair).get(address("activity_edit", row.pk)).status_code == 403
    client.post(address("activity_remove", row.pk))
    assert DelegateActivity.objects.count() == 0


FIGURES = ["trainings", "joint_meetings", "initiatives", "delegate_activities"]


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_leads_to_exactly_its_rows(log_in, chair, school, term, place, code):
    for number in (1, 2):
        make_rows(term, place, number)
    taken = figures.take(f"congress.{code}", union=school, span=figures.calendar_year(2026))
    page = log_in(chair).get(taken.url).context["page"]
    assert sorted(str(row.pk) for row in page.paginator.object_list) == sorted(taken.row_ids)
    assert taken.value == 2


# --- setting up ---------------------------------------------------------------------------


def test_a_school_without_a_congress_is_led_to_set_one_up(log_in, chair, officer):
    type(chair.union).objects.filter(pk=chair.union_id).update(staff_count=22)
    chair.union.refresh_from_db()
    titles = [todo.title for todo in desk.todos(chair, TODAY)]
    assert "本校没有在任的教代会" in titles
    assert [t for t in desk.todos(officer, TODAY) if "教代会" in t.title] == []
    client = log_in(chair)
    assert address("setup") in client.get(address("session_list")).content.decode()
    link = client.get(address("setup")).context["steps"][1].url
    form = client.get(link).context["form"]
    assert (form.initial["form"], form.initial["full_delegates"]) == ("assembly", 22)


def test_everybody_is_enrolled_by_one_press(log_in, chair, school):
    client = log_in(chair)
    assert client.get(address("setup_everybody")).status_code == 405
    client.post(address("setup_everybody"))
    make_member(school)
    term = make_term(school, form="assembly", n=5, starts_on=datetime.date(2026, 1, 1))
    client.post(address("setup_everybody"))
    assert term.delegates.count() == 1
