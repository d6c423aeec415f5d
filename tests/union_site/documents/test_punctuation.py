"""Punctuation of Chinese prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site.documents.punctuation import clean, normalise


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("深入学习,坚持引领;提升水平:好!行?", "深入学习，坚持引领；提升水平：好！行？"),
        ("为了庆祝这一节日,丰富生活, 学校工会开展", "为了庆祝这一节日，丰富生活，学校工会开展"),
        ("审议通过.全年召开6次.", "审议通过。全年召开6次。"),
        ("成效明显(见表).", "成效明显（见表）。"),
        ("提高20%,同比增长", "提高20%，同比增长"),
        ("应用AI,助力教学", "应用AI，助力教学"),
        ("(一)加强学习(含线上)", "（一）加强学习（含线上）"),
        ("全委(扩大)会议", "全委（扩大）会议"),
        ("会员(126)人", "会员（126）人"),
        ("支出(一）半", "支出（一）半"),
        ('观看"优秀教师"事迹和"最美"视频', "观看“优秀教师”事迹和“最美”视频"),
        ("开展'三心'工程", "开展‘三心’工程"),
        ("等等...完", "等等……完"),
        ("等等。。。完", "等等……完"),
        ("主题--工会新篇", "主题——工会新篇"),
        ("责任感 。", "责任感。"),
        ("2025 年 1 月 5 日", "2025年1月5日"),
        ("坚守教育信念  践行高尚师德", "坚守教育信念\u3000践行高尚师德"),
        ("　　深入贯彻", "深入贯彻"),
        ("２０２５年ＡＩ案例", "2025年AI案例"),
        ("总工办发[2017]032号", "总工办发〔2017〕32号"),
        ("一.指导思想", "一、指导思想"),
    ],
)
def test_marks_among_chinese_become_full_width(typed, printed):
    assert normalise(typed) == printed


@pytest.mark.parametrize(
    "text",
    [
        "全年支出1,234.50元",
        "上午10:30开会",
        "比例为3:1",
        "版本2.0上线",
        "Ready, steady; go (now)!",
        "Teacher's book",
        "屏幕5.5英寸",
        "见https://example.cn/a,b;c?d=1:2",
        "邮箱a.b@example.cn",
        "《教育法》《工会法》",
        "2024—2025学年",
    ],
)
def test_figures_addresses_and_latin_text_stay(text):
    assert normalise(text) == text


def test_a_mark_behind_an_address_is_not_part_of_it():
    assert normalise("见https://example.cn/a,请查看") == "见https://example.cn/a，请查看"


def test_brackets_around_an_address_become_full_width():
    assert normalise("收集意见(https://example.cn)") == "收集意见（https://example.cn）"


def test_an_odd_quote_is_left_as_it_is():
    assert normalise('他说"好"和"坏') == '他说“好”和"坏'


def test_lines_stay_lines():
    assert normalise("一,二\r\n三,四") == "一，二\n三，四"


def test_what_no_renderer_can_take_is_dropped():
    assert clean("a\x00\x0b\u200b\ufeff\u00adb\ufe0f\U000e0100c\td") == "abc d"


def test_a_character_outside_the_basic_plane_survives():
    assert normalise("𠮷野,㛃") == "𠮷野，㛃"


_typed = st.text(
    alphabet=st.sampled_from(
        "工会教师一二三三3 05,.;:!?()（）\"'“”…—-。，、\u3000 aZ%/@《》[]〔〕号年\n"
    ),
    max_size=40,
)


@given(_typed)
def test_doing_it_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=60))
def test_no_text_is_refused(text):
    assert "\x00" not in normalise(text)


@given(_typed)
def test_no_word_is_lost(text):
    kept = "工会教师二aZ"
    assert [c for c in normalise(text) if c in kept] == [c for c in text if c in kept]
