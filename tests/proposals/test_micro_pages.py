"""Pages of the proposal box: who gets in, what is kept, what is hidden."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from proposals import actions
from proposals.models import MicroProposal, MicroState
from tests.proposals.factories import TEXT, make_micro

DAY = datetime.timedelta(days=1)


def form(**fields):
    return {
        "text": TEXT,
        "category": "logistics",
        "publicity": "open",
        "submission_key": uuid.uuid4().hex,
    } | fields


def test_the_qr_address_leads_to_the_form_in_one_step(log_in, chair, teacher):
    token = actions.open_box(by=chair).token
    response = log_in(teacher).get(reverse("box_entry", args=[token]))
    assert response.url == reverse("proposals:micro_new")


def test_the_qr_address_of_another_union_is_not_there(log_in, chair, stranger):
    token = actions.open_box(by=chair).token
    assert log_in(stranger).get(reverse("box_entry", args=[token])).status_code == 404


def test_who_is_not_logged_in_comes_back_to_the_form_after_login(client, chair):
    token = actions.open_box(by=chair).token
    response = client.get(reverse("box_entry", args=[token]))
    assert response.url == f"/accounts/login/?next=/p/{token}/"


def test_a_good_submission_answers_with_its_receipt(log_in, teacher):
    response = log_in(teacher).post(reverse("proposals:micro_new"), form())
    assertContains(response, "回执码")
    assert MicroProposal.objects.get().author == teacher


def test_an_anonymous_code_is_not_kept_in_the_session(log_in, teacher):
    client = log_in(teacher)
    before = dict(client.session)
    client.post(reverse("proposals:micro_new"), form(publicity="anonymous"))
    assert dict(client.session) == before


def test_a_text_that_is_too_long_is_kept_in_the_form(log_in, teacher):
    response = log_in(teacher).post(reverse("proposals:micro_new"), form(text="长" * 120))
    assertContains(response, "最多 100 字，现在 120 字")
    assertContains(response, "长" * 120)
    assert MicroProposal.objects.count() == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "x" * 5_000},
        {"category": "nonsense"},
        {"publicity": ""},
        {"submission_key": "'; DROP TABLE"},
        {"submission_key": ""},
        {"text": "\x00"},
    ],
)
def test_broken_input_is_answered_with_the_form_and_changes_nothing(log_in, teacher, broken):
    response = log_in(teacher).post(reverse("proposals:micro_new"), form(**broken))
    assert response.status_code == 200
    assert MicroProposal.objects.count() == 0


def test_script_tags_come_out_as_text(log_in, chair, teacher):
    proposal = make_micro(teacher.union, author=teacher, text="<script>alert(1)</script>")
    response = log_in(chair).get(reverse("proposals:micro", args=[proposal.pk]))
    assertNotContains(response, "<script>alert(1)")
    assertContains(response, "&lt;script&gt;alert(1)")


@pytest.mark.parametrize(
    ("reader", "shown"),
    [("chair", True), ("teacher", True), ("officer", False), ("handler", False)],
)
def test_a_hidden_name_is_known_to_the_chair_and_to_its_author_alone(
    request, log_in, school, teacher, handler, reader, shown
):
    proposal = make_micro(
        school, author=teacher, publicity="hidden", state=MicroState.ASSIGNED, lead=handler
    )
    seat = request.getfixturevalue(reader)
    page = log_in(seat).get(reverse("proposals:micro", args=[proposal.pk])).content.decode()
    main = page[page.index("<main") :]
    assert ("周敏" in main) == shown
    assert ("不公开姓名" in main) is True


def test_on_the_notice_page_a_hidden_name_is_hidden_even_from_the_chair(
    log_in, school, chair, teacher, handler
):
    make_micro(school, author=teacher, publicity="hidden", state=MicroState.PUBLISHED, lead=handler)
    response = log_in(chair).get(reverse("proposals:notices"))
    assertContains(response, "图书角夜灯")
    assertNotContains(response, "周敏")


def test_a_teacher_sees_own_proposals_and_not_those_of_colleagues(
    log_in, school, teacher, colleague
):
    mine = make_micro(school, author=teacher)
    theirs = make_micro(school, author=colleague)
    client = log_in(teacher)
    assert client.get(reverse("proposals:micro", args=[mine.pk])).status_code == 200
    assert client.get(reverse("proposals:micro", args=[theirs.pk])).status_code == 404
    assert [p.pk for p in client.get(reverse("proposals:list")).context["page"]] == [mine.pk]


def test_a_step_taken_by_somebody_else_is_explained_and_not_an_error(
    log_in, school, chair, teacher
):
    proposal = make_micro(school, author=teacher, state=MicroState.DECLINED)
    url = reverse("proposals:micro_step", args=[proposal.pk, "accept"])
    response = log_in(chair).get(url, follow=True)
    assertContains(response, "可能有人刚刚办理过")


def test_the_whole_way_through_the_pages(log_in, school, chair, handler, teacher, today):
    log_in(teacher).post(reverse("proposals:micro_new"), form())
    proposal = MicroProposal.objects.get()

    def step(seat, name, **typed):
        url = reverse("proposals:micro_step", args=[proposal.pk, name])
        response = log_in(seat).post(url, typed)
        assert response.status_code == 302, response.context["form"].errors

    step(chair, "accept", title="图书角夜灯", category="logistics")
    step(chair, "assign", lead=handler.pk, due_on=today.isoformat(), note="")
    step(handler, "answer", text="已装好。", result_class="solved")
    step(teacher, "rate", satisfaction="satisfied", note="")
    step(chair, "publish")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.satisfaction) == (MicroState.PUBLISHED, "satisfied")
    assertContains(log_in(teacher).get(reverse("proposals:notices")), "图书角夜灯")


def test_a_department_that_sent_it_back_lands_on_its_list(log_in, school, teacher, handler):
    proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
    url = reverse("proposals:micro_step", args=[proposal.pk, "send_back"])
    response = log_in(handler).post(url, {"note": "课表归教务处。"}, follow=True)
    assert response.redirect_chain == [(reverse("proposals:list"), 302)]
    assertContains(response, "已退回工会。")


@pytest.mark.parametrize("route", ["proposals:list", "proposals:notices"])
def test_lists_cost_the_same_number_of_queries_with_one_row_and_with_five(
    log_in, school, chair, teacher, handler, route, django_assert_num_queries
):
    client = log_in(chair)

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse(route)).status_code == 200
        return len(captured)

    make_micro(school, author=teacher, state=MicroState.PUBLISHED, lead=handler)
    one = queries()
    for _ in range(4):
        make_micro(school, author=teacher, state=MicroState.PUBLISHED, lead=handler)
    assert queries() == one
    assert one <= 12


def test_what_stands_in_the_way_of_a_step_is_told_before_anything_is_typed(
    log_in, school, teacher, handler, today
):
    later = today + datetime.timedelta(days=9)
    proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
    MicroProposal.objects.filter(pk=proposal.pk).update(extended_from=today, due_on=later)
    client, own = log_in(handler), reverse("proposals:micro", args=[proposal.pk])
    step = reverse("proposals:micro_step", args=[proposal.pk, "extend"])
    answer = client.get(step, follow=True)
    assert answer.redirect_chain == [(own, 302)]
    assertContains(answer, "已经延期过一次")
    # Who has typed already keeps the words.
    kept = client.post(step, {"due_on": f"{later + DAY}", "note": "灯还没有到货"})
    assertContains(kept, "灯还没有到货")
    assertContains(kept, "已经延期过一次")


@pytest.mark.parametrize(
    ("asked", "active", "rows"),
    [("", "全部", 3), ("assigned", "办理中", 1), ("valid", None, 2), ("nonsense", None, 3)],
)
def test_the_chip_that_is_on_and_the_rows_agree(
    log_in, school, chair, teacher, handler, asked, active, rows
):
    """What the figures count is no chip: then none is on, and the rows are counted."""
    for state in (MicroState.ASSIGNED, MicroState.PUBLISHED, MicroState.DECLINED):
        make_micro(school, author=teacher, state=state, lead=handler)
    context = log_in(chair).get(reverse("proposals:list"), {"show": asked}).context
    shown = [chip.label for chip in context["chips"] if chip.is_active]
    assert shown == ([active] if active else [])
    assert (context["page"].paginator.count, len(context["page"])) == (rows, rows)


def test_the_figures_open_exactly_their_rows(log_in, school, chair, teacher, handler, today):
    from union_site import figures

    make_micro(school, author=teacher, state=MicroState.PUBLISHED, lead=handler)
    make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
    make_micro(school, author=teacher, state=MicroState.DECLINED)
    span = figures.calendar_year(today.year)
    expected = {"received": 3, "valid": 2, "resolved": 1, "rated": 0, "satisfied": 0}
    for name, number in expected.items():
        taken = figures.take(f"proposals.micro_{name}", union=school, span=span)
        page = log_in(chair).get(taken.url).context["page"]
        assert (taken.value, page.paginator.count) == (number, number)
        assert {str(row.pk) for row in page} == set(taken.row_ids)


def test_the_poster_is_one_page_with_the_address(log_in, chair):
    import pypdfium2

    response = log_in(chair).get(reverse("proposals:box_poster"))
    pdf = pypdfium2.PdfDocument(response.content)
    text = pdf[0].get_textpage().get_text_bounded()
    assert len(pdf) == 1
    assert "100字提案箱" in text.replace("\r\n", "").replace(" ", "")
    assert "/p/" in text


@pytest.mark.parametrize(("steps", "is_folded"), [(7, False), (8, True)])
def test_what_happened_is_folded_where_that_spares_three_steps(
    log_in, school, chair, teacher, handler, today, steps, is_folded
):
    proposal = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
    for number in range(steps):
        if number % 2 == 0:
            actions.assign(proposal=proposal, lead=handler, due_on=today + DAY, by=chair)
        else:
            actions.send_back(proposal=proposal, note="不属本部门。", by=handler)
    page = log_in(chair).get(reverse("proposals:micro", args=[proposal.pk]))
    assert ("更早的 3 步" in page.content.decode()) == is_folded
    assert ("更早的" in page.content.decode()) == is_folded
