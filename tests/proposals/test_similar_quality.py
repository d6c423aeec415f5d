"""Likely duplicates: what the measure of likeness finds, and what it leaves alone."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.actions import similar
from proposals.checks.similar import Weights, code, grams, likeness, pair_of, parts, shared_words
from proposals.models import MicroProposal
from tests.proposals.corpus import Corpus
from tests.proposals.factories import make_micro
from tests.proposals.similar_pairs import APART, NEAR, SAME

OTHERS = 500
MOST_WRONG = 10  # of the 20,000 comparisons with invented texts, which share many a real word


@pytest.fixture
def corpus(school, teacher):
    """The second text of each pair, among 500 others."""
    texts = [text for _, text in SAME + NEAR + APART]
    invented = Corpus(seed=5)
    texts += [invented.micro() for _ in range(OTHERS)]
    rows = [make_micro(school, author=teacher, text=text) for text in texts[: len(SAME)]]
    for text in texts[len(SAME) :]:
        make_micro(school, author=teacher, text=text)
    similar.index_missing(school)
    return rows


@pytest.mark.parametrize("sample", [similar.SAMPLE, 200])
def test_each_true_pair_is_among_the_first_three_of_some_five_hundred(
    sample, corpus, chair, monkeypatch
):
    """As well where pairs are counted in a part of the texts, as in a large union."""
    monkeypatch.setattr(similar, "SAMPLE", sample)
    missed = []
    for (text, _), row in zip(SAME, corpus, strict=True):
        found = similar.find_similar(text, seat=chair, limit=3).matches
        if row not in [match.thing for match in found]:
            missed.append((text, [(match.percent, match.thing.text) for match in found]))
    assert missed == []


def test_a_sample_says_about_how_many_texts_there_are_and_hold_a_pair(corpus, chair, monkeypatch):
    monkeypatch.setattr(similar, "SAMPLE", 200)
    common = grams("教学楼")
    asked = similar._Asked(chair.union_id, [common])
    texts = [grams(text) for text in MicroProposal.objects.values_list("text", flat=True)]
    held = Counter(itertools.chain.from_iterable(texts))
    assert asked.texts == pytest.approx(len(texts), rel=0.4)
    assert asked.holding == pytest.approx({gram: held[gram] for gram in common}, rel=0.9)
    asked.candidates(similar.ROWS_READ)
    assert asked.holding == {gram: held[gram] for gram in common}


def test_texts_of_another_wish_stay_under_the_threshold(corpus, chair):
    wrong = []
    for text, other in NEAR + APART:
        for match in similar.find_similar(text, seat=chair).matches:
            if match.thing.text == other:
                wrong.append((match.percent, text, other))
    assert wrong == []


def test_hardly_any_invented_text_is_taken_for_a_duplicate(corpus, chair):
    """Precision over every match that is shown for the 40 texts asked about."""
    invented = Corpus(seed=5)
    strangers = {invented.micro() for _ in range(OTHERS)}
    shown = [
        match.thing.text
        for text, _ in SAME + NEAR + APART
        for match in similar.find_similar(text, seat=chair).matches
    ]
    assert len(shown) >= len(SAME)
    assert sum(text in strangers for text in shown) <= MOST_WRONG


def weights_of(*texts: str) -> Weights:
    return Weights(len(texts), Counter(itertools.chain.from_iterable(map(grams, texts))))


any_text = st.text(max_size=120)


class TestMeasure:
    @given(any_text, any_text)
    def test_it_is_the_same_from_both_sides_and_between_0_and_1(self, one, other):
        weights = weights_of(one, other)
        score = likeness(grams(one), grams(other), weights)
        assert score == pytest.approx(likeness(grams(other), grams(one), weights))
        assert 0 <= score <= 1

    @given(st.text(alphabet="图书角光线太暗晚自习备课看不清", min_size=5, max_size=60))
    def test_a_text_is_wholly_like_itself_if_it_says_three_things(self, text):
        told = f"{text}，体检骨密度，车棚充电桩，连廊防滑垫"
        assert likeness(grams(told), grams(told), weights_of(told)) == pytest.approx(1)

    @given(st.lists(st.sampled_from(["图书角", "光线暗", "装夜灯", "北门积水"]), max_size=6))
    def test_which_signs_part_the_words_does_not_matter(self, words):
        assert grams("，".join(words)) == grams("🙂".join(words)) == grams("\n".join(words))

    @given(any_text)
    def test_signs_that_cannot_be_seen_do_not_matter(self, text):
        hidden = "\u202e".join(text)
        assert grams(hidden) == grams(text)

    @pytest.mark.parametrize("text", ["", " ", "🙂🙂🙂", "\u202e\u200b", "。，！", "字"])
    def test_a_text_without_pairs_is_like_nothing(self, text):
        other = "图书角光线太暗"
        assert grams(text) == frozenset()
        assert likeness(grams(text), grams(other), weights_of(other)) == 0

    @given(st.text(alphabet=st.characters(categories=["Lo", "Ll", "Nd"]), min_size=2, max_size=2))
    def test_a_pair_and_its_number_are_the_same_thing(self, pair):
        assert pair_of(code(pair)) == pair

    def test_full_width_and_capital_forms_are_one(self):
        assert grams("ＷｉＦｉ信号") == grams("wifi信号")

    def test_one_word_in_common_is_worth_less_than_the_same_length_in_three(self):
        weights = weights_of("")
        once = likeness(grams("图书角书架，灯坏，漏雨"), grams("图书角书架，墙皮，地砖"), weights)
        thrice = likeness(grams("图书，架子，灯坏，漏雨"), grams("图书，架子，灯坏，地砖"), weights)
        assert once < thrice

    def test_what_both_say_is_marked_and_empty_words_are_not(self):
        shared = grams("建议铺防滑垫") & grams("希望建议铺防滑垫")
        assert shared_words("建议铺防滑垫吧", shared) == ["铺防滑垫"]
        assert [(part.text, part.is_shared) for part in parts("请铺防滑垫。", shared)] == [
            ("请", False),
            ("铺防滑垫", True),
            ("。", False),
        ]
