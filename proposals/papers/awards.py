"""Papers of awards: the decision with its list, and a certificate for each winner."""

from __future__ import annotations

from collections.abc import Sequence

from proposals.models import AwardKind, AwardNominee, AwardRound
from proposals.papers.gathering import delegation_of
from union_site.documents import (
    Align,
    Attachment,
    Column,
    Document,
    Paragraph,
    Signature,
    Spacer,
    Table,
)

CENTER = Align.CENTER
PRAISE = {
    AwardKind.PROPOSAL: "案由明确、案据充分、建议可行，对学校工作起到积极作用",
    AwardKind.HANDLER: "重视提案办理，答复及时、落实有力、代表满意",
    AwardKind.DELEGATION: "组织代表深入调研，提案数量多、质量高",
}


def decision(award: AwardRound, winners: Sequence[AwardNominee]) -> Document:
    """表彰决定 with the list as its attachment."""
    kind = award.get_kind_display()
    how = "根据积分" if award.is_by_points else "经推荐和投票"
    praise = PRAISE[AwardKind(award.kind)]
    return Document(
        title=f"{award.union.name}\n关于表彰{award.scope_label}{kind}的决定",
        byline=award.document_no,
        recipient="各代表团、各部门",
        issuer=award.union.name,
        date=award.announced_on,
        blocks=[
            Paragraph(
                f"为鼓励代表履行职责、推动提案办理，{how}，决定授予{_names(winners)}"
                f"“{kind}”称号，共{len(winners)}个。"
            ),
            Paragraph(f"受表彰的{_who(award)}{praise}。希望再接再厉，为学校民主管理作出新的贡献。"),
            Signature(with_seal=True),
        ],
        attachments=[Attachment(f"{award.scope_label}{kind}名单", [_table(award, winners)])],
    )


def _names(winners: Sequence[AwardNominee]) -> str:
    shown = [f"《{one.name}》" if one.proposal is not None else one.name for one in winners]
    return "、".join(shown[:3]) + ("等" if len(shown) > 3 else "")


def _who(award: AwardRound) -> str:
    return {
        AwardKind.PROPOSAL: "提案",
        AwardKind.HANDLER: "部门",
        AwardKind.DELEGATION: "代表团",
    }[AwardKind(award.kind)]


def _table(award: AwardRound, winners: Sequence[AwardNominee]) -> Table:
    score = "积分" if award.is_by_points else "得票"
    if award.kind == AwardKind.PROPOSAL:
        columns = [
            Column("序号", 0.5, CENTER),
            Column("提案", 3.2),
            Column("提案人", 1.0, CENTER),
            Column("代表团", 1.2, CENTER),
            Column(score, 0.7, CENTER),
        ]
        rows: list[list[str | int]] = [
            [n, one.name, _proposer(one), delegation_of(one.proposal), _score(award, one)]
            for n, one in enumerate(winners, start=1)
            if one.proposal is not None
        ]
        return Table(columns, rows)
    columns = [Column("序号", 0.5, CENTER), Column(_who(award), 3.0), Column(score, 1.0, CENTER)]
    return Table(
        columns, [[n, one.name, _score(award, one)] for n, one in enumerate(winners, start=1)]
    )


def _proposer(nominee: AwardNominee) -> str:
    """As the author chose to be named in public."""
    return nominee.proposal.shown_proposer(None) if nominee.proposal is not None else ""


def _score(award: AwardRound, nominee: AwardNominee) -> int:
    return (nominee.points or 0) if award.is_by_points else nominee.votes


def certificate(award: AwardRound, winner: AwardNominee) -> Document:
    """荣誉证书, one page across."""
    proposal = winner.proposal
    if proposal is not None:
        whom = proposal.proposer
        when = award.scope_label if award.session is None else f"{award.scope_label}期间"
        said = f"您在{when}提出的《{proposal.heading}》被评为"
        said = said.replace("您在", "你们在") if proposal.is_collective else said
    else:
        whom, said = winner.name, f"你们在{award.scope_label}提案工作中成绩突出，被评为"
    return Document(
        title="荣 誉 证 书".replace(" ", "　"),
        issuer=award.union.name,
        date=award.announced_on,
        landscape=True,
        has_page_numbers=False,
        blocks=[
            Spacer(2),
            Paragraph(f"{whom}：", indent=False),
            Paragraph(f"{said}“{award.get_kind_display()}”。"),
            Paragraph("特发此证，以资鼓励。"),
            Spacer(1),
            Signature(with_seal=True),
        ],
    )
