"""Acts on awards: registering, changing, withdrawing, showing by evidence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from members.actions.honour_titles import require
from members.checks import honours as checks
from members.checks.honours import Named
from members.models import Award, AwardEvidence, AwardHolder, Member
from members.models.codes import Status
from members.models.honour_titles import Level, Recipient
from members.workflow.honours import AWARD
from union_site import attachments, audit, filekinds
from union_site.findings import Finding, require_clear
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.workflow import advance

MOST_FILES = 10


def city_rank(union: Union, on: datetime.date) -> Level:
    """What 市级 ranks as here: set by the union, else by its region or that of its district."""
    setting = str(norm("honours.city_rank", union=union, on=on).value)
    region = union.region_code or (union.parent.region_code if union.parent else "")
    return checks.city_rank(setting, region)


def roster_of(union: Union, names: Iterable[str]) -> list[Member]:
    """Every member of these names, double entries left out. One query."""
    rows = Member.objects.of_union(union).exclude(status=Status.MERGED)
    return list(rows.filter(name__in=set(names)).select_related("group"))


def complete(award: Award, *, city: Level) -> None:
    """Fills in what follows from what was typed."""
    if not award.level_rank:
        award.level_rank = checks.level_rank(award.level_label, city=city)
    award.grade_rank = checks.grade_rank(award.grade)
    if award.subject == Recipient.UNIT and not award.recipient:
        award.recipient = award.union.unit_name


def findings_of(
    award: Award,
    named: list[Finding],
    *,
    winners: int,
    today: datetime.date,
    doubles: int,
) -> list[Finding]:
    """Everything to be said of an award as it is written; both forms of entry ask here.

    `named` was said of its persons already; `winners` is how many names were typed.
    """
    return [
        *named,
        *checks.holders(subject=award.subject, winners=winners),
        *checks.shape(award),
        *checks.day(award.awarded_on, today=today),
        *checks.level(award.level_label, award.level_rank),
        *checks.double(doubles),
    ]


def entry_key(award: Award, names: Iterable[str]) -> tuple[Any, ...]:
    """Two valid awards with one key are taken for one that was entered twice."""
    return (award.title, award.awarded_on, award.grade, award.recipient, frozenset(names))


def entries_on(union: Union, days: Iterable[datetime.date]) -> dict[tuple[Any, ...], list[int]]:
    """The valid awards of these days by their keys. Two queries."""
    rows = Award.objects.of_union(union).valid().filter(awarded_on__in=set(days))
    found: dict[tuple[Any, ...], list[int]] = {}
    for award in rows.prefetch_related("holders"):
        names = [f"#{h.member_id}" if h.member_id else h.name for h in award.holders.all()]
        found.setdefault(entry_key(award, names), []).append(award.pk)
    return found


# --- one award ----------------------------------------------------------------------------


@transaction.atomic
def register(
    *,
    by: Seat,
    today: datetime.date,
    winners: str = "",
    coaches: str = "",
    accepted: Iterable[str] = (),
    **written: Any,
) -> Award:
    """Registers an award. `winners` and `coaches` are names as typed, 王敏、李强（语文组）.

    `written` are fields of an award; without `level_rank` the words of the level decide.
    """
    require(by, by.union_id)
    award = Award(union=by.union, registered_by=by, **written)
    people, agreed = _examined(award, winners, coaches, by, today, accepted)
    award.save()
    keep_holders(award, people)
    audit.record(verb="award.register", label="登记获奖", by=by, thing=award, accepted=agreed)
    return award


def _examined(
    award: Award,
    winners: str,
    coaches: str,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str],
) -> tuple[dict[str, list[Named]], list[Finding]]:
    """The persons of an award, and the warnings that were accepted; raises where it may not be."""
    complete(award, city=city_rank(by.union, today))
    award.full_clean()
    typed = [name for text in (winners, coaches) for name, _ in checks.typed_names(text)]
    roster = roster_of(by.union, typed)
    won, about_won = checks.people(winners, roster, where="获奖人")
    coached, about_coaches = checks.people(coaches, roster, where="指导教师")
    both = {one.key for one in won} & {one.key for one in coached}
    if both:
        raise ValidationError({"coaches": "同一个人不能既是获奖人又是指导教师。"})
    names = [one.key for one in (*won, *coached)]
    same = entries_on(by.union, [award.awarded_on]).get(entry_key(award, names), [])
    doubles = len([pk for pk in same if pk != award.pk])
    named, count = about_won + about_coaches, len(checks.typed_names(winners))
    found = findings_of(award, named, winners=count, today=today, doubles=doubles)
    return {"winner": won, "coach": coached}, require_clear(found, accepted=accepted)


def holders_of(award: Award, people: dict[str, list[Named]]) -> list[AwardHolder]:
    """The rows for the persons of an award, not written."""
    return [
        AwardHolder(
            union_id=award.union_id,
            award=award,
            member=one.member,
            name="" if one.member else one.name,
            role=role,
            position=position,
        )
        for role, named in people.items()
        for position, one in enumerate(named)
    ]


def keep_holders(award: Award, people: dict[str, list[Named]]) -> None:
    rows = holders_of(award, people)
    for row in rows:
        row.full_clean(validate_unique=False, validate_constraints=False)
    AwardHolder.objects.bulk_create(rows)


@transaction.atomic
def amend(
    *,
    award: Award,
    revision: int,
    by: Seat,
    today: datetime.date,
    winners: str = "",
    coaches: str = "",
    accepted: Iterable[str] = (),
    **written: Any,
) -> Award:
    """Changes an award. `revision` is the one the form was filled from: if somebody was faster,
    nothing is overwritten and ValidationError says so.
    """
    require(by, award.union_id)
    for name, value in written.items():
        setattr(award, name, value)
    people, agreed = _examined(award, winners, coaches, by, today, accepted)
    derived = ("level_rank", "grade_rank", "recipient")
    fields = {name: getattr(award, name) for name in {*written, *derived}}
    rows = Award.objects.of_union(by.union).valid().filter(pk=award.pk, revision=revision)
    if not rows.update(**fields, revision=F("revision") + 1):
        raise ValidationError(
            "在您填写期间，别人修改或作废了这个奖项。您填的内容还在下面，请核对后再保存。",
            code="outdated",
        )
    award.holders.all().delete()
    keep_holders(award, people)
    audit.record(verb="award.amend", label="修改获奖", by=by, thing=award, accepted=agreed)
    return award


@transaction.atomic
def withdraw(*, award: Award, by: Seat, note: str) -> Award:
    """Takes an award that was entered wrongly out of all lists and numbers; the row stays."""
    return advance(AWARD, thing=award, step="withdraw", by=by, note=note)


@transaction.atomic
def restore(*, award: Award, by: Seat, note: str) -> Award:
    return advance(AWARD, thing=award, step="restore", by=by, note=note)


# --- evidence -----------------------------------------------------------------------------


@transaction.atomic
def add_evidence(*, award: Award, content: bytes, name: str, by: Seat) -> AwardEvidence:
    """Keeps a certificate as picture or PDF; raises ValidationError for anything else."""
    require(by, award.union_id)
    kind = filekinds.require_kind(content)
    # Two uploads at once are counted one after the other.
    list(Award.objects.select_for_update().filter(pk=award.pk))
    if award.evidence.count() >= MOST_FILES:
        raise ValidationError({"file": f"一个奖项最多 {MOST_FILES} 个文件。"})
    kept = attachments.keep(
        union=award.union,
        owner=by,
        content=content,
        name=name[:200],
        content_type=kind,
        is_personal=True,
    )
    evidence = AwardEvidence(union_id=award.union_id, award=award, file=kept)
    evidence.full_clean()
    evidence.save()
    audit.record(
        verb="award.add_evidence", label="上传获奖证明", by=by, thing=award, note=name[:200]
    )
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: AwardEvidence, by: Seat) -> Award:
    """Removes a file that does not belong there; the trail keeps its name."""
    require(by, evidence.union_id)
    award, kept = evidence.award, evidence.file
    note = kept.name
    audit.record(verb="award.remove_evidence", label="删去获奖证明", by=by, thing=award, note=note)
    evidence.delete()
    kept.delete()
    transaction.on_commit(partial(kept.file.delete, save=False))
    return award
