"""Acts on delegations: setting up, who is in them, who heads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.actions.acting import hold, lock, require, write
from congress.models import CongressTerm, Constituency, Delegate, Delegation
from congress.models.delegates import Role
from union_site import audit
from union_site.models import Seat

People = Iterable[Delegate]


@transaction.atomic
def add_delegation(*, term: CongressTerm, by: Seat, **given: Any) -> Delegation:
    """`given`: name, position, delegates, head, deputies."""
    require(by, term.union_id)
    lock(term)
    return _keep(Delegation(union=term.union, term=term), by, "设立代表团", **given)


@transaction.atomic
def change_delegation(*, delegation: Delegation, by: Seat, **given: Any) -> Delegation:
    """The people given are all who are in it; who is left out is in none."""
    require(by, delegation.union_id)
    lock(delegation.term)
    hold(delegation)
    return _keep(delegation, by, "修改代表团", **given)


def _keep(
    delegation: Delegation,
    by: Seat,
    label: str,
    *,
    delegates: People,
    head: Delegate | None,
    deputies: People = (),
    **written: Any,
) -> Delegation:
    write(delegation, written)
    delegation.full_clean()
    delegation.save()
    inside = {delegate.pk: delegate for delegate in delegates}
    seconds = {delegate.pk for delegate in deputies}
    chosen = seconds | ({head.pk} if head else set())
    if not chosen <= set(inside):
        raise ValidationError("团（组）长和副团（组）长须是本团代表。")
    if head and head.pk in seconds:
        raise ValidationError("一人不能兼任团（组）长和副团（组）长。")
    roles = dict.fromkeys(seconds, Role.DEPUTY) | ({head.pk: Role.HEAD} if head else {})
    _seat(delegation, inside, roles)
    names = "、".join(delegate.name for delegate in inside.values())
    note = f"{len(inside)} 人：{names}；团长：{head or '未定'}"
    verb = "congress.delegation"
    audit.record(verb=verb, label=label, by=by, thing=delegation, note=note[:500])
    return delegation


def _seat(delegation: Delegation, inside: dict[int, Delegate], roles: Mapping[int, Role]) -> None:
    former = list(delegation.delegates.in_office())
    for delegate in former:
        delegate.delegation = delegation if delegate.pk in inside else None
        delegate.role = ""
    # First nobody has an office: the constraint allows one head at any moment.
    Delegate.objects.bulk_update(former, ["delegation", "role"])
    for delegate in inside.values():
        if delegate.term_id != delegation.term_id or not delegate.is_in_office:
            raise ValidationError(f"{delegate}不是本届在任代表。")
        delegate.delegation, delegate.role = delegation, roles.get(delegate.pk, "")
        delegate.full_clean()
        delegate.save(update_fields=["delegation", "role"])


@transaction.atomic
def remove_delegation(*, delegation: Delegation, by: Seat) -> CongressTerm:
    """Only while nobody is or was in it."""
    require(by, delegation.union_id)
    if delegation.delegates.exists():
        raise ValidationError(f"“{delegation}”中还有代表，不能删去。请先把代表编入别的代表团。")
    verb = "congress.delegation_remove"
    audit.record(verb=verb, label="删去代表团", by=by, thing=delegation, note=delegation.name)
    delegation.delete()
    return delegation.term


@transaction.atomic
def assign_constituencies(
    *, term: CongressTerm, by: Seat, places: Mapping[Constituency, Delegation]
) -> int:
    """Moves the full delegates of each constituency into a delegation; returns how many moved.

    Who moves gives an office in the former delegation up.
    """
    require(by, term.union_id)
    lock(term)
    moved = 0
    for constituency, delegation in places.items():
        if {constituency.term_id, delegation.term_id} != {term.pk}:
            raise ValidationError("选区和代表团不属于同一届。")
        rows = constituency.delegates.in_office().full().exclude(delegation=delegation)
        moved += rows.update(delegation=delegation, role="")
    if not moved:
        raise ValidationError("各选区的代表都已在所选代表团中，没有需要调整的人。")
    audit.record(
        verb="congress.assign_constituencies",
        label="按选区编入代表团",
        by=by,
        thing=term,
        note=f"{moved} 人",
    )
    return moved
