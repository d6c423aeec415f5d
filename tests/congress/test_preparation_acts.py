"""Acts of preparing a session: the checklist, the agenda, the offices, the discussions."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from congress.actions import agenda, discussions, milestones, offices
from congress.models import AgendaItem, Delegation, Milestone, Publication, Session, State
from congress.tables import aftermath, checklist
from congress.tables.session_tabs import tabs
from tests.congress.factories import (
    make_agenda_item,
    make_delegate,
    make_held,
    make_resolution,
    make_session,
    make_term,
)
from tests.congress.preparing import make_paper, make_presidium, on_roll
from union_site.calendar import DAY
from union_site.findings import NotClear
from union_site.models import AuditEntry

PDF = b"%PDF-1.4 signed"
NOBODY_ELSE = ["officer", "teacher", "stranger", "district_staff", "leader"]


@pytest.fixture
def session(school, today) -> Session:
    term = make_term(school, n=5, starts_on=today - 400 * DAY, ends_on=today + 600 * DAY)
    return make_session(term, held_on=today + 10 * DAY)


def record(session, by, today, key="request", **fields):
    given = {"done_on": today - DAY, "document_no": "工会请〔2026〕3号", "note": "", **fields}
    return milestones.record_milestone(session=session, key=key, by=by, today=today, **given)


# --- the checklist ------------------------------------------------------------------------


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_only_who_manages_the_congress_prepares_a_session(request, session, today, who):
    by = request.getfixturevalue(who)
    item = make_agenda_item(session)
    acts = [
        lambda: record(session, by, today),
        lambda: agenda.start_agenda(session=session, by=by),
        lambda: agenda.move_item(item=item, by=by, down=True),
        lambda: agenda.record_item(item=item, by=by, record="x"),
        lambda: offices.propose_offices(session=session, by=by, offices={}),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_a_line_is_recorded_with_its_evidence_and_corrected_in_the_same_row(session, chair, today):
    first = record(session, chair, today, content=PDF, file_name="批文.pdf")
    old = first.file
    again = record(session, chair, today, document_no="4号", content=PDF + b"2", file_name="二.pdf")
    assert (again.pk, again.document_no, again.file.name) == (first.pk, "4号", "二.pdf")
    assert type(old).objects.filter(pk=old.pk).exists() is False
    notes = AuditEntry.objects.filter(verb="congress.milestone").values_list("note", flat=True)
    assert [note.partition("：")[0] for note in notes] == ["向学校党组织请示"] * 2


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"done_on": None}, "请填写办理日期"),
        ({"done_on": 1}, "不能晚于今天"),
        ({"key": "publish"}, "不能早于会议召开日期"),
        ({"is_waived": True}, "写明理由"),
        ({"key": "roll"}, "由系统按记录得出"),
        ({"key": "unknown"}, "由系统按记录得出"),
        ({"content": b"MZ...", "file_name": "a.pdf"}, "只收"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(session, chair, today, fields, word):
    if fields.get("done_on") == 1:
        fields = {"done_on": today + DAY}
    with pytest.raises(ValidationError, match=word):
        record(session, chair, today, **fields)
    assert not Milestone.objects.exists()


def test_a_line_that_does_not_apply_says_why_and_is_settled(session, chair, today):
    record(session, chair, today, key="office", is_waived=True, note="规模小，由工会直接筹备")
    rows = {row.line.key: row for row in checklist.rows(checklist.Gathered(session), today=today)}
    assert (rows["office"].badge, rows["office"].reason) == ("不适用", "规模小，由工会直接筹备")
    milestones.remove_milestone(session=session, key="office", by=chair)
    rows = {row.line.key: row for row in checklist.rows(checklist.Gathered(session), today=today)}
    assert rows["office"].badge == "已逾期"


def test_the_data_tell_what_they_know(session, chair, today):
    def told():
        rows = checklist.rows(checklist.Gathered(session), today=today)
        return {row.line.key for row in rows if row.is_settled}

    assert told() == set()
    delegation = Delegation.objects.create(union=session.union, term=session.term, name="一团")
    for number in range(5):
        make_delegate(session.term, delegation=delegation, role="" if number else "head")
    make_agenda_item(session)
    make_paper(session, chair, sent_to=5)
    assert told() == {"delegates", "delegations", "agenda", "papers"}
    make_paper(session, chair, "补充材料", position=2)
    assert told() == {"delegates", "delegations", "agenda"}


def test_what_is_late_is_said_in_one_sentence_and_papers_by_c10(session, chair, today):
    session.held_on = today + 3 * DAY
    known = checklist.Gathered(session)
    found = checklist.findings(known, checklist.rows(known, today=today), today=today)
    assert [one.code for one in found] == ["C-10", "C-28"]
    assert "请示" in found[1].sentence


@pytest.mark.parametrize(
    ("series", "body_name", "is_short"),
    [
        ("staff", "", False),
        ("union", "", False),
        ("committee", "", True),
        ("other", "青年教师座谈会", True),
        ("other", "教育工会代表大会", False),
    ],
)
def test_a_meeting_without_delegates_has_a_short_checklist_and_no_rules_of_order_32(
    school, chair, today, series, body_name, is_short
):
    span = {"starts_on": today - 400 * DAY, "ends_on": today + 600 * DAY}
    term = make_term(school, n=7, series=series, body_name=body_name, **span)
    held = make_held(term, held_on=today - 60 * DAY)
    known = checklist.Gathered(held)
    rows = checklist.rows(known, today=today)
    keys = [row.line.key for row in rows]
    assert (keys == ["topics", "notice", "papers", "plenary", "archive"]) is is_short
    found = {one.code for one in checklist.findings(known, rows, today=today)}
    assert ("C-14" in found) is (series == "staff")
    labels = {tab.label for tab in tabs(held, chair, "congress:session")}
    assert ({"代表", "选举与测评"} & labels == set()) is is_short
    assert term.voters == {"committee": "委员"}.get(series, "成员" if is_short else "正式代表")
    if is_short:
        with pytest.raises(ValidationError, match="由系统按记录得出"):
            record(held, chair, today, key="request", done_on=held.held_on)
        made = agenda.start_agenda(session=held, by=chair)
        assert {item.part for item in made} == {"plenary"}


def lines_and_findings(held, chair, today):
    known = checklist.Gathered(held)
    rows = {row.line.key: row for row in checklist.rows(known, today=today)}
    return rows, {one.code: one for one in aftermath.after(held, chair, today=today).findings}


def test_what_was_typed_counts_on_both_pages_until_the_data_say_otherwise(school, chair, today):
    span = {"starts_on": today - 400 * DAY, "ends_on": today + 600 * DAY}
    held = make_held(make_term(school, n=7, **span), held_on=today - 60 * DAY)
    one, two = make_resolution(held, title="食堂办法"), make_resolution(held, 2, title="考勤办法")
    rows, said = lines_and_findings(held, chair, today)
    assert {"C-14", "C-14r"} <= set(said)
    for key in ("publish", "report"):
        record(held, chair, today, key=key, done_on=held.held_on + DAY)
    rows, said = lines_and_findings(held, chair, today)
    assert said == {}
    assert "在系统外报送" in rows["report"].done_words
    notice = {"title": "公示", "from_on": today, "to_on": today, "published_on": today}
    first = Publication(union=school, session=held, text="通过食堂办法。", **notice)
    first.state = "running"
    first.save()
    rows, said = lines_and_findings(held, chair, today)
    assert (rows["publish"].done, rows["publish"].reason) == (None, "2 项中 1 项已公布")
    assert "“考勤办法”还没有" in said["C-14"].sentence
    Publication.objects.create(
        union=school, session=held, resolution=two, text="考勤办法", state="running", **notice
    )
    rows, said = lines_and_findings(held, chair, today)
    assert rows["publish"].done is not None
    assert "C-14" not in said
    assert one.is_adopted


# --- the agenda ---------------------------------------------------------------------------


def order(session) -> list[str]:
    return list(
        session.agenda_items.filter(part="plenary")
        .order_by("position")
        .values_list("title", flat=True)
    )


def test_items_change_places_with_their_neighbours_and_stop_at_the_ends(session, chair):
    given = {"part": "plenary", "matter": "other", "treatment": "hear", "minutes": 5}
    one, two, three = (
        agenda.add_item(session=session, by=chair, title=title, presenter="", **given)
        for title in "一二三"
    )
    agenda.move_item(item=three, by=chair, down=False)
    assert order(session) == ["一", "三", "二"]
    agenda.move_item(item=one, by=chair, down=True)
    assert order(session) == ["三", "一", "二"]
    agenda.move_item(item=three, by=chair, down=False)
    agenda.move_item(item=two, by=chair, down=True)
    assert order(session) == ["三", "一", "二"]
    agenda.remove_item(item=one, by=chair)
    assert (
        agenda.add_item(session=session, by=chair, title="四", presenter="", **given).position == 4
    )


def test_an_item_that_changes_its_part_goes_to_the_end_there(session, chair):
    first = make_agenda_item(session, "甲", part="preparatory", position=1)
    item = make_agenda_item(session, "乙", part="plenary", position=1)
    agenda.change_item(item=item, by=chair, part="preparatory")
    assert (first.position, item.position) == (1, 2)


def test_an_agenda_is_begun_once_and_copied_without_what_happened(session, chair):
    made = agenda.start_agenda(session=session, by=chair)
    agenda.record_item(item=made[0], by=chair, record="已报告")
    with pytest.raises(ValidationError, match="已有内容"):
        agenda.copy_agenda(session=session, by=chair)
    later = make_session(session.term, 2, held_on=session.held_on + 90 * DAY)
    copied = agenda.copy_agenda(session=later, by=chair)
    assert {(row.part, row.title, row.position) for row in copied} == {
        (row.part, row.title, row.position) for row in made
    }
    assert {row.record for row in copied} == {""}
    with pytest.raises(ValidationError, match="没有登记议程"):
        agenda.copy_agenda(
            session=make_session(session.term, 3, held_on=session.held_on - 90 * DAY), by=chair
        )


def test_an_item_with_papers_stays_and_a_cancelled_session_stands_still(session, chair):
    item = make_agenda_item(session)
    make_paper(session, chair, agenda_item=item)
    with pytest.raises(ValidationError, match="已有会议材料"):
        agenda.remove_item(item=item, by=chair)
    session.state = State.CANCELLED
    session.save()
    item = AgendaItem.objects.get(pk=item.pk)
    with pytest.raises(ValidationError, match="会议已取消"):
        agenda.record_item(item=item, by=chair, record="x")


# --- the offices --------------------------------------------------------------------------


def test_offices_are_proposed_anew_until_the_preparatory_meeting_agreed(session, chair, today):
    people = make_presidium(session, 5, teachers=3)
    offices.propose_offices(session=session, by=chair, offices={"presidium": people})
    offices.propose_offices(
        session=session, by=chair, offices={"presidium": people[:3], "teller": people[4:]}
    )
    held = offices.named(session)
    assert [len(held[key]) for key in ("presidium", "teller", "scrutineer")] == [3, 1, 0]
    offices.propose_offices(session=session, by=chair, offices={"presidium": people})
    given = {"session": session, "by": chair, "today": today, "done_on": today}
    offices.confirm_offices(**given)
    with pytest.raises(ValidationError, match="已经预备会议通过"):
        offices.propose_offices(session=session, by=chair, offices={"presidium": people[:3]})
    milestones.remove_milestone(session=session, key="offices", by=chair)
    offices.propose_offices(session=session, by=chair, offices={"presidium": people[:3]})


def test_c11_a_presidium_of_two_is_confirmed_only_with_the_warnings_accepted(session, chair, today):
    people = [make_delegate(session.term, category="staff") for _ in range(5)][:2]
    offices.propose_offices(session=session, by=chair, offices={"presidium": people})
    given = {"session": session, "by": chair, "today": today, "done_on": today}
    with pytest.raises(NotClear) as refusal:
        offices.confirm_offices(**given)
    codes = [one.code for one in refusal.value.findings]
    assert codes == ["C-11h", "C-11u", "C-11t", "C-11s", "C-11o"]
    offices.confirm_offices(**given, accepted=codes)
    entry = AuditEntry.objects.filter(verb="congress.milestone").latest("pk")
    assert [row["code"] for row in entry.accepted_findings] == codes


def test_somebody_of_another_term_holds_no_office(session, chair, other_school):
    elsewhere = make_delegate(make_term(other_school))
    with pytest.raises(ValidationError, match="不在本次会议的代表之中"):
        offices.propose_offices(session=session, by=chair, offices={"teller": [elsewhere]})


# --- discussions --------------------------------------------------------------------------


@pytest.fixture
def delegation(session) -> Delegation:
    return Delegation.objects.create(union=session.union, term=session.term, name="第一代表团")


def write(session, delegation, by, **fields):
    now = timezone.now()
    given = {
        "manner": "集中讨论",
        "held_at": now - datetime.timedelta(hours=1),
        "host": "周敏",
        "recorder": "吴越",
        "content": "同意。",
        **fields,
    }
    return discussions.record_discussion(
        session=session, delegation=delegation, by=by, now=now, **given
    )


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("chair", "", True),
        ("teacher", "head", True),
        ("teacher", "deputy", False),
        ("teacher", "", False),
        ("officer", "", False),
        ("stranger", "", False),
        ("district_staff", "", False),
    ],
)
def test_the_chair_writes_for_all_and_a_head_for_her_own(
    request, session, delegation, teacher, who, role, may
):
    on_roll(session, teacher, delegation=delegation, role=role)
    by = request.getfixturevalue(who)
    if may:
        assert write(session, delegation, by).written_by == by
    else:
        with pytest.raises(PermissionDenied):
            write(session, delegation, by)


def test_a_head_does_not_write_for_another_delegation(session, delegation, teacher):
    on_roll(session, teacher, delegation=delegation, role="head")
    other = Delegation.objects.create(union=session.union, term=session.term, name="第二代表团")
    with pytest.raises(PermissionDenied):
        write(session, other, teacher)


def test_a_discussion_that_has_not_been_is_not_written(session, delegation, chair):
    with pytest.raises(ValidationError, match="不能晚于现在"):
        write(session, delegation, chair, held_at=timezone.now() + DAY)
