"""Pages of a school: who gets in, what they show, what they do."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from reports import actions
from reports.models import AnnualSummary, PlanItem, Return, WorkPlan
from tests.factories import make_seat, make_union
from tests.reports.factories import PDF, YEAR, hand_in, make_plan, make_summary, write
from union_site import jobs
from union_site.models import Job, Union

SEATS = [
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "teacher",
    "stranger",
    "district_staff",
]

# What each seat gets from each kind of page. 404: another union's row does not exist for it;
# 403: its role has no business there.
READERS = {"chair": 200, "officer": 200, "auditor": 200, "leader": 200, "stranger": 404}
WRITERS = {"chair": 200, "officer": 200, "stranger": 404}
CHAIR = {"chair": 200, "stranger": 404}
ANY_READER = READERS | {"stranger": 200}
ANY_WRITER = WRITERS | {"stranger": 200}

PAGES = [
    ("overview", (), ANY_READER),
    ("summaries", (), ANY_READER),
    ("summary_new", (), ANY_WRITER),
    ("summary", ("summary",), READERS),
    ("summary_preview", ("summary",), READERS),
    ("summary_pdf", ("summary",), READERS),
    ("summary_docx", ("summary",), READERS),
    ("summary_title", ("summary",), WRITERS),
    ("summary_hand_in", ("summary",), CHAIR),
    ("figure_new", ("summary",), WRITERS),
    ("figure", ("summary", "figure"), WRITERS),
    ("plans", (), ANY_READER),
    ("plan_new", (), ANY_WRITER),
    ("plan_items", (), ANY_READER),
    ("plan", ("plan",), READERS),
    ("plan_preview", ("plan",), READERS),
    ("plan_pdf", ("plan",), READERS),
    ("plan_docx", ("plan",), READERS),
    ("plan_title", ("plan",), WRITERS),
    ("plan_hand_in", ("plan",), CHAIR),
    ("principle", ("plan",), WRITERS),
    ("theme_new", ("plan",), WRITERS),
    ("theme", ("plan", "theme"), WRITERS),
    ("item_new", ("plan",), WRITERS),
    ("item", ("plan", "item"), WRITERS),
    ("sent_pdf", ("sent",), READERS),
    ("sent_docx", ("sent",), READERS),
]
POSTS = [
    ("retake", ("summary",), WRITERS),
    ("section", ("summary", "section"), WRITERS),
    ("summary_pdf_job", ("summary",), READERS),
    ("plan_pdf_job", ("plan",), READERS),
    ("figure_remove", ("summary", "figure"), WRITERS),
    ("theme_remove", ("plan", "theme"), WRITERS),
    ("item_mark", ("plan", "item"), WRITERS),
    ("item_remove", ("plan", "item"), WRITERS),
]


@pytest.fixture
def world(chair):
    """One of everything at the school, this year's being written, last year's handed in."""
    old = make_summary(chair, year=YEAR - 1)
    sent = hand_in(old, chair)
    plan = make_plan(chair)
    summary = make_summary(chair)
    return {
        "summary": summary,
        "plan": plan,
        "sent": sent,
        "figure": summary.snapshots.get(code="reports.plan_items"),
        "section": summary.sections.get(key="honours"),
        "theme": plan.themes.first(),
        "item": plan.items.first(),
    }


def address(name: str, world, parts) -> str:
    return reverse(f"reports:{name}", args=[world[part].pk for part in parts])


@pytest.mark.parametrize("seat", SEATS)
def test_each_seat_gets_into_its_pages_and_no_others(request, log_in, world, seat):
    client = log_in(request.getfixturevalue(seat))
    got = {name: client.get(address(name, world, parts)).status_code for name, parts, _ in PAGES}
    assert got == {name: allowed.get(seat, 403) for name, _, allowed in PAGES}


@pytest.mark.parametrize("seat", SEATS)
def test_each_seat_may_send_only_what_is_its_business(request, log_in, world, seat):
    client = log_in(request.getfixturevalue(seat))
    got = {}
    for name, parts, _ in POSTS:
        got[name] = client.post(address(name, world, parts)).status_code
    expected = {name: allowed.get(seat, 403) for name, _, allowed in POSTS}
    assert {name: 200 if status == 302 else status for name, status in got.items()} == expected


def test_nobody_gets_in_without_an_account(client, world):
    for name, parts, _ in PAGES:
        assert client.get(address(name, world, parts)).status_code == 302, name


def test_a_seat_of_the_district_that_does_not_collect_gets_no_file_of_a_school(
    log_in, district, world
):
    client = log_in(make_seat(district, "chair"))
    for name in ("sent_pdf", "sent_docx"):
        assert client.get(address(name, world, ["sent"])).status_code == 404


def test_a_district_of_elsewhere_sees_nothing_of_the_school(log_in, world):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    client = log_in(make_seat(elsewhere, "district"))
    for name in ("return", "return_pdf", "return_docx"):
        assert client.get(address(name, world, ["sent"])).status_code == 404


@pytest.mark.parametrize("name", ["retake", "section", "item_mark"])
def test_a_step_that_changes_something_is_not_taken_by_following_a_link(log_in, chair, world, name):
    parts = next(parts for known, parts, _ in POSTS if known == name)
    assert log_in(chair).get(address(name, world, parts)).status_code == 405


# --- the editor ---------------------------------------------------------------------------------


def test_the_editor_shows_each_figure_with_a_link_to_its_rows(log_in, chair, world):
    page = flat(log_in(chair).get(address("summary", world, ["summary"])))
    assert f'<a href="/reports/plans/items/?year={YEAR}">16项</a>' in page


def test_the_rows_behind_a_figure_are_exactly_those_it_counted(log_in, chair, world):
    for item in world["plan"].items.all()[:3]:
        actions.mark_item(item=item, is_done=True, by=chair)
    page = log_in(chair).get(f"/reports/plans/items/?year={YEAR}&show=done").context["page"]
    assert {item.pk for item in page} == {item.pk for item in PlanItem.objects.filter(is_done=True)}
    assert page.paginator.count == 3


def flat(answer) -> str:
    """The page with every run of blanks as one: how a template breaks its lines is its own."""
    return " ".join(answer.content.decode().split())


def save(client, world, **data):
    section = world["section"]
    given = {"heading": "荣誉", "body": "", "is_included": "on", "seen": section.revision}
    return client.post(address("section", world, ["summary", "section"]), given | data)


def test_saving_a_section_comes_back_to_it(log_in, chair, world):
    answer = save(log_in(chair), world, body="区先进基层工会。")
    section = world["section"]
    assert answer.url == f"/reports/summaries/{world['summary'].pk}/#section-{section.pk}"
    section.refresh_from_db()
    assert section.body == "区先进基层工会。"


def test_saving_in_the_background_answers_with_the_line_of_state_alone(log_in, chair, world):
    answer = save_by_htmx(log_in(chair), world, body="区先进基层工会。")
    section = world["section"]
    section.refresh_from_db()
    text = flat(answer)
    assert "<html" not in text
    assert f'name="seen" value="{section.revision}"' in text
    assert "已保存，陈晓岚" in text


def save_by_htmx(client, world, **data):
    client.defaults["HTTP_HX_REQUEST"] = "true"
    return save(client, world, **data)


def test_the_second_writer_sees_both_texts_and_can_then_save(log_in, chair, officer, world):
    write(world["section"], chair, body="主席的文字。")
    second = log_in(officer)
    answer = save(second, world, body="委员的文字。")
    page = flat(answer)
    assert answer.status_code == 409
    assert "主席的文字。" in page
    assert "委员的文字。" in page
    newer = world["section"].revision + 1
    assert f'name="overwrite" value="{newer}"' in page
    save(second, world, body="合在一起的文字。", overwrite=newer)
    world["section"].refresh_from_db()
    assert world["section"].body == "合在一起的文字。"


def test_saving_in_the_background_never_overwrites_what_was_not_seen(log_in, chair, officer, world):
    write(world["section"], chair, body="主席的文字。")
    client = log_in(officer)
    for _ in range(2):
        answer = save_by_htmx(client, world, body="委员的文字。")
        assert f'name="seen" value="{world["section"].revision}"' in flat(answer)
    world["section"].refresh_from_db()
    assert world["section"].body == "主席的文字。"


def test_text_is_shown_as_text(log_in, chair, world):
    write(world["section"], chair, body="<script>alert(1)</script>")
    page = log_in(chair).get(address("summary", world, ["summary"])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_retaking_says_on_the_page_what_has_changed(log_in, chair, world):
    actions.mark_item(item=world["item"], is_done=True, by=chair)
    answer = log_in(chair).post(address("retake", world, ["summary"]), follow=True)
    assert "已完成计划事项：0项 → 1项" in answer.content.decode()


def test_a_quoted_number_that_has_changed_is_pointed_out_beside_the_text(log_in, chair, world):
    section = world["summary"].sections.get(key="building")
    write(section, chair, body="年初计划16项，全部落实。")
    actions.add_item(
        plan=world["plan"], month_from=8, month_to=8, text="暑期家访", kind="activity", by=chair
    )
    actions.retake_figures(summary=world["summary"], by=chair)
    page = log_in(chair).get(address("summary", world, ["summary"])).content.decode()
    assert "“年初计划事项”已由 16 变为 17，正文仍写 16。" in page


def test_a_typed_number_is_marked_and_removable(log_in, chair, world):
    client = log_in(chair)
    data = {"section_key": "honours", "label": "国家级奖项", "value": "31", "unit": "项"}
    client.post(address("figure_new", world, ["summary"]), data | {"qualifier": "over"})
    typed = world["summary"].snapshots.get(is_manual=True)
    assert (typed.shown, typed.qualifier) == (Decimal(31), "over")
    page = client.get(address("summary", world, ["summary"])).content.decode()
    assert "超过31项" in page
    client.post(reverse("reports:figure_remove", args=[world["summary"].pk, typed.pk]))
    assert not world["summary"].snapshots.filter(is_manual=True).exists()


# --- handing in ---------------------------------------------------------------------------------


def test_the_page_of_handing_in_shows_every_finding_and_asks_for_each_warning(log_in, chair, world):
    client = log_in(chair)
    url = address("summary_hand_in", world, ["summary"])
    found = client.get(url).context["form"].findings
    assert {finding.code for finding in found} >= {"R-06"}
    assert client.post(url).status_code == 200
    assert Job.objects.count() == 0
    answer = client.post(url, {"accepted": [finding.code for finding in found]})
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    jobs.run(job.pk)
    page = client.get(address("summary", world, ["summary"])).content.decode()
    assert "文字和数字已经定稿" in page
    assert "<textarea" not in page


def test_a_summary_with_an_empty_section_has_no_button_to_hand_it_in(log_in, chair, world):
    write(world["section"], chair, body="")
    page = log_in(chair).get(address("summary_hand_in", world, ["summary"])).content.decode()
    assert "还没有写内容" in page
    assert "生成文件并报送" not in page


def test_the_remark_of_the_district_stands_above_the_text(log_in, chair, district_staff, world):
    sent = hand_in(world["summary"], chair)
    actions.send_back(sent=sent, remark="第四部分缺场次", by=district_staff)
    page = log_in(chair).get(address("summary", world, ["summary"])).content.decode()
    assert "第四部分缺场次" in page
    assert "<textarea" in page


def test_the_school_gets_its_frozen_file_and_not_a_new_one(log_in, chair, world):
    answer = log_in(chair).get(address("sent_pdf", world, ["sent"]))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"


def test_a_pdf_may_be_framed_by_our_own_pages_only(log_in, chair, world):
    answer = log_in(chair).get(address("sent_pdf", world, ["sent"]))
    assert answer["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_long_summary_is_printed_by_a_job(log_in, chair, world):
    for key in ("honours", "problems"):
        write(world["summary"].sections.get(key=key), chair, body="扎实推进。" * 3_999)
    client = log_in(chair)
    page = client.get(address("summary_preview", world, ["summary"])).content.decode()
    assert "<iframe" not in page
    answer = client.post(address("summary_pdf_job", world, ["summary"]))
    assert answer.url == f"/jobs/{Job.objects.get().pk}/"


# --- opening papers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "model"), [("summary_new", AnnualSummary), ("plan_new", WorkPlan)]
)
def test_a_paper_is_opened_for_the_likely_year(log_in, chair, name, model):
    client = log_in(chair)
    url = reverse(f"reports:{name}")
    year = client.get(url).context["form"].initial["year"]
    answer = client.post(url, {"year": year, "theme": "三心聚力"})
    made = model.objects.get()
    assert (made.year, made.theme, made.opened_by) == (year, "三心聚力", chair)
    assert answer.status_code == 302


def test_a_year_that_is_taken_is_not_offered(log_in, chair):
    client = log_in(chair)
    url = reverse("reports:summary_new")
    years = [year for year, _ in client.get(url).context["form"].fields["year"].choices]
    make_summary(chair, year=years[0])
    left = [year for year, _ in client.get(url).context["form"].fields["year"].choices]
    assert left == years[1:]


# --- numbers of queries -------------------------------------------------------------------------


def test_the_editor_asks_as_often_with_many_figures_as_with_few(log_in, chair, world):
    client = log_in(chair)
    url = address("summary", world, ["summary"])
    client.get(url)
    few = count_queries(client, url)
    for number in range(20):
        actions.add_figure(
            summary=world["summary"],
            section_key="honours",
            label=f"奖项{number}",
            unit="项",
            value=Decimal(number),
            qualifier="exact",
            by=chair,
        )
    assert count_queries(client, url) == few


def test_the_plan_asks_as_often_with_many_items_as_with_few(log_in, chair, world):
    client = log_in(chair)
    url = address("plan", world, ["plan"])
    few = count_queries(client, url)
    for number in range(20):
        actions.add_item(
            plan=world["plan"], month_from=8, month_to=8, text=f"事项{number}", by=chair
        )
    assert count_queries(client, url) == few


def count_queries(client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_returns_are_listed_to_the_school_that_made_them(log_in, chair, stranger, world):
    assert [sent.pk for sent in log_in(chair).get("/reports/").context["sent"]] == [
        world["sent"].pk
    ]
    assert list(log_in(stranger).get("/reports/").context["sent"]) == []
    assert Return.objects.count() == 1
