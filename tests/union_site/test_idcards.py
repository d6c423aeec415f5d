"""Identity documents."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site import idcards
from union_site.findings import Level
from union_site.idcards import IdKind, Sex

TODAY = datetime.date(2026, 11, 21)


def inspect(raw, **arguments):
    return idcards.inspect(raw, today=TODAY, **arguments)


def codes(document):
    return [finding.code for finding in document.findings]


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", datetime.date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", datetime.date(1880, 1, 1), Sex.MALE),
        ("330106198503150024", datetime.date(1985, 3, 15), Sex.FEMALE),
        ("33010619900101123X", datetime.date(1990, 1, 1), Sex.MALE),
    ],
)
def test_a_right_number_tells_birth_date_and_sex(number, born, sex):
    document = inspect(number, max_age=200)
    assert (document.number, document.birth_date, document.sex) == (number, born, sex)
    assert document.findings == ()


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105１949123100２x\u3000",
        "'11010519491231002X",
    ],
)
def test_a_messy_number_is_read_rightly(written):
    assert inspect(written).number == "11010519491231002X"
    assert inspect(written).is_valid


def test_digits_of_another_script_are_refused():
    assert codes(inspect("١١٠١٠٥19491231002X")) == ["id_format"]


def test_a_number_of_15_digits_becomes_one_of_18():
    document = inspect("320411920908451")
    assert document.number == "320411199209084513"
    assert document.birth_date == datetime.date(1992, 9, 8)
    assert document.sex == Sex.MALE


def test_a_wrong_check_digit_is_refused_and_says_nothing_of_the_person():
    document = inspect("330106199001011234")
    assert codes(document) == ["id_check_digit"]
    assert (document.birth_date, document.sex) == (None, None)


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(place, shift):
    good = "330106198503150024"
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert codes(inspect(wrong)) == ["id_check_digit"]


@given(st.integers(0, 15))
def test_two_swapped_neighbours_are_noticed(place):
    good = "330106198503150024"
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert inspect(swapped).is_valid == (swapped == good)


@pytest.mark.parametrize(
    "raw", ["3.30106E+17", "3.30106e17", 3.30106199102100e17, 330106199102100127]
)
def test_a_number_that_excel_cut_is_refused_with_what_to_do(raw):
    document = inspect(raw)
    assert codes(document) == ["id_cut_by_excel"]
    assert "请将证件号码列设为文本格式" in document.findings[0].sentence


@pytest.mark.parametrize("raw", [3.30106199102100e17, "330106198503150025", "33010619850315002"])
def test_no_sentence_repeats_the_number(raw):
    document = inspect(raw)
    assert not document.is_valid
    assert not any("330106" in f.sentence or "3.3010619" in f.sentence for f in document.findings)


@pytest.mark.parametrize("raw", [320411920908451, 320411920908451.0])
def test_fifteen_digits_fit_into_a_number_of_a_sheet(raw):
    assert inspect(raw).number == "320411199209084513"


@pytest.mark.parametrize("raw", ["", None, "  ", "--"])
def test_an_empty_number_is_missing(raw):
    assert codes(inspect(raw)) == ["id_missing"]


def test_a_wrong_length_is_counted():
    assert inspect("33010619850315002").findings[0].sentence == "证件号码有 17 位，应为 18 位。"


def with_birth(digits):
    first = "330106" + digits + "002"
    return first + idcards.check_digit(first)


@pytest.mark.parametrize("digits", ["19900230", "19901301", "20261122", "00000101"])
def test_a_date_that_is_none_or_lies_ahead_is_refused(digits):
    assert codes(inspect(with_birth(digits))) == ["id_birth_date"]


@pytest.mark.parametrize(
    ("digits", "is_valid"),
    [
        ("20101121", True),  # 16 today
        ("20101122", False),  # 16 tomorrow
        ("19261121", True),  # 100 today
        ("19251122", True),  # still 100
        ("19251121", False),  # 101 today
    ],
)
def test_age_runs_from_16_to_100(digits, is_valid):
    document = inspect(with_birth(digits))
    assert document.is_valid == is_valid
    assert codes(document) == ([] if is_valid else ["id_age"])


def test_the_age_range_is_the_callers():
    assert inspect(with_birth("20150101"), min_age=6).is_valid
    assert not inspect(with_birth("19600101"), max_age=60).is_valid


def test_a_place_founded_after_the_birth_is_no_objection():
    # 440306 is younger than many of its people; lists of places refuse them.
    assert inspect("440306196604210660").findings == ()


def test_an_unknown_area_is_a_warning_only():
    first = "99010619850315002"
    document = inspect(first + idcards.check_digit(first))
    assert [finding.level for finding in document.findings] == [Level.WARN]
    assert document.birth_date == datetime.date(1985, 3, 15)


@pytest.mark.parametrize(
    ("kind", "number", "is_valid"),
    [
        (IdKind.PASSPORT, "E12345678", True),
        (IdKind.PASSPORT, "ej-123 4567", True),
        (IdKind.PASSPORT, "1234", False),
        (IdKind.HK_MACAO, "H12345678", True),
        (IdKind.HK_MACAO, "M1234567801", True),
        (IdKind.HK_MACAO, "T12345678", False),
        (IdKind.TAIWAN, "12345678", True),
        (IdKind.TAIWAN, "1234567", False),
        (IdKind.RESIDENCE, "330106198503150024", True),
        (IdKind.RESIDENCE, "330106198503150025", False),
        (IdKind.FOREIGNER, "FRA110088112701", True),
        (IdKind.FOREIGNER, "FRA1100", False),
    ],
)
def test_other_documents_are_checked_lightly(kind, number, is_valid):
    assert inspect(number, kind=kind).is_valid == is_valid


def test_a_foreigners_card_of_2023_is_built_like_a_residents():
    first = "911156" + "19850103" + "001"
    document = inspect(first + idcards.check_digit(first), kind=IdKind.FOREIGNER)
    assert document.findings == ()
    assert document.birth_date == datetime.date(1985, 1, 3)
    assert codes(inspect(first + "Z", kind=IdKind.FOREIGNER)) == ["id_format"]


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_nothing_that_stands_in_a_cell_breaks_the_check(raw):
    for kind in IdKind:
        document = inspect(raw, kind=kind)
        assert document.is_valid or document.findings


@given(
    st.dates(datetime.date(1927, 1, 1), datetime.date(2010, 1, 1)),
    st.integers(0, 999),
    st.sampled_from(["330106", "110105", "440306", "710000"]),
)
def test_every_number_that_is_built_by_the_rule_is_right(born, order, area):
    first = f"{area}{born:%Y%m%d}{order:03d}"
    document = inspect(first + idcards.check_digit(first))
    assert document.findings == ()
    assert document.birth_date == born
    assert document.sex == (Sex.MALE if order % 2 else Sex.FEMALE)
