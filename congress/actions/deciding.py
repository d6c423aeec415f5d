"""Resolutions out of votes: from a ballot that was decided, and the general one of a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from congress.actions import numbering
from congress.actions.acting import lock, require, write
from congress.actions.resolutions import count, resolution_findings
from congress.checks import votes
from congress.checks.ballots import delegates_decide
from congress.models import Ballot, Resolution, Session
from congress.models.agenda import Matter
from congress.models.ballots import ABSTAIN, AGAINST, FOR, BallotKind, Electorate
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat


@transaction.atomic
def resolve_from_ballot(
    *, ballot: Ballot, by: Seat, accepted: Iterable[str] = ()
) -> list[Resolution]:
    """Makes a resolution of every matter on the sheet of a ballot that was decided.

    Figures and verdict are those of `ballot.result` and stay so. What was adopted gets its
    number at once.
    """
    require(by, ballot.union_id)
    session = _session_of(ballot)
    lock(session)
    if Resolution.objects.filter(Q(ballot=ballot) | Q(item__ballot=ballot)).exists():
        raise ValidationError("这次表决已经形成决议。")
    items = {item.pk: item for item in ballot.items.all()}
    counted = [row for row in ballot.result.get("items", []) if row["item"] in items]
    if not counted:
        raise ValidationError("这次表决没有可以形成决议的内容。")
    drawn = [_drawn(ballot, session, row) for row in counted]
    found: list[Finding] = []
    for resolution in drawn:
        found += votes(cast=resolution.votes_cast, present=_most(ballot))
    agreed = require_clear(found, accepted=accepted)
    last = session.resolutions.aggregate(last=Max("position"))["last"] or 0
    for place, (resolution, row) in enumerate(zip(drawn, counted, strict=True), start=last + 1):
        resolution.position = place
        resolution.item = items[row["item"]]
        resolution.ballot = ballot if len(counted) == 1 else None
        _keep(resolution, by, "congress.resolution_from_ballot", "由表决形成决议", agreed)
    return drawn


def _most(ballot: Ballot) -> int:
    """How many could vote: those present, or everybody entitled where absence is no matter."""
    name = "present" if ballot.electorate == Electorate.DELEGATES else "issued"
    return ballot.result.get(name) or 0


def _session_of(ballot: Ballot) -> Session:
    if not ballot.is_decided:
        raise ValidationError("表决结果还没有公布，不能形成决议。")
    if ballot.kind != BallotKind.RESOLUTION or ballot.session is None:
        raise ValidationError("选举、评议和测评的结果不形成决议，请查看结果页。")
    if ballot.method not in Resolution.Method.values:
        raise ValidationError("鼓掌通过没有票数，不能形成决议。")
    if ballot.electorate == Electorate.MEMBERS and delegates_decide(ballot):
        raise ValidationError("全体会员的投票不是代表在会上的表决，不能形成本次会议的决议。")
    return ballot.session


def _drawn(ballot: Ballot, session: Session, row: dict[str, Any]) -> Resolution:
    counts = row["counts"]
    is_adopted = row["is_adopted"]
    if is_adopted is None:
        raise ValidationError(f"“{row['title']}”的表决没有得出结果，不能形成决议。")
    resolution = Resolution(
        union=ballot.union,
        session=session,
        title=row["title"],
        matter=ballot.agenda_item.matter if ballot.agenda_item else Matter.OTHER,
        method=ballot.method,
        votes_for=counts.get(FOR, 0),
        votes_against=counts.get(AGAINST, 0),
        votes_abstain=counts.get(ABSTAIN, 0),
        needed=ballot.result["needed"],
        is_adopted=is_adopted,
    )
    resolution.text = usual_text(resolution)
    return resolution


def usual_text(resolution: Resolution) -> str:
    """What a resolution says where nobody has written it yet."""
    verb = "审议通过" if resolution.is_adopted else "审议了"
    tail = "" if resolution.is_adopted else "，表决未获通过"
    title = resolution.title if resolution.title.startswith("《") else f"《{resolution.title}》"
    return f"会议{verb}{title}{tail}。"


def _keep(
    resolution: Resolution, by: Seat, verb: str, label: str, agreed: Iterable[Finding]
) -> None:
    if resolution.is_adopted and not resolution.document_no:
        numbering.give_number(resolution)
    resolution.full_clean()
    resolution.save()
    audit.record(verb=verb, label=label, by=by, thing=resolution, accepted=agreed)


@transaction.atomic
def record_general(
    *,
    session: Session,
    by: Seat,
    parts: Sequence[Resolution],
    accepted: Iterable[str] = (),
    **written: Any,
) -> Resolution:
    """总决议: one resolution for several matters of its session, put to the vote itself.

    `written`: title, method, votes_for, votes_against, votes_abstain, document_no, text. Without
    a text it gathers those of the matters.
    """
    require(by, session.union_id)
    if not session.is_held:
        raise ValidationError("先登记会议情况，再登记总决议。")
    lock(session)
    chosen = list(session.resolutions.filter(pk__in=[part.pk for part in parts]))
    _require_parts(chosen)
    last = session.resolutions.aggregate(last=Max("position"))["last"] or 0
    general = Resolution(union=session.union, session=session, position=last + 1, is_general=True)
    write(general, written)
    general.text = general.text.strip() or "\n".join(
        part.text or usual_text(part) for part in sorted(chosen, key=lambda row: row.position)
    )
    numbering.keep_typed(general)
    count(general)
    agreed = require_clear(resolution_findings(general), accepted=accepted)
    _keep(general, by, "congress.resolution_general", "登记总决议", agreed)
    for part in chosen:
        part.part_of = general
        part.full_clean()
        part.save()
    return general


def _require_parts(chosen: list[Resolution]) -> None:
    if len(chosen) < 2:
        raise ValidationError({"parts": "总决议须包括本次会议的两项以上事项。"})
    if any(part.is_general or part.part_of_id for part in chosen):
        raise ValidationError({"parts": "所选事项中有总决议，或已列入另一项总决议。"})
    if any(not part.is_adopted for part in chosen):
        raise ValidationError({"parts": "未通过的事项不能列入总决议。"})
