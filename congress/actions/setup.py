"""Acts of setting up a first congress: of an assembly everybody is a delegate."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.actions.acting import lock, require
from congress.models import CongressTerm, Delegate
from congress.models.delegates import Category
from members.models import Member
from members.models.codes import PostCategory
from union_site import audit
from union_site.models import Seat

CATEGORIES = {PostCategory.STAFF: Category.STAFF, PostCategory.WORKER: Category.WORKER}


@transaction.atomic
def enrol_everybody(*, term: CongressTerm, by: Seat, today: datetime.date) -> int:
    """Every active member of the roster votes at an assembly; returns how many are new.

    n of the term becomes the number of all who are in office then. Done again, it brings in
    who has come to the school meanwhile.
    """
    require(by, term.union_id)
    if not term.is_staff or term.form != CongressTerm.Form.ASSEMBLY:
        raise ValidationError("只有教职工大会由全体教职工参加；教职工代表大会的代表由选区选举。")
    lock(term)
    known = term.delegates.in_office().filter(member__isnull=False).values("member")
    missing = Member.objects.of_union(term.union).active().exclude(pk__in=known)
    people = list(missing.order_by("stroke_order", "pk"))
    if not people:
        raise ValidationError("名册上的在职会员都已在内，不需要再列入。")
    for member in people:
        delegate = Delegate(
            union=term.union,
            term=term,
            member=member,
            name=member.name,
            category=CATEGORIES.get(
                PostCategory(member.post_category or PostCategory.TEACHER), Category.TEACHER
            ),
            is_leader=member.post_category == PostCategory.MANAGER,
            since=max(term.starts_on, min(today, term.ends_on)),
        )
        delegate.full_clean()
        delegate.save()
    term.full_delegates = term.delegates.in_office().full().count()
    term.full_clean()
    term.save()
    audit.record(
        verb="congress.enrol_everybody",
        label="列入全体教职工",
        by=by,
        thing=term,
        note=f"新列入 {len(people)} 人，共 {term.full_delegates} 人",
    )
    return len(people)
