"""Letters of appointment: numbers, whose, revoking, the register, the paper."""

from __future__ import annotations

import io
import re

import openpyxl
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document as WordDocument

from members.actions import letters as actions
from members.models import AppointmentLetter
from tests.members.factories import make_letter, make_member, make_post, make_term
from tests.members.test_organisation_views import queries_of
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db


def issue(by, today, **changes):
    given = {
        "person_name": "顾明理",
        "post_text": "法律咨询服务中心主任",
        "starts_on": today,
        "issued_on": today,
        **changes,
    }
    return actions.issue_letter(by=by, **given)


def address(name, *args):
    return reverse(f"members:{name}", args=args)


def cells(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    return list(book.active.iter_rows(values_only=True))


# --- numbers ------------------------------------------------------------------------------


def test_numbers_run_by_union_and_year(chair, stranger, today):
    last_year = today.replace(year=today.year - 1, day=1)
    made = [issue(chair, today), issue(chair, last_year), issue(chair, today)]
    made.append(issue(stranger, today))
    assert [(letter.year - today.year, letter.number) for letter in made] == [
        (0, 1),
        (-1, 1),
        (0, 2),
        (0, 1),
    ]
    assert made[2].number_text == f"工聘〔{today.year}〕2号"


def test_a_revoked_letters_number_is_never_given_again(chair, today):
    first = issue(chair, today)
    actions.revoke_letter(letter=first, by=chair, note="写错了人", today=today)
    assert issue(chair, today).number == 2


def test_a_refused_letter_takes_no_number(chair, today):
    with pytest.raises(ValidationError):
        issue(chair, today, ends_on=today.replace(year=today.year - 1, day=1))
    assert issue(chair, today).number == 1


def test_the_database_holds_each_number_once(school, today):
    make_letter(school)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_letter(school, number=1)


def test_the_prefix_holds_for_letters_from_then_on(chair, today):
    first = issue(chair, today)
    actions.set_prefix(by=chair, words="实小工聘")
    first.refresh_from_db()
    assert first.number_text == f"工聘〔{today.year}〕1号"
    assert issue(chair, today).number_text == f"实小工聘〔{today.year}〕2号"


# --- to whom ------------------------------------------------------------------------------


def test_a_letter_is_for_a_member_or_for_somebody_from_outside(chair, school, today):
    member = make_member(school, "周敏")
    assert issue(chair, today, member=member, person_name="").person_name == "周敏"
    for both in ({"member": member}, {"person_name": " "}):
        with pytest.raises(ValidationError, match="二者选一"):
            issue(chair, today, **both)


def test_another_unions_member_gets_no_letter(chair, other_school, today):
    member = make_member(other_school, "外校的")
    with pytest.raises(ValidationError, match="不属于本工会"):
        issue(chair, today, member=member, person_name="")


def test_a_whole_term_gets_its_letters_in_the_order_of_posts(chair, school, today):
    term = make_term(school, "mediation")
    names = {"乙": "调解员", "甲": "主任", "丙": "调解员"}
    posts = [make_post(term, make_member(school, name), label) for name, label in names.items()]
    actions.issue_letter(by=chair, post=posts[2], issued_on=today, **actions.from_post(posts[2]))
    made = actions.issue_for_term(term=term, posts=posts, issued_on=today, by=chair)
    assert [(letter.person_name, letter.number) for letter in made] == [("甲", 2), ("乙", 3)]
    assert made[0].post_text == "第一届劳动争议调解委员会主任"
    assert (made[0].starts_on, made[0].ends_on) == (term.starts_on, term.due_on)
    entry = AuditEntry.objects.get(verb="letters.issue_for_term")
    assert entry.note.endswith("共 2 份")
    with pytest.raises(ValidationError, match="没有需要签发的聘书"):
        actions.issue_for_term(term=term, posts=posts, issued_on=today, by=chair)


def test_a_post_has_one_letter_that_holds(chair, school, today):
    post = make_post(make_term(school, "mediation"), label="主任")
    given = {"by": chair, "post": post, "issued_on": today, **actions.from_post(post)}
    first = actions.issue_letter(**given)
    with pytest.raises(ValidationError, match="已发过聘书"):
        actions.issue_letter(**given)
    actions.revoke_letter(letter=first, by=chair, note="重发", today=today)
    assert actions.issue_letter(**given).number == 2


def test_a_letter_is_revoked_once_and_for_a_reason(chair, school, today):
    letter = make_letter(school)
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.revoke_letter(letter=letter, by=chair, note=" ", today=today)
    actions.revoke_letter(letter=letter, by=chair, note="本人调离", today=today)
    letter.refresh_from_db()
    assert (letter.state, letter.revoked_on, letter.revoke_reason) == ("revoked", today, "本人调离")
    with pytest.raises(ValidationError, match="现在是“已撤销”"):
        actions.revoke_letter(letter=letter, by=chair, note="再来", today=today)


@pytest.mark.parametrize("who", ["officer", "auditor", "leader", "teacher", "district_staff"])
def test_nobody_but_the_chair_issues_or_revokes(request, school, today, who):
    by, letter = request.getfixturevalue(who), make_letter(school)
    with pytest.raises(PermissionDenied):
        issue(by, today)
    with pytest.raises(PermissionDenied):
        actions.set_prefix(by=by, words="x")
    with pytest.raises(PermissionDenied):
        actions.revoke_letter(letter=letter, by=by, note="x", today=today)
    assert AppointmentLetter.objects.get().is_issued


def test_another_unions_chair_revokes_nothing(stranger, school, today):
    with pytest.raises(PermissionDenied):
        actions.revoke_letter(letter=make_letter(school), by=stranger, note="x", today=today)


# --- pages --------------------------------------------------------------------------------

PAGES = {
    "letter_list": {"chair": 200, "officer": 200, "auditor": 200, "teacher": 200, "leader": 403},
    "letter_export": {"chair": 200, "officer": 403, "auditor": 403, "teacher": 403},
    "letter_new": {"chair": 200, "officer": 403, "auditor": 403, "teacher": 403},
    "letter_prefix": {"chair": 200, "officer": 403, "teacher": 403, "district_staff": 403},
}
OF_ONE = {
    "letter": {"chair": 200, "officer": 200, "teacher": 200, "leader": 403, "stranger": 404},
    "letter_pdf": {"chair": 200, "officer": 403, "teacher": 403, "stranger": 404},
    "letter_docx": {"chair": 200, "officer": 403, "teacher": 403, "stranger": 404},
    "letter_revoke": {"chair": 200, "officer": 403, "teacher": 403, "stranger": 404},
}


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [(name, who, status) for name, table in PAGES.items() for who, status in table.items()],
)
def test_who_opens_the_register(request, log_in, school, name, who, status):
    assert log_in(request.getfixturevalue(who)).get(address(name)).status_code == status


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [(name, who, status) for name, table in OF_ONE.items() for who, status in table.items()],
)
def test_who_opens_a_letter(request, log_in, school, name, who, status):
    url = address(name, make_letter(school).pk)
    assert log_in(request.getfixturevalue(who)).get(url).status_code == status


def test_a_member_prints_their_own_letter(log_in, school, teacher):
    member = make_member(school, "周敏", seat=teacher)
    client = log_in(teacher)
    own = make_letter(school, "周敏", member=member)
    assert client.get(address("letter_pdf", own.pk)).status_code == 200
    revoked = make_letter(school, "周敏", member=member, state="revoked", revoked_on=own.issued_on)
    assert client.get(address("letter_pdf", revoked.pk)).status_code == 403


def test_why_a_letter_was_revoked_is_for_the_chair(log_in, chair, teacher, school, today):
    letter = make_letter(school)
    actions.revoke_letter(letter=letter, by=chair, note="与学生家长纠纷", today=today)
    shown = [
        "与学生家长纠纷" in log_in(who).get(address("letter", letter.pk)).content.decode()
        for who in (chair, teacher)
    ]
    assert shown == [True, False]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["陈㛃", "温若水", "顾明理"]),
        ("?state=issued", ["陈㛃", "顾明理"]),
        ("?state=revoked", ["温若水"]),
        ("?q=法律", ["顾明理"]),
        ("?q=温若", ["温若水"]),
        ("?q=3号", ["陈㛃"]),
        ("?q=cj", ["陈㛃"]),
        ("?q=没有", []),
        ("?year=1999", []),
    ],
)
def test_the_register_and_its_export_hold_what_was_asked_for(
    log_in, chair, school, other_school, today, query, names
):
    make_letter(school, "顾明理")
    make_letter(school, "温若水", post_text="指导老师", state="revoked", revoked_on=today)
    make_letter(school, "陈㛃", post_text="教练", member=make_member(school, "陈㛃"))
    make_letter(other_school, "外校的")
    client = log_in(chair)
    page = client.get(address("letter_list") + query).content.decode()
    found = re.findall(r'data-label="受聘人">(.*?)(?: <span|</td>)', page)
    exported = [row[1] for row in cells(client.get(address("letter_export") + query))[1:]]
    assert (found, exported) == (names, names)


def test_an_export_escapes_formulas(log_in, chair, school):
    make_letter(school, "=1+1")
    row = cells(log_in(chair).get(address("letter_export")))[1]
    assert row[1] == "'=1+1"


def test_a_letter_is_issued_from_the_form_and_from_a_post(log_in, chair, school, today):
    client = log_in(chair)
    sent = {"person_name": "顾明理", "address": "老师", "post_text": "教练"}
    days = {"starts_on": today, "issued_on": today}
    answer = client.post(address("letter_new"), {**sent, **days})
    assert answer.url == address("letter", AppointmentLetter.objects.get().pk)
    post = make_post(make_term(school, "mediation"), make_member(school, "周敏"), "调解员")
    client.post(address("post_letter", post.pk), {**sent, **days, "post_text": "调解员"})
    letter = AppointmentLetter.objects.get(post=post)
    assert (letter.person_name, letter.member) == ("周敏", post.member)


def test_a_form_that_is_refused_keeps_what_was_typed(log_in, chair, today):
    sent = {"post_text": "教练", "starts_on": today, "issued_on": today}
    page = log_in(chair).post(address("letter_new"), sent).content.decode()
    assert "二者选一" in page
    assert 'value="教练"' in page


def test_the_list_costs_the_same_for_one_letter_and_for_five(log_in, chair, school):
    client = log_in(chair)
    make_letter(school)
    one = queries_of(client, address("letter_list"))
    for _ in range(4):
        make_letter(school, member=make_member(school))
    assert queries_of(client, address("letter_list")) == one


# --- the paper ----------------------------------------------------------------------------


def test_the_letter_says_who_what_and_until_when_on_one_page(log_in, chair, school):
    import datetime

    letter = make_letter(
        school,
        "陈㛃",
        address="老师",
        starts_on=datetime.date(2026, 9, 1),
        ends_on=datetime.date(2029, 8, 31),
        issued_on=datetime.date(2026, 8, 30),
    )
    answer = log_in(chair).get(address("letter_pdf", letter.pk))
    pdf = pypdfium2.PdfDocument(answer.content)
    text = re.sub(r"\s", "", pdf[0].get_textpage().get_text_range())
    assert len(pdf) == 1
    assert "工聘〔2026〕1号" in text
    assert "陈㛃老师" in text
    sentence = (
        "兹聘请您担任滨海区实验小学工会法律咨询服务中心主任，聘期自2026年9月1日至2029年8月31日。"
    )
    assert sentence in text
    assert text.endswith("滨海区实验小学工会2026年8月30日—1—")
    word = WordDocument(io.BytesIO(log_in(chair).get(address("letter_docx", letter.pk)).content))
    assert sentence in "".join(paragraph.text for paragraph in word.paragraphs)


def test_even_the_longest_letter_is_one_page(school):
    from members.papers.letters import letter as draw
    from union_site.documents import render_pdf

    long = make_letter(school, "阿依古丽·买买提", post_text="心" * 60)
    long.union.name = "滨" * 40
    assert len(pypdfium2.PdfDocument(render_pdf(draw(long)))) == 1
