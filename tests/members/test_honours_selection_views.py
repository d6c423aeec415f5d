"""Pages of selections, their papers, and what stands on the workbench."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Award, Nominee, Selection
from members.papers import honours as papers
from tests.members.factories import (
    make_member,
    make_nominee,
    make_selection,
    make_title,
)
from union_site import desk
from union_site.documents import Paragraph, Table
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db

GONE = 404


def test_a_selection_is_led_from_its_opening_to_the_votes(officer, winner, honour_title, log_in):
    client, today = log_in(officer), timezone.localdate()
    given = {"honour_title": honour_title.pk, "year": today.year, "quota": 1, "deeds_limit": 600}
    given |= {"opens_on": today, "closes_on": today}
    client.post(reverse("honours:selection_new"), given)
    selection = Selection.objects.get()
    page = lambda name: reverse(f"honours:{name}", args=[selection.pk])  # noqa: E731
    typed = {"member": winner.pk, "recommended_by": "语文组", "deeds": "踏实"}
    client.post(page("nominee_new"), typed)
    client.post(page("appraise"), {})
    nominee = Nominee.objects.get()
    votes = {"votes_expected": 58, "votes_returned": 56, "votes_for": 50}
    counted = {f"{name}_{nominee.pk}": number for name, number in votes.items()}
    client.post(page("votes"), counted | {"appraised_on": today})
    selection.refresh_from_db()
    nominee.refresh_from_db()
    assert (selection.state, nominee.share) == ("appraising", "86.2%")


def test_a_selection_is_led_from_the_notice_to_its_result(
    officer, school, winner, honour_title, log_in
):
    client, today = log_in(officer), timezone.localdate()
    selection = make_selection(school, state="appraising", honour_title=honour_title)
    nominee = make_nominee(selection, winner, (58, 56, 50))
    page = lambda name: reverse(f"honours:{name}", args=[selection.pk])  # noqa: E731
    notice = client.get(page("publish")).context["form"].initial
    assert notice["chosen"] == [nominee.pk]
    client.post(page("publish"), notice | {"notice_place": "公开栏"})
    selection.refresh_from_db()
    assert selection.state == "noticed"
    past = today - datetime.timedelta(days=20)
    Selection.objects.update(notice_from=past, notice_until=past + datetime.timedelta(days=9))
    sent = {"reported_on": today, "reported_to": "区教育工会", "objections": "未收到异议"}
    client.post(page("report"), sent)
    won = {"winners": nominee.pk, "result_on": today, "issuer": "区教育工会", "level_label": "区级"}
    client.post(page("conclude"), won)
    selection.refresh_from_db()
    assert (selection.state, Award.objects.get().title) == ("concluded", honour_title.name)


def test_votes_that_cannot_be_are_told_on_the_page(officer, school, winner, honour_title, log_in):
    selection = make_selection(school, state="appraising", honour_title=honour_title)
    nominee = make_nominee(selection, winner)
    numbers = zip(("votes_expected", "votes_returned", "votes_for"), (10, 12, 9), strict=True)
    typed = {f"{name}_{nominee.pk}": number for name, number in numbers}
    answer = log_in(officer).post(
        reverse("honours:votes", args=[selection.pk]),
        typed | {"appraised_on": timezone.localdate()},
    )
    assert [f.code for f in answer.context["form"].findings] == ["S-02"]
    assert "多于应参加的 10 人" in answer.content.decode()


def test_a_member_reads_the_notice_without_votes_or_objections(
    noticed, nominee, school, teacher, officer, log_in
):
    Selection.objects.update(objections="某人反映情况")
    other = make_nominee(noticed, make_member(school, "孙悦"), (58, 56, 30), state="passed_over")
    url = reverse("honours:selection", args=[noticed.pk])
    shown = log_in(teacher).get(url).content.decode()
    assert "李强" in shown
    hidden = ("孙悦", "同意 50", "86.2%", "某人反映情况", "撤下公示")
    assert [word for word in hidden if word in shown] == []
    kept = log_in(officer).get(url).content.decode()
    assert [word for word in hidden if word not in kept] == []
    page = reverse("honours:nominee", args=[other.pk])
    assert log_in(teacher).get(page).status_code == GONE


def test_before_the_notice_a_member_finds_no_selection(school, honour_title, teacher, log_in):
    selection = make_selection(school, honour_title=honour_title)
    url = reverse("honours:selection", args=[selection.pk])
    assert log_in(teacher).get(url).status_code == GONE


@pytest.mark.parametrize("paper", ["pdf", "docx"])
def test_a_form_that_is_taken_away_leaves_an_entry(paper, nominee, officer, log_in):
    answer = log_in(officer).get(reverse(f"honours:nominee_{paper}", args=[nominee.pk]))
    assert answer.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[paper]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat, entry.object_id) == ("nominee.print", officer, str(nominee.pk))


def test_the_form_and_the_notice_say_what_they_must(nominee, noticed, winner):
    """PDF and DOCX come from the same blocks."""
    nominee.selection.objections = "公示期间未收到异议"
    form = papers.nominee_form(nominee)
    words = " ".join(block.text for block in form.blocks if isinstance(block, Paragraph))
    assert form.title == "优秀工会积极分子登记表"
    assert "应参加测评 58 人，收回测评票 56 张，同意 50 票，占应参加人数的 86.2%。" in words
    assert words.endswith("在公开栏公示。公示期间未收到异议。")
    notice = papers.public_notice(noticed, [nominee], contact="工会办公室")
    table = next(block for block in notice.blocks if isinstance(block, Table))
    assert [line[1] for line in table.rows] == ["李强"]
    assert "2026年11月2日至2026年11月6日" in notice.blocks[0].text


# --- the workbench ------------------------------------------------------------------------


def test_running_selections_wait_on_the_workbench_of_those_who_keep_them(
    school, chair, teacher, noticed, nominee, today
):
    make_selection(school, state="concluded", honour_title=make_title(school, "三好职工"))
    waiting = lambda seat: [t.title for t in desk.todos(seat, today) if "评选" in t.title]  # noqa: E731
    assert waiting(chair) == ["2026年优秀工会积极分子评选推荐"]
    assert waiting(teacher) == []


def test_a_notice_that_runs_stands_on_a_members_page(noticed, teacher, chair):
    day = noticed.notice_until
    told = lambda seat, on: [m.badge for m in desk.mine(seat, on) if m.badge == "公示"]  # noqa: E731
    assert told(teacher, day) == ["公示"]
    assert told(teacher, day + datetime.timedelta(days=1)) == []
    assert told(chair, day) == []


def test_honours_have_a_place_for_all_who_read_them(chair, teacher, leader):
    entered = lambda seat: [p.label for p in desk.places(seat) if p.url_name == "honours:list"]  # noqa: E731
    assert (entered(chair), entered(teacher), entered(leader)) == (
        ["荣誉与获奖"],
        ["荣誉与获奖"],
        [],
    )
