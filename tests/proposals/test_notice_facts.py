"""What a notice is counted and found by: kept as its proposal stands, through every step."""

from __future__ import annotations

import datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from proposals.actions import following, micro, notices, rating, searching, similar
from proposals.checks.similar import grams
from proposals.models import (
    FollowUp,
    MicroProposal,
    MicroState,
    Notice,
    Proposal,
    Shingle,
    facts_of,
)
from proposals.models import ProposalState as S
from tests.factories import make_seat
from tests.proposals.after_reply import answer_again, make_cast, replied_for
from tests.proposals.factories import make_micro, make_proposal

FACTS = ("category", "meaning", "lead_id", "verdict")
EMPTY = {"category": "", "meaning": "", "lead": None, "verdict": ""}
READERS = {"satisfied": 0, "mostly": 0, "unsatisfied": 0}


def kept() -> tuple[str, ...]:
    """What the one notice keeps; it must be what its proposal says."""
    row = Notice.objects.values(*FACTS).get()
    assert row == facts_of(Notice.objects.get().thing)
    return tuple(row.values())


def answered(school, author, lead, **fields):
    return make_micro(school, author=author, state=MicroState.ANSWERED, lead=lead, **fields)


def closed(author, lead, leader, **fields):
    return make_proposal(author, state=S.CLOSED, lead=lead, leader=leader, **fields)


def test_either_kind_is_told_of_in_the_same_words(school, chair, teacher, handler, leader):
    notices.publish_micro(
        proposal=answered(school, teacher, handler, satisfaction="mostly"), by=chair
    )
    formal = closed(make_seat(school, "member", name="代表"), handler, leader)
    reply = formal.last_reply()
    reply.ratings.create(
        union=school, seat=formal.author, part="author", satisfaction="satisfied", at=reply.sent_at
    )
    notices.publish_formal(proposal=formal, by=chair)
    rows = Notice.objects.for_list().order_by("pk")
    assert [
        (row.kind, row.category, row.meaning, row.department, row.verdict, row.answer)
        for row in rows
    ] == [
        ("micro", "logistics", "solved", "总务处", "mostly", "已装好。"),
        ("formal", "welfare", "solved", "总务处", "satisfied", reply.text),
    ]


def test_a_micro_notice_follows_every_later_step(school, chair, teacher, handler, today):
    other = make_seat(school, "handler", name="另一位", department="教务处")
    proposal = answered(school, teacher, handler)
    notices.publish_micro(proposal=proposal, by=chair)
    assert kept() == ("logistics", "solved", handler.pk, "")
    micro.rate(proposal=proposal, satisfaction="unsatisfied", note="没有修好", by=teacher)
    assert kept() == ("logistics", "solved", handler.pk, "unsatisfied")
    question = FollowUp.objects.create(union=school, micro=proposal, asked_on=today, due_on=today)
    following.answer_follow_up(
        follow_up=question, answer="no", note="还是坏的", wants_again=True, by=teacher
    )
    proposal.refresh_from_db()
    assert proposal.state == MicroState.ASSIGNED
    micro.send_back(proposal=proposal, note="不归我们管", by=handler)
    assert kept() == ("logistics", "solved", None, "unsatisfied")
    due_on = today + datetime.timedelta(days=10)
    micro.assign(proposal=proposal, lead=other, due_on=due_on, by=chair)
    micro.answer(proposal=proposal, text="列入暑期。", result_class="planned", by=other)
    assert kept() == ("logistics", "planned", other.pk, "")
    micro.rate(proposal=proposal, satisfaction="mostly", by=teacher)
    assert kept() == ("logistics", "planned", other.pk, "mostly")


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


def test_a_formal_notice_follows_the_authors_verdict_and_a_further_handling(cast, chair):
    proposal = replied_for(cast)
    notices.publish_formal(proposal=proposal, by=chair)
    before = kept()
    assert before[3] == ""
    rating.rate_reply(proposal=proposal, satisfaction="mostly", by=cast["seconder"])
    assert kept() == before  # the author's alone
    rating.rate_reply(proposal=proposal, satisfaction="unsatisfied", note="空", by=cast["author"])
    assert kept() == (*before[:3], "unsatisfied")
    answer_again(proposal)
    rating.rate_reply(proposal=proposal, satisfaction="satisfied", by=cast["author"])
    assert kept() == (*before[:3], "satisfied")


def test_a_step_of_someone_who_read_it_long_ago_brings_nothing_old_back(
    school, chair, teacher, handler
):
    notices.publish_micro(proposal=answered(school, teacher, handler), by=chair)
    old = MicroProposal.objects.get()
    MicroProposal.objects.update(category="welfare")
    micro.rate(proposal=old, satisfaction="satisfied", by=teacher)
    assert kept()[0] == "welfare"


def test_what_was_published_before_gets_its_facts_by_the_migration(
    cast, school, chair, teacher, handler, leader, colleague
):
    notices.publish_micro(
        proposal=answered(school, teacher, handler, satisfaction="mostly"), by=chair
    )
    proposal = replied_for(cast)
    notices.publish_formal(proposal=proposal, by=chair)
    rating.rate_reply(proposal=proposal, satisfaction="satisfied", by=cast["author"])
    for satisfaction, seat in (("mostly", chair), ("unsatisfied", make_seat(school, "member"))):
        for notice in Notice.objects.all():
            notices.rate_notice(notice=notice, satisfaction=satisfaction, by=seat)
    columns = (*FACTS, *READERS)
    before = list(Notice.objects.order_by("pk").values(*columns))
    assert [row["verdict"] for row in before] == ["mostly", "satisfied"]
    assert [(row["mostly"], row["unsatisfied"]) for row in before] == [(1, 1), (1, 1)]
    Notice.objects.update(**EMPTY, **READERS)
    migration = import_module("proposals.migrations.0006_facts_of_the_notices_there_are")
    migration.forwards(apps, SimpleNamespace(connection=connection))
    assert list(Notice.objects.order_by("pk").values(*columns)) == before


def test_what_was_published_before_is_found_by_its_headline_after_the_migration(
    school, chair, teacher, handler, monkeypatch
):
    monkeypatch.setattr(searching, "MANY", 0)
    similar.index(make_proposal(make_seat(school, "member"), state=S.SUBMITTED))
    published = answered(school, teacher, handler)
    notices.publish_micro(proposal=published, headline="走廊装灯", by=chair)

    def found() -> int:
        rows = searching.notices_with(Notice.objects.all(), "走廊装灯", union_id=school.pk)
        return int(rows.count())

    pairs = Shingle.objects.filter(text__micro=published)
    known = set(pairs.values_list("gram", flat=True))
    pairs.filter(gram__in=grams("走廊装灯")).delete()
    assert found() == 0
    migration = import_module("proposals.migrations.0006_facts_of_the_notices_there_are")
    migration.index_headlines(apps, SimpleNamespace(connection=connection))
    assert found() == 1
    assert (
        set(Shingle.objects.filter(text__micro=published).values_list("gram", flat=True)) == known
    )


# --- finding them by words ----------------------------------------------------------------------

WORDS = {
    "走廊装灯": "micro",  # the headline alone
    "夜灯": "micro",
    "2026-007": "micro",
    "午间休息": "formal",
    "T001": "formal",
    "操场积水": "",
    "2026-008": "",
}


@pytest.mark.parametrize(("words", "kind"), WORDS.items())
@pytest.mark.parametrize("many", [1_000, 0], ids=["small union", "by the index"])
def test_a_notice_is_found_by_headline_text_and_number(
    school, chair, teacher, handler, leader, monkeypatch, words, kind, many
):
    monkeypatch.setattr(searching, "MANY", many)
    similar.index(make_proposal(make_seat(school, "member"), state=S.SUBMITTED))
    numbered = {"year": 2026, "serial": 7, "text": "二楼太暗，请装夜灯。"}
    notices.publish_micro(
        proposal=answered(school, teacher, handler, **numbered), headline="走廊装灯", by=chair
    )
    formal = closed(make_seat(school, "member", name="代表"), handler, leader)
    Proposal.objects.filter(pk=formal.pk).update(number=f"{timezone.now().year}-T001")
    formal.refresh_from_db()
    notices.publish_formal(proposal=formal, by=chair)
    notices.publish_formal(
        proposal=closed(make_seat(school, "member"), handler, leader, title="关于校车的提案"),
        by=chair,
    )
    Proposal.objects.filter(title="关于校车的提案").update(
        number="字第九号", suggestion="增开一班。"
    )
    found = searching.notices_with(Notice.objects.all(), words, union_id=school.pk)
    assert [row.kind for row in found] == ([kind] if kind else [])
