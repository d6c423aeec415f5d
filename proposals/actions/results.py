"""Acts on the list of result classes 办理结果分类: begun on demand, worded by each union."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from proposals.models import Meaning, Proposal, Reply, ResultClass
from union_site import audit
from union_site.models import Seat, Union

# The usual list of a school: letter, label, meaning (domain: four classes and 留作参考).
USUAL = (
    ("A", "已解决或基本解决", Meaning.SOLVED),
    ("B", "正在解决", Meaning.IN_PROGRESS),
    ("C", "列入计划逐步解决", Meaning.PLANNED),
    ("D", "暂不能解决，已作说明", Meaning.EXPLAINED),
    ("E", "留作工作参考", Meaning.REFERENCE),
)


@transaction.atomic
def ensure_classes(union: Union, *, by: Seat | None = None) -> list[ResultClass]:
    """The union's list in its order; the usual one is written down where there is none yet."""
    _hold_list(union)
    rows = ResultClass.objects.of_union(union)
    if not rows.exists():
        ResultClass.objects.bulk_create(
            ResultClass(union=union, letter=letter, label=label, meaning=meaning, position=place)
            for place, (letter, label, meaning) in enumerate(USUAL, start=1)
        )
        audit.record(verb="result_class.begin", label="启用办理结果分类", by=by, union=union)
    return list(rows.for_list())


@transaction.atomic
def begin_classes(*, by: Seat) -> list[ResultClass]:
    """The button of the settings page."""
    _require(by)
    return ensure_classes(by.union, by=by)


@transaction.atomic
def add_class(*, letter: str, label: str, meaning: str, by: Seat) -> ResultClass:
    """At the end of the list."""
    _require(by)
    known = ensure_classes(by.union, by=by)
    last = max((row.position for row in known), default=0)
    row = ResultClass(
        union=by.union,
        letter=letter.strip(),
        label=label.strip(),
        meaning=meaning,
        position=last + 1,
    )
    row.full_clean()
    row.save()
    audit.record(verb="result_class.add", label="增加办理结果分类", by=by, thing=row)
    return row


@transaction.atomic
def change_class(
    *, result_class: ResultClass, letter: str, label: str, meaning: str, by: Seat
) -> ResultClass:
    """Letter and label at any time; what it amounts to only until something was counted by it."""
    _require(by, result_class)
    _hold_list(by.union)
    result_class.refresh_from_db()
    if meaning != result_class.meaning and is_used(result_class):
        raise ValidationError({"meaning": "这一类已用于答复，含义不能再改；请停用它，另加一类。"})
    result_class.letter, result_class.label = letter.strip(), label.strip()
    result_class.meaning = meaning
    result_class.full_clean()
    result_class.save(update_fields=["letter", "label", "meaning"])
    audit.record(verb="result_class.change", label="修改办理结果分类", by=by, thing=result_class)
    return result_class


@transaction.atomic
def raise_class(*, result_class: ResultClass, by: Seat) -> ResultClass:
    """One place up; the first one stays where it is."""
    _require(by, result_class)
    _hold_list(by.union)
    rows = list(ResultClass.objects.of_union(by.union).for_list())
    place = rows.index(result_class)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for position, row in enumerate(rows, start=1):
            row.position = position
        ResultClass.objects.bulk_update(rows, ["position"])
        audit.record(
            verb="result_class.raise", label="调整办理结果分类顺序", by=by, thing=result_class
        )
    return result_class


@transaction.atomic
def set_in_use(*, result_class: ResultClass, is_in_use: bool, by: Seat) -> ResultClass:
    """Retires a class, or takes it up again; what was answered with it keeps it."""
    _require(by, result_class)
    _hold_list(by.union)
    others = ResultClass.objects.of_union(by.union).in_use().exclude(pk=result_class.pk)
    if not is_in_use and not others.exists():
        raise ValidationError("至少要留一类在用，答复时才有得选。")
    result_class.is_in_use = is_in_use
    result_class.save(update_fields=["is_in_use"])
    label = "启用办理结果分类" if is_in_use else "停用办理结果分类"
    audit.record(verb="result_class.set_in_use", label=label, by=by, thing=result_class)
    return result_class


def is_used(result_class: ResultClass) -> bool:
    """Whether a reply or a proposal was counted by it."""
    return (
        Proposal.objects.filter(result=result_class).exists()
        or Reply.objects.filter(result=result_class).exists()
    )


def _require(by: Seat, result_class: ResultClass | None = None) -> None:
    is_foreign = result_class is not None and result_class.union_id != by.union_id
    if is_foreign or not by.can("proposals.screen"):
        raise PermissionDenied


def _hold_list(union: Union) -> None:
    """One at a time: the row of the union is the lock of its list."""
    Union.objects.select_for_update(no_key=True).get(pk=union.pk)
