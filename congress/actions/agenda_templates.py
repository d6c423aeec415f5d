"""What the agenda of a session of each kind usually holds: a beginning, to be changed."""

from __future__ import annotations

from typing import NamedTuple

from congress.models import Session
from congress.models.agenda import Matter, Treatment
from congress.models.sittings import Part

HEAR, DELIBERATE, ADOPT = Treatment.HEAR, Treatment.DELIBERATE, Treatment.ADOPT
ELECT, APPRAISE, PROCEDURE = Treatment.ELECT, Treatment.APPRAISE, Treatment.PROCEDURE


class ItemDraft(NamedTuple):
    """An item that is not yet on an agenda."""

    part: str
    title: str
    matter: str
    treatment: str
    presenter: str
    minutes: int | None


def _preparatory(title: str, treatment: str, presenter: str, minutes: int) -> ItemDraft:
    return ItemDraft(Part.PREPARATORY, title, Matter.OTHER, treatment, presenter, minutes)


def _plenary(
    title: str, matter: str, treatment: str, presenter: str = "", minutes: int = 5
) -> ItemDraft:
    return ItemDraft(Part.PLENARY, title, matter, treatment, presenter, minutes)


# The six items of the preparatory meeting.
PREPARATORY = [
    _preparatory("会议筹备情况的报告", HEAR, "工会主席", 5),
    _preparatory("代表资格审查报告", DELIBERATE, "代表资格审查小组", 5),
    _preparatory("主席团名单", ADOPT, "工会主席", 5),
    _preparatory("会议议题、议程和日程", ADOPT, "工会主席", 5),
    _preparatory("表决办法和监票人、计票人名单", ADOPT, "工会主席", 5),
    _preparatory("其他事项", PROCEDURE, "", 5),
]
PRESIDIUM = [
    ItemDraft(Part.PRESIDIUM, "推选执行主席，确定会议日程", "other", PROCEDURE, "工会主席", 10),
]
OPENING = [
    _plenary("清点人数，宣布开会，奏唱国歌", Matter.OTHER, PROCEDURE, "执行主席"),
    _plenary("开幕词", Matter.OTHER, PROCEDURE, "工会主席"),
]
REPORTS = [
    _plenary("学校工作报告", Matter.REPORTS, HEAR, "校长", 30),
    _plenary("学校财务工作报告", Matter.REPORTS, HEAR, "分管副校长", 15),
    _plenary("工会工作报告", Matter.REPORTS, HEAR, "工会主席", 15),
    _plenary("上次会议提案办理情况报告", Matter.PROPOSALS, DELIBERATE, "提案工作组", 10),
]
DISCUSSION = [
    _plenary("分组讨论", Matter.OTHER, PROCEDURE, "各代表团团长", 30),
    _plenary("讨论意见采纳情况的说明", Matter.OTHER, HEAR, "主席团", 10),
]
# What is to be adopted is explained first, then discussed, and only then voted on.
EXPLANATION = [
    _plenary("有关办法（草案）的起草说明", Matter.OTHER, HEAR, "起草部门", 10),
]
ADOPTION = [
    _plenary("涉及教职工切身利益的办法", Matter.STAFF_INTEREST, ADOPT, "执行主席", 10),
]
CLOSING = [
    _plenary("会议决议（草案）", Matter.OTHER, ADOPT, "执行主席", 5),
    _plenary("闭幕", Matter.OTHER, PROCEDURE, "执行主席", 5),
]
ELECTION = [
    _plenary("选举工会委员会委员", Matter.OTHER, ELECT, "总监票人", 30),
    _plenary("选举经费审查委员会委员", Matter.OTHER, ELECT, "总监票人", 15),
]

TEMPLATES: dict[str, list[ItemDraft]] = {
    Session.Kind.ANNUAL: [
        *OPENING,
        *REPORTS,
        *EXPLANATION,
        *DISCUSSION,
        *ADOPTION,
        *CLOSING,
    ],
    Session.Kind.FIRST: [
        *OPENING,
        *REPORTS,
        *EXPLANATION,
        *DISCUSSION,
        *ADOPTION,
        *ELECTION,
        *CLOSING,
    ],
    Session.Kind.TOPICAL: [OPENING[0], *EXPLANATION, *DISCUSSION, *ADOPTION, *CLOSING],
    Session.Kind.EXTRAORDINARY: [
        OPENING[0],
        _plenary("召开临时会议的理由", Matter.OTHER, HEAR, "提议方", 10),
        *EXPLANATION,
        *DISCUSSION,
        *ADOPTION,
        *CLOSING,
    ],
}


# A committee plenary, or another meeting without delegates.
PLAIN = [
    _plenary("清点人数，宣布开会", Matter.OTHER, PROCEDURE, "主持人"),
    _plenary("工作情况汇报", Matter.OTHER, HEAR, "主持人", 15),
    _plenary("会议议题", Matter.OTHER, DELIBERATE, "主持人", 20),
    _plenary("讨论", Matter.OTHER, PROCEDURE, "主持人", 20),
    _plenary("会议决定", Matter.OTHER, ADOPT, "主持人"),
]


def template(kind: str, *, is_congress: bool = True) -> list[ItemDraft]:
    """Preparatory meeting, presidium, and the session proper of this kind."""
    if not is_congress:
        return list(PLAIN)
    return [*PREPARATORY, *PRESIDIUM, *TEMPLATES[kind]]
