"""Pages of likely duplicates: the hint for writers, the panel for screeners; lists as workbooks."""

from __future__ import annotations

import io
import logging

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.actions import similar
from proposals.models import MicroState
from tests.proposals.factories import make_micro, make_proposal
from tests.proposals.test_similar import ASKED, LIKE_IT, micro

HTMX = {"HX-Request": "true"}


def ask(client, **fields):
    return client.post(reverse("proposals:similar"), fields, headers=HTMX)


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    similar._asked.clear()


class TestWhileWriting:
    def test_a_published_one_is_shown_with_its_number_its_state_and_a_link(
        self, log_in, school, teacher, handler
    ):
        row = micro(school, state=MicroState.PUBLISHED, lead=handler)
        page = ask(log_in(teacher), text=ASKED).content.decode()
        for words in (row.number, row.heading, "已公示", "已解决", "仍可提交"):
            assert words in page
        assert f'href="{reverse("proposals:micro", args=[row.pk])}"' in page

    def test_what_the_writer_may_not_read_is_a_number_without_a_word_of_it(
        self, log_in, school, teacher, colleague
    ):
        row = micro(school, author=colleague, state=MicroState.ACCEPTED)
        page = ask(log_in(teacher), text=ASKED).content.decode()
        assert "可能已有类似提案正在办理（1 件）" in " ".join(page.split())
        for words in (str(row.pk), row.title, "充电桩", colleague.user.name):
            assert words not in page

    def test_the_fields_of_the_formal_form_are_read_as_well(self, log_in, teacher, school):
        micro(school, state=MicroState.PUBLISHED)
        shown = ask(log_in(teacher), title="关于车棚的提案", suggestion=ASKED)
        assert len(shown.context["lines"]) == 1

    def test_without_a_script_it_is_a_page_of_its_own(self, log_in, teacher, school):
        client = log_in(teacher)
        page = client.post(reverse("proposals:similar"), {"text": ASKED})
        assert "没有发现类似的提案" in page.content.decode()
        assert page.templates[0].name == "proposals/similar_page.html"

    def test_it_is_sent_by_post_alone_and_nothing_of_it_is_kept_or_logged(
        self, log_in, teacher, school, caplog
    ):
        client = log_in(teacher)
        assert client.get(reverse("proposals:similar"), {"text": ASKED}).status_code == 405
        caplog.clear()
        with caplog.at_level(logging.INFO), CaptureQueriesContext(connection) as queries:
            ask(client, text=ASKED)
        written = [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT"))]
        assert [sql for sql in written if not sql.startswith("RELEASE")] == []
        assert "充电桩" not in caplog.text

    @pytest.mark.parametrize(
        "text", ["", "\x00", "<script>", "🙂" * 9_000, "\u202e字", "车" * 90_000]
    )
    def test_broken_and_very_long_texts_are_answered(self, log_in, teacher, text):
        assert ask(log_in(teacher), text=text).status_code == 200

    def test_a_text_of_a_hostile_proposal_is_shown_as_text(self, log_in, teacher, school):
        text = f"<script>alert(1)</script>{LIKE_IT}"
        micro(school, state=MicroState.PUBLISHED, text=text, title="<b>车棚")
        page = ask(log_in(teacher), text=ASKED).content.decode()
        assert "&lt;b&gt;车棚" in page
        assert "<b>" not in page

    def test_who_asks_too_often_is_told_and_may_send_all_the_same(
        self, log_in, teacher, monkeypatch
    ):
        monkeypatch.setattr(similar, "ASKED_A_DAY", 1)
        client = log_in(teacher)
        assert [ask(client, text=ASKED).context["is_busy"] for _ in range(2)] == [False, True]

    def test_the_form_asks_and_has_a_button_for_those_without_script(self, log_in, teacher):
        page = log_in(teacher).get(reverse("proposals:micro_new")).content.decode()
        address = reverse("proposals:similar")
        assert f'hx-post="{address}"' in page
        assert f'formaction="{address}"' in page

    @pytest.mark.parametrize("route", ["new", "edit"])
    def test_the_formal_form_asks_too_and_enter_presses_its_own_button(
        self, route, log_in, teacher
    ):
        draft = make_proposal(teacher)
        page = log_in(teacher).get(
            reverse(f"proposals:{route}", args=[draft.pk] if route == "edit" else [])
        )
        form = page.content.decode().partition("data-draft-key")[2]
        assert 'hx-params="title,suggestion"' in form
        first = form.partition("<button")[2].partition("</button>")[0]
        assert 'name="look"' not in first


class TestAtScreening:
    def test_the_chair_sees_what_a_new_one_repeats_and_can_decline_it(
        self, log_in, chair, school, teacher
    ):
        first = micro(school, author=teacher, state=MicroState.ACCEPTED)
        new = micro(school, author=teacher, text=ASKED)
        client = log_in(chair)
        page = client.get(reverse("proposals:micro", args=[new.pk])).content.decode()
        assert "<mark>西侧车棚</mark>" in page
        assert "可能重复" in page
        link = f"?reason=duplicate&amp;duplicate_of={first.number}"
        assert link in page
        step = reverse("proposals:micro_step", args=[new.pk, "decline"])
        form = client.get(step + link.replace("&amp;", "&")).context["form"]
        assert (form["reason"].value(), form["duplicate_of"].value()) == (
            "duplicate",
            first.number,
        )

    def test_the_author_does_not_see_the_panel(self, log_in, school, teacher):
        micro(school, author=teacher, state=MicroState.ACCEPTED)
        new = micro(school, author=teacher, text=ASKED)
        page = log_in(teacher).get(reverse("proposals:micro", args=[new.pk]))
        assert "可能重复" not in page.content.decode()

    def test_the_panel_is_there_while_it_is_screened_and_not_later(
        self, log_in, chair, teacher, handler, leader
    ):
        new = make_proposal(teacher, state="screening")
        later = make_proposal(teacher, state="handling", lead=handler, leader=leader)
        client = log_in(chair)
        pages = [
            client.get(reverse("proposals:proposal", args=[row.pk])).content.decode()
            for row in (new, later)
        ]
        assert ["可能重复" in page for page in pages] == [True, False]


class TestWorkbooks:
    def test_micro_proposals_as_the_list_is_narrowed(self, log_in, chair, school, teacher):
        make_micro(school, author=teacher, state=MicroState.ACCEPTED, publicity="hidden")
        make_micro(school)
        client, address = log_in(chair), reverse("proposals:micro_export")
        assert [len(rows_of(client.get(address + query))) for query in ("", "?show=accepted")] == [
            3,
            2,
        ]
        assert rows_of(client.get(address + "?show=submitted"))[1][4] == "匿名"

    def test_formal_ones_are_those_that_the_seat_may_see(self, log_in, chair, teacher, colleague):
        make_proposal(teacher, state="submitted", title="关于车棚的提案")
        make_proposal(colleague, state="draft", title="别人的草稿")
        address = reverse("proposals:formal_export")
        found = [
            [row[1] for row in rows_of(log_in(seat).get(address))[1:]]
            for seat in (chair, teacher, colleague)
        ]
        assert found == [["关于车棚的提案"], ["关于车棚的提案"], ["别人的草稿"]]


def rows_of(response):
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).active
    return list(sheet.iter_rows(values_only=True))


class TestLists:
    @pytest.mark.parametrize("route", ["list", "formal_list"])
    def test_a_list_takes_as_many_queries_for_one_row_as_for_five(
        self, route, log_in, chair, teacher, school
    ):
        client, counts = log_in(chair), []
        client.get(reverse("home"))
        for more in (1, 4):
            for _ in range(more):
                make_micro(school, author=teacher)
                make_proposal(teacher, state="submitted")
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(f"proposals:{route}"))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12

    def test_the_pager_counts_what_is_listed_whatever_narrows_it(
        self, log_in, chair, teacher, school
    ):
        for text in ("车棚漏雨", "车棚没有灯", "食堂太挤"):
            make_micro(school, author=teacher, text=text)
        make_micro(school, author=teacher, state=MicroState.ACCEPTED)
        client = log_in(chair)
        wanted = {
            "": 4,
            "?show=submitted": 3,
            "?q=车棚": 2,
            "?show=accepted&q=车棚": 0,
            "?show=valid": 1,
        }
        pages = {query: client.get(reverse("proposals:list") + query) for query in wanted}
        assert {
            query: page.context["page"].paginator.count for query, page in pages.items()
        } == wanted
        assert all(
            len(page.context["page"].object_list) == wanted[query] for query, page in pages.items()
        )
