"""The list of result classes and the settings page."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from proposals.actions import results
from proposals.models import Proposal, ProposalState, ResultClass
from tests.proposals.factories import make_proposal
from union_site.models import AuditEntry

PAGE = reverse("proposals:settings")
pytestmark = pytest.mark.django_db


def labels(school) -> list[str]:
    return [row.letter for row in ResultClass.objects.of_union(school).for_list()]


def test_the_usual_list_is_made_once_and_for_one_union(school, other_school, chair):
    first = results.ensure_classes(school, by=chair)
    assert [row.meaning for row in first] == [
        "solved",
        "in_progress",
        "planned",
        "explained",
        "reference",
    ]
    assert results.ensure_classes(school) == first
    assert ResultClass.objects.of_union(other_school).count() == 0
    assert AuditEntry.objects.filter(verb="result_class.begin").count() == 1


def test_a_class_is_added_at_the_end_and_raised(school, chair):
    added = results.add_class(letter="F", label="转上级部门", meaning="reference", by=chair)
    assert labels(school) == ["A", "B", "C", "D", "E", "F"]
    results.raise_class(result_class=added, by=chair)
    assert labels(school) == ["A", "B", "C", "D", "F", "E"]
    first = ResultClass.objects.get(letter="A")
    results.raise_class(result_class=first, by=chair)
    assert labels(school) == ["A", "B", "C", "D", "F", "E"]


def test_two_classes_of_one_name_are_refused(chair):
    results.begin_classes(by=chair)
    with pytest.raises(ValidationError, match="已有同名的分类"):
        results.add_class(letter="Z", label="正在解决", meaning="planned", by=chair)


def test_a_class_that_was_used_keeps_its_meaning_but_may_be_renamed(
    school, chair, teacher, handler, leader
):
    used, unused, *_ = results.ensure_classes(school)
    make_proposal(teacher, state=ProposalState.REPLIED, lead=handler, leader=leader, result=used)
    with pytest.raises(ValidationError, match="含义不能再改"):
        results.change_class(
            result_class=used, letter="A", label="已解决", meaning="planned", by=chair
        )
    results.change_class(result_class=used, letter="甲", label="已解决", meaning="solved", by=chair)
    results.change_class(
        result_class=unused, letter="B", label="列入计划", meaning="planned", by=chair
    )
    used.refresh_from_db()
    unused.refresh_from_db()
    assert (used.letter, used.label, used.meaning) == ("甲", "已解决", "solved")
    assert unused.meaning == "planned"


def test_a_retired_class_is_not_offered_and_one_stays_in_use(school, chair):
    rows = results.ensure_classes(school)
    for row in rows[:-1]:
        results.set_in_use(result_class=row, is_in_use=False, by=chair)
    assert list(ResultClass.objects.in_use()) == [rows[-1]]
    with pytest.raises(ValidationError, match="至少要留一类"):
        results.set_in_use(result_class=rows[-1], is_in_use=False, by=chair)
    results.set_in_use(result_class=rows[0], is_in_use=True, by=chair)
    assert ResultClass.objects.in_use().count() == 2


@pytest.mark.parametrize("role", ["officer", "teacher", "handler", "leader", "stranger"])
def test_only_who_keeps_the_books_words_the_list(request, log_in, school, role):
    seat = request.getfixturevalue(role)
    row = results.ensure_classes(school)[0]
    given = {"letter": "A", "label": "改名", "meaning": "solved"}
    for act in (
        lambda: results.change_class(result_class=row, by=seat, **given),
        lambda: results.raise_class(result_class=row, by=seat),
        lambda: results.set_in_use(result_class=row, is_in_use=False, by=seat),
    ):
        with pytest.raises(PermissionDenied):
            act()
    if role != "stranger":
        client = log_in(seat)
        assert client.get(PAGE).status_code == 403


def test_the_page_begins_the_list_and_shows_norms_with_their_citation(log_in, chair):
    client = log_in(chair)
    page = client.get(PAGE)
    assert page.context["classes"] == []
    client.post(reverse("proposals:classes_begin"))
    page = client.get(PAGE)
    assert [row.letter for row in page.context["classes"]] == ["A", "B", "C", "D", "E"]
    assert [pattern.example[4:] for pattern in page.context["patterns"]] == ["-T007", "-Y007"]
    keys = {norm.key for norm in page.context["norms"]}
    assert {"proposals.appeal_days", "proposals.opinion_pattern"} <= keys
    assert reverse("norms") in page.content.decode()


def test_the_forms_of_the_page_reach_their_acts(log_in, school, chair):
    results.ensure_classes(school)
    row = ResultClass.objects.get(letter="B")
    client = log_in(chair)
    client.post(reverse("proposals:class_raise", args=[row.pk]))
    assert labels(school)[0] == "B"
    client.post(reverse("proposals:class_use", args=[row.pk]))
    typed = {"letter": "乙", "label": "办理中", "meaning": "in_progress"}
    client.post(reverse("proposals:class_edit", args=[row.pk]), typed)
    row.refresh_from_db()
    assert (row.letter, row.label, row.is_in_use) == ("乙", "办理中", False)
    again = client.post(reverse("proposals:class_new"), typed)
    assert "已有同名的分类" in again.content.decode()
    assert Proposal.objects.count() == 0
