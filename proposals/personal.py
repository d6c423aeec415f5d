"""What the proposal box holds about one person: what was sent in under the own name.

An anonymous proposal names nobody (decision 0004) and so belongs to no copy of anybody's data.
"""

from __future__ import annotations

from typing import Any

from proposals.models import MicroProposal, Rating
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, Person, by_seat, moment


def _own(person: Person) -> Any:
    named = MicroProposal.objects.exclude(publicity=MicroProposal.Publicity.ANONYMOUS)
    return by_seat(named.filter(author__isnull=False), person, "author").for_list()


personal.register(
    Holding(
        code="proposals.micro",
        label="本人提出的微提案",
        model="proposals.MicroProposal",
        rows=_own,
        columns=(
            Column("编号", lambda row: row.number, 12),
            Column("内容", lambda row: row.text, 50),
            Column("类别", lambda row: row.get_category_display(), 10),
            Column("署名方式", lambda row: row.get_publicity_display(), 12),
            Column("提交日期", lambda row: row.submitted_on, 14),
            Column("状态", lambda row: row.get_state_display(), 10),
            Column("办理结果", lambda row: row.get_result_class_display(), 16),
        ),
        copy_only=(
            Column("答复", lambda row: row.answer, 50),
            Column("评价", lambda row: row.get_satisfaction_display(), 10),
            Column("评价意见", lambda row: row.rating_note, 30),
        ),
        seen_by="proposals.view",
        order=30,
    )
)


def _rated(person: Person) -> Any:
    return by_seat(Rating.objects.all(), person, "seat").for_list()


personal.register(
    Holding(
        code="proposals.ratings",
        label="本人对提案答复的评价",
        model="proposals.Rating",
        rows=_rated,
        columns=(
            Column("提案", lambda row: str(row.reply.proposal), 16),
            Column("第几次答复", lambda row: row.reply.handling_round, 10),
            Column("身份", lambda row: row.get_part_display(), 12),
            Column("评价", lambda row: row.get_satisfaction_display(), 10),
            Column("评价意见", lambda row: row.note, 40),
            Column("评价时间", lambda row: moment(row.at), 18),
        ),
        seen_by="proposals.view",
        order=34,
    )
)
