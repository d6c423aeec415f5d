"""Which offices one person holds and has held, and the letters of appointment."""

from __future__ import annotations

from members.models import AppointmentLetter, GroupHead, Post
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding

personal.register(
    Holding(
        code="members.posts",
        label="担任的工会职务",
        model="members.Post",
        rows=lambda person: (
            Post.objects.filter(member=person.pk)
            .select_related("term__body", "union")
            .order_by("-since", "-pk")
        ),
        columns=(
            Column("机构和届次", lambda row: str(row.term), 30),
            Column("职务", lambda row: row.label, 14),
            Column("自", lambda row: row.since, 14),
            Column("至", lambda row: row.until, 14),
            Column("产生", lambda row: row.get_came_by_display(), 10),
            Column("得票", lambda row: row.votes, 8),
            Column("卸任原因", lambda row: row.get_end_reason_display(), 14),
            Column("说明", lambda row: row.end_note, 24),
        ),
        seen_by="organisation.view",
        order=20,
    ),
    Holding(
        code="members.groups_headed",
        label="历任小组组长",
        model="members.GroupHead",
        rows=lambda person: (
            GroupHead.objects.filter(member=person.pk).select_related("group").order_by("-pk")
        ),
        columns=(
            Column("工会小组", lambda row: row.group.name, 20),
            Column("自", lambda row: row.since, 14),
            Column("至", lambda row: row.until, 14),
        ),
        seen_by="organisation.view",
        order=21,
    ),
    Holding(
        code="members.letters",
        label="聘书",
        model="members.AppointmentLetter",
        rows=lambda person: AppointmentLetter.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("聘书", str, 30),
            Column("聘任职务", lambda row: row.post_text, 24),
            Column("聘期自", lambda row: row.starts_on, 14),
            Column("聘期至", lambda row: row.ends_on, 14),
            Column("签发日期", lambda row: row.issued_on, 14),
            Column("状态", lambda row: row.get_state_display(), 10),
        ),
        seen_by="organisation.view",
        order=22,
    ),
)
