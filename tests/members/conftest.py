"""What the pages of the roster are about."""

from __future__ import annotations

import pytest
from django.utils import timezone

from members import actions
from members.actions import award_imports, honours, transfers
from tests.factories import make_seat, make_union
from tests.members import award_sheets, rosters
from tests.members.factories import (
    make_award,
    make_group,
    make_member,
    make_nominee,
    make_selection,
    make_title,
)
from tests.members.transferring import JOINED, started


@pytest.fixture
def member(school):
    return make_member(school, "陈㛃", mobile="13812345678", group=make_group(school, "一组"))


@pytest.fixture
def brought(chair, today):
    return actions.receive_roster(
        content=rosters.official_form(), file_name="名册.xlsx", by=chair, today=today
    )


@pytest.fixture
def sheet(chair, school):
    make_member(school, "周敏", mobile="13987654321")
    return actions.begin_accounts(by=chair, member_ids=None, now=timezone.now())


@pytest.fixture
def receive(chair, today):
    def receive(content, by=chair):
        return actions.receive_roster(content=content, file_name="名册.xlsx", by=by, today=today)

    return receive


@pytest.fixture
def their_chair(other_school):
    """The chair of the receiving union."""
    return make_seat(other_school, "chair", "member", name="林书瑶")


@pytest.fixture
def third_chair(district):
    third = make_union("gangwan", parent=district, name="滨海区港湾小学工会")
    return make_seat(third, "chair", "member", name="第三方")


@pytest.fixture
def leaver(school):
    return make_member(
        school,
        "丁慕云",
        joined_union_on=JOINED,
        mobile="13812345678",
        bank_card="6222020200112233445",
        home_address="滨海区海河路 1 号",
        title="一级教师",
        group=make_group(school),
        union_post="组长",
        staff_no="YG-77",
    )


@pytest.fixture
def pending(leaver, chair, other_school, today):
    return started(leaver, chair, other_school, today)


@pytest.fixture
def released(pending, chair, today):
    return transfers.release(
        transfer=pending, dues_paid_to=today, agreed_on=today, by=chair, today=today
    )


@pytest.fixture
def winner(school):
    return make_member(school, "李强", group=make_group(school, "语文组"))


@pytest.fixture
def award(school, winner):
    return make_award(school, "课例《春》", winners=(winner,), grade="一等奖")


@pytest.fixture
def evidence(award, officer):
    return honours.add_evidence(award=award, content=award_sheets.PNG, name="证书.png", by=officer)


@pytest.fixture
def honour_title(school):
    return make_title(school)


@pytest.fixture
def award_sheet(officer, winner, today):
    content = award_sheets.sheet(award_sheets.row())
    return award_imports.receive_sheet(
        content=content, file_name="获奖.xlsx", by=officer, today=today
    )


@pytest.fixture
def noticed(school, honour_title):
    return make_selection(school, state="noticed", honour_title=honour_title)


@pytest.fixture
def nominee(noticed, winner):
    return make_nominee(noticed, winner, (58, 56, 50), state="chosen")
