"""Papers of joining and transfer: the registration form, the poster, the letter."""

from __future__ import annotations

import datetime
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe

from members.models import Application, JoinAddress, Member, Transfer
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Signature,
    Spacer,
    Table,
)
from union_site.documents import Column as PaperColumn
from union_site.masking import Personal, covered

STATEMENT = (
    "我自愿加入中国工会，承认并遵守《中国工会章程》，执行工会决议，履行会员义务，按时交纳会费。"
)


def qr(address: str) -> SafeString:
    """The address as an SVG for a page; medium correction, since posters get scratched."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(border=2, omitsize=True, title="入会申请二维码", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn from an address of ours


def poster(found: JoinAddress, address: str) -> Document:
    """One page to pin to a wall."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)
    return Document(
        title="加入工会",
        byline=found.union.name,
        blocks=[
            Paragraph("凡在本单位工作、以工资收入为主要生活来源的教职工，", align=Align.CENTER),
            Paragraph("都可以自愿申请加入工会。", align=Align.CENTER),
            Spacer(1),
            Picture(drawing, width_mm=92, words=address),
            Spacer(1),
            Paragraph("用手机或微信扫一扫，填写入会申请，不需要账号。", align=Align.CENTER),
            Paragraph("提交后得到回执码，凭码查看办理进度。", align=Align.CENTER),
            Spacer(1),
            Paragraph(address, align=Align.CENTER),
        ],
    )


def _person(person: Application | Member) -> list[tuple[str, Any]]:
    """What the official form asks of a person; family and wages are left out on purpose."""
    return [
        ("姓名", person.name),
        ("性别", person.get_sex_display()),
        ("出生日期", person.birth_date),
        ("民族", person.get_ethnicity_display()),
        ("学历", person.get_education_display()),
        ("政治面貌", person.get_political_status_display()),
        ("籍贯", getattr(person, "native_place", "")),
        ("职称", person.title),
        ("岗位", person.get_post_category_display()),
        ("来校日期", person.joined_school_on),
    ]


def registration(
    *, member: Member | None, application: Application | None, today: datetime.date
) -> Document:
    """《入会申请书》 and 《工会会员登记表》 on one paper, to be signed and filed."""
    person = member or application
    if person is None:
        raise ValueError("A registration form is of somebody.")
    union = person.union
    certificate = member.certificate_no if member else ""
    joined = member.joined_union_on if member else None
    facts = [
        *_person(person),
        ("工作单位", union.unit_name),
        ("工会小组", str(person.group or "")),
        ("会员证号", certificate),
        ("入会日期", joined),
    ]
    applied = application.submitted_on if application else None
    return Document(
        title="入会申请书\n工会会员登记表",
        byline=union.name,
        blocks=[
            Heading(1, "入会申请"),
            Paragraph(STATEMENT),
            Facts([("申请人签名", ""), ("申请日期", applied)]),
            Heading(1, "会员登记"),
            Facts(facts, across=2),
            Table(
                columns=[PaperColumn("项目", 1), PaperColumn("内容", 4)],
                rows=[
                    ["个人工作简历", ""],
                    ["工会小组意见", ""],
                    ["基层工会审批意见", _decision(application)],
                    ["备注", _remark(application)],
                ],
                row_lines=2.2,
            ),
            Signature(issuer=union.name, date=_decided(application) or today, with_seal=True),
        ],
    )


def _day_or_blank(day: datetime.date | None) -> str:
    return official_date(day) if day else "　　年　　月　　日"


def _decided(application: Application | None) -> datetime.date | None:
    return application.decided_on if application else None


def _decision(application: Application | None) -> str:
    if application is None or application.state != Application.State.APPROVED:
        return ""
    return f"同意入会（{_day_or_blank(application.decided_on)}）。"


def _remark(application: Application | None) -> str:
    month = application.first_dues_month if application else None
    return f"会费自{month.year}年{month.month}月起交纳。" if month else ""


def letter(transfer: Transfer) -> Document:
    """《工会会员组织关系转移介绍信》: released under a number of the union and the year.

    It says no more of the person than the page does: the other union reads it before it accepts.
    """
    member, released = transfer.member, transfer.released_on
    dues = transfer.dues_paid_to
    if released is None or dues is None:
        raise ValueError("A letter is written when the member is released.")
    return Document(
        title="工会会员组织关系转移介绍信",
        byline=f"{transfer.union.name} {transfer.number}",
        recipient=transfer.to_name,
        issuer=transfer.union.name,
        date=released,
        blocks=[
            Paragraph(
                f"兹有我会会员{member.name}（{member.get_sex_display()}），因{transfer.reason}，"
                "现将其工会组织关系转到你会，请予接收。"
            ),
            Facts(
                [
                    ("姓名", member.name),
                    ("性别", member.get_sex_display()),
                    ("岗位", member.get_post_category_display()),
                    ("职称", member.title),
                    ("证件号码", covered(member.id_number, Personal.ID_NUMBER)),
                    ("会费交至", f"{dues.year}年{dues.month}月"),
                ],
                across=2,
            ),
            Paragraph("本人已同意由我会向你会提供其会员登记信息。接收后请将回执退回我会。"),
            Signature(with_seal=True),
            Spacer(1),
            Paragraph("回执", align=Align.CENTER),
            Paragraph(
                f"{transfer.union.name}：你会介绍信{transfer.number}收悉，"
                f"会员{member.name}的组织关系已转入我会。"
            ),
            Facts([("接收工会盖章", ""), ("接收日期", "")]),
        ],
    )
