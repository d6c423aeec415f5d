"""Makes the least member that is valid; every person is invented."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from members.models import (
    Correction,
    Member,
    NoticeAcceptance,
    Pledge,
    PledgeSignature,
    PrivacyNotice,
    UnionGroup,
)
from tests.members import rosters
from union_site.models import Seat, Union

_numbers = itertools.count(1)
BORN = datetime.date(1985, 3, 15)
DAY = datetime.timedelta(days=1)


def make_group(union: Union, name: str = "", **fields: Any) -> UnionGroup:
    return UnionGroup.objects.create(union=union, name=name or f"第{next(_numbers)}小组", **fields)


def make_member(union: Union, name: str = "", **fields: Any) -> Member:
    """A member in service, with a right ID number that fits sex and birth date."""
    number = next(_numbers)
    born = fields.pop("birth_date", BORN)
    sex = fields.pop("sex", "female")
    # An odd order is a man's.
    order = number * 2 % 998 + (sex == "male")
    id_number = fields.pop("id_number", None)
    if id_number is None:
        id_number = rosters.id_number(born, order, area=f"33{number // 499 % 9000 + 1000:04d}")
    member = Member(
        union=union,
        name=name or f"会员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        sex=sex,
        birth_date=born,
        id_number=id_number,
        **fields,
    )
    member.full_clean()
    member.save()
    return member


def make_correction(member: Member, field: str = "title", **fields: Any) -> Correction:
    """A request that waits; with a `state` one that was settled."""
    if fields.get("state", "open") == "open":
        fields.setdefault("proposed", "高级教师")
    else:
        fields.setdefault("decided_at", timezone.now())
    correction = Correction(
        union=member.union,
        member=member,
        field=field,
        reason=fields.pop("reason", "登记有误"),
        **fields,
    )
    correction.full_clean()
    correction.save()
    return correction


def make_notice(by: Seat, version: int = 1, *, is_draft: bool = False, **fields: Any):
    """A published version; a draft if asked for."""
    published = {} if is_draft else {"published_on": timezone.localdate(), "published_by": by}
    return PrivacyNotice.objects.create(
        union=by.union,
        version=version,
        text=fields.pop("text", "一、谁在处理\n处理者是本工会。"),
        **published,
    )


def make_acceptance(notice: PrivacyNotice, seat: Seat) -> NoticeAcceptance:
    return NoticeAcceptance.objects.create(union=notice.union, notice=notice, seat=seat)


def make_pledge(union: Union, title: str = "师德承诺书", **fields: Any) -> Pledge:
    """Open since yesterday for all, until in a week."""
    today = timezone.localdate()
    fields.setdefault("opens_on", today - DAY)
    fields.setdefault("closes_on", max(today, fields["opens_on"]) + 7 * DAY)
    fields.setdefault("state", "open")
    fields.setdefault("text", "我承诺：\n一、关爱学生。")
    pledge = Pledge(union=union, title=title, **fields)
    pledge.full_clean()
    pledge.save()
    return pledge


def make_signature(pledge: Pledge, member: Member, seat: Seat, **fields: Any) -> PledgeSignature:
    fields.setdefault("sha256", pledge.fingerprint)
    return PledgeSignature.objects.create(
        union=pledge.union, pledge=pledge, member=member, seat=seat, **fields
    )
