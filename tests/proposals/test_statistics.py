"""The statistics of formal proposals: the numbers of real schools, and each with its rows."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from proposals.checks.statistics import PARTS, Scope, Share, counts, statistics
from proposals.models import Meaning, Proposal, Rating
from proposals.models import ProposalState as S
from tests.proposals.factories import make_delegate_of, make_proposal, make_reply, make_result
from union_site import figures
from union_site.figures import calendar_year


@pytest.fixture
def handled(handler, leader):
    return {"lead": handler, "leader": leader}


def merged(author, main, count):
    for _ in range(count):
        make_proposal(author, state=S.MERGED, merged_into=main)


def test_the_forms_of_a_real_session_are_told_as_that_school_tells_them(teacher, handled):
    """SZPT: 126 forms, of which 80 became 64 docketed, 41 became 31 opinions, 5 were rejected."""
    make_delegate_of(teacher)
    docketed = [make_proposal(teacher, state=S.TO_ASSIGN) for _ in range(64)]
    converted = [make_proposal(teacher, state=S.TO_ASSIGN, outcome="converted") for _ in range(31)]
    merged(teacher, docketed[0], 16)
    merged(teacher, converted[0], 10)
    for _ in range(5):
        make_proposal(teacher, state=S.REJECTED)
    found = counts(Scope(teacher.union).rows())
    assert found["received"] == 126
    assert found["docketed"] + found["merged_docketed"] == 80
    assert found["converted"] + found["merged_converted"] == 41
    assert (found["docketed"], found["converted"], found["rejected"]) == (64, 31, 5)
    assert (found["merged"], found["undecided"], found["to_be_answered"]) == (26, 0, 95)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(57, 64, "89.1%"), (64, 72, "88.9%"), (14, 48, "29.2%"), (0, 5, "0.0%"), (0, 0, "—")],
)
def test_a_rate_is_shown_with_one_place(part, whole, shown):
    assert Share(part, whole).shown == shown


def test_every_proposal_that_was_received_is_counted_in_exactly_one_outcome(teacher, handled):
    main = make_proposal(teacher, state=S.TO_ASSIGN)
    for state in S:
        more = {"merged_into": main} if state == S.MERGED else {}
        make_proposal(teacher, state=state, **handled, **more)
    found = counts(Scope(teacher.union).rows())
    outcomes = ("docketed", "converted", "merged", "rejected", "withdrawn_sent", "undecided")
    assert sum(found[name] for name in outcomes) == found["received"] == 14


def solved_as(author, handled, meaning, **fields):
    result = make_result(author.union, meaning)
    return make_proposal(author, state=S.REPLIED, result=result, **handled, **fields)


def test_solved_and_solved_or_planned_are_two_rates(teacher, handled):
    for meaning in ("solved", "in_progress", "planned", "explained"):
        solved_as(teacher, handled, meaning)
    solved_as(teacher, handled, "solved", outcome="converted")
    make_proposal(teacher, state=S.TO_ASSIGN)
    found = statistics(Scope(teacher.union).rows())
    assert (found.solved_rate.part, found.solved_rate.whole) == (1, 5)
    assert (found.on_its_way_rate.part, found.on_its_way_rate.whole) == (3, 5)
    assert (found.reply_rate.part, found.reply_rate.whole) == (5, 6)
    assert (found.docketed_reply_rate.part, found.docketed_reply_rate.whole) == (4, 5)


def rate(reply, seat, satisfaction, part="author"):
    note = "没有解决。" if satisfaction == "unsatisfied" else ""
    Rating.objects.create(
        union=reply.union,
        reply=reply,
        seat=seat,
        part=part,
        satisfaction=satisfaction,
        note=note,
        at=reply.sent_at,
    )


def test_satisfaction_is_that_of_the_last_reply(teacher, colleague, handled):
    proposal = solved_as(teacher, handled, "solved")
    rate(proposal.replies.get(), teacher, "unsatisfied")
    again = make_reply(proposal, handling_round=2)
    rate(again, teacher, "satisfied")
    rate(again, colleague, "mostly", part="seconder")
    found = statistics(Scope(teacher.union).rows())
    assert (found.satisfaction_rate.part, found.satisfaction_rate.whole) == (1, 1)
    assert found.totals["author_unsatisfied"] == 0
    assert found.rated_by("author") == {"satisfied": 1, "mostly": 0, "unsatisfied": 0}
    assert found.rated_by("seconder") == {"satisfied": 0, "mostly": 1, "unsatisfied": 0}


def test_late_is_after_the_due_day_and_not_on_it(teacher, handled, today):
    solved_as(teacher, handled, "solved", due_on=today)
    solved_as(teacher, handled, "solved", due_on=today - datetime.timedelta(days=1))
    found = counts(Scope(teacher.union).rows())
    assert (found["in_time"], found["late"]) == (1, 1)


def test_a_year_and_another_union_are_told_apart(teacher, stranger, today):
    make_proposal(teacher, state=S.SUBMITTED)
    make_proposal(stranger, state=S.SUBMITTED)
    assert counts(Scope(teacher.union, year=today.year).rows())["received"] == 1
    assert counts(Scope(teacher.union, year=today.year - 1).rows())["received"] == 0


@pytest.fixture
def a_full_box(teacher, colleague, handled, today):
    """One of everything that is counted."""
    main = make_proposal(teacher, state=S.TO_ASSIGN, category="campus")
    make_proposal(teacher, state=S.TO_ASSIGN, outcome="converted")
    make_proposal(colleague, state=S.MERGED, merged_into=main)
    for state in (S.REJECTED, S.WITHDRAWN, S.SCREENING, S.DRAFT):
        make_proposal(teacher, state=state)
    make_proposal(teacher, state=S.HANDLING, handling_round=2, **handled)
    for meaning, satisfaction in zip(
        Meaning.values, ["satisfied", "mostly", "unsatisfied", "", ""], strict=True
    ):
        one = solved_as(teacher, handled, meaning, due_on=today)
        if satisfaction:
            rate(one.replies.get(), teacher, satisfaction)
    return teacher.union


def test_figures_open_exactly_their_rows(a_full_box, log_in, chair, today):
    client, span = log_in(chair), calendar_year(today.year)
    codes = [figure.code for figure in figures.all_figures() if ".formal_" in figure.code]
    taken = {code: figures.take(code, union=a_full_box, span=span) for code in codes}
    listed = {
        code: {str(row.pk) for row in client.get(one.url).context["page"]}
        for code, one in taken.items()
    }
    assert listed == {code: set(one.row_ids) for code, one in taken.items()}
    assert {code for code, rows in listed.items() if not rows} == set()


def test_the_list_shows_exactly_what_each_part_counts(a_full_box, log_in, chair):
    client, url = log_in(chair), reverse("proposals:formal_list")
    rows = Proposal.objects.of_union(a_full_box)
    for part, condition in PARTS.items():
        listed = {row.pk for row in client.get(f"{url}?show={part}").context["page"]}
        assert listed == set(rows.filter(condition).values_list("pk", flat=True)), part
    found = counts(Scope(a_full_box).rows())
    assert found == {part: rows.filter(condition).count() for part, condition in PARTS.items()}
    assert {part for part, count in found.items() if not count} == {"late", "merged_converted"}


def test_the_queries_of_the_statistics_do_not_grow(
    a_full_box, teacher, handled, django_assert_max_num_queries
):
    for _ in range(4):
        solved_as(teacher, handled, "solved")
    with django_assert_max_num_queries(12):
        statistics(Scope(a_full_box).rows())
