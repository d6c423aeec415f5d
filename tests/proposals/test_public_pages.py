"""Pages of the notice page: who gets in, what is shown, how many queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from proposals import desk
from proposals.actions import notices
from proposals.models import Advice, MicroState, Notice
from proposals.models import ProposalState as S
from tests.factories import make_seat
from tests.proposals.factories import make_micro, make_proposal
from tests.proposals.factories_public import main_of, make_deliberation, make_notice, make_opinion
from union_site.models import StepEvent


def published(chair, author, handler, leader, **fields):
    proposal = make_proposal(author, state=S.CLOSED, lead=handler, leader=leader, **fields)
    notices.publish_formal(proposal=proposal, by=chair)
    return Notice.objects.get(proposal=proposal)


def note_secretly(thing, step, label, seat) -> None:
    """A step with a note that is for those who deal with it."""
    StepEvent.objects.create(
        union=thing.union,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        step=step,
        label=label,
        seat=seat,
        note="机密批语",
    )


# --- the notice page ------------------------------------------------------------------------


def test_both_kinds_stand_on_one_page(log_in, chair, teacher, colleague, handler, leader):
    micro = make_notice(chair, colleague, handler)
    formal = published(chair, teacher, handler, leader)
    response = log_in(colleague).get(reverse("proposals:notices"))
    assert set(response.context["page"]) == {micro, formal}


def test_a_hidden_name_is_hidden_from_every_reader(log_in, chair, teacher, colleague, handler):
    notice = make_notice(chair, teacher, handler, publicity="hidden")
    assert notice.micro.author == teacher  # there is something to hide
    for seat in (chair, colleague):
        for url in (
            reverse("proposals:notices"),
            reverse("proposals:notice", args=[notice.pk]),
        ):
            shown = main_of(log_in(seat).get(url))
            assert ("不公开姓名" in shown, "周敏" in shown) == (True, False)


def test_notes_advice_and_returned_drafts_are_never_published(
    log_in, chair, teacher, colleague, handler, leader
):
    """On the notice and, for a reader who has no part in it, on the proposal's own page."""
    notice = published(chair, teacher, handler, leader)
    proposal = notice.proposal
    Advice.objects.create(
        union=proposal.union,
        proposal=proposal,
        seat=chair,
        suggestion="docketed",
        opinion="机密意见",
        given_at=timezone.now(),
    )
    note_secretly(proposal, "hand_back", "退回修改", leader)
    own = reverse("proposals:proposal", args=[proposal.pk])
    assertContains(log_in(chair).get(own), "机密批语")  # there is something to hide
    reader = log_in(colleague)
    assert "机密" not in main_of(reader.get(reverse("proposals:notice", args=[notice.pk])))
    page = reader.get(own)
    assertContains(page, "退回修改")
    assert "机密" not in main_of(page)


def test_the_notes_of_a_published_micro_proposal_are_not_for_every_reader(
    log_in, chair, teacher, colleague, handler
):
    notice = make_notice(chair, teacher, handler)
    note_secretly(notice.micro, "send_back", "退回", handler)
    url = reverse("proposals:micro", args=[notice.micro_id])
    assertContains(log_in(teacher).get(url), "机密批语")
    assertNotContains(log_in(colleague).get(url), "机密批语")


FILTERS = [
    ("kind=micro", {"micro"}),
    ("kind=formal", {"formal"}),
    ("category=welfare", {"formal"}),
    ("category=logistics", {"micro"}),
    ("meaning=solved", {"micro", "formal"}),
    ("meaning=planned", set()),
    ("verdict=satisfied", {"micro"}),
    ("verdict=unrated", {"formal"}),
    ("readers=unsatisfied", {"formal"}),
    ("department=总务处", {"micro", "formal"}),
    ("department=教务处", set()),
    ("q=夜灯", {"micro"}),
    ("year=1999", set()),
    ("show=down", {"micro", "formal"}),  # not for readers: the word is passed over
    ("kind=nonsense&category=x&year=%00&from=zzz", {"micro", "formal"}),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_and_the_numbers_of_the_charts_agree(
    log_in, chair, teacher, colleague, handler, leader, query, expected
):
    rows = {
        "micro": make_notice(chair, colleague, handler, satisfaction="satisfied"),
        "formal": published(chair, teacher, handler, leader),
    }
    notices.rate_notice(notice=rows["formal"], satisfaction="unsatisfied", by=colleague)
    client = log_in(colleague)
    response = client.get(f"{reverse('proposals:notices')}?{query}")
    assert set(response.context["page"]) == {rows[name] for name in expected}
    for drawn in response.context["charts"]:
        assert sum(part.count for part in drawn.parts) == len(expected)
        for part in drawn.parts:
            behind = client.get(reverse("proposals:notices") + part.url).context["page"]
            assert behind.paginator.count == part.count


def test_the_page_begins_with_the_latest_year_and_earlier_ones_are_a_click_away(
    log_in, chair, teacher, colleague, handler, today
):
    old, new = make_notice(chair, teacher, handler), make_notice(chair, colleague, handler)
    long_ago = timezone.localtime(new.published_at).replace(year=today.year - 2, month=12, day=31)
    Notice.objects.filter(pk=old.pk).update(published_at=long_ago)
    client, url = log_in(teacher), reverse("proposals:notices")
    response = client.get(url)
    chips = {chip.label: chip for chip in response.context["listed"].year_chips}
    assert list(response.context["page"]) == [new]
    assert [label for label, chip in chips.items() if chip.is_active] == [f"{today.year}年"]
    for label, expected in (("历年", [new, old]), (f"{today.year - 2}年", [old])):
        found = client.get(url + chips[label].url)
        assert list(found.context["page"]) == expected
        assert found.context["page"].paginator.count == len(expected)
    # Words and days are asked of all years.
    for query in ("?q=夜灯", f"?to={today.year - 1}-12-31"):
        assert old in client.get(url + query).context["page"]


def test_the_chair_finds_what_was_taken_down(log_in, chair, teacher, colleague, handler):
    notice = make_notice(chair, teacher, handler)
    notices.take_down(notice=notice, reason="写错了", by=chair)
    url = reverse("proposals:notices")
    assert list(log_in(chair).get(f"{url}?show=down").context["page"]) == [notice]
    assert list(log_in(chair).get(url).context["page"]) == []
    detail = reverse("proposals:notice", args=[notice.pk])
    assert log_in(colleague).get(detail).status_code == 404


def test_the_overview_counts_what_was_not_taken_up_and_links_for_those_who_may(
    log_in, school, chair, teacher, colleague, today
):
    for state in (MicroState.DECLINED, MicroState.ACCEPTED, MicroState.SUBMITTED):
        make_micro(school, author=teacher, state=state)
    for state in (S.REJECTED, S.TO_ASSIGN, S.WITHDRAWN):
        make_proposal(teacher, state=state)
    client = log_in(chair)
    overview = client.get(reverse("proposals:notices")).context["overview"]
    lines = {line.label: line.count for line in overview.micro}
    assert lines == {"收到": 3, "有效": 1, "不予受理": 1}
    lines = {line.label: line.count for line in overview.formal}
    assert lines == {"收到": 3, "立案": 1, "并案": 0, "转意见建议": 0, "不予立案": 1}
    for line in [*overview.micro, *overview.formal]:
        assert client.get(line.url).context["page"].paginator.count == line.count
    found = log_in(colleague).get(reverse("proposals:notices")).context["overview"]
    assert {line.url for line in [*found.micro, *found.formal]} == {""}


@pytest.mark.parametrize("role", ["officer", "teacher", "handler"])
def test_pages_of_publishing_are_the_chairs(request, log_in, chair, colleague, handler, role):
    notice = make_notice(chair, colleague, handler)
    client = log_in(request.getfixturevalue(role))
    for url in (
        reverse("proposals:notice_ripe"),
        reverse("proposals:notice_take_down", args=[notice.pk]),
    ):
        assert client.get(url).status_code == 403


def test_ripe_ones_are_published_from_their_page(log_in, school, chair, teacher, handler, leader):
    micro = make_micro(school, author=teacher, state=MicroState.ANSWERED, lead=handler)
    formal = make_proposal(teacher, state=S.CLOSED, lead=handler, leader=leader)
    client, url = log_in(chair), reverse("proposals:notice_ripe")
    assertContains(client.get(url), formal.title)
    response = client.post(url, {"chosen": [f"micro-{micro.pk}", "formal-999", "x"]})
    assert response.url == reverse("proposals:notices")
    assert [notice.micro for notice in Notice.objects.all()] == [micro]
    assertContains(client.post(url, {}, follow=True), "请至少选择一件")


def test_the_formal_step_has_its_page(log_in, chair, teacher, handler, leader):
    formal = make_proposal(teacher, state=S.CLOSED, lead=handler, leader=leader)
    url = reverse("proposals:step", args=[formal.pk, "publish"])
    assertContains(log_in(chair).get(url), "署名为")
    log_in(chair).post(url, {"headline": "午休室建成"})
    assert Notice.objects.get().headline == "午休室建成"


def test_a_reader_rates_on_the_page(log_in, chair, teacher, colleague, handler):
    notice = make_notice(chair, teacher, handler)
    client, url = log_in(colleague), reverse("proposals:notice", args=[notice.pk])
    rate = reverse("proposals:notice_rate", args=[notice.pk])
    assert client.get(rate).status_code == 405
    page = client.post(rate, {"satisfaction": "mostly"}, follow=True)
    assertContains(page, "1 / 1")
    assertNotContains(log_in(teacher).get(url), "更改评价")
    assertContains(log_in(teacher).get(url), "您的评价单独列出")


def test_the_register_holds_exactly_the_filtered_rows(log_in, chair, teacher, handler, leader):
    import io

    import openpyxl

    make_notice(chair, teacher, handler, publicity="hidden")
    published(chair, teacher, handler, leader)
    url = reverse("proposals:notice_export")
    content = log_in(teacher).get(f"{url}?kind=micro").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert [row[:4] for row in rows[1:]] == [
        ("微提案", Notice.objects.first().thing.number, "图书角夜灯", "不公开姓名")
    ]


def test_the_paper_on_the_wall_holds_the_days_asked_for(log_in, chair, teacher, handler, today):
    import pypdfium2

    make_notice(chair, teacher, handler, publicity="hidden")
    client, url = log_in(teacher), reverse("proposals:notice_pdf")
    pdf = pypdfium2.PdfDocument(client.get(f"{url}?since={today}&until={today}").content)
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    text = text.replace("\r\n", "").replace(" ", "")
    assert ("图书角夜灯" in text, "不公开姓名" in text, "周敏" in text) == (True, True, False)
    assert client.get(f"{url}?since=2020-01-01&until=2019-01-01").status_code == 302
    docx = client.get(reverse("proposals:notice_docx") + f"?since={today}&until={today}")
    assert docx.content[:2] == b"PK"


def test_the_workbench_names_what_waits(chair, teacher, handler, leader, today):
    formal = make_proposal(teacher, state=S.CLOSED, lead=handler, leader=leader)
    found = make_deliberation(chair)
    make_opinion(found, teacher, standing="covered")
    badges = {todo.badge for todo in desk.public.todos(chair, today)}
    assert badges == {"待公示", "被举报"}
    assert list(desk.public.todos(teacher, today)) == []
    assert [errand.detail for errand in desk.public.errands(teacher, today)] == [found.title]
    assert [row.title for row in desk.public.search(teacher, "分两批")] == [found.title]
    assert formal.published_at is None


# --- queries --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "most"),
    [("proposals:notices", 12), ("proposals:deliberations", 12), ("proposals:notice_ripe", 12)],
)
def test_lists_cost_the_same_with_one_row_and_with_five(
    log_in, school, chair, teacher, handler, leader, route, most
):
    client = log_in(chair)

    def add(number: int) -> None:
        author = make_seat(school, "member", name=f"提案人{number}")
        make_notice(chair, author, handler)
        published(chair, author, handler, leader)
        make_micro(school, author=author, state=MicroState.ANSWERED, lead=handler)
        make_opinion(make_deliberation(chair), teacher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(route)).status_code == 200
        return len(captured)

    add(0)
    one = queries()
    for number in range(1, 5):
        add(number)
    assert queries() == one
    assert one <= most
