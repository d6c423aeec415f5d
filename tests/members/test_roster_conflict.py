"""Two people edit one member: the second sees both versions and loses nothing."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from members import actions
from members.models import Member
from tests.factories import make_seat
from tests.members import rosters
from tests.members.factories import BORN, make_group, make_member
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
CARD, OTHER_CARD = "6222021001116245702", "4111111111111111"


@pytest.fixture
def member(school):
    return make_member(school, "陈㛃", title="二级教师", subject="语文", bank_card=CARD)


@pytest.fixture
def vice(school):
    return make_seat(school, "chair", "member", name="副主席何")


@pytest.fixture
def edit(member):
    return reverse("members:edit", args=[member.pk])


def sent_back(page):
    """What a browser would send of the form on a page, as it is."""
    text = page.content.decode()
    form = text[text.index("<form", text.index('<main id="main"')) : text.rindex("</form>")]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_box = given.get("type") in ("checkbox", "radio")
        if "name" in given and (not is_box or re.search(r"\schecked\b", tag)):
            value = html.unescape(given.get("value", "on" if is_box else ""))
            data.setdefault(given["name"], []).append(value)
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)"[^>]*\bselected\b', options)
        data[name] = chosen[:1] or re.findall(r'value="([^"]*)"', options)[:1]
    return data


def both_versions(page):
    """Field → (the other's, mine, which is chosen) as the page shows them."""
    text = re.sub(r"<span class=\"muted\">.*?</span>", "", page.content.decode())
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", text[text.index("<tbody>") :], re.S):
        label = re.search(r'<th scope="row">(.*?)</th>', row).group(1)
        theirs, mine = re.findall(r"<span>\s*(.*?)\s*</span>", row, re.S)
        chosen = re.search(r'value="(\w+)"\s+checked', row).group(1)
        rows[label] = (theirs, mine, chosen)
    return rows


def errors_of(page):
    return re.findall(r'class="error-summary".*?</div>', page.content.decode(), re.S)


@pytest.fixture
def two(log_in, chair, vice, edit):
    """Both have the form open; the vice chair has changed title and subject and saved first."""
    first, second = log_in(vice), log_in(chair)
    open_form = sent_back(second.get(edit))
    theirs = sent_back(first.get(edit)) | {"title": "一级教师", "subject": "数学"}
    assert first.post(edit, theirs).status_code == 302
    return second, open_form


def test_the_form_is_read_back_as_a_browser_would(log_in, chair, edit):
    data = sent_back(log_in(chair).get(edit))
    assert data["title"] == data["initial-title"] == ["二级教师"]
    assert data["bank_card"] == [""]
    assert "initial-bank_card" not in data


def test_the_second_sees_both_versions_and_nothing_is_saved(two, edit):
    client, form = two
    page = client.post(edit, form | {"title": "高级教师", "staff_no": "T1"})
    assert both_versions(page) == {
        # Both changed the title: mine is chosen until I say otherwise. I never touched the subject.
        "职称": ("一级教师", "高级教师", "mine"),
        "任教学科": ("数学", "语文", "theirs"),
    }
    text = page.content.decode()
    assert "副主席何在" in text
    assert "您另外改的 工号 与别人的修改没有冲突" in text
    assert Member.objects.get().title == "一级教师"


@pytest.mark.parametrize(
    ("takes", "kept"),
    [
        ({}, ("高级教师", "数学", "T1")),
        ({"take-title": "theirs"}, ("一级教师", "数学", "T1")),
        ({"take-title": "theirs", "take-subject": "mine"}, ("一级教师", "语文", "T1")),
        ({"take-subject": "mine"}, ("高级教师", "语文", "T1")),
    ],
)
def test_field_by_field_is_chosen_and_saved(takes, kept, two, edit):
    client, form = two
    page = client.post(edit, form | {"title": "高级教师", "staff_no": "T1"})
    answer = client.post(edit, sent_back(page) | takes | {"resolve": "save"})
    assert answer.status_code == 302
    member = Member.objects.get()
    assert (member.title, member.subject, member.staff_no) == kept
    assert member.revision == 3


def test_one_may_go_on_editing_with_what_was_chosen(two, edit):
    client, form = two
    page = client.post(edit, form | {"title": "高级教师", "staff_no": "T1"})
    form_again = client.post(edit, sent_back(page) | {"resolve": "edit"})
    assert errors_of(form_again) == []
    data = sent_back(form_again)
    assert [data[n] for n in ("title", "subject", "staff_no")] == [["高级教师"], ["数学"], ["T1"]]
    assert client.post(edit, data | {"subject": "科学"}).status_code == 302
    assert Member.objects.get().subject == "科学"


def test_a_third_change_in_between_is_shown_again(two, edit, vice, today):
    client, form = two
    page = client.post(edit, form | {"title": "高级教师"})
    now = Member.objects.get()
    actions.amend(member=now, revision=2, by=vice, today=today, title="正高级教师")
    again = client.post(edit, sent_back(page) | {"resolve": "save"})
    assert both_versions(again) == {"职称": ("正高级教师", "高级教师", "mine")}
    assert Member.objects.get().title == "正高级教师"


def test_changes_of_different_fields_need_no_question(log_in, chair, vice, edit, member, today):
    client = log_in(chair)
    form = sent_back(client.get(edit))
    # Opening an account counts as a change, too, but shows in no field.
    Member.objects.update(revision=5)
    assert client.post(edit, form | {"title": "高级教师"}).status_code == 302
    kept = Member.objects.get()
    assert (kept.title, kept.revision) == ("高级教师", 6)


def test_the_same_change_twice_needs_no_question(two, edit):
    client, form = two
    answer = client.post(edit, form | {"title": "一级教师", "subject": "数学", "staff_no": "T1"})
    assert answer.status_code == 302
    assert Member.objects.get().staff_no == "T1"


def test_choices_flags_dates_and_groups_are_shown_in_words(
    log_in, chair, vice, edit, school, today
):
    group = make_group(school, "高年级组")
    client = log_in(chair)
    form = sent_back(client.get(edit))
    actions.amend(
        member=Member.objects.get(),
        revision=1,
        by=vice,
        today=today,
        group=group,
        is_head_teacher=True,
        education="14",
        joined_school_on=today.replace(year=2015, month=9, day=1),
    )
    assert both_versions(client.post(edit, form | {"staff_no": "T1"})) == {
        "工会小组": ("高年级组", "（空）", "theirs"),
        "是否班主任": ("是", "否", "theirs"),
        "学历": ("硕士", "（空）", "theirs"),
        "来校日期": ("2015年9月1日", "（空）", "theirs"),
    }
    page = client.post(edit, form | {"staff_no": "T1"})
    assert client.post(edit, sent_back(page) | {"resolve": "save"}).status_code == 302
    kept = Member.objects.get()
    assert (kept.group, kept.is_head_teacher, kept.education) == (group, True, "14")
    assert (kept.joined_school_on.year, kept.staff_no) == (2015, "T1")


def test_sensitive_values_are_compared_masked(two, edit, member):
    client, form = two
    number = rosters.id_number(BORN, 4)
    page = client.post(edit, form | {"bank_card": OTHER_CARD, "id_number": number})
    shown = both_versions(page)
    assert shown["银行卡号"] == (f"{'*' * 15}{CARD[-4:]}", f"{'*' * 12}{OTHER_CARD[-4:]}", "mine")
    assert CARD not in page.content.decode()
    taken = {"resolve": "save", "take-bank_card": "theirs"}
    assert client.post(edit, sent_back(page) | taken).status_code == 302
    kept = Member.objects.get()
    assert (kept.bank_card, kept.id_number) == (CARD, number)


def test_an_emptied_field_can_be_forgotten_on_purpose_only(log_in, chair, edit):
    client = log_in(chair)
    form = sent_back(client.get(edit))
    assert client.post(edit, form | {"title": "一级教师"}).status_code == 302
    assert Member.objects.get().bank_card == CARD
    form = sent_back(client.get(edit))
    assert client.post(edit, form | {"forget": ["bank_card"]}).status_code == 302
    assert (Member.objects.get().bank_card, Member.objects.get().bank_card_hash) == ("", "")
    assert AuditEntry.objects.order_by("-pk")[0].note == "银行卡号"


def test_private_fields_are_typed_into_the_form_and_never_shown_again(log_in, chair, edit):
    client = log_in(chair)
    typed = {"home_address": "望海路1号", "bank_card": "4111 1111 1111 1111", "card_no": "S1"}
    typed |= {"teaching_group": "三年级组", "card_issued_on": "2024-05-08"}
    typed |= {"retires_on": "2040-01-31"}
    assert client.post(edit, sent_back(client.get(edit)) | typed).status_code == 302
    member = Member.objects.get()
    assert (member.home_address, member.bank_card) == ("望海路1号", OTHER_CARD)
    assert (member.teaching_group, member.card_no) == ("三年级组", "S1")
    assert [str(member.card_issued_on), str(member.retires_on)] == ["2024-05-08", "2040-01-31"]
    page = client.get(edit).content.decode()
    assert [value for value in ("望海路1号", OTHER_CARD, member.id_number) if value in page] == []
