"""What the proposal box holds about one person: what was sent in under the own name.

An anonymous proposal names nobody (decision 0004) and so belongs to no copy of anybody's data.
"""

from __future__ import annotations

from typing import Any

from proposals.models import (
    Advice,
    AwardNominee,
    Message,
    MicroProposal,
    NoticeRating,
    Opinion,
    PollVoter,
    Proposal,
    Rating,
    Seconder,
    StaffNote,
)
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, Person, by_seat, moment


def _own(person: Person) -> Any:
    named = MicroProposal.objects.exclude(publicity=MicroProposal.Publicity.ANONYMOUS)
    own = by_seat(named.filter(author__isnull=False), person, "author")
    return (own | named.filter(member_id=person.pk)).for_list()


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
            Column("来源", lambda row: row.get_source_display(), 12),
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


def _seconded(person: Person) -> Any:
    """Every time somebody was asked, whatever the answer."""
    rows = Seconder.objects.filter(delegate__member_id=person.pk)
    return rows.select_related("proposal").order_by("-invited_at", "-pk")


def _title_as_sent(row: Seconder) -> str:
    """A draft, also one that is being rewritten, is its author's alone."""
    return "（正在修改）" if row.proposal.state == "draft" else row.proposal.heading


personal.register(
    Holding(
        code="proposals.formal",
        label="本人提出的正式提案",
        model="proposals.Proposal",
        rows=lambda person: by_seat(Proposal.objects.all(), person, "author").for_list(),
        columns=(
            Column("立案编号", lambda row: row.number, 14),
            Column("案由", lambda row: row.heading, 40),
            Column("提出方式", lambda row: row.get_kind_display(), 12),
            Column("起草时间", lambda row: moment(row.created_at), 18),
            Column("提交时间", lambda row: moment(row.submitted_at), 18),
            Column("状态", lambda row: row.status_words, 12),
        ),
        copy_only=(
            Column("案据", lambda row: row.reason, 50),
            Column("建议方案", lambda row: row.suggestion, 50),
            Column("公示署名", lambda row: row.get_publicity_display(), 16),
        ),
        seen_by="proposals.view",
        order=31,
    ),
    Holding(
        code="proposals.seconded",
        label="本人附议提案的记录",
        model="proposals.Seconder",
        rows=_seconded,
        columns=(
            Column("案由", _title_as_sent, 40),
            Column("答复", lambda row: row.get_state_display(), 12),
            Column("邀请时间", lambda row: moment(row.invited_at), 18),
            Column("答复时间", lambda row: moment(row.answered_at), 18),
        ),
        seen_by="proposals.view",
        order=32,
    ),
)

personal.register(
    Holding(
        code="proposals.advice",
        label="本人填写的提案审查意见",
        model="proposals.Advice",
        rows=lambda person: by_seat(Advice.objects.select_related("proposal"), person).order_by(
            "-given_at", "-pk"
        ),
        columns=(
            Column("提案", lambda row: row.proposal.heading, 40),
            Column("建议", lambda row: row.get_suggestion_display(), 12),
            Column("时间", lambda row: personal.moment(row.given_at), 18),
        ),
        copy_only=(Column("意见", lambda row: row.opinion, 50),),
        order=33,
    )
)


# One's own words about proposals; what others said belongs to them.
personal.register(
    Holding(
        code="proposals.messages",
        label="本人在提案沟通中的发言",
        model="proposals.Message",
        rows=lambda person: by_seat(Message.objects.select_related("proposal"), person).order_by(
            "-at"
        ),
        columns=(
            Column("提案", lambda row: str(row.proposal), 20),
            Column("内容", lambda row: row.text, 50),
            Column("时间", lambda row: moment(row.at), 18),
        ),
        order=31,
    ),
    Holding(
        code="proposals.staff_notes",
        label="本人记的提案备注",
        model="proposals.StaffNote",
        rows=lambda person: by_seat(StaffNote.objects.select_related("proposal"), person).order_by(
            "-at"
        ),
        columns=(
            Column("提案", lambda row: str(row.proposal), 20),
            Column("备注", lambda row: row.text, 50),
            Column("时间", lambda row: moment(row.at), 18),
        ),
        order=32,
    ),
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

personal.register(
    Holding(
        code="proposals.award_nominations",
        label="本人在提案评优中的推荐",
        model="proposals.AwardNominee",
        rows=lambda person: by_seat(AwardNominee.objects.all(), person, "nominated_by").for_list(),
        columns=(
            Column("评选", lambda row: str(row.round), 30),
            Column("推荐对象", lambda row: row.name, 40),
            Column("推荐理由", lambda row: row.reason, 50),
        ),
        seen_by="proposals.view",
        order=34,
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
