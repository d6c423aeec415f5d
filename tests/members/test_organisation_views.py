"""Pages of bodies and terms: who, what is shown, the two steps of a renewal, figures, desk."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument

from members.checks.organisation import add_months
from members.desk import organisation as desk
from members.models import Body, BodyTerm, Post
from members.papers.organisation import PAPERS
from tests.factories import make_seat
from tests.members.factories import make_body, make_group, make_member, make_post, make_term
from union_site import figures

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def address(name, *args):
    return reverse(f"members:{name}", args=args)


def queries_of(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.fixture
def committee(school, chair):
    term = make_term(
        school, seats=3, electors_expected=6, electors_present=5, candidates=4, electors="assembly"
    )
    make_post(term, make_member(school, "陈晓岚", seat=chair), "主席", votes=5, is_full_time=True)
    make_post(term, make_member(school, "魏征", sex="male"), "组织委员", votes=4, order=1)
    make_post(term, make_member(school, "丁一", ethnicity="03"), "女工委员", votes=4, order=2)
    return term


CAST = ["chair", "officer", "auditor", "teacher", "leader", "handler", "district_staff"]
SEE = "200 200 200 200 403 403 403"
CHANGE = "200 403 403 403 403 403 403"
OF_TERM = ["body_term", "term_edit", "term_postpone", "term_end", "post_new", "term_letters"]
OF_TERM += [f"term_{kind}_{form}" for kind in PAPERS for form in ("pdf", "docx")]
TABLE = {
    **dict.fromkeys(["body_list", "post_list", "post_export", "body", "body_term"], SEE),
    **dict.fromkeys(["body_new", "body_rename", "term_new", "term_past"], CHANGE),
    **dict.fromkeys([name for name in OF_TERM if name != "body_term"], CHANGE),
    **dict.fromkeys(["post_edit", "post_end", "post_letter"], CHANGE),
}


def url_of(name, term):
    if name in OF_TERM:
        return address(name, term.pk)
    if name in ("body", "body_rename", "term_new", "term_past"):
        return address(name, term.body_id)
    if name.startswith("post_") and name not in ("post_list", "post_export"):
        return address(name, term.posts.first().pk)
    return address(name)


@pytest.mark.parametrize("name", TABLE)
def test_names_and_posts_are_open_to_the_union_and_only_the_chair_changes(
    request, log_in, committee, name
):
    url = url_of(name, committee)
    statuses = [str(log_in(request.getfixturevalue(who)).get(url).status_code) for who in CAST]
    assert " ".join(statuses) == TABLE[name]


@pytest.mark.parametrize("name", [name for name in TABLE if name.startswith(("term", "post_e"))])
def test_a_stranger_finds_no_term(log_in, stranger, committee, name):
    if name == "post_export":
        return
    client = log_in(stranger)
    assert client.get(url_of(name, committee)).status_code == 404
    assert client.post(url_of(name, committee), {}).status_code == 404


def test_the_overview_shows_who_holds_which_post_and_how_long(log_in, teacher, committee):
    page = log_in(teacher).get(address("body_list"))
    card = page.context["cards"][0]
    assert [(post.label, post.member.name) for post in card.posts] == [
        ("主席", "陈晓岚"),
        ("组织委员", "魏征"),
        ("女工委员", "丁一"),
    ]
    assert card.badge == "还有 23 个月"
    sentences = [finding.code for finding in page.context["findings"]]
    assert sentences == ["O-06"]
    assert "授予" not in page.content.decode()


def test_an_empty_overview_says_what_to_do(log_in, chair, teacher):
    assert "设立工会委员会" in log_in(chair).get(address("body_list")).content.decode()
    told = log_in(teacher).get(address("body_list")).content.decode()
    assert "还没有登记" in told
    assert address("body_new") not in told


def test_how_a_membership_stands_is_told_to_officers_alone(log_in, committee, chair, teacher):
    member = committee.posts.get(label="组织委员").member
    type(member).objects.filter(pk=member.pk).update(status="retained")
    told = [
        "M-05"
        in {f.code for f in log_in(who).get(address("body_term", committee.pk)).context["findings"]}
        for who in (chair, teacher)
    ]
    assert told == [True, False]


def test_a_seat_that_kept_its_role_is_pointed_out_to_the_chair(log_in, committee, chair, school):
    former = make_member(school, "前任", seat=make_seat(school, "officer", "member", name="前任"))
    make_post(committee, former, until=committee.starts_on + 30 * DAY, end_reason="resigned")
    page = log_in(chair).get(address("body_list"))
    assert [f.sentence for f in page.context["findings"] if f.code == "O-22"] == [
        "前任仍有“委员”权限，但现在没有相应职务。"
    ]


def test_a_renewal_takes_two_forms(log_in, chair, committee, school, today):
    client, people = log_in(chair), [make_member(school, name) for name in "赵钱孙"]
    sent = {
        "after": committee.pk,
        "term_no": 2,
        "starts_on": today,
        "term_years": 5,
        "seats": 3,
        "method": "competitive",
        "electors": "assembly",
        "electors_expected": 6,
        "electors_present": 5,
        "candidates": 4,
        "accepted": ["O-02"],
    }
    answer = client.post(address("term_new", committee.body_id), sent)
    made = BodyTerm.objects.current_committee().get()
    assert answer.url == address("term_result", made.pk)
    assert client.get(answer.url).status_code == 200
    rows = {"accepted": ["O-02"]}
    for row, (member, label) in enumerate(
        zip(people, ("主席", "组织委员", "女工委员"), strict=True)
    ):
        rows |= {f"member_{row}": member.pk, f"label_{row}": label, f"votes_{row}": 5 - row // 2}
    answer = client.post(address("term_result", made.pk), rows)
    assert answer.url == address("body_term", made.pk)
    held = list(made.posts.order_by("order").values_list("member__name", "label", "votes"))
    assert held == [("赵", "主席", 5), ("钱", "组织委员", 5), ("孙", "女工委员", 4)]


def test_a_form_filled_from_a_term_that_is_over_is_refused_and_keeps_its_text(
    log_in, chair, committee, today
):
    sent = {"after": "", "term_no": 7, "starts_on": today, "term_years": 3, "seats": 3}
    page = (
        log_in(chair)
        .post(address("term_new", committee.body_id), {**sent, "method": "equal"})
        .content.decode()
    )
    assert "别人已登记“第一届工会委员会”" in page
    assert 'value="7"' in page


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"label_0": "主席"}, "请至少填写一名当选人"),
        ({"member_0": 0, "label_0": "主席", "member_1": 0, "label_1": "委员"}, "选了两次"),
        ({"member_0": 0, "label_0": " "}, "请填写职务"),
    ],
)
def test_a_result_with_a_gap_is_sent_back(log_in, chair, school, rows, sentence):
    term = make_term(school)
    member = make_member(school, "甲")
    sent = {name: member.pk if value == 0 else value for name, value in rows.items()}
    page = log_in(chair).post(address("term_result", term.pk), sent).content.decode()
    assert sentence in page
    assert Post.objects.count() == 0


def test_a_post_is_filled_ended_and_given_its_role_by_its_forms(
    log_in, chair, committee, school, today
):
    client = log_in(chair)
    leaving = committee.posts.get(label="组织委员")
    client.post(address("post_end", leaving.pk), {"end_reason": "resigned", "until": today})
    member = make_member(school, "新来的", seat=make_seat(school, "member", name="新来的"))
    sent = {"member": member.pk, "label": "组织委员", "came_by": "added", "since": today}
    client.post(address("post_new", committee.pk), sent)
    post = Post.objects.get(member=member)
    assert post.came_by == "added"
    client.post(address("post_grant", post.pk))
    assert "officer" in member.seat.roles_on(today)
    again = client.post(address("post_grant", post.pk), follow=True)
    assert "已有“委员”权限" in again.content.decode()
    client.post(address("post_edit", post.pk), {"label": "宣传委员", "order": 9, "since": today})
    post.refresh_from_db()
    assert (post.label, post.order) == ("宣传委员", 9)


def test_other_forms_do_what_they_say(log_in, chair, committee, today):
    client = log_in(chair)
    client.post(address("body_new"), {"kind": "women"})
    client.post(address("body_rename", committee.body_id), {"name": "工会委员会（本部）"})
    assert set(Body.objects.values_list("name", flat=True)) == {
        "女职工委员会",
        "工会委员会（本部）",
    }
    until = add_months(committee.planned_end, 3)
    client.post(address("term_postpone", committee.pk), {"until": until, "reason": "校舍搬迁"})
    committee.refresh_from_db()
    assert committee.due_on == until
    past = {
        "term_no": 9,
        "starts_on": committee.starts_on - 900 * DAY,
        "ended_on": committee.starts_on - DAY,
        "term_years": 3,
        "seats": 3,
        "method": "equal",
    }
    client.post(address("term_past", committee.body_id), past)
    assert committee.body.terms.count() == 2
    client.post(address("term_end", committee.pk), {"ended_on": today, "reason": "学校合并"})
    committee.refresh_from_db()
    assert (committee.ended_on, committee.end_reason) == (today, "学校合并")


# --- lists, figures, desk -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"陈晓岚", "魏征", "丁一", "调解员甲"}),
        ("?kind=committee", {"陈晓岚", "魏征", "丁一"}),
        ("?full=1", {"陈晓岚"}),
        ("?kind=committee&full=0", {"魏征", "丁一"}),
        ("?state=ended", {"前任"}),
        ("?q=dy", {"丁一"}),
        ("?q=没有", set()),
    ],
)
def test_the_list_of_posts_and_its_export_hold_what_was_asked_for(
    log_in, teacher, committee, school, query, names
):
    make_post(make_term(school, "mediation"), make_member(school, "调解员甲"), "调解员")
    make_post(
        committee,
        make_member(school, "前任"),
        until=committee.starts_on + DAY,
        end_reason="resigned",
    )
    client = log_in(teacher)
    listed = client.get(address("post_list") + query).context["page"].object_list
    answer = client.get(address("post_export") + query)
    rows = list(
        openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(values_only=True)
    )
    assert {post.member.name for post in listed} == names
    assert {row[0] for row in rows[1:]} == names


@pytest.mark.parametrize("name", ["body_list", "body_term", "post_list", "body"])
def test_a_page_costs_the_same_for_one_row_and_for_five(log_in, chair, school, name):
    client, term = log_in(chair), make_term(school, seats=9)
    make_post(term, make_member(school, seat=make_seat(school, "member")), "主席")
    url = url_of(name, term)
    one = queries_of(client, url)
    for number in range(4):
        make_post(term, make_member(school, seat=make_seat(school, "member")))
        former = make_term(
            school,
            body=term.body,
            term_no=number + 2,
            starts_on=term.starts_on - (number + 1) * 2000 * DAY,
            ended_on=term.starts_on - (number + 1) * 1000 * DAY,
        )
        make_post(former, until=former.ended_on, end_reason="term_over")
        make_post(make_term(school, body=make_body(school, "other", f"机构{number}")))
    assert queries_of(client, url) == one


SPAN = figures.calendar_year(2026)
EXPECTED = {
    "organisation.groups": 2,
    "organisation.committee": 3,
    "organisation.full_time": 1,
    "organisation.part_time": 2,
    "organisation.women_committee": 1,
}


@pytest.mark.parametrize("code", EXPECTED)
def test_a_figure_opens_the_list_of_exactly_its_rows(
    log_in, chair, school, other_school, committee, code, today
):
    make_group(school)
    make_group(school)
    make_group(school, ended_on=today)
    make_term(school, "women")
    make_post(make_term(other_school), label="主席")
    make_term(other_school, "women")
    taken = figures.take(code, union=school, span=SPAN)
    page = log_in(chair).get(taken.url)
    if code == "organisation.women_committee":
        listed = [card.body.pk for card in page.context["cards"]]
    else:
        listed = [row.pk for row in page.context["page"].object_list]
    assert taken.value == EXPECTED[code]
    assert sorted(str(pk) for pk in listed) == sorted(taken.row_ids)


def test_a_womens_committee_without_a_term_in_office_counts_as_none(log_in, chair, school, today):
    make_term(school, "women", ended_on=today)
    taken = figures.take("organisation.women_committee", union=school, span=SPAN)
    assert (taken.value, list(log_in(chair).get(taken.url).context["cards"])) == (0, [])


@pytest.mark.parametrize(
    ("months", "days", "waits"),
    [(6, 1, False), (6, 0, True), (0, 0, True), (-1, 0, True)],
)
def test_the_chair_is_reminded_six_months_before_the_end(chair, school, today, months, days, waits):
    due = add_months(today, months) + days * DAY
    term = make_term(school, planned_end=due, starts_on=today - 1000 * DAY)
    make_post(term, label="主席")
    found = [todo for todo in desk.todos(chair, today) if "届满" in todo.title]
    assert [todo.due for todo in found] == ([due] if waits else [])


def test_the_desk_asks_for_the_result_and_for_posts_without_a_member(chair, school, today):
    make_term(school, "women")
    term = make_term(school, "mediation", body=make_body(school, "mediation"))
    make_post(term, make_member(school, "甲"), "主任")
    retired = make_post(term, make_member(school, "退休的"), "调解员")
    type(retired.member).objects.filter(pk=retired.member_id).update(status="retained")
    assert [todo.title for todo in desk.todos(chair, today)] == [
        "登记第一届女职工委员会的选举结果",
        "退休的现为“保留会籍”，请办理卸任",
    ]


@pytest.mark.parametrize("who", ["officer", "auditor", "teacher", "district_staff", "stranger"])
def test_nobody_else_is_asked(request, school, today, who):
    make_term(school, "women")
    assert list(desk.todos(request.getfixturevalue(who), today)) == []


# --- papers -------------------------------------------------------------------------------


def flat(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in pages))


def test_the_list_of_the_body_is_by_rank_and_then_by_strokes(log_in, chair, committee):
    text = flat(log_in(chair).get(address("term_members_pdf", committee.pk)).content)
    assert "第一届工会委员会组成人员名单" in text
    assert "主席：陈晓岚（女）" in text
    assert "委员（以姓氏笔画为序）：丁一（女，回族）、魏征" in text


@pytest.mark.parametrize(
    ("kind", "title", "closing"),
    [("report", "选举结果的报告", "特此报告。"), ("request", "选举结果的请示", "妥否，请批复。")],
)
def test_the_letter_to_the_union_above_has_the_figures(
    log_in, chair, committee, kind, title, closing
):
    client = log_in(chair)
    text = flat(client.get(address(f"term_{kind}_pdf", committee.pk)).content)
    assert f"关于第一届工会委员会{title}" in text
    assert "滨海区教育工会：" in text
    assert "应到会员6人，实到5人，达到法定下限4人，选举有效。委员名额3人，候选人4人。" in text
    assert "丁一（女，回族）、陈晓岚（女）、魏征等3人当选" in text
    assert closing in text
    word = WordDocument(io.BytesIO(client.get(address(f"term_{kind}_docx", committee.pk)).content))
    votes = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert [row[-1] for row in votes] == ["得票", "5", "4", "4"]


def test_a_body_that_is_not_elected_has_no_letter_of_an_election(log_in, chair, school):
    term = make_term(school, "mediation", method="chosen")
    make_post(term, label="主任")
    offered = log_in(chair).get(address("body_term", term.pk)).context["papers"]
    assert [paper["label"] for paper in offered] == ["组成人员名单"]
