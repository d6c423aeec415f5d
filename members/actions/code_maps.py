"""Acts on code maps: what an upper system calls the values of the official form."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from members.models import CodeMap
from union_site import audit
from union_site.models import Seat

Codes = dict[str, dict[str, str]]


@transaction.atomic
def make_code_map(*, by: Seat, name: str, codes: Codes, is_in_use: bool = True) -> CodeMap:
    """A new map of the seat's union. Raises ValidationError for a second one of that name."""
    if not by.can("members.manage"):
        raise PermissionDenied
    made = CodeMap(union=by.union, name=name, codes=codes, is_in_use=is_in_use)
    made.full_clean()
    made.save()
    audit.record(verb="members.make_code_map", label="新建代码对照表", by=by, thing=made)
    return made


@transaction.atomic
def edit_code_map(
    *, code_map: CodeMap, by: Seat, name: str, codes: Codes, is_in_use: bool
) -> CodeMap:
    """Gives a map another name or other codes."""
    if not by.can("members.manage") or by.union_id != code_map.union_id:
        raise PermissionDenied
    locked: CodeMap = CodeMap.objects.select_for_update().get(pk=code_map.pk)
    locked.name, locked.codes, locked.is_in_use = name, codes, is_in_use
    locked.full_clean()
    locked.save()
    audit.record(verb="members.edit_code_map", label="修改代码对照表", by=by, thing=locked)
    return locked
