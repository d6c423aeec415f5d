"""The report on proposal work: who writes it, what it says, what stays when it is finished."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from proposals.actions import reports as actions
from proposals.models import ProposalReport
from proposals.models import ProposalState as S
from proposals.papers.report import screening
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal
from tests.proposals.test_proposal_papers import text_of
from union_site.models import Notification

ROLES = ("head", "adviser", "chair", "officer", "teacher", "handler", "leader")
WORDS = {"cases": "", "problems": "个别提案答复不及时。", "next_steps": "加强督办。"}


@pytest.fixture
def cast(school, chair, officer, teacher, handler, leader):
    head, adviser = make_committee(school, 1)
    seats = (head, adviser, chair, officer, teacher, handler, leader)
    return dict(zip(ROLES, seats, strict=True))


@pytest.fixture
def report(cast, today):
    make_proposal(cast["teacher"], state=S.REPLIED, lead=cast["handler"], leader=cast["leader"])
    made = actions.begin_report(by=cast["chair"], year=today.year)
    return actions.write_report(report=made, by=cast["chair"], **WORDS)


def tried(act, **given) -> bool:
    try:
        act(**given)
    except PermissionDenied:
        return False
    return True


def test_who_begins_writes_finishes_and_reopens(cast, today):
    """The committee writes; its head and the chair finish."""
    make_proposal(cast["teacher"], state=S.SUBMITTED)
    report = actions.begin_report(by=cast["chair"], year=today.year)
    may = {}
    for number, role in enumerate(ROLES):
        by = cast[role]
        begins = tried(actions.begin_report, by=by, year=today.year - 1 - number)
        writes = tried(actions.write_report, report=report, by=by, **WORDS)
        finishes = tried(actions.finish_report, report=report, by=by, now=timezone.now())
        report.refresh_from_db()
        reopens = finishes and tried(actions.reopen_report, report=report, by=by, note="改错字")
        may[role] = (begins, writes, finishes, reopens)
    everything, words, nothing = (True,) * 4, (True, True, False, False), (False,) * 4
    assert may == {
        "head": everything,
        "adviser": words,
        "chair": everything,
        "officer": nothing,
        "teacher": nothing,
        "handler": nothing,
        "leader": nothing,
    }


def test_there_is_one_report_of_a_year(report, cast, today):
    with pytest.raises(ValidationError, match="已经有了"):
        actions.begin_report(by=cast["chair"], year=today.year)


def test_a_report_without_its_words_is_not_finished(cast, today):
    make_proposal(cast["teacher"], state=S.SUBMITTED)
    report = actions.begin_report(by=cast["chair"], year=today.year)
    with pytest.raises(ValidationError, match="存在的问题"):
        actions.finish_report(report=report, by=cast["chair"], now=timezone.now())


def test_who_wrote_it_is_told_when_another_finishes_or_reopens_it(report, cast):
    url = reverse("proposals:report", args=[report.pk])

    def told(role: str) -> list[str]:
        rows = Notification.objects.filter(seat=cast[role], url=url)
        return list(rows.order_by("pk").values_list("sentence", flat=True))

    actions.finish_report(report=report, by=cast["head"], now=timezone.now())
    assert told("chair") == [f"您起草的{report}已由杜主任定稿"]
    report.refresh_from_db()
    actions.reopen_report(report=report, by=cast["chair"], note="改错字")
    assert (len(told("chair")), told("head")) == (1, [f"{report}已退回修改：改错字"])


def test_finished_figures_stay_and_come_back_the_same(report, cast):
    before = actions.figures_of(report)
    actions.finish_report(report=report, by=cast["head"], now=timezone.now())
    make_proposal(cast["teacher"], state=S.SUBMITTED)
    kept = ProposalReport.objects.get(pk=report.pk)
    assert actions.figures_of(kept) == before
    assert kept.approved_by == cast["head"]
    actions.reopen_report(report=kept, by=cast["chair"], note="补登一件")
    assert actions.figures_of(kept).totals["received"] == 2


def test_the_paper_says_what_the_database_holds(report, cast, log_in):
    make_proposal(cast["teacher"], state=S.REJECTED)
    make_proposal(cast["teacher"], state=S.TO_ASSIGN, outcome="converted")
    url = reverse("proposals:report_paper", args=[report.pk])
    text = text_of(log_in(cast["chair"]).get(url).content)
    for words in (
        "共收到提案3件，立案1件，转作意见建议1件；应答复2件，已答复1件，答复率50.0%",
        "其中立案提案已答复1件，答复率100.0%",
        "解决率100.0%（1/1）",
        "1件不予立案，已书面说明理由",
        "个别提案答复不及时",
        "加强督办",
    ):
        assert words in text, words


def test_merged_ones_are_told_with_what_they_were_merged_into(report, cast):
    main = make_proposal(cast["teacher"], state=S.TO_ASSIGN)
    make_proposal(cast["teacher"], state=S.MERGED, merged_into=main)
    sentence = screening(actions.figures_of(report))[0]
    assert sentence == "经提案工作委员会审查，3件合并为2件立案。"


def test_every_number_of_the_page_opens_as_many_rows(report, cast, log_in):
    make_proposal(cast["teacher"], state=S.REJECTED)
    client = log_in(cast["chair"])
    context = client.get(reverse("proposals:report", args=[report.pk])).context
    numbers = [fact.number for fact in context["totals"]]
    numbers += [rate[name] for rate in context["rates"] for name in ("part", "whole")]
    numbers += [number for grid in context["grids"] for _, row in grid.rows for number in row]
    linked = [number for number in numbers if number.url]
    assert len(linked) > 15
    for number in linked:
        rows = client.get(number.url).context["page"].paginator.count
        assert str(rows) == number.value, number.url


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [("officer", 200, 200), ("adviser", 200, 200), ("teacher", 404, 200)],
)
def test_staff_read_it_when_it_is_finished(report, cast, log_in, role, before, after):
    client, url = log_in(cast[role]), reverse("proposals:report", args=[report.pk])
    assert client.get(url).status_code == before
    actions.finish_report(report=report, by=cast["chair"], now=timezone.now())
    assert client.get(url).status_code == after


def test_words_typed_while_another_finished_it_come_back_with_the_reason(report, cast, log_in):
    actions.finish_report(report=report, by=cast["chair"], now=timezone.now())
    url = reverse("proposals:report_words", args=[report.pk])
    client = log_in(cast["head"])
    assert client.get(url).url == reverse("proposals:report", args=[report.pk])
    answer = client.post(url, WORDS | {"cases": "午休室一案办得好。"})
    assert answer.context["form"]["cases"].value() == "午休室一案办得好。"
    assert "已定稿" in str(answer.context["form"].non_field_errors())
    report.refresh_from_db()
    assert report.cases == ""
    assert log_in(cast["teacher"]).post(url, WORDS).status_code == 403


def test_an_old_page_does_not_overwrite_what_another_wrote_meanwhile(report, cast, log_in):
    url = reverse("proposals:report_words", args=[report.pk])
    client = log_in(cast["adviser"])
    seen = client.get(url).context["form"]["seen"].value()
    actions.write_report(report=report, by=cast["head"], **WORDS | {"cases": "主任写的。"})
    mine = WORDS | {"cases": "委员写的。", "seen": seen}
    form = client.post(url, mine).context["form"]
    assert "另有人保存过这份报告" in str(form.non_field_errors())
    assert form["cases"].value() == "委员写的。"
    report.refresh_from_db()
    assert report.cases == "主任写的。"
    assert client.post(url, mine | {"seen": form["seen"].value()}).status_code == 302
    report.refresh_from_db()
    assert report.cases == "委员写的。"


def test_the_way_through_the_pages(cast, log_in, today):
    make_proposal(cast["teacher"], state=S.SUBMITTED)
    client = log_in(cast["chair"])
    client.post(reverse("proposals:report_new"), {"scope": f"y{today.year}"})
    report = ProposalReport.objects.get()
    for name, typed in (("words", WORDS), ("finish", {}), ("reopen", {"note": "改错字"})):
        url = reverse(f"proposals:report_{name}", args=[report.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, typed).status_code == 302
    assert client.get(reverse("proposals:reports")).status_code == 200
    assert client.get(reverse("proposals:ratings")).status_code == 200
