"""Demonstration data of the proposal box: two years of micro-proposals, most of them solved."""

from __future__ import annotations

import datetime
import random
import uuid
from dataclasses import dataclass

from django.utils import timezone

from proposals import actions
from proposals.models import MicroProposal, MicroState, ProposalBox
from union_site.calendar import add_working_days
from union_site.demo import Stage
from union_site.encryption import keyed_hash
from union_site.models import Seat, StepEvent, Union

# title, text, category, answer
TEXTS = [
    (
        "图书角增加夜灯",
        "晚自习后图书角光线太暗，老师们备课看不清，建议在书架两侧加装夜灯，并把开关放在门口。",
        "logistics",
        "已在书架两侧加装护眼灯四盏，开关移到门口。",
    ),
    (
        "三楼饮水机检修",
        "三楼东侧饮水机经常没有热水，冬天老师们要跑到一楼打水，建议检修或更换，并在每层张贴报修电话。",
        "logistics",
        "已更换加热器，各层贴了报修电话，报修当天处理。",
    ),
    (
        "错峰使用操场",
        "课间操与体育课常撞场地，建议教务处排出操场使用表，贴在体育器材室门口。",
        "teaching",
        "已排出操场使用表并张贴，每学期初更新。",
    ),
    (
        "新教师跟岗听课",
        "新教师想听骨干教师的课，但不知道何时方便，建议每周公布两节开放课。",
        "team",
        "每周三、周四各开放一节，课表在年级群公布。",
    ),
    (
        "食堂增加清淡窗口",
        "不少老师肠胃不好，建议食堂每天中午留一个少油少盐的窗口。",
        "welfare",
        "自本月起二号窗口改为清淡窗口。",
    ),
    (
        "办公室打印排队",
        "期末打印卷子排队久，建议在二楼再放一台打印机，或错开年级时间。",
        "logistics",
        "二楼已增放一台打印机，并排出年级时段。",
    ),
    (
        "校门口临停",
        "早上家长临停堵住校门，教职工车辆进不来，建议与交警联系划出即停即走区。",
        "other",
        "已会同交警划线，早高峰安排两名值守。",
    ),
    (
        "哺乳室添置冰箱",
        "哺乳期老师需要存放母乳，建议在休息哺乳室添置小冰箱和帘子。",
        "welfare",
        "已添置冰箱、帘子和座椅。",
    ),
    (
        "教研时间不占午休",
        "有时教研安排在午休，年纪大的老师吃不消，建议固定在下午第三节。",
        "teaching",
        "各组教研统一排在下午第三节。",
    ),
    (
        "雨天通道防滑",
        "连廊雨天很滑，已有老师摔跤，建议铺防滑垫并加装挡雨檐。",
        "logistics",
        "已铺防滑垫，挡雨檐随暑期维修一并加装。",
    ),
    (
        "心灵小屋延长开放",
        "心灵小屋只开到四点，老师下班后进不去，建议每周两天开到六点。",
        "welfare",
        "周二、周四开放至十八点。",
    ),
    (
        "会议改短",
        "周一例会常超时，建议会前发材料，会上只说要定的事，控制在四十分钟内。",
        "team",
        "已实行会前发材料，例会不超过四十分钟。",
    ),
    (
        "录播教室预约",
        "录播教室常常空等或撞车，建议做一张网上预约表，当天可见。",
        "teaching",
        "预约表已放到校内平台，提前一天可约。",
    ),
    (
        "体检项目增选",
        "四十岁以上老师希望体检能自选一项颈椎或甲状腺检查。",
        "welfare",
        "今年体检增设两项自选项目。",
    ),
    (
        "垃圾分类点移位",
        "分类垃圾桶在食堂门口气味大，建议移到后门并每日清洗。",
        "logistics",
        "已移至后门，每日清洗两次。",
    ),
    (
        "骨干教师带教减负",
        "带教老师同时当班主任压力大，建议减免一项值周。",
        "team",
        "带教期间免除值周一次。",
    ),
    (
        "教师书架换新",
        "教师阅览室的书多年未换，建议每学期由老师荐书采购一批。",
        "teaching",
        "每学期采购一批，书单由老师推荐。",
    ),
    (
        "电动车充电棚",
        "骑电动车的老师多了，建议在西侧车棚装充电桩并定时断电。",
        "logistics",
        "西侧车棚已装充电桩十二个，夜间断电。",
    ),
    (
        "工间操",
        "久坐腰痛，建议上午大课间放五分钟工间操音乐，自愿参加。",
        "welfare",
        "大课间已播放工间操，体育组领操。",
    ),
    (
        "家长群回复时间",
        "家长深夜发消息，老师很累，建议学校统一公布回复时间。",
        "team",
        "已在告家长书中写明回复时间为八点至二十点。",
    ),
    (
        "水房换直饮机",
        "二楼水房水垢重，建议换直饮机并公示滤芯更换日期。",
        "logistics",
        "已换直饮机，滤芯更换日期贴在机身。",
    ),
    (
        "课后服务排班",
        "课后服务排班临时变动多，建议每月底公布下月排班。",
        "teaching",
        "改为每月二十五日公布下月排班。",
    ),
    (
        "观影换成球赛",
        "年轻老师希望工会活动多些球类比赛，少些观影。",
        "welfare",
        "本学期增加羽毛球、乒乓球各一次。",
    ),
    (
        "公示栏上网",
        "公示栏在一楼，很多老师看不到，建议同时发到手机上。",
        "other",
        "公示内容同步发布到微公示。",
    ),
    (
        "办公椅更换",
        "二年级组办公椅多把坏了，坐着不稳，建议统一检修更换。",
        "logistics",
        "检修十四把，更换九把。",
    ),
    (
        "值班室添被褥",
        "值夜班的老师反映值班室被褥陈旧，建议更换并定期清洗。",
        "logistics",
        "已更换，每两周清洗一次。",
    ),
]
DECLINED = ("调整我的办公座位", "我想换到靠窗的位子，请学校安排。", "other")
OPEN_ONES = [
    ("操场灯晚上早关", "下班后想在操场走几圈，六点半灯就关了，建议延到八点。", "logistics"),
    ("增加教师停车位", "南门内空地可以划六个车位，请学校看看能不能用。", "logistics"),
    ("午休室", "建议腾一间空教室做教师午休室，放几张躺椅。", "welfare"),
    ("班主任沙龙", "希望每月一次班主任沙龙，讲讲怎么和家长谈话。", "team"),
]


@dataclass(frozen=True)
class Cast:
    authors: list[Seat]
    screener: Seat
    handler: Seat


def load(stage: Stage) -> None:
    for school in stage.schools:
        _open_box(stage, school)
    if MicroProposal.objects.of_union(stage.rich).exists():
        return
    year = stage.today.year
    cast = _cast(stage, stage.rich)
    _year(stage, stage.rich, year - 1, cast, len(TEXTS) - 2)
    _year(stage, stage.rich, year, cast, 24)
    _declined(stage, cast)
    _under_way(stage, cast)


def _open_box(stage: Stage, school: Union) -> None:
    if not ProposalBox.objects.of_union(school).exists():
        dice = stage.dice("box", school.code)
        token = uuid.UUID(int=dice.getrandbits(128), version=4).hex[:12]
        ProposalBox.objects.create(
            union=school,
            token=token,
            token_hash=keyed_hash(token, "box"),
            renewed_at=_moment(stage.today.replace(month=1, day=1), 9),
        )


def _cast(stage: Stage, school: Union) -> Cast:
    members = Seat.objects.filter(union=school, grants__role="member").order_by("pk").distinct()
    return Cast(list(members), stage.seat(school, "chair"), stage.seat(school, "handler"))


def _moment(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def _year(stage: Stage, school: Union, year: int, cast: Cast, count: int) -> None:
    """A year of valid proposals, answered and published; none of it lies in the future."""
    first, last = datetime.date(year, 1, 8), min(datetime.date(year, 12, 12), stage.today)
    step = max(1, ((last - first).days - 40) // count)
    for number in range(count):
        dice = stage.dice("micro", school.code, str(year), str(number))
        day = first + datetime.timedelta(days=number * step + dice.randrange(max(1, step - 1)))
        text = TEXTS[(number + year) % len(TEXTS)]
        _published(school, cast, dice, text, day, number + 1)


def _new(
    school: Union, cast: Cast, dice: random.Random, text: tuple[str, ...], day: datetime.date
) -> MicroProposal:
    publicity = dice.choices(["open", "hidden", "anonymous"], [6, 2, 2])[0]
    anonymous = publicity == "anonymous"
    key = uuid.UUID(int=dice.getrandbits(128), version=4)
    return MicroProposal(
        id=uuid.UUID(int=dice.getrandbits(128), version=4),
        union=school,
        text=text[1],
        category=text[2],
        publicity=publicity,
        source=dice.choices(["online", "meeting"], [8, 2])[0],
        author=None if anonymous else dice.choice(cast.authors),
        receipt_hash=actions.hash_of_code(actions.receipt_code(key.hex)),
        submission_hash=keyed_hash(key.hex, "submission"),
        submitted_on=day,
        submitted_at=None if anonymous else _moment(day, 14, dice.randrange(60)),
    )


def _event(
    proposal: MicroProposal,
    step: str,
    label: str,
    states: tuple[str, str],
    seat: Seat | None,
    at: datetime.datetime,
    **details: str,
) -> StepEvent:
    return StepEvent(
        union=proposal.union,
        object_type=proposal._meta.label_lower,
        object_id=str(proposal.pk),
        step=step,
        label=label,
        source=states[0],
        target=states[1],
        seat=seat,
        details=details,
        at=at,
    )


def _accepted(
    proposal: MicroProposal, cast: Cast, title: str, serial: int, day: datetime.date
) -> list[StepEvent]:
    proposal.title, proposal.state = title, MicroState.ACCEPTED
    proposal.year, proposal.serial = proposal.submitted_on.year, serial
    at = _moment(day, 16, 40)
    return [_event(proposal, "accept", "受理", ("submitted", "accepted"), cast.screener, at)]


def _assigned(proposal: MicroProposal, cast: Cast, day: datetime.date) -> list[StepEvent]:
    proposal.state, proposal.lead = MicroState.ASSIGNED, cast.handler
    proposal.due_on = add_working_days(day, 10).day
    at = _moment(day, 9, 12)
    return [
        _event(
            proposal,
            "assign",
            "交办",
            ("accepted", "assigned"),
            cast.screener,
            at,
            lead=cast.handler.department,
            due_on=proposal.due_on.isoformat(),
        )
    ]


def _published(
    school: Union,
    cast: Cast,
    dice: random.Random,
    text: tuple[str, ...],
    day: datetime.date,
    serial: int,
) -> None:
    proposal = _new(school, cast, dice, text, day)
    next_day = add_working_days(day, 1).day
    events = _accepted(proposal, cast, text[0], serial, next_day)
    events += _assigned(proposal, cast, add_working_days(next_day, 1).day)
    answered = add_working_days(next_day, dice.randint(3, 9)).day
    proposal.state, proposal.answer = MicroState.PUBLISHED, text[3]
    proposal.result_class = "solved"
    proposal.answered_at = _moment(answered, 10, dice.randrange(60))
    proposal.satisfaction = dice.choices(["satisfied", "mostly"], [8, 2])[0]
    proposal.published_at = _moment(add_working_days(answered, 3).day, 11)
    events.append(
        _event(
            proposal,
            "answer",
            "答复",
            ("assigned", "answered"),
            cast.handler,
            proposal.answered_at,
            result_class="solved",
        )
    )
    rated = _moment(add_working_days(answered, 1).day, 0)
    events.append(
        _event(
            proposal,
            "rate",
            "评价",
            ("answered", "answered"),
            proposal.author,
            rated if proposal.is_anonymous else rated + datetime.timedelta(hours=12),
            satisfaction=proposal.satisfaction,
        )
    )
    events.append(
        _event(
            proposal,
            "publish",
            "公示",
            ("answered", "published"),
            cast.screener,
            proposal.published_at,
        )
    )
    _keep(proposal, events)


def _keep(proposal: MicroProposal, events: list[StepEvent]) -> None:
    proposal.full_clean()
    proposal.save(force_insert=True)
    StepEvent.objects.bulk_create(events)


def _declined(stage: Stage, cast: Cast) -> None:
    dice = stage.dice("micro", "declined")
    day = stage.today - datetime.timedelta(days=60)
    proposal = _new(stage.rich, cast, dice, DECLINED, day)
    proposal.state = MicroState.DECLINED
    event = _event(
        proposal, "decline", "不予受理", ("submitted", "declined"), cast.screener, _moment(day, 17)
    )
    event.note = "属个人事务，请与年级组长商量。"
    _keep(proposal, [event])


def _under_way(stage: Stage, cast: Cast) -> None:
    """One overdue at the department, one in time, one waiting to be handed over, one new."""
    serial = 25
    for number, text in enumerate(OPEN_ONES):
        dice = stage.dice("micro", "open", str(number))
        day = add_days(stage.today, (-22, -4, -3, -1)[number])
        proposal = _new(stage.rich, cast, dice, text, day)
        events: list[StepEvent] = []
        if number < 3:
            events += _accepted(proposal, cast, text[0], serial + number, day)
        if number < 2:
            events += _assigned(proposal, cast, add_days(day, 1))
        _keep(proposal, events)


def add_days(day: datetime.date, count: int) -> datetime.date:
    return day + datetime.timedelta(days=count)
