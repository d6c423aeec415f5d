"""What the pages of an author show: where a proposal belongs, how a draft stands, why not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from congress.models import CongressTerm, Delegate
from proposals.checks.collecting import Place
from proposals.models import Proposal, SeconderState
from proposals.steps.formal import unit
from union_site.calendar import official_date
from union_site.findings import Finding
from union_site.models import Seat


@dataclass(frozen=True)
class Refusal:
    """Why this seat makes no formal proposals, and who could do it for the person."""

    reason: str
    delegates: list[str]
    delegate_url: str


def why_not(seat: Seat, term: CongressTerm | None) -> Refusal:
    if term is None:
        reason = "本校现在没有任期内的教代会，正式提案要等教代会代表产生后才能提出。"
        return Refusal(reason, [], "")
    rows = Delegate.objects.visible_to(seat).filter(term=term)
    own = rows.filter(member__seat=seat).order_by("ended_on").last()
    return Refusal(_reason(own, term), _own_delegates(seat, rows), _list_url(seat, term))


def _reason(own: Delegate | None, term: CongressTerm) -> str:
    usual = "正式提案由教代会正式代表提出，也可以由代表团或专门委员会的负责人以集体名义提出。"
    if own is None:
        return f"{usual}您不是{term}的代表。"
    if own.ended_on is not None:
        return f"{usual}您的代表资格已于{official_date(own.ended_on)}终止。"
    return f"{usual}您是{own.get_kind_display()}，可以发言，但不能提出提案。"


def _own_delegates(seat: Seat, rows: Any) -> list[str]:
    """The full delegates of one's own group: whom to ask."""
    group = seat.member.group_id if hasattr(seat, "member") else None
    if group is None:
        return []
    near = rows.in_office().full().filter(member__group_id=group).exclude(member__seat=seat)
    return [delegate.name for delegate in near.for_list()[:8]]


def _list_url(seat: Seat, term: CongressTerm) -> str:
    return reverse("congress:delegate_list", args=[term.pk]) if seat.can("congress.view") else ""


def place_facts(place: Place, today: datetime.date) -> dict[str, Any]:
    """Where a proposal handed in today belongs, in words, and how pressing it is."""
    window = place.window
    if window is None:
        words = "现在没有会议在征集提案。写好后可以随时提交，作为闭会期间提案办理。"
        return {"tone": "info", "word": "闭会期间", "text": words}
    name, last = window.session.short_title, official_date(window.closes_on)
    if place.is_late:
        words = f"{name}的提案征集已于{last}截止。现在提交按逾期处理，通常转为意见建议。"
        return {"tone": "warn", "word": "征集已截止", "text": words}
    days = window.days_left(today)
    left = f"还有 {days} 天" if days else "今天是最后一天"
    words = f"{name}正在征集提案，{last}截止，{left}。{window.words}"
    return {"tone": "warn" if days <= 3 else "info", "word": "征集中", "text": words}


def draft_status(
    proposal: Proposal, form: Any, *, saved: bool, theirs: Proposal | None
) -> dict[str, Any]:
    """The line under a draft: saved when, or what stands in the way."""
    typed = form["version"].value() if theirs is not None else proposal.version
    return {
        "proposal": proposal,
        "version": typed,
        "just_saved": saved,
        "theirs": theirs,
        "errors": _errors(form),
        "draft_key": f"proposal-edit-{proposal.pk}",
    }


def _errors(form: Any) -> list[str]:
    """Each sentence with the field it speaks of: the line stands away from the fields."""
    found = [str(error) for error in form.non_field_errors()]
    for name, sentences in form.errors.items():
        if name in form.fields:
            found += [f"{form.fields[name].label}：{sentence}" for sentence in sentences]
    return found


def draft_facts(proposal: Proposal) -> list[tuple[str, str]]:
    """Beside the text: who makes it, what it needs, what it grew from."""
    waiting = proposal.seconders.asked().count()
    needs = "以集体名义提出，不需要附议" if proposal.is_collective else f"已邀请 {waiting} 人"
    facts = [
        ("提案人", proposal.proposer),
        ("提出方式", str(proposal.get_kind_display())),
        ("附议", needs),
        ("附件", f"{proposal.files.count()} 个"),
    ]
    if proposal.origin is not None:
        facts.append(("由微提案转来", proposal.origin.heading))
    return facts


def submit_facts(proposal: Proposal, place: Place, today: datetime.date) -> list[tuple[str, str]]:
    session = place.session if proposal.submitted_at is None else proposal.session
    names = "、".join(row.delegate.name for row in proposal.seconders.counting().for_list())
    return [
        ("案由", proposal.heading),
        ("提案人", proposal.proposer),
        ("附议人", "集体提案，不需要附议" if proposal.is_collective else names or "还没有"),
        ("类别", str(proposal.get_category_display())),
        ("建议承办", unit(proposal.wanted_lead)),
        ("列入", session.short_title if session else "闭会期间提案"),
        ("提交日期", official_date(today)),
    ]


def back_to_mend(proposal: Proposal, findings: Iterable[Finding]) -> tuple[str, str]:
    """Where what blocks can be put right: seconders on their page, the text in the draft."""
    codes = {finding.code for finding in findings}
    is_text = bool(codes & {"P-11", "P-12", "P-13", "P-14"})
    if "P-10" in codes and not (is_text and proposal.state == "draft"):
        return reverse("proposals:seconders", args=[proposal.pk]), "去邀请附议人"
    if proposal.state == "draft":
        return reverse("proposals:edit", args=[proposal.pk]), "回去修改"
    return reverse("proposals:proposal", args=[proposal.pk]), "返回提案"


SECONDER_TONES = {
    SeconderState.ACCEPTED: "ok",
    SeconderState.INVITED: "info",
    SeconderState.DECLINED: "plain",
    SeconderState.CANCELLED: "plain",
}
