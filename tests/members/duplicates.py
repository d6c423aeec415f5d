"""One person twice, and merging by the least that has to be said."""

from __future__ import annotations

import datetime

from members.actions import duplicates as actions
from members.models import Member
from members.models.codes import Status
from tests.members import rosters
from tests.members.factories import make_member

BORN = datetime.date(1985, 3, 15)


def number(order=2, born=BORN):
    return rosters.id_number(born, order)


def make_twins(school):
    """On the roll, and from before with the number mistyped."""
    now = make_member(school, "沈若兰", id_number=number(2), mobile="13800000001", title="高级教师")
    before = make_member(
        school, "沈若兰", id_number=number(4), status=Status.TRANSFERRED_OUT, native_place="天津"
    )
    return now, before


def merge(kept, other, by, today, *from_other, **changes):
    revisions = {kept.pk: kept.revision, other.pk: other.revision}
    given = {"revisions": revisions, "from_other": from_other, "by": by, "today": today}
    return actions.merge(kept=kept, other=other, **(given | changes))


def fresh(member):
    return Member.objects.get(pk=member.pk)
