"""Whatever somebody uploads: findings, a sentence, or success; and back again by an undo."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from members import actions
from members.models import HeadingMemory, Member, RosterImport, UnionGroup
from members.resources import LAYOUT
from members.resources.columns import COLUMNS
from tests.members import rosters
from tests.union_site.spreadsheets import files
from union_site import idcards
from union_site.idcards import IdKind

TODAY = datetime.date(2026, 11, 21)

# Each example reads and often writes a workbook: few of them, over many kinds of damage.
few = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# --- ID numbers (GB 11643) -----------------------------------------------------------------


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2009, 12, 31)), st.integers(0, 999))
def test_a_number_with_its_check_digit_tells_birth_and_sex(born, order):
    number = rosters.id_number(born, order)
    document = idcards.inspect(number, today=TODAY)
    assert document.is_valid
    assert (document.number, document.birth_date) == (number, born)
    assert document.sex == ("male" if order % 2 else "female")


@given(
    st.dates(datetime.date(1930, 1, 1), datetime.date(2009, 12, 31)),
    st.integers(0, 999),
    st.integers(0, 17),
    st.sampled_from("0123456789X"),
)
def test_one_wrong_character_is_always_noticed(born, order, place, char):
    # The weights of GB 11643 catch every single slip.
    number = rosters.id_number(born, order)
    assume(number[place] != char)
    assert not idcards.inspect(number[:place] + char + number[place + 1 :], today=TODAY).is_valid


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(1999, 12, 31)), st.integers(0, 999))
def test_an_old_number_of_15_digits_is_the_new_one_without_century_and_check_digit(born, order):
    number = rosters.id_number(born, order)
    document = idcards.inspect(number[:6] + number[8:17], today=TODAY)
    assert (document.number, document.is_valid) == (number, True)


@given(
    st.dates(datetime.date(1930, 1, 1), datetime.date(2009, 12, 31)), st.integers(0, 999), st.data()
)
def test_spaces_dashes_width_and_case_do_not_matter(born, order, data):
    number = rosters.id_number(born, order)
    written = "".join(
        data.draw(
            st.sampled_from([char, char.lower(), chr(ord(char) + 0xFEE0), f" {char}", f"-{char}"])
        )
        for char in number
    )
    assert idcards.inspect(written, today=TODAY).number == number


anything = st.one_of(
    st.text(),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.dates(),
    st.from_regex(r"\d{15}|\d{17}[0-9Xx]", fullmatch=True),
)


@given(anything, st.sampled_from(IdKind))
@example("3.30106E+17", IdKind.RESIDENT)
@example(3.30106199102100e17, IdKind.RESIDENT)
@example("１１０１０５１９４９１２３１００２ｘ", IdKind.RESIDENT)
def test_any_text_gives_findings_never_an_exception(raw, kind):
    document = idcards.inspect(raw, kind=kind, today=TODAY)
    assert all(finding.sentence.endswith(("。", "）。")) for finding in document.findings)
    assert document.is_valid or document.birth_date is None


@pytest.mark.parametrize(
    "raw", ["3.30106E+17", "3.30106e+17", "３.３０１０６Ｅ＋１７", 3.30106e17, 330106198503150024]
)
def test_a_number_that_a_sheet_cut_off_is_refused_with_what_to_do(raw):
    (finding,) = idcards.inspect(raw, today=TODAY).findings
    assert finding.sentence.startswith("请将证件号码列设为文本格式后重新填写")


# --- workbooks -----------------------------------------------------------------------------

NAMES = sorted({name for column in COLUMNS for name in (column.label, *column.aliases)})
plain_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)
cells = st.one_of(
    plain_text.filter(lambda text: not text.startswith("=")),
    st.sampled_from(
        [
            *(
                "",
                "汉",
                "党员",
                "本科学历",
                "男",
                "1985-03",
                "19850307",
                "9999-99-99",
                "0000/00/00",
            ),
            *("3.30106E+17", "#REF!", "=1+1", '=HYPERLINK("x")', "'=2", "\u202e周敏", "A" * 5_000),
            *("330106198503150024", "6222021001012345678", "13812345678", "是", "周\u3000敏"),
        ]
    ),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)),
    st.booleans(),
    st.none(),
)
headings = st.one_of(st.sampled_from(NAMES), plain_text.filter(lambda text: text[:1] != "="))


def said(refused):
    """A refusal is made of whole sentences, and of nothing else."""
    assert all(sentence.endswith("。") for sentence in refused.messages)


def receive(content, chair, name="名册.xlsx"):
    """As the page does; None where a sentence refused the file."""
    try:
        return actions.receive_roster(content=content, file_name=name, by=chair, today=TODAY)
    except ValidationError as refused:
        return said(refused)


def settle(brought, chair):
    """Says what a file lacks, as somebody in a hurry would: the first columns that are free."""
    if brought is None or brought.state != RosterImport.State.MAPPING:
        return brought
    taken = set(brought.mapping.values())
    free = [heading for heading, key in brought.mapping.items() if not key]
    missing = [column.key for column in LAYOUT.required if column.key not in taken]
    try:
        return actions.map_columns(
            brought=brought, chosen=dict(zip(free, missing, strict=False)), by=chair, today=TODAY
        )
    except ValidationError as refused:
        return said(refused)


def state_of(union):
    """Everything that an import may touch, but for what counts changes."""
    return {
        member.pk: {
            column.attname: getattr(member, column.attname)
            for column in Member._meta.concrete_fields
            if column.name != "revision"
        }
        for member in Member.objects.of_union(union)
    }


def write_and_look_again(brought, content, chair):
    """Written, read again without a change, taken back without a trace."""
    if brought is None or not brought.may_be_applied or not brought.has_changes:
        return
    before = state_of(chair.union)
    actions.apply_roster(brought=brought, seen=brought.fingerprint, by=chair, today=TODAY)
    for member in Member.objects.of_union(chair.union):
        member.full_clean()
    again = receive(content, chair)
    assert (again.created_count, again.updated_count, again.blocking_count) == (0, 0, 0)
    actions.undo_roster(brought=RosterImport.objects.get(pk=brought.pk), by=chair)
    assert state_of(chair.union) == before


@pytest.fixture
def roll(chair, db):
    """Some are on the roll already, so that there is something to change and to restore."""
    persons = rosters.people(3)
    brought = receive(rosters.official_form(persons), chair)
    actions.apply_roster(brought=brought, seen=brought.fingerprint, by=chair, today=TODAY)
    return persons


def clear(chair, keep):
    """Each example begins with the same roll."""
    Member.objects.of_union(chair.union).exclude(pk__in=keep).delete()
    HeadingMemory.objects.all().delete()


@few
@given(
    st.lists(headings, min_size=1, max_size=8),
    st.lists(st.lists(cells, max_size=8), max_size=5),
    st.integers(0, 4),
)
def test_random_headings_over_random_cells(roll, chair, head, rows, above):
    content = files.xlsx([*([["名册"]] * above), head, *rows])
    write_and_look_again(settle(receive(content, chair), chair), content, chair)


@few
@given(st.data())
def test_right_people_with_some_cells_spoiled(roll, chair, data):
    keep = set(Member.objects.values_list("pk", flat=True))
    persons = rosters.people(5)
    for someone in persons:
        for heading in data.draw(st.lists(st.sampled_from(rosters.HEADINGS[8:]), max_size=2)):
            someone[heading] = data.draw(cells)
    content = rosters.official_form(persons)
    write_and_look_again(receive(content, chair), content, chair)
    clear(chair, keep)


@few
@given(st.data())
def test_later_fields_come_and_go(roll, chair, data):
    keep = set(Member.objects.values_list("pk", flat=True))
    keys = ["年级组", "会员服务卡号", "发卡日期", "家庭住址", "银行卡号", "退休日期", "工会小组"]
    head = data.draw(st.lists(st.sampled_from(keys), unique=True, min_size=1))
    rows = [
        [someone["姓名"], someone["证件号码"], *(data.draw(cells) for _ in head)]
        for someone in rosters.people(4)
    ]
    content = files.xlsx([["姓名", "证件号码", *head], *rows])
    write_and_look_again(receive(content, chair), content, chair)
    clear(chair, keep)


@few
@given(st.sets(st.sampled_from(rosters.HEADINGS)), st.integers(0, 16))
def test_columns_taken_away_and_the_heading_moved(roll, chair, gone, above):
    keep = set(Member.objects.values_list("pk", flat=True))
    persons = rosters.people(4)
    head = [heading for heading in rosters.HEADINGS if heading not in gone]
    rows = [[someone[heading] for heading in head] for someone in persons]
    content = files.xlsx([*([["说明"]] * above), head, *rows])
    brought = receive(content, chair)
    if above < 15 and {"姓名", "证件号码"} <= set(head):
        assert brought.blocking_count == 0
    write_and_look_again(settle(brought, chair), content, chair)
    clear(chair, keep)


@few
@given(st.integers(1, 8), st.integers(1, 20), st.integers(0, 3), st.integers(0, 3))
def test_merged_cells_anywhere(roll, chair, row, column, high, wide):
    end = f"{get_column_letter(min(20, column + wide))}{row + high}"
    area = f"{get_column_letter(column)}{row}:{end}"
    content = rosters.official_form(rosters.people(3), merged=[area] if high or wide else [])
    receive(content, chair)


@few
@given(st.sampled_from(["xlsx", "csv", "gbk", "xls"]), st.floats(0, 1), st.binary(max_size=30))
def test_bytes_that_were_cut_off_or_added_to(roll, chair, kind, share, junk):
    content = {
        "xlsx": rosters.official_form(rosters.people(2)),
        "csv": rosters.gbk_csv().decode("gbk").encode(),
        "gbk": rosters.gbk_csv(),
        "xls": files.xls([["姓名", "证件号码"], ["周敏", "330106198503150024"]]),
    }[kind]
    receive(content[: int(share * len(content))] + junk, chair)


@few
@given(st.binary(max_size=400), st.sampled_from(["名册.xlsx", "名册.csv", "x", "照片.jpg", ""]))
@example(b"", "名册.xlsx")
@example(b"PK\x03\x04", "名册.xlsx")
@example(bytes(range(256)), "名册.csv")
@example("姓名,证件号码\n".encode("gbk"), "名册.csv")
@example("姓名,证件号码\n周敏\n".encode("utf-16"), "名册.txt")
@example(b"\xff\xfe\x00\xd8", "名册.csv")
def test_any_bytes_under_any_name(roll, chair, content, name):
    receive(content, chair, name)


@few
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_below_a_heading_of_a_csv(roll, chair, text):
    keep = set(Member.objects.values_list("pk", flat=True))
    content = f"姓名,证件号码,学历,工号,家庭住址\n{text}".encode()
    write_and_look_again(settle(receive(content, chair), chair), content, chair)
    clear(chair, keep)


CONTROLS = ["\x00", "\x07", "\x0b", "\x1f", "\ufffe", "\ud800", "&#0;", "<", "]]>", "_x0000_"]


@pytest.mark.parametrize("control", CONTROLS)
def test_control_characters_inside_a_workbook(control, roll, chair):
    content = rosters.official_form(rosters.people(1))
    mark = rosters.person(1)["证件号码"].encode()
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    place = next(name for name in names if mark in files.part(content, name))
    spoiled = control.encode(errors="surrogatepass") + mark
    data = files.part(content, place).replace(mark, spoiled)
    receive(files.repacked(content, {place: data}), chair)


@pytest.mark.parametrize(
    "formula", ["=1/0", "=A1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "=NA()"]
)
def test_formulas_without_a_result_are_empty_cells(formula, roll, chair):
    book = Workbook()
    book.active.append(["姓名", "证件号码", "职称"])
    book.active.append([rosters.person(9)["姓名"], rosters.person(9)["证件号码"], formula])
    file = io.BytesIO()
    book.save(file)
    brought = receive(file.getvalue(), chair)
    assert brought.blocking_count == 0
    assert Member.objects.filter(title="").count() == 3


def test_no_rows_and_no_cells_are_told(roll, chair):
    for rows in ([], [[]], [[None, None]], [["姓名", "证件号码"]]):
        assert receive(files.xlsx(rows), chair) is None


@pytest.mark.parametrize(
    "make",
    [rosters.official_form, rosters.hr_export, rosters.gbk_csv],
)
def test_an_undo_restores_exactly_what_was(make, roll, chair):
    before = state_of(chair.union)
    content = make()
    brought = receive(content, chair)
    assert brought.has_changes
    write_and_look_again(brought, content, chair)
    assert state_of(chair.union) == before
    assert UnionGroup.objects.count() == 0
