"""What the proposal box holds about one person: what was sent in under the own name.

An anonymous proposal names nobody (decision 0004) and so belongs to no copy of anybody's data.
"""

from __future__ import annotations

from typing import Any

from proposals.models import MicroProposal, NoticeRating, Opinion, PollVoter
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, Person, by_seat


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


personal.register(
    Holding(
        code="proposals.opinions",
        label="本人在微议事中的意见",
        model="proposals.Opinion",
        rows=lambda person: by_seat(Opinion.objects.all(), person).for_list(),
        columns=(
            Column("议题", lambda row: row.deliberation.title, 30),
            Column("态度", lambda row: row.get_stance_display(), 10),
            Column("意见", lambda row: row.text, 50),
            Column("署名", lambda row: "公开署名" if row.is_named else "不公开姓名", 12),
            Column("日期", lambda row: row.said_on, 14),
            Column("状态", lambda row: row.get_standing_display(), 14),
        ),
        seen_by="proposals.screen",
        order=34,
    ),
    # That one has voted, never what: the system does not know.
    Holding(
        code="proposals.polls",
        label="投过票的快速投票",
        model="proposals.PollVoter",
        rows=lambda person: by_seat(
            PollVoter.objects.select_related("deliberation"), person
        ).order_by("-deliberation__opens_on", "pk"),
        columns=(
            Column("议题", lambda row: row.deliberation.title, 30),
            Column("投票", lambda row: row.deliberation.poll_question, 30),
        ),
        order=35,
    ),
    Holding(
        code="proposals.notice_ratings",
        label="本人对微公示的评价",
        model="proposals.NoticeRating",
        rows=lambda person: by_seat(NoticeRating.objects.select_related("notice"), person).order_by(
            "-rated_on", "-pk"
        ),
        columns=(
            Column("公示", lambda row: row.notice.headline, 40),
            Column("评价", lambda row: row.get_satisfaction_display(), 12),
            Column("日期", lambda row: row.rated_on, 14),
        ),
        order=36,
    ),
)
