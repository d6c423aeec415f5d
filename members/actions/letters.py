"""Acts on letters of appointment: issuing, one by one or for a whole term, and revoking."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from members.models import AppointmentLetter, BodyTerm, LetterSeries, Member, Post
from members.workflow.letters import LETTER
from union_site import audit
from union_site.calendar import ordinal
from union_site.models import Seat, Union
from union_site.workflow import advance

MANAGE = "organisation.manage"


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


@transaction.atomic
def set_prefix(*, by: Seat, words: str) -> LetterSeries:
    """What stands before the year in the numbers from now on; letters that are out keep theirs."""
    _require(by, by.union_id)
    series = _locked_series(by.union)
    series.prefix = words.strip()
    series.full_clean()
    series.save(update_fields=["prefix"])
    audit.record(
        verb="letters.set_prefix", label="设置聘书编号", by=by, thing=series, note=series.prefix
    )
    return series


def _locked_series(union: Union) -> LetterSeries:
    """The union's series, locked: whoever takes a number waits for who took the last one."""
    LetterSeries.objects.get_or_create(union=union)
    return LetterSeries.objects.select_for_update().get(union=union)


@transaction.atomic
def issue_letter(
    *,
    by: Seat,
    post_text: str,
    starts_on: datetime.date,
    issued_on: datetime.date,
    member: Member | None = None,
    person_name: str = "",
    address: str = "同志",
    ends_on: datetime.date | None = None,
    post: Post | None = None,
    basis: str = "",
) -> AppointmentLetter:
    """Issues one letter, to a member or to somebody from outside; takes the next number."""
    _require(by, by.union_id)
    if (member is None) == (not person_name.strip()):
        raise ValidationError({"person_name": "请选择会员，或填写外聘人员姓名，二者选一。"})
    series = _locked_series(by.union)
    letter = AppointmentLetter(
        member=member,
        person_name=member.name if member else person_name.strip(),
        address=address,
        post_text=post_text,
        starts_on=starts_on,
        ends_on=ends_on,
        issued_on=issued_on,
        post=post,
        basis=basis,
    )
    _number_and_keep(letter, series, by)
    audit.record(verb="letters.issue", label="签发聘书", by=by, thing=letter)
    return letter


def _number_and_keep(letter: AppointmentLetter, series: LetterSeries, by: Seat) -> None:
    """The next number of the letter's year; the series is locked by the caller."""
    year = letter.issued_on.year
    taken = AppointmentLetter.objects.of_union(by.union).filter(year=year)
    letter.union, letter.issued_by = by.union, by
    letter.prefix, letter.year = series.prefix, year
    letter.number = (taken.aggregate(last=Max("number"))["last"] or 0) + 1
    letter.full_clean()
    letter.save()


def from_post(post: Post) -> dict[str, Any]:
    """What a letter for a post says."""
    term = post.term
    return {
        "member": post.member,
        "post_text": f"{ordinal(term.term_no, '届')}{term.body.name}{post.label}",
        "starts_on": post.since,
        "ends_on": term.due_on,
        "basis": f"{term}选举结果" + (f"（{term.approval_no}）" if term.approval_no else ""),
    }


@transaction.atomic
def issue_for_term(
    *, term: BodyTerm, posts: Iterable[Post], issued_on: datetime.date, by: Seat
) -> list[AppointmentLetter]:
    """One letter for each of the posts, in their order; who has one already is passed over."""
    _require(by, term.union_id)
    series = _locked_series(by.union)
    wanted = [post.pk for post in posts]
    rows = term.posts.current().filter(pk__in=wanted).exclude(letters__state="issued")
    made = []
    for post in rows.in_order().for_list():
        letter = AppointmentLetter(issued_on=issued_on, post=post, **from_post(post))
        letter.person_name = post.member.name
        _number_and_keep(letter, series, by)
        made.append(letter)
    if not made:
        raise ValidationError("没有需要签发的聘书：请选择还没有聘书的委员。")
    audit.record(
        verb="letters.issue_for_term",
        label="批量签发聘书",
        by=by,
        thing=term,
        note=f"{made[0].number_text}至{made[-1].number_text}，共 {len(made)} 份",
    )
    return made


def revoke_letter(
    *, letter: AppointmentLetter, by: Seat, note: str, today: datetime.date
) -> AppointmentLetter:
    """Takes a letter back for a reason; its number stays used."""
    revoked: AppointmentLetter = advance(
        LETTER,
        thing=letter,
        step="revoke",
        by=by,
        note=note,
        changes={"revoked_on": today, "revoke_reason": note.strip()},
    )
    return revoked
