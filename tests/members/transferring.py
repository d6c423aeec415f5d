"""Beginning a transfer and taking its steps, with the least that each one asks for."""

from __future__ import annotations

import datetime

from members.actions import transfers as actions

JOINED = datetime.date(2015, 9, 1)


def started(leaver, chair, to, today):
    return actions.start(member=leaver, to_union=to, reason="工作调动", by=chair, today=today)


def act(step, transfer, by, today, **given):
    asked = {
        "release": {"dues_paid_to": today, "agreed_on": today, "today": today},
        "accept": {"on": today, "today": today},
        "complete": {"on": today, "today": today},
        "send_back": {"note": "本校没有这名教师"},
        "withdraw": {"note": "调动取消"},
    }[step]
    return getattr(actions, step)(transfer=transfer, by=by, **{**asked, **given})
