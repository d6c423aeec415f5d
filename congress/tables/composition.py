"""The figures of who the delegates are, as tiles and bars that open their rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from congress.actions.makeup import Standing
from congress.checks.composition import percent
from congress.checks.shares import at_least, share_of
from congress.models.delegates import Kind
from union_site.desk import Tile
from union_site.models import Seat


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    most: int
    text: str
    url: str
    tone: str = ""


def tiles(standing: Standing) -> list[Tile]:
    here = reverse("congress:delegate_list", args=[standing.term.pk])
    units = reverse("congress:constituency_list", args=[standing.term.pk])
    seats = f"各选区名额 {standing.seats} 人" if standing.seats else ""
    shown = [Tile("正式代表", str(standing.makeup.n), f"{here}?kind=full", "人", seats)]
    for kind, number in [(Kind.OBSERVER, standing.observers), (Kind.INVITED, standing.invited)]:
        note = "没有表决权"
        shown.append(Tile(kind.label, str(number), f"{here}?kind={kind}", "人", note))
    note = f"名册上的在职会员 {standing.staff.n} 人"
    shown.append(Tile("教职工", str(standing.staff_count), units, "人", note))
    return shown


def bars(standing: Standing, seat: Seat) -> list[Bar]:
    """What the law and the school ask of the composition, each beside its figure.

    Age and ethnicity of a person are the roster's: those rows open to who manages the congress.
    """
    made, staff, rules = standing.makeup, standing.staff, standing.rules
    knows = seat.can("congress.manage")
    here = reverse("congress:delegate_list", args=[standing.term.pk])
    needed = at_least(made.n, share_of(rules.teachers))
    most = made.n * share_of(rules.leaders)
    limit = f"上限 {int(most)} 人" if share_of(rules.leaders) < 1 else "不设上限"
    women = f"女教职工占 {percent(staff.women, staff.n)}%"
    young = f"青年代表（{rules.young_age.number} 周岁及以下）"
    young_staff = f"青年教职工占 {percent(staff.young, staff.n)}%"
    minority = f"少数民族教职工占 {percent(staff.minority, staff.n)}%"
    rows = [
        ("教师代表", made.teachers, f"须 {needed} 人", "category=teacher", True),
        ("中层以上干部", made.leaders, limit, "leader=1", True),
        ("女代表", made.women, women, "sex=female", True),
        (young, made.young, young_staff, "young=1", knows),
        ("少数民族代表", made.minority, minority, "minority=1", knows),
    ]
    tones = {
        "教师代表": "" if made.teachers >= needed else "warn",
        "中层以上干部": "warn" if made.leaders > most else "",
    }
    return [
        Bar(
            label=label,
            value=number,
            most=made.n,
            text=f"{number} 人，占 {percent(number, made.n)}% · {note}",
            url=f"{here}?kind=full&{query}" if is_open else "",
            tone=tones.get(label, ""),
        )
        for label, number, note, query, is_open in rows
    ]
