"""Demonstration data: in every state there is, the same twice, nothing in the future."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from reports import demo
from reports.editor import progress_of
from reports.forms import likely_year
from reports.models import AnnualSummary, Return, WorkPlan
from tests.factories import make_seat, make_union
from union_site.demo import Stage
from union_site.models import AuditEntry, StepEvent


@pytest.fixture
def stage(district):
    """The stage with its first school and one more; the whole one takes as long as ten PDFs."""
    schools = [
        make_union(f"bh-{n}", parent=district, name=f"第{n}小学工会", staff_count=60)
        for n in range(2)
    ]
    seats = {(school.pk, "chair"): make_seat(school, "chair", "member") for school in schools}
    seats[district.pk, "district"] = make_seat(district, "district")
    return Stage(district, schools, timezone.localdate(), seats)


def counts() -> list[int]:
    models = (AnnualSummary, WorkPlan, Return, StepEvent, AuditEntry)
    return [model.objects.count() for model in models]


def test_it_can_be_loaded_twice_and_shows_a_summary_half_written(stage):
    demo.load(stage)
    before = counts()
    demo.load(stage)
    assert counts() == before
    year = likely_year(stage.today)
    begun = AnnualSummary.objects.of_union(stage.rich).get(year=year)
    progress = progress_of(list(begun.sections.all()))
    assert (begun.state, progress.words) == ("draft", "已写 5/8 节")
    last = Return.objects.get(school=stage.rich, kind="annual_summary", year=year - 1)
    assert (last.state, last.is_intact) == ("accepted", True)
    assert last.decided_at >= last.submitted_at
    assert all(event.at <= timezone.now() for event in StepEvent.objects.all())


def test_every_state_occurs_among_the_fates():
    this_year = {fate.decision for fate in demo.THIS_YEAR.values()}
    assert this_year == {"accept", "", "send_back"}
    assert set(range(12)) - set(demo.LAST_YEAR) == {11}
    assert all(datetime.date(2025, fate.month, fate.day) for fate in demo.LAST_YEAR.values())
