"""The sheets of a session for its archive: roll, attendance, resolutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from congress.models import Presence, Session
from congress.tables.resolutions import RESOLUTION_COLUMNS
from union_site.listing import Column
from union_site.personal import moment
from union_site.spreadsheets import write_xlsx

ROLL_COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("代表类别", lambda row: row.get_kind_display(), 12),
    Column("代表团", lambda row: row.delegation_name, 16),
    Column("团（组）长", lambda row: "是" if row.is_head else "", 10),
]
PRESENCE_COLUMNS = [
    Column("场次", lambda row: row.sitting.title, 20),
    Column("姓名", lambda row: row.entry.name, 12),
    Column("代表类别", lambda row: row.entry.get_kind_display(), 12),
    Column("代表团", lambda row: row.entry.delegation_name, 16),
    Column("签到方式", lambda row: row.get_way_display(), 14),
    Column("签到时间", lambda row: moment(row.at), 18),
]


def sheets_of(session: Session) -> Iterator[tuple[str, bytes]]:
    """Label and xlsx of each, names by surname strokes; none for what has no rows."""
    presences = Presence.objects.of_union(session.union).filter(sitting__session=session)
    ordered = presences.select_related("sitting", "entry").order_by(
        "sitting__position", "entry__stroke_order", "pk"
    )
    resolutions = session.resolutions.all().for_list()
    for label, columns, rows in (
        ("代表名册", ROLL_COLUMNS, session.roll.all().for_list()),
        ("签到情况", PRESENCE_COLUMNS, ordered),
        ("决议一览", RESOLUTION_COLUMNS, resolutions),
    ):
        if rows:
            yield label, _sheet(label, columns, rows)


def _sheet(label: str, columns: list[Column], rows: Iterable[object]) -> bytes:
    cells = ([column.cell(row) for column in columns] for row in rows)
    headings = [column.heading for column in columns]
    widths = [column.width for column in columns]
    with write_xlsx(headings, cells, title=label, widths=widths) as file:
        return file.read()
