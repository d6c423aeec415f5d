"""办结与归档: when a proposal may be closed, by whom, and many in one go."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from proposals.actions import rating as actions
from proposals.checks import rating as checks
from proposals.models import Proposal, ProposalState
from tests.proposals.after_reply import ROLES, make_cast, replied_for, told
from union_site.models import Norm
from union_site.norms import norm

S = ProposalState
DAY = datetime.timedelta(days=1)


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


@pytest.fixture
def replied(cast):
    return replied_for(cast)


def set_replied(proposal: Proposal, day: datetime.date) -> None:
    noon = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
    Proposal.objects.filter(pk=proposal.pk).update(replied_at=noon)
    proposal.replied_at = noon


@pytest.mark.parametrize("days", [0, 1, 15])
def test_the_last_day_that_has_ended_and_the_day_it_ends_agree(cast, school, today, days):
    Norm.objects.filter(key="proposals.rating_days").update(value=days)
    found = norm("proposals.rating_days", union=school, on=today)
    for start in (today + DAY * n for n in range(12)):
        last = checks.last_ended(start, found)
        assert (
            checks.rating_ends_on(last, found) < start <= checks.rating_ends_on(last + DAY, found)
        )


@pytest.mark.parametrize(
    ("has_rated", "offset", "codes"),
    [(False, 0, ["P-42"]), (False, 1, []), (True, 0, []), (True, -9, []), (False, -9, ["P-42"])],
)
def test_it_is_closed_after_the_rating_or_after_its_time(school, today, has_rated, offset, codes):
    days = norm("proposals.rating_days", union=school, on=today)
    ends_on = checks.rating_ends_on(today, days)
    found = checks.closing_findings(
        has_rated=has_rated, replied_on=today, today=ends_on + DAY * offset, days=days
    )
    assert [row.code for row in found] == codes


def test_closing_waits_for_the_author_and_not_for_a_seconder(cast, replied, today):
    actions.rate_reply(proposal=replied, satisfaction="satisfied", by=cast["seconder"])
    with pytest.raises(ValidationError, match="提案人还没有评价"):
        actions.close(proposal=replied, by=cast["head"])
    actions.rate_reply(proposal=replied, satisfaction="satisfied", by=cast["author"])
    actions.close(proposal=replied, by=cast["head"])
    replied.refresh_from_db()
    assert (replied.state, replied.closed_on) == (S.CLOSED, today)
    assert told(cast["her_seconder"]) == [f"提案 {replied.number}“{replied.heading}”已办结"]


@pytest.mark.parametrize("role", ROLES)
def test_who_closes_and_who_archives(cast, replied, role):
    actions.rate_reply(proposal=replied, satisfaction="satisfied", by=cast["author"])
    if role in ("head", "chair"):
        actions.close(proposal=replied, by=cast[role])
        actions.archive(proposal=replied, by=cast[role])
        replied.refresh_from_db()
        assert replied.state == S.ARCHIVED
        return
    with pytest.raises(PermissionDenied):
        actions.close(proposal=replied, by=cast[role])


@pytest.mark.parametrize("role", ROLES)
def test_who_closes_and_archives_in_one_go(cast, today, role):
    closed = replied_for(cast, state=S.CLOSED)
    if role in ("head", "chair"):
        assert actions.close_ripe(by=cast[role], today=today) == 0
        assert actions.archive_all(by=cast[role], year=closed.year) == 1
    elif role == "stranger":  # the chair of another union, who finds nothing there
        assert actions.archive_all(by=cast[role], year=closed.year) == 0
    else:
        with pytest.raises(PermissionDenied):
            actions.close_ripe(by=cast[role], today=today)
        with pytest.raises(PermissionDenied):
            actions.archive_all(by=cast[role], year=closed.year)


def test_all_that_are_ripe_are_closed_in_one_go(cast, replied, school, today):
    days = norm("proposals.rating_days", union=school, on=today)
    over, running, rated = (replied_for(cast) for _ in range(3))
    last = checks.last_ended(today, days)
    set_replied(over, last)
    set_replied(running, last + DAY)
    actions.rate_reply(proposal=rated, satisfaction="mostly", by=cast["author"])
    assert set(actions.ripe_ones(by=cast["chair"], today=today)) == {over, rated}
    assert actions.close_ripe(by=cast["chair"], today=today) == 2
    assert actions.close_ripe(by=cast["chair"], today=today) == 0
    assert set(Proposal.objects.filter(state=S.CLOSED)) == {over, rated}


def test_closed_ones_are_archived_by_year(cast, today):
    old, new, still_open = (
        replied_for(cast, state=state) for state in (S.CLOSED, S.CLOSED, S.REPLIED)
    )
    Proposal.objects.filter(pk=old.pk).update(year=2025, serial=1, number="2025-T001")
    assert actions.archive_all(by=cast["head"], year=2025) == 1
    states = {row.pk: row.state for row in Proposal.objects.exclude(state=S.MERGED)}
    assert states == {old.pk: S.ARCHIVED, new.pk: S.CLOSED, still_open.pk: S.REPLIED}
    with pytest.raises(ValidationError, match="请选择按会议还是按年度归档"):
        actions.archive_all(by=cast["head"])
