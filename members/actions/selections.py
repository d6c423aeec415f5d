"""Acts of a selection: opening it, nominating, counting consent, notice, report, result."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from members.actions import honours
from members.actions.honour_titles import require
from members.checks import selections as checks
from members.checks.selections import Votes
from members.models import Award, AwardHolder, Nominee, Selection
from members.models.honour_titles import Recipient
from members.workflow.selections import NOMINEE, SELECTION
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.norms import InForce, norm
from union_site.workflow import advance

State = Selection.State
DEEDS, CONSENT, NOTICE = (
    "honours.deeds_characters",
    "honours.consent_percent",
    "honours.notice_days",
)


def rule(key: str, selection: Selection, today: datetime.date) -> InForce:
    return norm(key, union=selection.union, on=today)


def _locked(selection: Selection) -> Selection:
    """The selection as it is now, held until the transaction ends."""
    rows = Selection.objects.select_related("union", "honour_title").select_for_update(of=("self",))
    return rows.get(pk=selection.pk)


def _require_state(selection: Selection, *states: str) -> None:
    if selection.state not in states:
        raise ValidationError(
            f"现在是“{selection.get_state_display()}”，不能再办这一步。"
            "可能有人刚刚办理过，请刷新页面查看。"
        )


# --- the selection itself -----------------------------------------------------------------


@transaction.atomic
def open_selection(
    *, by: Seat, today: datetime.date, deeds_limit: int | None = None, **written: Any
) -> Selection:
    """Opens a round. `written`: honour_title, year, quota, opens_on, closes_on, conditions."""
    require(by, by.union_id)
    limit = deeds_limit or norm(DEEDS, union=by.union, on=today).number
    selection = Selection(union=by.union, opened_by=by, deeds_limit=limit, **written)
    selection.full_clean()
    selection.save()
    audit.record(verb="selection.open", label="发起评选推荐", by=by, thing=selection)
    return selection


@transaction.atomic
def change_selection(*, selection: Selection, by: Seat, **written: Any) -> Selection:
    """Changes quota, period or conditions while nobody has been put on notice."""
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.NOMINATING, State.APPRAISING)
    for name, value in written.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save(update_fields=[*written])
    audit.record(verb="selection.change", label="修改评选推荐", by=by, thing=locked)
    return locked


@transaction.atomic
def cancel(*, selection: Selection, by: Seat, note: str) -> Selection:
    return advance(SELECTION, thing=selection, step="cancel", by=by, note=note)


# --- nominees -----------------------------------------------------------------------------


@transaction.atomic
def nominate(
    *,
    selection: Selection,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Nominee:
    """Puts somebody up. `written`: member or name, recommended_by, deeds."""
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.NOMINATING)
    nominee = Nominee(union_id=locked.union_id, selection=locked, **written)
    agreed = require_clear(_deeds(nominee, locked, today), accepted=accepted)
    nominee.full_clean()
    nominee.save()
    verb = "nominee.nominate"
    audit.record(verb=verb, label="登记推荐对象", by=by, thing=nominee, accepted=agreed)
    return nominee


def _deeds(nominee: Nominee, selection: Selection, today: datetime.date) -> list[Finding]:
    held = rule(DEEDS, selection, today)
    return checks.deeds(nominee.deeds, limit=selection.deeds_limit, rule=held)


@transaction.atomic
def change_nominee(
    *,
    nominee: Nominee,
    revision: int,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Nominee:
    """Corrects deeds and who recommends, as long as it is not on notice."""
    require(by, nominee.union_id)
    locked = _locked(nominee.selection)
    _require_state(locked, State.NOMINATING, State.APPRAISING)
    for name, value in written.items():
        setattr(nominee, name, value)
    agreed = require_clear(_deeds(nominee, locked, today), accepted=accepted)
    nominee.full_clean()
    rows = Nominee.objects.of_union(by.union).standing().filter(pk=nominee.pk, revision=revision)
    if not rows.update(**written, revision=F("revision") + 1):
        raise ValidationError(
            "在您填写期间，别人修改了这名推荐对象。您填的内容还在下面，请核对后再保存。",
            code="outdated",
        )
    verb = "nominee.change"
    audit.record(verb=verb, label="修改推荐材料", by=by, thing=nominee, accepted=agreed)
    return nominee


@transaction.atomic
def withdraw_nominee(*, nominee: Nominee, by: Seat, note: str) -> Nominee:
    """Takes somebody out, by own wish or because an objection was well founded."""
    require(by, nominee.union_id)
    _require_state(_locked(nominee.selection), State.NOMINATING, State.APPRAISING, State.NOTICED)
    return advance(NOMINEE, thing=nominee, step="withdraw", by=by, note=note)


@transaction.atomic
def note_form(*, nominee: Nominee, by: Seat) -> Nominee:
    """Records that the form of a person was taken away: it tells more than any list does."""
    require(by, nominee.union_id)
    audit.record(verb="nominee.print", label="打印推荐材料", by=by, thing=nominee)
    return nominee


# --- consent ------------------------------------------------------------------------------


@transaction.atomic
def begin_appraisal(*, selection: Selection, by: Seat) -> Selection:
    return advance(SELECTION, thing=selection, step="appraise", by=by)


@transaction.atomic
def reopen_nominations(*, selection: Selection, by: Seat) -> Selection:
    return advance(SELECTION, thing=selection, step="reopen", by=by)


@transaction.atomic
def count_votes(
    *,
    selection: Selection,
    counted: dict[int, tuple[int, int, int]],
    appraised_on: datetime.date,
    by: Seat,
    today: datetime.date,
) -> Selection:
    """Writes down what was counted: nominee → (expected, returned, agreed)."""
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.APPRAISING)
    if appraised_on > today:
        raise ValidationError({"appraised_on": "测评日期不能晚于今天。"})
    standing = {nominee.pk: nominee for nominee in _standing(locked)}
    if set(counted) - set(standing):
        raise ValidationError("推荐名单刚刚有变动，请刷新页面后重新登记。")
    told = [Votes(str(standing[pk]), *numbers) for pk, numbers in counted.items()]
    require_clear([finding for one in told for finding in checks.votes(one)])
    for pk, (expected, returned, agreed) in counted.items():
        nominee = standing[pk]
        nominee.votes_expected, nominee.votes_returned = expected, returned
        nominee.votes_for = agreed
    fields = ["votes_expected", "votes_returned", "votes_for"]
    Nominee.objects.bulk_update(list(standing.values()), fields)
    locked.appraised_on = appraised_on
    locked.save(update_fields=["appraised_on"])
    note = "；".join(f"{one.name} 同意 {one.agreed}/应到 {one.expected}" for one in told)
    verb = "selection.count_votes"
    audit.record(verb=verb, label="登记测评结果", by=by, thing=locked, note=note)
    return locked


def _standing(selection: Selection) -> list[Nominee]:
    return list(selection.nominees.standing().for_list())


# --- notice, report, result ---------------------------------------------------------------


@transaction.atomic
def publish(
    *,
    selection: Selection,
    chosen: Iterable[Nominee],
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **notice: Any,
) -> Selection:
    """Puts the chosen on public notice. `notice`: notice_from, notice_until, notice_place."""
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.APPRAISING)
    standing = _standing(locked)
    picked = {nominee.pk for nominee in chosen}
    put_forward = [nominee for nominee in standing if nominee.pk in picked]
    found = [
        *checks.quota(len(put_forward), allowed=locked.quota),
        *checks.consent(put_forward, rule=rule(CONSENT, locked, today)),
        *checks.notice_period(
            notice["notice_from"], notice["notice_until"], rule=rule(NOTICE, locked, today)
        ),
    ]
    agreed = require_clear(found, accepted=accepted)
    for nominee in standing:
        step = "choose" if nominee.pk in picked else "pass_over"
        advance(NOMINEE, thing=nominee, step=step, by=by)
    return advance(SELECTION, thing=locked, step="publish", by=by, changes=notice, accepted=agreed)


@transaction.atomic
def retract(*, selection: Selection, by: Seat, note: str) -> Selection:
    """Takes the notice down, and lets everybody stand again."""
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.NOTICED)
    for nominee in _standing(locked):
        advance(NOMINEE, thing=nominee, step="stand_again", by=by)
    changes = {"notice_from": None, "notice_until": None, "notice_place": ""}
    return advance(SELECTION, thing=locked, step="retract", by=by, note=note, changes=changes)


@transaction.atomic
def report(
    *,
    selection: Selection,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Selection:
    """Sends it up once the notice has ended. `written`: reported_on, reported_to, objections."""
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.NOTICED)
    if written["reported_on"] > today:
        raise ValidationError({"reported_on": "上报日期不能晚于今天。"})
    found = [
        *checks.notice_over(locked.notice_until or today, today=written["reported_on"]),
        *checks.quota(locked.nominees.chosen().count(), allowed=locked.quota),
    ]
    agreed = require_clear(found, accepted=accepted)
    return advance(SELECTION, thing=locked, step="report", by=by, changes=written, accepted=agreed)


@transaction.atomic
def conclude(
    *,
    selection: Selection,
    winners: Iterable[Nominee],
    by: Seat,
    today: datetime.date,
    result_on: datetime.date,
    result_note: str = "",
    accepted: Iterable[str] = (),
    **conferred: Any,
) -> Selection:
    """Writes down who has won, and enters their honours in the register.

    `conferred`: issuer, level_label, document_no.
    """
    require(by, selection.union_id)
    locked = _locked(selection)
    _require_state(locked, State.REPORTED)
    chosen = list(locked.nominees.chosen().for_list())
    won = list(winners)
    found = checks.winners(won, chosen)
    if result_on > today:
        raise ValidationError({"result_on": "结果日期不能晚于今天。"})
    agreed = require_clear(found, accepted=accepted)
    picked = {nominee.pk for nominee in won}
    for nominee in chosen:
        advance(NOMINEE, thing=nominee, step="win" if nominee.pk in picked else "lose", by=by)
    _confer(locked, [n for n in chosen if n.pk in picked], by, result_on, conferred)
    changes = {"result_on": result_on, "result_note": result_note}
    return advance(
        SELECTION, thing=locked, step="conclude", by=by, changes=changes, accepted=agreed
    )


def _confer(
    selection: Selection,
    won: Sequence[Nominee],
    by: Seat,
    on: datetime.date,
    conferred: dict[str, Any],
) -> None:
    city = honours.city_rank(selection.union, on)
    for nominee in won:
        award = Award(
            union=selection.union,
            kind=Award.Kind.HONOUR,
            title=selection.honour_title.name,
            honour_title=selection.honour_title,
            awarded_on=on,
            category=Award.Category.COMMENDATION,
            subject=selection.honour_title.recipient,
            recipient=nominee.name,
            selection=selection,
            registered_by=by,
            note=f"{selection.year}年度评选推荐",
            **conferred,
        )
        honours.complete(award, city=city)
        award.full_clean()
        award.save()
        if award.subject == Recipient.PERSONS:
            AwardHolder.objects.create(union_id=award.union_id, award=award, member=nominee.member)
