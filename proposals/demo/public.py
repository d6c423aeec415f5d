"""Demonstration data for the public: notices with ratings, two deliberations, one promotion."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from congress.models import CongressTerm, Delegate
from proposals.actions.notices import public_name
from proposals.models import (
    Deliberation,
    DeliberationRecord,
    MicroProposal,
    MicroState,
    Notice,
    NoticeRating,
    Opinion,
    OpinionReport,
    PollOption,
    PollVoter,
    Proposal,
    ProposalState,
    facts_of,
    keep_readers,
)
from union_site.demo import Stage, Taken, moment, remember
from union_site.models import Seat

RATED_NOTICES = 14
# stance, whether with a name, text
ON_LUNCH = [
    ("for", True, "分两批吃，排队能少十分钟，我们组愿意先试两周。"),
    ("for", False, "低年级老师要带学生吃饭，错开以后自己才有时间坐下来吃。"),
    ("against", True, "第二批的菜容易凉，要先解决保温再错峰。"),
    ("other", True, "建议每周轮换先后，不要总是同一批人最后吃。"),
    ("for", True, "同意，再加一个取餐窗口更好。"),
    ("against", False, "下午第一节有课的老师来不及，请排班时照顾。"),
]
COVERED = "某些人就知道挑三拣四，别吃了。"
LUNCH_POLL = [("分两批，每周轮换", 9), ("维持现状", 4), ("加开一个窗口", 7)]
ON_SHIFTS = [
    ("for", True, "每月二十五日公布下月排班，大家好安排家里的事。"),
    ("for", True, "临时换班要有登记，换了几次月底公布。"),
    ("other", False, "补助什么时候发，也请一并写清楚。"),
]
CONCLUSION = "赞成每月二十五日公布下月排班，换班须登记；补助按月发放，标准张榜公布。"


def load(stage: Stage) -> None:
    _notices(stage)
    seats = _seats(stage)
    if len(seats) < 25 or Deliberation.objects.of_union(stage.rich).exists():
        return
    _ratings(stage, seats)
    _running(stage, seats)
    _closed(stage, seats)
    _promoted(stage)


def _seats(stage: Stage) -> list[Seat]:
    rows = Seat.objects.filter(union=stage.rich, grants__role="member").select_related("user")
    return list(rows.order_by("pk").distinct()[:60])


def _notices(stage: Stage) -> None:
    """What the other subjects have published, as notices."""
    by = stage.seat(stage.rich, "chair")
    micros = MicroProposal.objects.of_union(stage.rich).published().filter(notice=None)
    formal = Proposal.objects.of_union(stage.rich).published().filter(notice=None)
    rows = [_notice(micro, by, micro=micro) for micro in micros.for_list()]
    rows += [_notice(proposal, by, proposal=proposal) for proposal in formal.for_list()]
    Notice.objects.bulk_create(rows)


def _notice(thing: Any, by: Seat, **column: Any) -> Notice:
    return Notice(
        union=thing.union,
        headline=thing.heading[:60],
        shown_name=public_name(thing),
        published_at=thing.published_at,
        published_by=by,
        **facts_of(thing),
        **column,
    )


def _ratings(stage: Stage, seats: list[Seat]) -> None:
    dice = stage.dice("notices", "ratings")
    rows = []
    for notice in Notice.objects.of_union(stage.rich).for_list()[:RATED_NOTICES]:
        own = (notice.thing.author_id, notice.thing.lead_id)
        readers = [seat for seat in dice.sample(seats, 12) if seat.pk not in own]
        day = timezone.localdate(notice.published_at)
        for seat in readers[: dice.randint(4, 11)]:
            said = dice.choices(["satisfied", "mostly", "unsatisfied"], [7, 3, 1])[0]
            rows.append(
                NoticeRating(
                    union=stage.rich,
                    notice=notice,
                    seat=seat,
                    satisfaction=said,
                    rated_on=min(stage.today, day + datetime.timedelta(days=dice.randint(0, 5))),
                )
            )
    NoticeRating.objects.bulk_create(rows)
    for notice in {row.notice for row in rows}:
        keep_readers(notice)


def _say(deliberation: Deliberation, rows: list[Any], seats: list[Seat], day: Any) -> list[Opinion]:
    made = [
        Opinion(
            union=deliberation.union,
            deliberation=deliberation,
            seat=seat,
            is_named=is_named,
            stance=stance,
            text=text,
            said_on=day,
        )
        for seat, (stance, is_named, text) in zip(seats, rows, strict=False)
    ]
    return Opinion.objects.bulk_create(made)


def _running(stage: Stage, seats: list[Seat]) -> None:
    """On a topic of its own, with opinions, one of them reported, and a quick poll."""
    today = stage.today
    found = Deliberation.objects.create(
        union=stage.rich,
        title="食堂午餐要不要分两批",
        question="十二点食堂排队长，有老师建议分两批就餐。您赞成吗？怎么分、先后怎么排，请说说看。",
        opened_by=stage.seat(stage.rich, "chair"),
        opens_on=today - datetime.timedelta(days=4),
        closes_on=today + datetime.timedelta(days=10),
        poll_question="午餐怎么安排",
    )
    _say(found, ON_LUNCH, seats[2:], today - datetime.timedelta(days=2))
    (covered,) = _say(found, [("other", False, COVERED)], seats[12:], today)
    Opinion.objects.filter(pk=covered.pk).update(standing="covered")
    for seat in seats[14:17]:
        OpinionReport.objects.create(
            union=stage.rich,
            opinion=covered,
            seat=seat,
            reason="不是说事，是骂人。",
            reported_on=today,
        )
    total = 0
    for position, (label, votes) in enumerate(LUNCH_POLL, start=1):
        PollOption.objects.create(
            union=stage.rich, deliberation=found, position=position, label=label, votes=votes
        )
        total += votes
    PollVoter.objects.bulk_create(
        PollVoter(union=stage.rich, deliberation=found, seat=seat) for seat in seats[4 : 4 + total]
    )


def _closed(stage: Stage, seats: list[Seat]) -> None:
    """On a formal proposal, ended with a conclusion and the record of a meeting."""
    proposals = Proposal.objects.of_union(stage.rich).filter(state=ProposalState.HANDLING)
    proposal = proposals.order_by("pk").first()
    begun = stage.today - datetime.timedelta(days=32)
    ended = begun + datetime.timedelta(days=14)
    chair = stage.seat(stage.rich, "chair")
    found = Deliberation.objects.create(
        union=stage.rich,
        title="课后服务排班怎样定得住",
        question="课后服务的排班常常临时变动。提前多久公布合适？临时要换班怎么办？",
        proposal=proposal,
        opened_by=chair,
        opens_on=begun,
        closes_on=ended,
        conclusion=CONCLUSION,
        closed_on=ended,
        state="closed",
    )
    _say(found, ON_SHIFTS, seats[6:], begun + datetime.timedelta(days=3))
    at = moment(ended, 16, 30)
    remember(found, Taken("close", "结束并小结", chair, at, source="open", target="closed"))
    DeliberationRecord.objects.create(
        union=stage.rich,
        deliberation=found,
        held_on=ended,
        place="工会会议室",
        host=chair.user.name,
        participants="提案人、附议人代表两名，教务处、人事处负责人，工会委员三名，共八人。",
        opinions="每月二十五日公布下月排班，多数人认为合适。\n"
        "临时换班由当事人商定，报年级组登记。\n补助标准和发放日期张榜公布。",
        conclusion=CONCLUSION,
        written_by=chair,
        written_at=at,
    )


def _promoted(stage: Stage) -> None:
    """One that is being handled already has become the draft of a delegate."""
    terms = CongressTerm.objects.of_union(stage.rich).in_force(stage.today)
    named = [stage.seat(stage.rich, role).pk for role in ("chair", "officer")]
    delegates = Delegate.objects.of_union(stage.rich).filter(term__in=terms).in_office().full()
    seated = delegates.filter(member__seat__isnull=False).exclude(member__seat__in=named)
    delegate = seated.exclude(member__seat__user__username="teacher").for_list().last()
    micros = MicroProposal.objects.of_union(stage.rich).filter(state=MicroState.ASSIGNED)
    micro = micros.order_by("-serial").first()
    if delegate is None or delegate.member is None or micro is None:
        return
    at = moment(stage.today, 8, 20)
    draft = Proposal(
        union=stage.rich,
        term=delegate.term,
        author=delegate.member.seat,
        delegate=delegate,
        title=micro.heading,
        category=micro.category,
        reason=micro.text,
        origin=micro,
        created_at=at,
    )
    draft.full_clean()
    draft.save()
    chair, note = stage.seat(stage.rich, "chair"), f"由代表 {delegate.name} 起草"
    state = micro.state
    step = Taken("promote", "转为正式提案", chair, at, note, source=state, target=state)
    remember(micro, step)
