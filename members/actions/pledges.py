"""Acts on pledges: drawing up, opening, signing, reminding, closing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from members.checks import pledges as checks
from members.models import Member, Pledge, PledgeSignature, PledgeState
from members.models.codes import Status
from members.workflow.pledges import MANAGE, PLEDGING
from union_site import audit, notifications
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.workflow import advance

WORDS = ("title", "text", "audience", "group", "post_category")


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def _locked(pledge: Pledge) -> Pledge:
    """The row as it stands. Signing and closing take turns, so that nobody is missed."""
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("union", "group")
    return rows.get(pk=pledge.pk)


def _put(pledge: Pledge, written: dict[str, Any]) -> None:
    """Only what the chosen audience asks for is kept of group and category."""
    for name, value in written.items():
        setattr(pledge, name, value)
    pledge.text = pledge.text.replace("\r\n", "\n").strip()
    if pledge.audience != Pledge.Audience.GROUP:
        pledge.group = None
    if pledge.audience != Pledge.Audience.CATEGORY:
        pledge.post_category = ""


@transaction.atomic
def draw_up(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> Pledge:
    """A new pledge, as a draft. `written`: title, text, audience, group, post_category, days."""
    _require(by, by.union_id)
    pledge = Pledge(union=by.union)
    _put(pledge, written)
    agreed = require_clear(checks.of_days(pledge.opens_on, pledge.closes_on), accepted=accepted)
    pledge.full_clean()
    pledge.save()
    audit.record(
        verb="members.pledge.draw_up", label="拟定承诺书", by=by, thing=pledge, accepted=agreed
    )
    return pledge


@transaction.atomic
def change(*, pledge: Pledge, by: Seat, accepted: Iterable[str] = (), **written: Any) -> Pledge:
    """Corrects a draft; of an open one the last day alone. A text once signed stays as it is."""
    _require(by, pledge.union_id)
    pledge = _locked(pledge)
    if pledge.state == PledgeState.CLOSED:
        raise ValidationError("签订已经结束，不能再改。需要修改请另起新版本。")
    if not pledge.is_draft:
        held = {name: written.pop(name) for name in (*WORDS, "opens_on") if name in written}
        if any(value != getattr(pledge, name) for name, value in held.items()):
            raise ValidationError(
                "已经开始签订，名称、正文、范围和开始日期不能再改，只能调整截止日期。"
                "需要修改请另起新版本。"
            )
    _put(pledge, written)
    agreed = require_clear(checks.of_days(pledge.opens_on, pledge.closes_on), accepted=accepted)
    pledge.full_clean()
    pledge.save()
    audit.record(
        verb="members.pledge.change", label="修改承诺书", by=by, thing=pledge, accepted=agreed
    )
    return pledge


@transaction.atomic
def revise(*, pledge: Pledge, by: Seat, today: datetime.date) -> Pledge:
    """The next version as a draft, beginning with the same words."""
    _require(by, pledge.union_id)
    series = Pledge.objects.of_union(by.union).filter(title=pledge.title)
    if (draft := series.filter(state=PledgeState.DRAFT).first()) is not None:
        return draft
    days = pledge.closes_on - pledge.opens_on
    following = Pledge(
        union=by.union,
        version=series.aggregate(last=Max("version"))["last"] + 1,
        opens_on=today,
        closes_on=today + days,
        **{name: getattr(pledge, name) for name in WORDS},
    )
    following.full_clean()
    following.save()
    audit.record(verb="members.pledge.revise", label="另起新版本", by=by, thing=following)
    return following


@transaction.atomic
def open_signing(*, pledge: Pledge, by: Seat) -> Pledge:
    """Puts the pledge before its circle and tells them."""
    pledge = advance(PLEDGING, thing=_locked(pledge), step="open", by=by)
    _tell(pledge, f"请签订《{pledge}》，{pledge.closes_on:%Y-%m-%d} 截止。")
    return pledge


@transaction.atomic
def remind(*, pledge: Pledge, by: Seat, today: datetime.date) -> Pledge:
    """Tells those who have not signed; once a day is enough."""
    pledge = _locked(pledge)
    if pledge.reminded_on == today:
        raise ValidationError("今天已经提醒过，明天再提醒。")
    advance(PLEDGING, thing=pledge, step="remind", by=by, changes={"reminded_on": today})
    _tell(pledge, f"您还没有签订《{pledge}》，{pledge.closes_on:%Y-%m-%d} 截止。")
    return pledge


def _tell(pledge: Pledge, sentence: str) -> None:
    asked = pledge.unsigned().filter(seat__isnull=False).select_related("seat")
    notifications.tell(
        seats=[member.seat for member in asked],
        sentence=sentence,
        url=reverse("members:pledge_sign", args=[pledge.pk]),
    )


@transaction.atomic
def close_signing(*, pledge: Pledge, by: Seat) -> Pledge:
    """Ends the signing and writes down who did not sign."""
    pledge = _locked(pledge)
    missed = list(pledge.unsigned().values_list("pk", flat=True))
    advance(PLEDGING, thing=pledge, step="close", by=by)
    pledge.missed.set(missed)
    return pledge


@transaction.atomic
def sign(
    *, pledge: Pledge, by: Seat, agreed: bool, seen: str, now: datetime.datetime
) -> PledgeSignature:
    """Signs for oneself; signing twice changes nothing and gives back the first signature.

    `seen` is the fingerprint of the words that were on the page.
    """
    member = Member.objects.filter(seat=by, union_id=pledge.union_id).first()
    if member is None or not by.can("own.view"):
        raise PermissionDenied
    if (signed := pledge.signatures.filter(member=member).first()) is not None:
        return signed
    pledge = _locked(pledge)
    if sentence := checks.not_signable(pledge, today=timezone.localdate(now)):
        raise ValidationError(sentence)
    if not pledge.circle().filter(pk=member.pk).exists():
        raise PermissionDenied
    if not agreed:
        raise ValidationError("请先读完正文，再点“我已阅读并承诺”。")
    if seen != pledge.fingerprint:
        raise ValidationError("正文与您刚才看到的不同，请重新读一遍再签。")
    return _sign(pledge, member, by, now, on_paper=False)


def _sign(
    pledge: Pledge, member: Member, by: Seat, now: datetime.datetime, *, on_paper: bool
) -> PledgeSignature:
    signed, is_new = PledgeSignature.objects.get_or_create(
        pledge=pledge,
        member=member,
        defaults={
            "union_id": pledge.union_id,
            "seat": by,
            "at": now,
            "sha256": pledge.fingerprint,
            "on_paper": on_paper,
        },
    )
    if is_new:
        label = "登记纸质承诺书" if on_paper else "签订承诺书"
        audit.record(verb="members.pledge.sign", label=label, by=by, thing=signed)
    return signed


@transaction.atomic
def sign_on_paper(
    *, pledge: Pledge, members: Iterable[int], by: Seat, now: datetime.datetime
) -> int:
    """Writes down who signed the printed text; returns how many were new."""
    _require(by, pledge.union_id)
    pledge = _locked(pledge)
    if not pledge.is_open:
        raise ValidationError("只有签订中的承诺书可以登记纸质签订。")
    chosen = list(pledge.unsigned().filter(pk__in=list(members), status=Status.ACTIVE))
    if not chosen:
        raise ValidationError("请先勾选已在纸质承诺书上签名的会员。")
    for member in chosen:
        _sign(pledge, member, by, now, on_paper=True)
    return len(chosen)
