"""After the vote: who may do what with tasks, notices, objections and reports (C-14)."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.actions import numbering, publications, reporting, resolutions, tasks
from congress.checks import aftermath as checks
from congress.models import Objection, Publication, ResolutionTask, Session
from tests.congress.factories import make_held, make_resolution, make_term
from union_site.calendar import WorkingDay
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification, StepEvent
from union_site.norms import norm

DAY = datetime.date(2026, 3, 6)  # a Friday
TODAY = datetime.date(2026, 3, 10)
PNG = b"\x89PNG\r\n\x1a\n"
PUBLIC = {
    "resolution": None,
    "title": "决议公示",
    "text": "现予公示。",
    "from_on": TODAY,
    "to_on": datetime.date(2026, 3, 16),
    "place": "",
    "url": "",
    "contact": "",
}


@pytest.fixture
def held(school):
    return make_held(make_term(school, n=29), present=27, held_on=DAY)


@pytest.fixture
def resolution(held):
    return make_resolution(held)


@pytest.fixture
def task(resolution, chair, handler) -> ResolutionTask:
    due_on = datetime.date(2026, 4, 1)
    return tasks.add_task(
        resolution=resolution, by=chair, what="印发文本", owner=handler, due_on=due_on
    )


@pytest.fixture
def running(held, resolution, chair) -> Publication:
    made = publications.draft_publication(session=held, by=chair, **PUBLIC)
    return publications.publish(publication=made, by=chair, today=TODAY)


def report(held, seat, day=TODAY):
    return reporting.report_session(session=held, by=seat, today=day, pdf=b"%PDF-1.7")


# --- who × what -----------------------------------------------------------------------------

NOBODY = {"officer", "handler", "teacher", "stranger", "district_staff"}
ACTS = {
    "set a task": (
        {"chair"},
        lambda seat, held, r, task, p: tasks.add_task(
            resolution=r, by=seat, what="甲", owner=None, owner_name="总务处", due_on=TODAY
        ),
    ),
    "note progress": (
        {"chair", "handler"},
        lambda seat, held, r, task, p: tasks.note_progress(task=task, by=seat, note="已起草"),
    ),
    "report done": (
        {"handler"},
        lambda seat, held, r, task, p: tasks.report_done(task=task, by=seat, note="已印发"),
    ),
    "confirm done": (
        {"chair"},
        lambda seat, held, r, task, p: tasks.confirm_done(
            task=task, by=seat, today=TODAY, note="已印发", done_on=TODAY
        ),
    ),
    "draft a notice": (
        {"chair"},
        lambda seat, held, r, task, p: publications.draft_publication(
            session=held, by=seat, **PUBLIC
        ),
    ),
    "object": (
        {"chair", "officer", "handler", "teacher"},
        lambda seat, held, r, task, p: publications.object_to(
            publication=p, by=seat, today=TODAY, text="有异议"
        ),
    ),
    "report above": ({"chair"}, lambda seat, held, r, task, p: report(held, seat)),
}


@pytest.mark.parametrize("who", ["chair", *sorted(NOBODY)])
@pytest.mark.parametrize("what", ACTS)
def test_who_may_do_what(request, held, resolution, task, running, who, what):
    allowed, act = ACTS[what]
    seat = request.getfixturevalue(who)
    if who in allowed:
        act(seat, held, resolution, task, running)
    else:
        with pytest.raises(PermissionDenied):
            act(seat, held, resolution, task, running)


# --- tasks ----------------------------------------------------------------------------------


def test_a_task_goes_from_its_owner_to_the_chair_and_may_come_back(task, chair, handler):
    tasks.report_done(task=task, by=handler, note="已印发", evidence=("印发.png", PNG))
    tasks.send_task_back(task=task, by=chair, note="请附签收表")
    tasks.report_done(task=task, by=handler, note="签收表已附")
    tasks.confirm_done(
        task=task, by=chair, today=TODAY, note="属实", done_on=datetime.date(2026, 3, 9)
    )
    task.refresh_from_db()
    assert (task.state, task.outcome, task.done_on.day) == ("done", "属实", 9)
    assert task.evidence.name == "印发.png"
    steps = StepEvent.objects.filter(object_type="congress.resolutiontask").order_by("pk")
    assert list(steps.values_list("step", flat=True)) == [
        "report",
        "send_back",
        "report",
        "confirm",
    ]


def test_the_owner_is_told_and_reminded_once_a_day(task, chair, handler):
    told = Notification.objects.filter(seat=handler)
    assert told.count() == 1
    tasks.remind_owner(task=task, by=chair, today=TODAY)
    with pytest.raises(ValidationError, match="今天已经提醒过"):
        tasks.remind_owner(task=task, by=chair, today=TODAY)
    assert told.count() == 2


def test_the_clock_reminds_once_a_week_of_what_is_near_or_late(task, handler):
    told = Notification.objects.filter(seat=handler)
    week = datetime.timedelta(days=7)
    before = task.due_on - week
    days = [before - datetime.timedelta(days=1), before, before, task.due_on + week]
    assert [tasks.remind_due(today=day) for day in days] == [0, 1, 0, 1]
    assert told.count() == 3
    assert "已逾期" in told.latest("pk").sentence


def test_what_failed_needs_no_task_and_no_owner_sits_elsewhere(held, chair, stranger):
    failed = make_resolution(held, votes_for=3)
    with pytest.raises(ValidationError, match="不需要落实"):
        tasks.add_task(resolution=failed, by=chair, what="甲", owner_name="乙", due_on=TODAY)
    adopted = make_resolution(held, 2)
    with pytest.raises(ValidationError, match="本单位"):
        tasks.add_task(resolution=adopted, by=chair, what="甲", owner=stranger, due_on=TODAY)
    with pytest.raises(ValidationError, match="责任人"):
        tasks.add_task(resolution=adopted, by=chair, what="甲", owner=None, due_on=TODAY)


def test_a_task_is_not_done_before_the_session_nor_in_the_future(task, chair):
    for day in (DAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)):
        with pytest.raises(ValidationError):
            tasks.confirm_done(task=task, by=chair, today=TODAY, note="甲", done_on=day)


# --- notices --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "days", "is_enough"),
    [
        (datetime.date(2026, 3, 13), 4, False),
        (datetime.date(2026, 3, 15), 4, False),  # a Sunday adds nothing
        (datetime.date(2026, 3, 16), 5, True),
    ],
)
def test_c_14_a_notice_runs_for_five_working_days_by_default(school, last, days, is_enough):
    rule = norm("congress.publication_working_days", union=school, on=TODAY)
    found = checks.period(from_on=TODAY, to_on=last, rule=rule)
    assert [f.sentence for f in found] == (
        [] if is_enough else [f"公示期有 {days} 个工作日，少于 5 个工作日。"]
    )


def test_a_short_period_is_accepted_knowingly_or_not_at_all(held, resolution, chair):
    short = {**PUBLIC, "to_on": TODAY}
    with pytest.raises(NotClear):
        publications.draft_publication(session=held, by=chair, **short)
    publications.draft_publication(session=held, by=chair, accepted=["C-14p"], **short)
    entry = AuditEntry.objects.get(verb="congress.publication_draft")
    assert [row["code"] for row in entry.accepted_findings] == ["C-14p"]


def test_a_notice_published_late_is_short_and_that_is_accepted_or_not_done(held, resolution, chair):
    made = publications.draft_publication(session=held, by=chair, **PUBLIC)
    late = {"publication": made, "by": chair, "today": PUBLIC["to_on"]}
    with pytest.raises(NotClear, match="1 个工作日"):
        publications.publish(**late)
    made.refresh_from_db()
    assert (made.state, made.from_on) == ("draft", TODAY)
    publications.publish(accepted=["C-14p"], **late)
    made.refresh_from_db()
    assert (made.state, made.from_on) == ("running", PUBLIC["to_on"])
    entry = AuditEntry.objects.get(verb="congress_publication.publish")
    assert [row["code"] for row in entry.accepted_findings] == ["C-14p"]


def test_a_photograph_does_not_begin_a_notice_again_that_was_ended(running, chair):
    stale = Publication.objects.get(pk=running.pk)
    after = running.to_on + datetime.timedelta(days=1)
    publications.close_publication(publication=running, by=chair, today=after, note="无异议")
    publications.add_evidence(publication=stale, by=chair, evidence=("a.png", PNG))
    kept = Publication.objects.get(pk=running.pk)
    assert (kept.state, kept.outcome, kept.evidence is None) == ("closed", "无异议", False)


def test_a_number_that_was_given_is_neither_changed_nor_freed(held, resolution, chair):
    numbering.number_resolutions(session=held, by=chair)
    given = {"resolution": resolution, "by": chair}
    for typed in ("", "校工〔2020〕9号"):
        with pytest.raises(ValidationError, match="文号不能再改"):
            resolutions.change_resolution(document_no=typed, **given)
    resolution.refresh_from_db()
    number = resolution.document_no
    resolutions.change_resolution(document_no=number, title="改名", **given)
    resolution.refresh_from_db()
    assert (resolution.title, resolution.document_no, resolution.serial) == ("改名", number, 1)


def test_publishing_tells_all_staff_and_nobody_elsewhere(
    running, chair, teacher, handler, stranger, held, resolution
):
    again = publications.draft_publication(session=held, by=chair, **PUBLIC)
    publications.publish(publication=again, by=chair, today=TODAY)
    told = set(
        Notification.objects.filter(sentence__startswith="公示").values_list("seat", flat=True)
    )
    assert {teacher.pk, handler.pk, chair.pk} <= told
    assert stranger.pk not in told


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (TODAY, True),
        (PUBLIC["to_on"], True),
        (PUBLIC["to_on"] + datetime.timedelta(days=1), False),
        (TODAY - datetime.timedelta(days=1), False),
    ],
)
def test_objections_are_taken_within_the_period_alone(running, teacher, day, is_open):
    given = {"publication": running, "by": teacher, "today": day, "text": "有异议"}
    if is_open:
        assert publications.object_to(**given).state == "filed"
    else:
        with pytest.raises(ValidationError, match="不在公示期内"):
            publications.object_to(**given)


def test_the_trail_and_the_notices_do_not_say_who_objected(running, teacher, chair):
    publications.object_to(publication=running, by=teacher, today=TODAY, text="我有话说")
    entry = AuditEntry.objects.get(verb="congress.objection_file")
    assert entry.seat is None
    said = f"{entry.object_label}{entry.note}{entry.label}"
    said += "".join(Notification.objects.values_list("sentence", flat=True))
    assert "周敏" not in said
    assert "我有话说" not in said
    assert not StepEvent.objects.filter(seat=teacher).exists()


def test_a_notice_ends_after_its_last_day_with_every_objection_answered(running, teacher, chair):
    objection = publications.object_to(publication=running, by=teacher, today=TODAY, text="有异议")
    after = running.to_on + datetime.timedelta(days=1)
    end = {"publication": running, "by": chair, "note": "无异议"}
    with pytest.raises(ValidationError, match="期满后"):
        publications.close_publication(today=running.to_on, **end)
    with pytest.raises(ValidationError, match="1 件异议没有答复"):
        publications.close_publication(today=after, **end)
    publications.answer_objection(
        objection=objection, by=chair, today=after, finding="explained", answer="依法办理。"
    )
    publications.close_publication(today=after, **end)
    assert (Publication.objects.get().state, Objection.objects.get().state) == (
        "closed",
        "answered",
    )
    assert Notification.objects.filter(seat=teacher, sentence__contains="已答复").count() == 1


# --- reports --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held_on", "due_on"),
    [
        (datetime.date(2026, 3, 6), datetime.date(2026, 3, 17)),
        (datetime.date(2026, 9, 25), datetime.date(2026, 10, 12)),  # over the National Day
    ],
)
def test_c_14_a_session_is_reported_within_seven_working_days(school, held_on, due_on):
    rule = norm("congress.report_working_days", union=school, on=held_on)
    assert checks.report_due(held_on=held_on, rule=rule).day == due_on


@pytest.mark.parametrize(
    ("sent", "today", "levels"),
    [
        (None, 17, ["info"]),
        (None, 18, ["warn"]),
        (17, 20, []),
        (18, 20, ["warn"]),
    ],
)
def test_c_14_a_report_is_late_from_the_day_after_its_last(school, sent, today, levels):
    rule = norm("congress.report_working_days", union=school, on=DAY)
    day = lambda number: datetime.date(2026, 3, number)  # noqa: E731
    found = checks.reported(
        due=WorkingDay(day(17), True),
        sent_on=day(sent) if sent else None,
        today=day(today),
        rule=rule,
    )
    assert [str(f.level) for f in found] == levels


def test_an_uncertain_year_is_remarked(school):
    far = datetime.date(2098, 3, 6)
    rule = norm("congress.report_working_days", union=school, on=DAY)
    due = checks.report_due(held_on=far, rule=rule)
    (said,) = checks.reported(due=due, sent_on=None, today=far, rule=rule)
    assert "放假安排尚未公布" in said.sentence


def test_what_is_reported_is_frozen_and_holds_no_name(held, resolution, chair, district_staff):
    sent = report(held, chair)
    assert (sent.due_on, sent.is_late, sent.version) == (datetime.date(2026, 3, 17), False, 1)
    assert sent.payload["n"] == 29
    assert [row["for"] for row in sent.payload["resolutions"]] == [27]
    assert "陈晓岚" not in str(sent.payload)
    assert (sent.payload["agenda"], sent.payload["elections"]) == ([], [])
    resolution.title = "改名"
    resolution.save()
    sent.refresh_from_db()
    assert [row["title"] for row in sent.payload["resolutions"]] == ["第1项办法"]
    assert Notification.objects.filter(seat=district_staff).count() == 1


def test_a_report_is_sent_once_sent_back_with_words_and_sent_again(
    held, resolution, chair, district_staff
):
    sent = report(held, chair)
    with pytest.raises(ValidationError, match="不能再"):
        report(held, chair)
    with pytest.raises(ValidationError):
        reporting.send_report_back(report=sent, by=district_staff, note=" ")
    reporting.send_report_back(report=sent, by=district_staff, note="请补充")
    make_resolution(held, 2)
    Session.objects.filter(pk=held.pk).update(held_on=DAY - datetime.timedelta(days=1))
    held.refresh_from_db()
    again = report(held, chair, datetime.date(2026, 3, 30))
    assert (again.held_on, again.sent_on) == (held.held_on, TODAY)
    assert again.due_on == datetime.date(2026, 3, 16)  # of the day that was corrected
    assert (again.pk, again.version, len(again.payload["resolutions"])) == (sent.pk, 2, 2)
    assert again.is_late is False  # the first day counts
    reporting.receive_report(report=again, by=district_staff)
    again.refresh_from_db()
    assert (again.state, again.received_by) == ("received", district_staff)


@pytest.mark.parametrize("who", ["chair", "officer", "stranger"])
def test_only_the_district_above_receives(request, held, chair, who):
    sent = report(held, chair)
    seat = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        reporting.receive_report(report=sent, by=seat)


def test_a_union_with_nobody_above_cannot_report(district, district_staff, chair, held):
    held.union.parent = None
    with pytest.raises(ValidationError, match="没有上级工会"):
        report(held, chair)
