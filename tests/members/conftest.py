"""What the pages of the roster are about."""

from __future__ import annotations

import pytest
from django.utils import timezone

from members import actions
from tests.members import rosters
from tests.members.factories import make_group, make_member


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
