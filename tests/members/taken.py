"""Files that were taken out of the roster, read again; and whom they are about."""

from __future__ import annotations

import io
import re

from openpyxl import load_workbook

from members.models import Member
from tests.members.factories import make_group, make_member

CARD, ADDRESS = "6222021001116245702", "滨海区望海路18号2栋301室"
CHOOSE = "/members/export/choose/"
EVERYTHING = {
    "kind": "table",
    "coding": "",
    "full": ["id_number", "bank_card", "home_address", "mobile"],
    "reason": "报送区工会实名核对",
}


def make_people(school, other_school):
    """Two on the roll, one who left, one of another union."""
    group = make_group(school, "一组")
    make_member(
        school,
        "陈㛃",
        group=group,
        mobile="13812345678",
        bank_card=CARD,
        home_address=ADDRESS,
        education="20",
        political_status="13",
        membership_change="joined",
        title="=1+1",
    )
    make_member(school, "单雄飞", sex="male", ethnicity="05", employment_status="sick_leave")
    make_member(school, "走了的", sex="male", status="resigned")
    make_member(other_school, "外校")


def sheet_of(answer):
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    return load_workbook(io.BytesIO(content)).active


def rows_of(answer, heading_row=1):
    headings, *rows = list(sheet_of(answer).values)[heading_row - 1 :]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def secrets_in(answer):
    """Which of the sensitive values of everybody stand in a file."""
    cells = {str(cell) for row in sheet_of(answer).values for cell in row}
    secret = {m.id_number for m in Member.objects.all()} | {CARD, ADDRESS, "13812345678"}
    return cells & secret


def confirmation(client, query="", **changes):
    page = client.post(f"{CHOOSE}{query}", EVERYTHING | changes)
    text = page.content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return page, data
