"""征集通知: who announces it, which days hold, whom it reaches."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.models import Milestone, Session
from proposals.actions import collecting
from proposals.models import Collection
from tests.congress.factories import make_session
from tests.proposals.factories import make_delegate_of, make_proposal
from tests.proposals.writing_cast import delegate, delegates, leave
from union_site.models import Notification

DAY = datetime.timedelta(days=1)


@pytest.fixture
def session(teacher, today) -> Session:
    make_delegate_of(teacher)
    return make_session(delegate(teacher).term, 2, held_on=today + 20 * DAY)


def test_without_a_notice_the_norms_tell_the_days(session, school, today):
    (window,) = collecting.windows(school, today=today)
    held = session.held_on
    assert (window.opens_on, window.closes_on) == (held - 30 * DAY, held - 15 * DAY)
    assert window.is_announced is False


def test_the_checklist_goes_before_the_norms_and_may_say_that_nothing_is_collected(
    session, school, chair, today
):
    row = Milestone(union=school, session=session, key="proposals_close", by=chair)
    row.done_on = today - DAY
    row.save()
    (window,) = collecting.windows(school, today=today)
    assert window.closes_on == today - DAY
    Milestone.objects.filter(pk=row.pk).update(is_waived=True, done_on=None, note="不征集")
    assert collecting.windows(school, today=today) == []


@pytest.mark.parametrize("kind", ["topical", "extraordinary"])
def test_such_a_session_collects_only_where_it_is_announced(session, school, chair, today, kind):
    Session.objects.update(kind=kind, initiator="union")
    assert collecting.windows(school, today=today) == []
    session.refresh_from_db()
    collecting.announce(session=session, opens_on=today, closes_on=today, by=chair)
    assert [window.closes_on for window in collecting.windows(school, today=today)] == [today]


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_a_session_that_is_over_collects_nothing(session, school, chair, today, state):
    Session.objects.update(state=state, expected=57, present=57)
    session.refresh_from_db()
    assert collecting.windows(school, today=today) == []
    with pytest.raises(ValidationError):
        collecting.announce(session=session, opens_on=today, closes_on=today, by=chair)


@pytest.mark.parametrize(
    ("opens", "closes", "goes"),
    [(0, 0, True), (-3, 0, True), (0, 20, True), (0, 21, False), (-3, -1, False), (5, 4, False)],
)
def test_the_days_lie_before_the_session_and_end_no_earlier_than_today(
    session, chair, today, opens, closes, goes
):
    given = {"opens_on": today + opens * DAY, "closes_on": today + closes * DAY, "by": chair}
    if goes:
        collecting.announce(session=session, **given)
    else:
        with pytest.raises(ValidationError):
            collecting.announce(session=session, **given)
    assert Collection.objects.count() == int(goes)


def test_only_who_screens_announces(session, teacher, officer, leader, stranger, today):
    for seat in (teacher, officer, leader, stranger):
        with pytest.raises(PermissionDenied):
            collecting.announce(session=session, opens_on=today, closes_on=today, by=seat)


def test_the_notice_reaches_every_full_delegate_in_office_and_ticks_the_checklist(
    session, teacher, colleague, chair, today
):
    (former,) = delegates(teacher, "前代表")
    leave(former, today)
    given = {"opens_on": today, "closes_on": today + 5 * DAY, "by": chair}
    collecting.announce(session=session, **given)
    collecting.announce(session=session, **{**given, "closes_on": today + 6 * DAY})
    assert set(Notification.objects.values_list("seat", flat=True)) == {teacher.pk}
    first, second = Notification.objects.order_by("pk").values_list("sentence", flat=True)
    assert "征集提案：" in first
    assert "提案征集时间有变：" in second
    assert Milestone.objects.get().done_on == today
    assert Collection.objects.get().closes_on == today + 6 * DAY


def test_the_list_shows_the_chair_what_came_in_from_each_delegation(
    session, teacher, chair, school, today, log_in
):
    group = delegate(teacher).term.delegations.create(union=school, name="第一代表团")
    delegate(teacher).term.delegations.create(union=school, name="第二代表团", position=2)
    row = delegate(teacher)
    row.delegation = group
    row.save()
    collecting.announce(session=session, opens_on=today, closes_on=today + 5 * DAY, by=chair)
    sent = make_proposal(teacher, state="submitted", session=session, delegate=row)
    page = log_in(chair).get("/proposals/formal/").content.decode()
    link = f"/proposals/formal/?show=received&amp;session={session.pk}&amp;delegation={group.pk}"
    assert f'第一代表团 <a href="{link}">1 件</a>'.replace(" ", "") in "".join(page.split())
    assert "第二代表团0件" in "".join(page.split())
    rows = log_in(chair).get(link.replace("&amp;", "&")).context["page"].object_list
    assert list(rows) == [sent]
    away = log_in(chair).get(f"/proposals/formal/?delegation={group.pk + 99}")
    assert list(away.context["page"].object_list) == []
    assert "第一代表团" not in log_in(teacher).get("/proposals/formal/").content.decode()
