"""Rules of the preparation of a session: what is due when, and what each article asks."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.actions.agenda_templates import TEMPLATES, template
from congress.checks import agenda, checklist, presidium
from congress.checks.checklist import BY_KEY, Done, Standing
from congress.checks.preparing import Preparing
from congress.models import AgendaItem, Session
from tests.congress.factories import make_delegate, make_session, make_term
from tests.congress.preparing import make_presidium, rule
from union_site.calendar import DAY, add_working_days

HELD_ON = datetime.date(2026, 11, 30)


@pytest.fixture
def rules(school) -> Preparing:
    return Preparing.in_force(union=school, on=HELD_ON)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


# --- when each line is due ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("request", datetime.date(2026, 10, 16)),
        ("proposals_close", datetime.date(2026, 11, 15)),
        ("papers", datetime.date(2026, 11, 23)),
        ("preparatory", HELD_ON),
        ("report", datetime.date(2026, 12, 9)),
        ("archive", datetime.date(2026, 12, 30)),
    ],
)
def test_a_line_is_due_so_many_days_before_or_after_the_session(rules, key, due):
    assert checklist.due_on(BY_KEY[key], held_on=HELD_ON, rules=rules) == due


def test_every_line_with_days_of_its_own_finds_them_in_the_norm(rules):
    named = {line.lead for line in checklist.LINES if line.lead}
    assert named == set(rules.lead_days.value)


def test_a_school_may_strike_a_line_from_the_norm(rules):
    bare = Preparing(**{**vars(rules), "lead_days": rule({})})
    assert checklist.due_on(BY_KEY["request"], held_on=HELD_ON, rules=bare) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [(8, "open"), (7, "soon"), (0, "soon"), (-1, "late")],
)
def test_a_line_comes_near_and_then_is_late(days, expected):
    today = HELD_ON
    found = checklist.standing(
        due=today + DAY * days, done=None, reason="", today=today, is_over=False
    )
    assert found == expected


@pytest.mark.parametrize(
    ("done", "reason", "is_over", "expected"),
    [
        (Done(HELD_ON), "", False, Standing.DONE),
        (Done(HELD_ON + DAY), "", False, Standing.DONE_LATE),
        (Done(None), "", True, Standing.DONE),
        (None, "不另行征集", False, Standing.WAIVED),
        (None, "", True, Standing.UNRECORDED),
    ],
)
def test_a_line_that_is_settled_says_how(done, reason, is_over, expected):
    found = checklist.standing(
        due=HELD_ON, done=done, reason=reason, today=HELD_ON + 9 * DAY, is_over=is_over
    )
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "excused"),
    [("annual", False), ("first", False), ("topical", True), ("extraordinary", True)],
)
def test_proposals_are_collected_for_annual_and_first_sessions(school, kind, excused):
    session = Session(term=make_term(school), kind=kind)
    assert bool(checklist.excused(BY_KEY["proposals_open"], session)) is excused


# --- C-10, C-14 ---------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "found"), [(8, []), (7, []), (6, ["C-10"]), (-1, ["C-10"])])
def test_c10_papers_go_out_seven_days_before(rules, days, found):
    sent_on = HELD_ON - DAY * days
    said = checklist.papers_in_time(sent_on=sent_on, held_on=HELD_ON, rules=rules)
    assert codes(said) == found


def test_c10_a_kindergarten_with_ten_days_is_held_to_ten(rules):
    own = Preparing(**{**vars(rules), "papers_days": rule(10, "本园办法第三条")})
    said = checklist.papers_in_time(sent_on=HELD_ON - 9 * DAY, held_on=HELD_ON, rules=own)
    assert [(one.code, one.citation) for one in said] == [("C-10", "本园办法第三条")]


@pytest.mark.parametrize(("days", "found"), [(7, []), (6, ["C-10"]), (0, ["C-10"]), (-1, [])])
def test_c10_papers_that_are_not_out_are_missed_from_the_day_after_the_last(rules, days, found):
    said = checklist.papers_missing(held_on=HELD_ON, today=HELD_ON - days * DAY, rules=rules)
    assert codes(said) == found


@given(days=st.integers(0, 60), least=st.integers(1, 30))
def test_c10_warns_exactly_below_the_norm(days, least):
    own = Preparing(rule(least), *[rule(0)] * 6)
    sent_on = HELD_ON - DAY * days
    said = checklist.papers_in_time(sent_on=sent_on, held_on=HELD_ON, rules=own)
    assert bool(said) is (days < least)


@pytest.mark.parametrize(("late", "found"), [(0, []), (1, ["C-14"])])
def test_c14_is_counted_in_working_days(rules, late, found):
    due = add_working_days(HELD_ON, 7).day
    line = BY_KEY["report"]
    given_ = {"line": line, "due": due, "rules": rules, "today": due + late * DAY}
    assert codes(checklist.after_work(**given_, done=None)) == found
    assert codes(checklist.after_work(**given_, done=Done(due + late * DAY))) == found


# --- C-09, C-11, C-12 of the agenda ----------------------------------------------------------


def items(kind: str) -> list[AgendaItem]:
    return [AgendaItem(**draft._asdict()) for draft in template(kind)]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_no_rule_speaks_against_a_template(kind):
    assert agenda.agenda(kind=kind, items=items(kind)) == []
    assert [item.part for item in items(kind)].count("preparatory") == 6


def test_an_agenda_without_items_is_not_judged():
    assert agenda.agenda(kind="annual", items=[]) == []


def test_c12_an_annual_session_hears_how_proposals_were_handled():
    left = [item for item in items("annual") if item.matter != "proposals"]
    said = agenda.agenda(kind="annual", items=left)
    assert [(one.code, one.citation.partition("）")[2]) for one in said] == [
        ("C-12", "第七条第（五）项")
    ]
    assert agenda.agenda(kind="topical", items=left) == []


@pytest.mark.parametrize("word", ["学校工作报告", "财务工作报告", "工会工作报告"])
def test_c12_each_of_the_three_reports_of_article_7_3_is_missed_by_name(word):
    left = [item for item in items("annual") if word not in item.title]
    [said] = agenda.agenda(kind="annual", items=left)
    assert said.code == "C-12r"
    assert word in said.sentence


def test_c09_what_touches_the_staff_is_adopted_not_heard():
    rows = items("topical")
    for item in rows:
        if item.matter == "staff_interest":
            item.treatment = "hear"
    assert codes(agenda.agenda(kind="topical", items=rows)) == ["C-09"]


def test_a_first_session_without_an_election_is_told_so():
    left = [item for item in items("first") if item.treatment != "elect"]
    assert codes(agenda.agenda(kind="first", items=left)) == ["C-12e"]


def test_a_session_without_a_preparatory_meeting_is_told_so_by_article_22():
    left = [item for item in items("topical") if item.part != "preparatory"]
    assert codes(agenda.agenda(kind="topical", items=left)) == ["C-11p"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (["讨论", "通过"], []),
        (["通过", "讨论"], ["C-12d"]),
        (["通过"], []),
        (["采纳", "通过"], []),
    ],
)
def test_c12d_delegates_discuss_before_they_vote(order, found):
    made = {
        "讨论": AgendaItem(part="plenary", title="分组讨论", treatment="procedure"),
        "通过": AgendaItem(part="plenary", title="讨论通过食堂办法", treatment="adopt"),
        "采纳": AgendaItem(part="plenary", title="讨论意见采纳情况的说明", treatment="hear"),
    }
    first = AgendaItem(part="preparatory", title="主席团名单", treatment="adopt")
    said = agenda.agenda(kind="topical", items=[first, *(made[name] for name in order)])
    assert codes(said) == found
    assert all("讨论通过食堂办法" in one.sentence for one in said)


# --- C-11, C-30 of the offices ------------------------------------------------------------


@pytest.fixture
def session(school) -> Session:
    return make_session(make_term(school))


def said_of(members, rules, n=57, chairs=()):
    return codes(presidium.presidium(members=members, n=n, chairs=chairs, rules=rules))


@pytest.mark.parametrize(
    ("count", "teachers", "found"),
    [
        (5, 3, []),
        (5, 2, ["C-11t"]),
        (7, 4, []),
        (9, 5, []),
        (6, 3, ["C-11t", "C-11o"]),
        (6, 4, ["C-11o"]),
        (3, 3, ["C-11s"]),
        (11, 6, ["C-11s"]),
    ],
)
def test_c11_teachers_are_more_than_half_and_the_size_is_odd(
    session, rules, count, teachers, found
):
    assert said_of(make_presidium(session, count, teachers=teachers), rules) == found


@pytest.mark.parametrize(("n", "low"), [(3, 3), (29, 5), (30, 5), (65, 5), (2000, 5)])
def test_c11_a_small_school_needs_no_more_members_than_it_has_delegates(n, low):
    assert presidium.bounds(rule([5, 9]), n) == (low, 9)


@pytest.mark.parametrize(
    ("n", "span"), [(30, (3, 5)), (100, (3, 5)), (101, (7, 15)), (2000, (7, 15))]
)
def test_c11_a_city_may_set_the_size_by_the_number_of_delegates(n, span):
    assert presidium.bounds(rule({"≤100": [3, 5], "≤1000": [7, 15]}), n) == span


def test_c11_a_guest_is_no_member_of_the_presidium(session, rules):
    guest = make_delegate(session.term, "退休代表", kind="invited")
    said = presidium.presidium(
        members=[*make_presidium(session, 4, teachers=4), guest], n=57, chairs=[], rules=rules
    )
    assert [(one.code, str(one.level)) for one in said] == [("C-11", "block")]


@pytest.mark.parametrize(
    ("post", "is_head"),
    [
        ("校长", True),
        ("党支部书记、校长", True),
        ("副校长", False),
        ("园长", True),
        ("校长助理", False),
    ],
)
def test_c11_the_head_of_the_school_is_known_by_the_post(session, post, is_head):
    assert presidium.is_head(make_delegate(session.term, post=post)) is is_head


def test_c11_head_and_chair_are_missed_and_a_chair_is_known_by_the_committee_too(session, rules):
    members = [make_delegate(session.term) for _ in range(5)]
    assert said_of(members, rules) == ["C-11h", "C-11u"]
    assert said_of(members, rules, chairs=[members[0].member_id]) == ["C-11h"]


@pytest.mark.parametrize(("leaders", "found"), [(2, []), (3, ["C-11f"])])
def test_c11_where_a_city_asks_half_are_from_the_front_line(session, rules, leaders, found):
    own = Preparing(**{**vars(rules), "frontline_share": rule("0.5")})
    members = make_presidium(session, 5, teachers=5)
    for one in members[:leaders]:
        one.is_leader = True
    assert said_of(members, own) == found


def test_c18_who_watches_is_a_full_delegate_no_candidate_and_does_not_count(session):
    one, two = (make_delegate(session.term) for _ in range(2))
    guest = make_delegate(session.term, "列席", kind="observer")

    def said(watching, counting, candidates=()):
        return codes(
            presidium.watchers(watching=watching, counting=counting, candidates=candidates)
        )

    assert said([one], [two]) == []
    assert said([guest], [two]) == ["C-30"]
    assert said([one], [two], [two.member_id]) == ["C-30c"]
    assert said([one], [one, two]) == ["C-30b"]


def test_what_nobody_wrote_down_is_said_in_one_sentence():
    [said] = checklist.unrecorded(["请示", "批复"])
    assert said.sentence == "会议已召开，还有 2 项没有登记办理日期，归档前请补记：请示、批复。"
    assert checklist.unrecorded([]) == checklist.behind([]) == []
