"""Minutes: official prose out of rows, whole or with parts missing, with no number of their own."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import minutes as actions
from congress.actions.deciding import resolve_from_ballot
from congress.models import MinutesVersion, SessionOffice
from congress.papers.minutes import (
    AgendaFact,
    ElectionFact,
    Facts,
    RatingFact,
    ResolutionFact,
    SittingFact,
    VoteFact,
    compose,
    facts_of,
    head_count,
)
from tests.congress.factories import (
    make_agenda_item,
    make_held,
    make_roll,
    make_sitting,
    make_term,
)
from tests.congress.test_aftermath_resolutions import decided

DAY = datetime.date(2026, 3, 6)


def at(hour: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2026-03-06T{hour}+08:00")


FULL = Facts(
    unit="滨海区实验小学",
    title="第五届教职工代表大会第二次会议",
    short_title="第五届第二次教代会",
    held_on=DAY,
    place="报告厅",
    n=29,
    present=27,
    quorum=20,
    guests=3,
    proposals=4,
    topics=("听取学校工作报告",),
    sittings=(
        SittingFact("preparatory", "预备会议", at("13:30"), "报告厅", 29, 26),
        SittingFact("plenary", "全体会议", at("14:00"), "", 29, 27),
    ),
    agenda=(
        AgendaFact("preparatory", "procedure", "通过主席团名单", fate="done"),
        AgendaFact("plenary", "hear", "听取学校工作报告", "王立新", fate="done"),
        AgendaFact(
            "plenary", "adopt", "绩效工资分配办法", "", "各代表团提出修改意见6条。", "voted"
        ),
    ),
    offices=(("主席团成员", ("丁一", "王　琛")), ("总监票人", ("李明",))),
    votes=(
        VoteFact("绩效工资分配办法", "无记名投票", 24, 2, 0, 15, True, (27, 27, 26, 1)),
        VoteFact("食堂管理办法", "举手表决", 14, 13, 0, 15, False),
    ),
    elections=(ElectionFact("选举福利委员会委员", ("丁一", "李明"), (27, 27, 27, 0)),),
    resolutions=(
        ResolutionFact("绩效工资分配办法", "教代会决议〔2026〕3号", True),
        ResolutionFact("食堂管理办法", "", False),
    ),
    tasks=2,
)
WHOLE = """\
2026年3月6日，滨海区实验小学在报告厅召开第五届教职工代表大会第二次会议。应到正式代表29人，实到27人，\
缺席2人，符合法定人数。列席和特邀人员3人。
一、会议组织
主席团成员（以姓氏笔画为序）：丁一、王　琛
总监票人：李明
二、会议经过
（一）预备会议
预备会议于2026年3月6日13时30分在报告厅召开，应到正式代表29人，实到26人。
会议通过主席团名单。
（二）全体会议
全体会议于2026年3月6日14时召开，应到正式代表29人，实到27人。
会议听取了学校工作报告（王立新）；审议并表决了绩效工资分配办法。
关于绩效工资分配办法：各代表团提出修改意见6条。
三、表决和选举
《绩效工资分配办法》采用无记名投票的方式表决。发出表决票27张，收回27张，其中有效票26张、无效票1张。\
同意24票，不同意2票，弃权0票，达到通过所需的15票，表决通过。
《食堂管理办法》采用举手表决的方式表决。同意14票，不同意13票，弃权0票，未达到通过所需的15票，表决未获通过。
选举福利委员会委员：发出表决票27张，收回27张，其中有效票27张、无效票0张。丁一、李明当选。
四、会议决议
通过《绩效工资分配办法》（教代会决议〔2026〕3号）。
《食堂管理办法》未获通过。
会议征集代表提案4件。
会议确定决议落实事项2项，由责任人按期办理。"""


def test_a_complete_session_is_told_in_official_prose():
    assert compose(FULL).text == WHOLE


def test_the_brief_says_who_met_what_was_heard_and_what_was_adopted():
    assert compose(FULL).brief.splitlines() == [
        "2026年3月6日，滨海区实验小学召开第五届第二次教代会。"
        "应到正式代表29人，实到27人，缺席2人，符合法定人数。列席和特邀人员3人。",
        "会议听取了学校工作报告（王立新），审议并表决了绩效工资分配办法。",
        "会议表决通过《绩效工资分配办法》。",
        "《食堂管理办法》未获通过。",
        "选举福利委员会委员：发出表决票27张，收回27张，其中有效票27张、无效票0张。丁一、李明当选。",
    ]


def test_what_nobody_recorded_is_left_out():
    bare = Facts(unit="甲校", title="第一届教职工大会第一次会议", short_title="", held_on=DAY)
    assert compose(bare).text == "2026年3月6日，甲校召开第一届教职工大会第一次会议。"


def test_sections_are_counted_anew_where_one_is_missing():
    lines = compose(replace(FULL, offices=(), sittings=(), agenda=())).text.splitlines()
    assert [line for line in lines if re.match("[一二三四]、", line)] == [
        "一、会议经过",
        "二、表决和选举",
        "三、会议决议",
    ]
    assert "会议的主要议题是：听取学校工作报告。" in lines


def test_what_was_only_planned_is_not_told_as_done():
    agenda = (
        AgendaFact("plenary", "hear", "财务工作报告"),
        AgendaFact("plenary", "adopt", "考核办法", "", "代表提出意见3条。", "not_voted"),
        AgendaFact("plenary", "elect", "福利委员会", fate="not_voted"),
    )
    made = compose(replace(FULL, agenda=agenda))
    assert "财务工作报告" not in made.text + made.brief
    assert "会议审议了考核办法。" in made.text
    assert "未进行表决的议程：考核办法、福利委员会。" in made.text
    assert "选举了" not in made.text + made.brief


def test_who_had_leave_is_not_said_to_be_absent():
    assert "，请假1人、缺席1人，" in head_count(replace(FULL, excused=1))
    assert "，请假2人，符合" in head_count(replace(FULL, excused=2))


def test_a_vote_on_the_phone_has_no_sheets_and_one_sheet_is_counted_once():
    sheets, way = (27, 26, 26, 0), ("无记名投票", 20, 4, 2, 15, True)
    votes = tuple(VoteFact(title, *way, sheets, "phone", "两项办法") for title in ("甲", "乙"))
    ratings = (
        RatingFact("干部评议", "appraisal", sheets),
        RatingFact("食堂测评", "poll", sheets, "phone"),
        RatingFact("未公布", "appraisal"),
    )
    text = compose(replace(FULL, votes=votes, elections=(), ratings=ratings)).text
    counted = "同意20票，不同意4票，弃权2票，达到通过所需的15票，表决通过。"
    assert (
        "《两项办法》列有《甲》、《乙》，采用无记名投票的方式表决。应投27人，实投26人。"
        f"《甲》：{counted}《乙》：{counted}\n"
    ) in text
    assert "表决票" not in text
    assert "举行了民主评议《干部评议》，发出27张、收回26张。" in text
    assert "举行了满意度测评《食堂测评》，应投27人，实投26人。" in text
    assert "举行了民主评议《未公布》。" in text


@pytest.mark.parametrize(
    ("n", "present", "quorum", "is_enough"),
    [
        (3, 2, 2, True),
        (29, 19, 20, False),
        (29, 20, 20, True),
        (30, 20, 20, True),
        (31, 20, 21, False),
        (57, 38, 38, True),
        (65, 43, 44, False),
        (80, 54, 54, True),
        (2000, 1333, 1334, False),
    ],
)
def test_the_quorum_is_claimed_only_where_it_was_reached_order_32_art_19(
    n, present, quorum, is_enough
):
    said = head_count(replace(FULL, n=n, present=present, quorum=quorum, guests=0))
    assert said.endswith("，符合法定人数。") is is_enough
    assert said.endswith("未达到法定人数。") is not is_enough


def numbers(text: str) -> set[int]:
    return {int(found) for found in re.findall(r"\d+", text)}


@given(
    n=st.integers(3, 2000),
    away=st.integers(0, 2),
    counts=st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900)),
    proposals=st.integers(0, 99),
)
def test_no_number_is_invented(n, away, counts, proposals):
    vote = VoteFact("办法", "举手表决", *counts, n // 2 + 1, counts[0] > n // 2)
    facts = Facts(
        unit="甲校",
        title="会",
        short_title="会",
        held_on=DAY,
        n=n,
        present=n - away,
        quorum=1,
        proposals=proposals,
        votes=(vote,),
    )
    known = {2026, 3, 6, n, n - away, away, proposals, n // 2 + 1, *counts}
    made = compose(facts)
    assert numbers(made.text) | numbers(made.brief) <= known


@pytest.fixture
def held(school):
    return make_held(make_term(school, n=29), present=27, place="报告厅")


def test_the_facts_are_those_of_the_rows(held, chair):
    entries = make_roll(held, 3)
    make_sitting(held, present=entries[:2], title="全体会议")
    held.sittings.update(state="closed")
    make_agenda_item(held, "学校工作报告", record="代表发言热烈。")
    SessionOffice.objects.create(
        union=held.union, session=held, delegate=entries[0].delegate, office="presidium"
    )
    resolve_from_ballot(ballot=decided(held, ("甲办法", 20, 7, 0)), by=chair)
    decided(held, ("乙办法", 9, 10, 8))
    facts = facts_of(held)
    assert (facts.n, facts.present, facts.quorum) == (29, 27, 20)
    assert [(s.title, s.expected, s.present) for s in facts.sittings] == [("全体会议", 3, 2)]
    assert facts.agenda[0].fate == "done"
    assert facts.offices == (("主席团成员", (entries[0].name,)),)
    assert [(v.title, v.votes_for, v.is_adopted, v.sheets) for v in facts.votes] == [
        ("甲办法", 20, True, (27, 27, 27, 0)),
        ("乙办法", 9, False, (27, 27, 27, 0)),
    ]
    assert [row.title for row in facts.resolutions] == ["甲办法"]


def test_made_anew_the_old_text_stays_as_a_version(held, chair, today):
    made = actions.draft_minutes(session=held, by=chair, text="甲", brief="简")
    actions.edit_minutes(minutes=made, by=chair, text="甲改", brief="简", version=1)
    actions.renew_minutes(minutes=made, by=chair, text="乙", brief="简")
    made.refresh_from_db()
    assert (made.text, made.version) == ("乙", 2)
    assert [(v.number, v.text) for v in MinutesVersion.objects.all()] == [(1, "甲改")]
    with pytest.raises(ValidationError, match="重新生成"):
        actions.edit_minutes(minutes=made, by=chair, text="旧", brief="", version=1)


def test_approved_minutes_are_changed_by_nobody_until_they_are_opened_again(held, chair, today):
    made = actions.draft_minutes(session=held, by=chair, text="甲", brief="")
    actions.approve_minutes(minutes=made, by=chair, today=today)
    for act in (
        lambda: actions.edit_minutes(minutes=made, by=chair, text="乙", brief="", version=1),
        lambda: actions.renew_minutes(minutes=made, by=chair, text="乙", brief=""),
    ):
        with pytest.raises(ValidationError, match="已审定"):
            act()
        made.refresh_from_db()
    actions.reopen_minutes(minutes=made, by=chair, note="有误")
    actions.edit_minutes(minutes=made, by=chair, text="乙", brief="", version=1)
    assert (made.text, made.approved_on) == ("乙", None)


def test_what_became_of_an_item_is_read_from_its_part_and_its_vote(held, chair):
    for title, part, treatment in (
        ("学校工作报告", "plenary", "hear"),
        ("甲办法", "plenary", "adopt"),
        ("丙办法", "plenary", "adopt"),
        ("通过名单", "preparatory", "procedure"),
    ):
        make_agenda_item(held, title, part=part, treatment=treatment)
    decided(held, ("甲办法", 20, 7, 0), title="《甲办法》")
    made = {row.title: row.fate for row in facts_of(held).agenda}
    assert list(made) == ["通过名单", "学校工作报告", "甲办法", "丙办法"]
    assert list(made.values()) == ["unknown", "unknown", "voted", "not_voted"]
    make_sitting(held, state="closed", opened_at=at("14:00"), expected=3)
    made = {row.title: row.fate for row in facts_of(held).agenda}
    assert list(made.values()) == ["unknown", "done", "voted", "not_voted"]
