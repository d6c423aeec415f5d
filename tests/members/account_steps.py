"""Passwords anew and accounts closed, as the tests of accounts in bulk ask for them."""

from __future__ import annotations

import datetime

from django.utils import timezone

from members import tasks
from members.actions import account_acts, accounts

KIND = tasks.renew_passwords  # known to this process by being imported
RENEWAL, CHAIR = "accounts.renewal", "accounts.chair"
CLOSING, ON_ROLL = "accounts.closing", "accounts.on_roll"
DAY = datetime.timedelta(days=1)
NOT_CHAIRS = ("officer", "auditor", "leader", "handler", "teacher", "district_staff")


def renew(by, *members, accepted=(RENEWAL,)):
    ids = [member.pk for member in members]
    return accounts.begin_renewal(by=by, member_ids=ids, now=timezone.now(), accepted=accepted)


def close(by, *members, note="", accepted=(CLOSING, ON_ROLL)):
    return account_acts.close(
        by=by,
        member_ids=[member.pk for member in members],
        today=timezone.localdate(),
        note=note,
        accepted=accepted,
    )
