"""What the roster holds about one person beside the row itself."""

from __future__ import annotations

from typing import Any

from members.models import (
    Correction,
    Disclosure,
    Member,
    MembershipEvent,
    NoticeAcceptance,
    Pledge,
    PledgeSignature,
    UnionGroup,
)
from union_site import personal
from union_site.listing import Column
from union_site.models import AuditEntry
from union_site.personal import Holding, Person, by_seat, moment

DISCLOSURES = "members.disclosures"
# Of a change the trail notes the names of the fields; other notes may speak of others.
_NAMING_FIELDS = {"members.amend"}


def _changes(person: Person) -> Any:
    entries = AuditEntry.objects.filter(
        union_id=person.union_id, object_type="members.member", object_id=str(person.pk)
    )
    # Copies that the person took are among the own acts.
    return entries.exclude(verb="members.copy_own").select_related("seat__user").order_by("-pk")


personal.register(
    Holding(
        code=DISCLOSURES,
        label="谁查看过完整信息",
        model="members.Disclosure",
        rows=lambda person: Disclosure.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("时间", lambda row: moment(row.at), 18),
            Column("查看人", lambda row: row.by.name, 12),
            Column("内容", lambda row: row.what, 24),
            Column("用途", lambda row: row.reason, 40),
        ),
        seen_by="audit.view",
        order=10,
    ),
    Holding(
        code="members.events",
        label="会籍变化",
        model="members.MembershipEvent",
        rows=lambda person: MembershipEvent.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("生效日期", lambda row: row.on, 14),
            Column("变化", lambda row: row.get_kind_display(), 12),
            Column("变化后会籍", lambda row: row.get_status_display(), 12),
            Column("原因", lambda row: row.reason, 30),
            Column("文号", lambda row: row.document_no, 18),
            Column("经办", lambda row: row.by.name if row.by else "", 12),
        ),
        seen_by="members.view",
        order=11,
    ),
    Holding(
        code="members.changes",
        label="名册登记和修改记录",
        model="union_site.AuditEntry",
        rows=_changes,
        columns=(
            Column("时间", lambda row: moment(row.at), 18),
            Column("做了什么", lambda row: row.label or row.verb, 24),
            Column("办理人", lambda row: row.seat.name if row.seat else "", 12),
            Column("改了哪些项", lambda row: row.note if row.verb in _NAMING_FIELDS else "", 30),
        ),
        seen_by="audit.view",
        order=12,
    ),
    Holding(
        code="members.corrections",
        label="更正申请",
        model="members.Correction",
        rows=lambda person: Correction.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("更正项目", lambda row: row.get_field_display(), 14),
            Column("申请时间", lambda row: moment(row.asked_at), 18),
            Column("理由", lambda row: row.reason, 30),
            Column("状态", lambda row: row.get_state_display(), 10),
            Column("办结时间", lambda row: moment(row.decided_at), 18),
            Column("答复", lambda row: row.answer, 30),
        ),
        copy_only=(Column("改为", lambda row: row.proposed or "", 30),),
        seen_by="members.manage",
        order=13,
    ),
    Holding(
        code="members.pledges",
        label="签订的承诺书",
        model="members.PledgeSignature",
        rows=lambda person: PledgeSignature.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("承诺书", lambda row: str(row.pledge), 30),
            Column("签订时间", lambda row: moment(row.at), 18),
            Column("方式", lambda row: "纸质签订" if row.on_paper else "网上签订", 10),
        ),
        copy_only=(
            Column("正文", lambda row: row.pledge.text, 60),
            Column("正文指纹", lambda row: row.sha256, 30),
        ),
        seen_by="pledges.manage",
        order=14,
    ),
    Holding(
        code="members.pledges_missed",
        label="到期未签的承诺书",
        model="members.Pledge",
        rows=lambda person: Pledge.objects.filter(missed=person.pk).for_list(),
        columns=(
            Column("承诺书", str, 30),
            Column("截止日期", lambda row: row.closes_on, 14),
        ),
        seen_by="pledges.manage",
        order=14,
    ),
    Holding(
        code="members.notices",
        label="告知书确认",
        model="members.NoticeAcceptance",
        rows=lambda person: by_seat(NoticeAcceptance.objects.for_list(), person),
        columns=(
            Column("告知书", lambda row: str(row.notice), 30),
            Column("确认时间", lambda row: moment(row.at), 18),
        ),
        seen_by="privacy.manage",
        order=15,
    ),
    Holding(
        code="members.groups",
        label="担任组长的小组",
        model="members.UnionGroup",
        rows=lambda person: UnionGroup.objects.filter(head=person.pk).order_by("order", "name"),
        columns=(Column("工会小组", lambda row: row.name, 20),),
        seen_by="organisation.view",
        order=16,
    ),
    Holding(
        code="members.merged",
        label="合并前的重复登记",
        model="members.Member",
        rows=lambda person: Member.objects.filter(merged_into=person.pk).order_by("pk"),
        columns=(
            Column("姓名", lambda row: row.name, 12),
            Column("出生日期", lambda row: row.birth_date, 14),
            Column("工号", lambda row: row.staff_no, 12),
            Column("入会日期", lambda row: row.joined_union_on, 14),
        ),
        copy_only=(
            Column("证件号码", lambda row: row.id_number, 22),
            Column("移动电话", lambda row: row.mobile, 14),
            Column("家庭住址", lambda row: row.home_address, 30),
            Column("银行卡号", lambda row: row.bank_card, 22),
        ),
        seen_by="members.view",
        order=17,
    ),
)
