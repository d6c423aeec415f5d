"""Templates of replies: who keeps them, what is filled in; the usual classes of results."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from proposals.actions import reply_templates
from proposals.actions.results import ensure_classes
from proposals.models import ProposalState, ResultClass
from tests.proposals.factories import make_result
from tests.proposals.handling_cast import make_cast, proposal_in

S = ProposalState


@pytest.fixture
def cast(school, chair, leader, handler, teacher, stranger):
    return make_cast(school, chair, leader, handler, teacher, stranger)


def test_a_template_is_filled_in_once_and_names_nobody_who_hides(cast, school):
    made = reply_templates.add_template(
        title="列入计划",
        text="{提案人}：“{案由}”（{编号}）收悉。{承办部门}",
        result=make_result(school, "planned"),
        by=cast["lead"],
    )
    proposal = proposal_in(S.HANDLING, cast, title="关于{编号}的提案")
    filled = reply_templates.fill(made, proposal)
    assert filled == f"周敏：“关于{{编号}}的提案”（{proposal.number}）收悉。总务处"
    proposal.publicity = "hidden"
    assert reply_templates.fill(made, proposal).startswith("提案人：")


def test_a_template_with_an_unknown_place_is_refused(cast):
    with pytest.raises(ValidationError, match=r"没有“\{姓名\}”这个占位"):
        reply_templates.add_template(title="模板", text="{姓名}您好", by=cast["chair"])
    with pytest.raises(PermissionDenied):
        reply_templates.add_template(title="模板", text="您好", by=cast["adviser"])


def test_a_union_without_classes_gets_the_usual_ones_once(school):
    ensure_classes(union=school)
    ensure_classes(union=school)
    rows = ResultClass.objects.of_union(school).for_list()
    assert [(row.letter, row.meaning) for row in rows] == [
        ("A", "solved"),
        ("B", "in_progress"),
        ("C", "planned"),
        ("D", "explained"),
        ("E", "reference"),
    ]
