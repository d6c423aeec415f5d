"""Likely duplicates: keeping the index, and who is shown what."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals import actions
from proposals.actions import screening, searching, similar, writing
from proposals.models import IndexedText, MicroProposal, MicroState, Proposal, Shingle
from tests.factories import make_seat
from tests.proposals.factories import make_micro, make_proposal

ASKED = "骑电动车的同事多了，请在西侧车棚安装智能充电桩，夜间自动断电。"
LIKE_IT = "西侧车棚没有充电桩，电动车只好拉电线，建议安装充电桩并自动断电。"
UNLIKE_IT = "食堂中午排队太长，建议错峰就餐。"


def found_by(seat, text=ASKED):
    found = similar.find_similar(text, seat=seat)
    return [match.thing for match in found.matches], found.unseen


def micro(union, state=MicroState.SUBMITTED, **fields):
    row = make_micro(union, state=state, **({"text": LIKE_IT} | fields))
    similar.index(row)
    return row


class TestIndex:
    def test_what_is_sent_in_is_found_at_once(self, chair, teacher):
        receipt = actions.submit(
            text=LIKE_IT,
            category="logistics",
            publicity="open",
            submission_key=uuid.uuid4().hex,
            by=teacher,
        )
        assert found_by(chair) == ([receipt.proposal], 0)

    def test_the_title_given_at_acceptance_is_found_too(self, chair, teacher, school):
        row = micro(school, author=teacher)
        actions.accept(proposal=row, title="龙门阵清单", category="logistics", by=chair)
        words = Shingle.objects.filter(text__micro=row)
        assert words.filter(gram=similar.checks.code("龙门")).exists()

    def test_indexing_again_changes_nothing_and_a_new_text_takes_the_place_of_the_old(
        self, school, teacher
    ):
        row = micro(school, author=teacher)
        before = set(Shingle.objects.values_list("text_id", "gram"))
        similar.index(row)
        assert set(Shingle.objects.values_list("text_id", "gram")) == before
        row.text = UNLIKE_IT
        similar.index(row)
        grams = set(Shingle.objects.values_list("gram", flat=True))
        assert grams == set(similar.checks.grams(row.title, UNLIKE_IT))

    def test_a_draft_is_in_no_index_and_one_that_is_handed_back_leaves_it(self, teacher):
        row = make_proposal(teacher, state="submitted")
        similar.index(row)
        assert IndexedText.objects.get().proposal == row
        row.state = "draft"
        similar.index(row)
        assert (IndexedText.objects.count(), Shingle.objects.count()) == (0, 0)

    def test_a_formal_one_comes_in_when_it_is_handed_in_and_leaves_to_be_completed(
        self, chair, teacher
    ):
        row = make_proposal(teacher, seconders=[make_seat(teacher.union, "member") for _ in "ab"])
        writing.submit(proposal=row, by=teacher, accepted=["P-17"])
        assert IndexedText.objects.get().proposal == row
        screening.complete(proposal=row, note="请补充数据", by=chair)
        assert not IndexedText.objects.exists()

    def test_an_anonymous_one_is_found_once_the_bag_is_emptied(self, chair, teacher, school, today):
        actions.submit(
            text=LIKE_IT,
            category="logistics",
            publicity="anonymous",
            submission_key=uuid.uuid4().hex,
            by=teacher,
        )
        assert found_by(chair) == ([], 0)
        actions.deliver_letters(school, today + datetime.timedelta(days=1))
        assert found_by(chair) == ([MicroProposal.objects.get()], 0)

    def test_the_command_takes_in_what_is_missing_and_builds_anew(self, school, teacher, capsys):
        make_micro(school, author=teacher, text=LIKE_IT)
        make_proposal(teacher, state="submitted")
        make_proposal(teacher, state="draft")
        call_command("index_proposals")
        call_command("index_proposals")
        assert capsys.readouterr().out == "shiyan: 编入 2 件\n"
        before = set(Shingle.objects.values_list("gram", "text__micro", "text__proposal"))
        call_command("index_proposals", "--all", "--union", "shiyan")
        assert set(Shingle.objects.values_list("gram", "text__micro", "text__proposal")) == before

    def test_the_key_of_a_text_tells_nothing_of_when_it_came(self, school):
        keys = [similar.IndexedText(micro=make_micro(school)).pk for _ in range(20)]
        assert keys != sorted(keys)


# Who may see what is there: (state, publicity of the other's proposal) → shown, counted.
SEEN_BY_A_TEACHER = {
    (MicroState.SUBMITTED, "open"): (0, 0),
    (MicroState.ACCEPTED, "open"): (0, 1),
    (MicroState.ASSIGNED, "open"): (0, 1),
    (MicroState.ANSWERED, "open"): (0, 1),
    (MicroState.PUBLISHED, "open"): (1, 0),
    (MicroState.DECLINED, "open"): (0, 0),
    (MicroState.WITHDRAWN, "open"): (0, 0),
    (MicroState.ACCEPTED, "hidden"): (0, 0),
    (MicroState.ACCEPTED, "anonymous"): (0, 0),
    (MicroState.SUBMITTED, "anonymous"): (0, 0),
    (MicroState.PUBLISHED, "anonymous"): (1, 0),
}


class TestWhoSeesWhat:
    @pytest.mark.parametrize("case", SEEN_BY_A_TEACHER, ids=str)
    def test_a_teacher_of_a_colleagues_proposal(self, case, school, teacher, colleague, handler):
        state, publicity = case
        author = None if publicity == "anonymous" else colleague
        lead = {"lead": handler} if state == MicroState.ASSIGNED else {}
        micro(school, state=state, author=author, publicity=publicity, **lead)
        shown, counted = found_by(teacher)
        assert (len(shown), counted) == SEEN_BY_A_TEACHER[case]

    def test_a_teacher_sees_the_own_one_in_any_state_but_withdrawn(self, school, teacher):
        row = micro(school, author=teacher, state=MicroState.DECLINED)
        micro(school, author=teacher, state=MicroState.WITHDRAWN)
        assert found_by(teacher) == ([row], 0)

    def test_who_screens_sees_all_of_the_union_and_nothing_of_another(
        self, school, other_school, chair, stranger, colleague
    ):
        rows = [micro(school), micro(school, author=colleague, state=MicroState.ACCEPTED)]
        micro(other_school, author=stranger)
        shown, counted = found_by(chair)
        assert (set(shown), counted) == (set(rows), 0)

    def test_a_formal_one_in_handling_is_a_number_and_a_published_one_is_shown(
        self, teacher, colleague, handler, leader
    ):
        given = {"suggestion": LIKE_IT, "lead": handler, "leader": leader}
        row = make_proposal(colleague, state="handling", **given)
        similar.index(row)
        assert found_by(teacher) == ([], 1)
        Proposal.objects.filter(pk=row.pk).update(published_at=timezone.now())
        assert found_by(teacher) == ([row], 0)

    def test_what_waits_for_screening_is_no_number(self, teacher, colleague):
        similar.index(make_proposal(colleague, state="submitted", suggestion=LIKE_IT))
        assert found_by(teacher) == ([], 0)

    def test_a_text_of_a_word_or_two_is_like_nothing(self, school, chair):
        micro(school)
        assert found_by(chair, "充电桩") == ([], 0)


class TestQueries:
    def test_they_are_as_many_for_one_text_as_for_thirty(self, school, chair, teacher):
        similar.find_similar(ASKED, seat=chair)  # who sits on the committee is asked once
        counts = []
        for _ in range(2):
            for _ in range(15):
                micro(school, author=teacher, state=MicroState.PUBLISHED)
            with CaptureQueriesContext(connection) as queries:
                similar.find_similar(ASKED, seat=chair)
            counts.append(len(queries))
        assert counts == [4, 4]

    def test_who_may_read_a_part_alone_takes_one_query_more(self, school, teacher, colleague):
        similar.find_similar(ASKED, seat=teacher)
        for state in (MicroState.PUBLISHED, MicroState.ACCEPTED):
            micro(school, author=colleague, state=state)
        with CaptureQueriesContext(connection) as queries:
            found = similar.find_similar(ASKED, seat=teacher)
        assert (len(queries), len(found.matches), found.unseen) == (5, 1, 1)

    def test_likely_duplicates_of_a_list_take_as_many_queries_for_one_as_for_five(
        self, school, chair, teacher
    ):
        rows = [micro(school, author=teacher) for _ in range(4)]
        rows.append(micro(school, author=teacher, text=UNLIKE_IT))
        similar.find_similar(ASKED, seat=chair)
        found = []
        for some in (rows[:1], rows):
            with CaptureQueriesContext(connection) as queries:
                counts = similar.likely_duplicates(some, seat=chair)
            found.append((len(queries), list(counts.values())))
        assert found == [(3, [3]), (3, [3, 3, 3, 3, 0])]


class TestSearch:
    """In a large union the index chooses what is read; it must find what reading all finds."""

    TEXTS = (
        "图书角光线太暗，希望学校加装夜灯",
        "学校建议箱在哪里？wifi 信号差",
        "二楼WiFi断线，请检修（2024年装的）",
        "的的的",
        "50%的老师，都说C++课时太少",
    )

    @pytest.mark.parametrize(
        "words",
        [
            "图书",
            "校建",
            "建议",
            "的",
            "WiFi",
            "wifi 信",
            "50%",
            "太暗，希",
            "2024",
            "C++",
            "夜市",
        ],
    )
    def test_it_finds_the_same(self, words, school, teacher, monkeypatch):
        for text in self.TEXTS:
            micro(school, author=teacher, text=text)
            similar.index(make_proposal(teacher, state="submitted", reason=text))
        make_proposal(teacher, state="draft", reason=f"草稿 {self.TEXTS[0]}")
        rows, formal = MicroProposal.objects.all(), Proposal.objects.all()
        found = []
        for many in (1_000, 0):
            monkeypatch.setattr(searching, "MANY", many)
            texts = searching.micro_with(rows, words, union_id=school.pk)
            longer = searching.formal_with(formal, words, union_id=school.pk)
            found.append((set(texts.values_list("text")), set(longer.values_list("reason"))))
        assert found[0] == found[1]
        assert bool(found[0][0]) is (words != "夜市")

    def test_a_formal_one_is_found_by_its_number(
        self, school, teacher, handler, leader, monkeypatch
    ):
        monkeypatch.setattr(searching, "MANY", 0)
        row = make_proposal(teacher, state="handling", lead=handler, leader=leader)
        micro(school)
        micro(school)
        found = searching.formal_with(Proposal.objects.all(), row.number, union_id=school.pk)
        assert list(found) == [row]


def test_asking_is_limited_for_each_seat_and_starts_anew_every_day(school, monkeypatch):
    monkeypatch.setattr(similar, "ASKED_A_DAY", 2)
    one, other, now = make_seat(school, "member"), make_seat(school, "member"), timezone.now()
    assert [similar.may_ask(one, now=now) for _ in range(3)] == [True, True, False]
    assert similar.may_ask(other, now=now)
    assert similar.may_ask(one, now=now + datetime.timedelta(days=1))
