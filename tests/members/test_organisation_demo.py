"""The demonstration organisations: the same at every run, and sound by their own rules."""

from __future__ import annotations

import pytest

from members.checks import standing
from members.checks.standing import Standing
from members.models import AppointmentLetter, BodyTerm, GroupHead, Post, UnionGroup
from union_site import demo
from union_site.findings import Level

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    return [model.objects.count() for model in (BodyTerm, Post, GroupHead, AppointmentLetter)]


def test_every_school_has_a_committee_and_loading_twice_changes_nothing(today):
    stage = demo.load(password="一个", today=today)
    before = counts()
    demo.load(password="另一个", today=today)
    assert counts() == before
    assert BodyTerm.objects.current_committee().count() == len(stage.schools)
    assert Post.objects.current().of_kind("committee").filter(rank="chair").count() == 12
    for post in Post.objects.all():
        post.full_clean()
    for letter in AppointmentLetter.objects.all():
        letter.full_clean()
    headed = UnionGroup.objects.filter(head__isnull=False).count()
    assert GroupHead.objects.filter(until__isnull=True).count() == headed


def test_the_demonstration_breaks_no_rule_of_its_own(today):
    stage = demo.load(password="一个", today=today)
    blocking = []
    for school in stage.schools:
        now = Standing.of(school, today=today)
        found = [*standing.of_union(now)]
        for term in now.terms.values():
            found += standing.of_term(term, now)
        blocking += [(school.code, f.sentence) for f in found if f.level is Level.BLOCK]
    assert blocking == []
    chair = stage.seat(stage.rich, "chair")
    assert chair.member.union_post == "主席"
