"""Makes the least member that is valid; every person is invented."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from members.actions import dues, dues_payments, history
from members.checks.honours import grade_rank
from members.checks.organisation import term_end
from members.models import (
    Application,
    AppointmentLetter,
    Award,
    AwardHolder,
    Body,
    BodyTerm,
    Correction,
    DuesAccount,
    DuesPayment,
    DuesYear,
    HonourTitle,
    Member,
    Nominee,
    NoticeAcceptance,
    Pledge,
    PledgeSignature,
    Post,
    PrivacyNotice,
    RegisterTask,
    Selection,
    UnionGroup,
    Unit,
)
from members.models.organisation import Kind
from members.models.people import id_hash
from tests.factories import AS_TYPED, make_seat
from tests.members import rosters
from union_site import receipts
from union_site.encryption import keyed_hash
from union_site.models import Seat, Union

_numbers = itertools.count(1)


BORN = datetime.date(1985, 3, 15)


FAR = datetime.date(2090, 1, 1)


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
    member.full_clean(**AS_TYPED)
    member.save()
    history.write_first(member, by=None, today=timezone.localdate())
    return member


def make_unit(district: Union, name: str = "", **fields: Any) -> Unit:
    """A unit of the district's register; a public school with the conditions for a union."""
    fields.setdefault("kind", Union.Kind.PUBLIC_SCHOOL)
    unit = Unit(union=district, name=name or f"第{next(_numbers)}学校", **fields)
    unit.full_clean()
    unit.save()
    return unit


def make_register_task(unit: Unit, **fields: Any) -> RegisterTask:
    fields = {"text": "建会", "owner_name": "许守悦", "due_on": FAR, **fields}
    task = RegisterTask(union=unit.union, unit=unit, **fields)
    task.full_clean()
    task.save()
    return task


def make_register(district: Union, today: datetime.date) -> None:
    """One unit of each standing; the first character of its name is its own."""
    later, soon = datetime.date(today.year + 3, 1, 1), today + datetime.timedelta(days=90)
    old: dict[str, Any] = {"established_on": datetime.date(2015, 3, 1)}
    kindergarten = {"kind": "private_kindergarten"}
    make_unit(district, "甲 好", **old, next_due_on=later, zone="东湾学区", staff_count=50)
    make_unit(district, "乙 过", **old, next_due_on=today - datetime.timedelta(days=1))
    make_unit(district, "丙 近", **old, next_due_on=soon, contact_phone="19988000001")
    make_unit(district, "丁 无期", **old)
    make_unit(district, "戊 未建", **kindergarten)
    make_unit(district, "己 不具备", is_eligible=False, ineligible_reason="合并停办")
    make_unit(district, "庚 停办", **old, closed_on=datetime.date(2022, 8, 31))
    make_unit(district, "辛 今年", **kindergarten, established_on=today, next_due_on=later)


def make_award(
    union: Union,
    title: str = "课例《春》",
    *,
    winners: tuple[Any, ...] = (),
    coaches: tuple[Any, ...] = (),
    **fields: Any,
) -> Award:
    """A valid national award; `winners` and `coaches` are members, or names of others."""
    given: dict[str, Any] = {
        "kind": "contest",
        "level_label": "国家级",
        "level_rank": 1,
        "awarded_on": datetime.date(2026, 5, 1),
        "category": "teaching",
        "subject": "persons",
    }
    award = Award(union=union, title=title, **{**given, **fields})
    award.grade_rank = grade_rank(award.grade)
    award.full_clean()
    award.save()
    for role, people in (("winner", winners), ("coach", coaches)):
        for position, who in enumerate(people):
            known = {"name": who} if isinstance(who, str) else {"member": who}
            AwardHolder.objects.create(
                union=union, award=award, role=role, position=position, **known
            )
    return award


def make_title(
    union: Union, name: str = "优秀工会积极分子", subject: str = "person"
) -> HonourTitle:
    titles = HonourTitle.objects
    return titles.get_or_create(union=union, name=name, defaults={"subject": subject})[0]


def make_selection(union: Union, **fields: Any) -> Selection:
    """A round in its first state; fields may put it elsewhere."""
    given: dict[str, Any] = {
        "year": 2026,
        "quota": 1,
        "deeds_limit": 600,
        "opens_on": datetime.date(2026, 10, 8),
        "closes_on": datetime.date(2026, 10, 23),
    }
    if fields.get("state") in ("noticed", "reported", "concluded"):
        given |= {"notice_from": datetime.date(2026, 11, 2), "notice_place": "公开栏"}
        given |= {"notice_until": datetime.date(2026, 11, 6)}
    title = fields.pop("honour_title", None) or make_title(union)
    selection = Selection(union=union, honour_title=title, **{**given, **fields})
    selection.full_clean()
    selection.save()
    return selection


def make_nominee(
    selection: Selection, who: Member | str, votes: tuple[int, ...] = (), **fields: Any
) -> Nominee:
    """`votes`: expected, returned, for."""
    known = {"name": who} if isinstance(who, str) else {"member": who}
    counted = dict(zip(("votes_expected", "votes_returned", "votes_for"), votes, strict=False))
    given = {"recommended_by": "语文组", "deeds": "工作踏实。", **known, **counted, **fields}
    nominee = Nominee(union=selection.union, selection=selection, **given)
    nominee.full_clean()
    nominee.save()
    return nominee


def make_application(union: Union, name: str = "骆清扬", **fields: Any) -> Application:
    """An application as the form on a phone makes it; its receipt is `code_of(key)`."""
    number = next(_numbers)
    key = fields.pop("key", f"{number:032x}")
    values = {
        "sex": "female",
        "birth_date": BORN,
        "mobile": "13812345678",
        "id_number": rosters.id_number(BORN, number * 2 % 998, area="330999"),
        "submitted_on": timezone.localdate(),
        **fields,
    }
    application = Application(
        union=union,
        name=name,
        **values,
        id_hash=id_hash(values["id_number"]),
        statement="我自愿加入中国工会。",
        receipt_hash=receipts.hash_of(receipts.code_of(key, "application"), "application"),
        submission_hash=keyed_hash(key, "application"),
    )
    application.full_clean()
    application.save()
    return application


DAY = datetime.timedelta(days=1)


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


def make_body(union: Union, kind: str = "committee", name: str = "", **fields: Any) -> Body:
    return Body.objects.create(union=union, kind=kind, name=name or Kind(kind).label, **fields)


def make_term(
    union: Union, kind: str = "committee", *, body: Body | None = None, **fields: Any
) -> BodyTerm:
    """A term of three years that began a year ago, without anybody on it."""
    fields.setdefault("starts_on", timezone.localdate() - datetime.timedelta(days=365))
    fields.setdefault("term_no", 1)
    fields.setdefault("term_years", 3)
    fields.setdefault("planned_end", term_end(fields["starts_on"], fields["term_years"]))
    fields.setdefault("seats", 3)
    term = BodyTerm(union=union, body=body or make_body(union, kind), **fields)
    term.full_clean()
    term.save()
    return term


def make_post(term: BodyTerm, member: Member | None = None, label: str = "委员", **f: Any) -> Post:
    f.setdefault("since", term.starts_on)
    post = Post(
        union=term.union, term=term, member=member or make_member(term.union), label=label, **f
    )
    post.full_clean()
    post.save()
    return post


def make_letter(union: Union, name: str = "顾明理", **fields: Any) -> AppointmentLetter:
    """A letter to somebody from outside, with the next number of this year."""
    day = fields.setdefault("issued_on", timezone.localdate())
    fields.setdefault("starts_on", day)
    fields.setdefault("year", day.year)
    fields.setdefault(
        "number", AppointmentLetter.objects.of_union(union).filter(year=fields["year"]).count() + 1
    )
    fields.setdefault("post_text", "法律咨询服务中心主任")
    return AppointmentLetter.objects.create(union=union, prefix="工聘", person_name=name, **fields)


def open_dues(by: Seat, year: int = 2026, *, truncation: str = "base") -> DuesYear:
    """A year of dues with an account for each member, by the act itself."""
    return dues.open_year(by=by, year=year, truncation=truncation, now=timezone.now())


def give_base(account: DuesAccount, base: str, by: Seat) -> DuesAccount:
    return dues.set_base(
        account=account, revision=account.revision, monthly_base=Decimal(base), by=by
    )


def pay(account: DuesAccount, amount: str, by: Seat, on: datetime.date) -> DuesPayment:
    account.refresh_from_db()
    return dues_payments.record(
        account=account,
        revision=account.revision,
        amount=Decimal(amount),
        paid_on=on,
        method="cash",
        by=by,
        today=on,
    )


def deduct(
    year: DuesYear, month: int, by: Seat, today: datetime.date = datetime.date(2026, 11, 22)
) -> list[DuesPayment]:
    return dues_payments.deduct_month(
        dues_year=year, month=month, paid_on=today, by=by, today=today
    )


def seated(union: Union, name: str, *roles: str, **fields: Any) -> Member:
    """A member with an account: a plain member's where no roles are named."""
    seat = make_seat(union, *(roles or ("member",)), name=name)
    return make_member(union, name, seat=seat, **fields)
