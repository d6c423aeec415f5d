"""Whatever the bytes: a table or a sentence, never another exception."""

import io
import zipfile
import zlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.union_site.spreadsheets import files
from tests.union_site.spreadsheets.test_reading import FORM, HEAD, LAYOUT
from union_site.spreadsheets import Table, UnreadableSheet, read_table

XLSX = files.xlsx(FORM, merged=["A2:D2"])
XLS = files.xls([["姓名", "证件号码"], ["张三", "330106198503150024"]])
ODS = files.ods(
    [[files.ods_cell(text) for text in row] for row in (["姓名", "证件号码"], ["张三", "1"])]
)
CSV = "姓名,证件号码\n张三,330106198503150024\n".encode("gb18030")
PARTS = zipfile.ZipFile(io.BytesIO(XLSX)).namelist()

slow = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def read_or_refuse(content):
    try:
        outcome = read_table(content, LAYOUT)
    except UnreadableSheet as refused:
        outcome = refused
    assert isinstance(outcome, Table) or outcome.sentence.endswith("。")


@slow
@given(st.binary(max_size=3_000))
def test_any_bytes(content):
    read_or_refuse(content)


@slow
@given(
    st.sampled_from(
        [b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"\xff\xfe", b"\xef\xbb\xbf"]
    ),
    st.binary(),
)
def test_any_bytes_behind_a_known_beginning(magic, content):
    read_or_refuse(magic + content)


@slow
@given(
    st.sampled_from([XLSX, XLS, ODS, CSV]),
    st.lists(st.tuples(st.floats(0, 0.999999), st.integers(0, 255)), min_size=1, max_size=30),
)
def test_flipped_bytes(content, flips):
    mangled = bytearray(content)
    for place, value in flips:
        mangled[int(place * len(mangled))] = value
    read_or_refuse(bytes(mangled))


@slow
@given(st.sampled_from([XLSX, XLS, ODS, CSV]), st.floats(0, 1), st.binary(max_size=20))
def test_files_that_were_cut_off(content, share, rest):
    read_or_refuse(content[: int(share * len(content))] + rest)


@slow
@given(
    st.sampled_from(PARTS),
    st.lists(st.tuples(st.floats(0, 0.999999), st.binary(max_size=4)), min_size=1, max_size=10),
)
def test_parts_of_a_workbook_with_broken_xml(name, edits):
    data = files.part(XLSX, name)
    for place, text in edits:
        cut = int(place * len(data))
        data = data[:cut] + text + data[cut + len(text) :]
    read_or_refuse(files.repacked(XLSX, {name: data}))


@slow
@given(st.sampled_from(PARTS), st.one_of(st.just(b""), st.binary(max_size=200)))
def test_parts_of_a_workbook_replaced(name, data):
    read_or_refuse(files.repacked(XLSX, {name: data}))


cells = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**18), 10**18),
    st.none(),
    st.booleans(),
    st.dates(),
)


@slow
@given(st.lists(st.lists(cells, max_size=6), max_size=8))
def test_any_cells_below_a_heading(rows):
    content = files.xlsx([HEAD, *([as_text_cell(cell) for cell in row] for row in rows)])
    read_or_refuse(content)


def as_text_cell(value):
    # The writer of the test would take these for formulas.
    return "x" + value if isinstance(value, str) and value.startswith("=") else value


def test_the_archives_of_this_test_are_what_they_seem():
    assert zlib.crc32(files.repacked(XLSX, {})) != 0
    assert isinstance(read_table(files.repacked(XLSX, {}), LAYOUT), Table)
