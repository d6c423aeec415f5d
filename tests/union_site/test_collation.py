"""Order and search of names."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site.collation import (
    KEY_LENGTH,
    clean_name,
    keys_of,
    search_text,
    split_surname,
    stroke_key,
)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("解缙", "xiejin", "xj"),
        ("查良镛", "zhaliangyong", "zly"),
        ("区寄", "ouji", "oj"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("尉文", "weiwen", "ww"),
        ("万俟卨", "moqixie", "mqx"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕布", "lvbu", "lb"),
        ("陈㛃", "chenjie", "cj"),
        ("龚䶮", "gongyan", "gy"),
        ("𠮷野", "jiye", "jy"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("John Smith", "johnsmith", "js"),
    ],
)
def test_a_name_is_found_by_pinyin_and_initials(name, pinyin, initials):
    keys = keys_of(name)
    assert (keys.pinyin, keys.initials) == (pinyin, initials)


def test_the_same_character_reads_otherwise_in_a_given_name():
    assert keys_of("王曾").pinyin == "wangceng"
    assert keys_of("曾王").pinyin == "zengwang"


def test_a_short_surname_sorts_before_a_longer_one():
    names = ["程安", "陈杰", "陈安"]
    assert sorted(names, key=lambda name: keys_of(name).pinyin_order) == ["陈安", "陈杰", "程安"]


# As printed in lists of delegates: strokes, then 横竖撇点折 (GF 3003-1999).
IN_ORDER = [
    *(
        "丁一",
        "卜佳",
        "于明",
        "万里",
        "马骏",
        "王伟",
        "方圆",
        "尹力",
        "孔明",
        "邓超",
        "石磊",
        "卢俊",
    ),
    *(
        "叶青",
        "田甜",
        "冯远",
        "朱军",
        "刘洋",
        "江涛",
        "许晴",
        "孙楠",
        "严明",
        "苏轼",
        "杜甫",
        "李白",
    ),
    *(
        "杨洋",
        "吴越",
        "何平",
        "汪洋",
        "沈括",
        "宋江",
        "张华",
        "陆游",
        "陈毅",
        "范宽",
        "林徽",
        "欧阳修",
    ),
    *(
        "罗成",
        "金庸",
        "周瑜",
        "郑和",
        "孟轲",
        "赵云",
        "胡适",
        "侯羿",
        "秦琼",
        "徐达",
        "高适",
        "郭靖",
    ),
    *(
        "唐寅",
        "陶潜",
        "黄忠",
        "曹操",
        "龚自珍",
        "梁启超",
        "彭湃",
        "董卓",
        "蒋干",
        "韩信",
        "程普",
        "曾巩",
    ),
    *("谢安", "雷锋", "蔡邕", "廖化", "谭嗣同", "熊黑", "潘安", "薛涛", "戴望", "魏徵"),
]


def test_surnames_sort_by_strokes_as_printed():
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=stroke_key) == IN_ORDER


def test_surnames_of_simplified_parts_are_counted_as_written_today():
    # 阝 has two strokes and 艹 three: by traditional counts 陈 would follow 周.
    assert sorted(["周瑜", "陈毅", "蔡邕", "黄忠", "韩信"], key=stroke_key) == [
        *("陈毅", "周瑜", "黄忠", "韩信", "蔡邕")
    ]


def test_people_of_one_surname_sort_by_the_given_name():
    assert sorted(["王磊", "王一", "王伟"], key=stroke_key) == ["王一", "王伟", "王磊"]


def test_a_surname_that_no_table_holds_is_still_counted():
    assert sorted(["焱焱", "一明", "龘龘"], key=stroke_key) == ["一明", "焱焱", "龘龘"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (" 叶\u3000雨思 ", "叶雨思"),
        ("王 琛", "王琛"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("Ｊｏｈｎ  Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("𠮷 野", "𠮷野"),
    ],
)
def test_a_name_is_cleaned_of_what_typing_adds(raw, name):
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("欧阳修", ("欧阳", "修")),
        ("欧阳", ("欧", "阳")),
        ("王伟", ("王", "伟")),
        ("阿依古丽·买买提", ("阿依古丽", "买买提")),
        ("John Smith", ("John Smith", "")),
        ("", ("", "")),
    ],
)
def test_a_name_is_divided_into_surname_and_given_name(name, parts):
    assert split_surname(name) == parts


@pytest.mark.parametrize(
    ("typed", "searched"), [("Lyu Bu", "lvbu"), ("lü", "lv"), ("Xi'an", "xian")]
)
def test_what_is_typed_is_brought_into_the_form_of_the_keys(typed, searched):
    assert search_text(typed) == searched


@given(st.text(max_size=60))
def test_every_text_gets_keys_that_fit_their_columns(text):
    keys = keys_of(clean_name(text))
    assert len(keys.stroke_order) <= KEY_LENGTH
    assert keys.pinyin == keys.pinyin_order.replace(" ", "")
    assert len(keys.initials) == len(keys.pinyin_order.split())
