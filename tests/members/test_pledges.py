"""Pledges: a text that stays as it was signed, who signed, who has not, and the share."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.actions import pledges as actions
from members.checks import pledges as checks
from members.models import Pledge, PledgeSignature
from members.models.pledges import fingerprint
from members.workflow.pledges import PLEDGING
from tests.members.factories import DAY, make_group, make_member, make_pledge, make_signature
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification

pytestmark = pytest.mark.django_db
TEXT = "我承诺：\n一、关爱学生。"


@pytest.fixture
def group(school):
    return make_group(school, "一组")


@pytest.fixture
def me(school, teacher, group):
    return make_member(school, "周敏", seat=teacher, group=group, post_category="teacher")


@pytest.fixture
def other(school, colleague):
    return make_member(school, "吴越", seat=colleague, post_category="staff")


@pytest.fixture
def pledge(school, me, other):
    return make_pledge(school)


def sign(pledge, by, *, agreed=True, seen=None, now=None):
    seen = pledge.fingerprint if seen is None else seen
    now = now or timezone.now()
    return actions.sign(pledge=pledge, by=by, agreed=agreed, seen=seen, now=now)


def draw_up(by, today, **written):
    values = {
        "title": "师德承诺书",
        "text": TEXT,
        "audience": "all",
        "opens_on": today,
        "closes_on": today + 7 * DAY,
    }
    return actions.draw_up(by=by, **(values | written))


# --- drawing up, versions --------------------------------------------------------------------


def test_a_draft_is_drawn_up_changed_and_opened(chair, me, other, today):
    pledge = draw_up(chair, today)
    actions.change(pledge=pledge, by=chair, text="我承诺：\r\n爱岗。")
    pledge.refresh_from_db()
    assert (pledge.state, pledge.text) == ("draft", "我承诺：\n爱岗。")
    actions.open_signing(pledge=pledge, by=chair)
    assert Pledge.objects.get().state == "open"
    assert {notice.seat for notice in Notification.objects.all()} == {me.seat, other.seat}


def test_one_title_is_used_once(chair, today):
    draw_up(chair, today)
    with pytest.raises(ValidationError, match="已有同名的承诺书"):
        draw_up(chair, today)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"audience": "group"}, "哪个小组"),
        ({"audience": "category"}, "哪类岗位"),
        ({"closes_on": datetime.date(2000, 1, 1)}, "截止日期不能早于开始日期"),
    ],
)
def test_a_pledge_that_is_not_whole_is_refused(written, sentence, chair, today):
    with pytest.raises(ValidationError, match=sentence):
        draw_up(chair, today, **written)


def test_a_span_of_more_than_a_year_must_be_agreed_to(chair, today):
    with pytest.raises(NotClear):
        draw_up(chair, today, closes_on=today + 400 * DAY)
    assert draw_up(chair, today, closes_on=today + 400 * DAY, accepted=["pledge-long"]).pk


def test_what_the_audience_does_not_ask_for_is_not_kept(chair, group, today):
    pledge = draw_up(chair, today, group=group, post_category="staff")
    assert (pledge.group, pledge.post_category) == (None, "")


def test_nobody_opens_a_pledge_that_asks_nobody(chair, group, today):
    pledge = draw_up(chair, today, audience="group", group=group)
    with pytest.raises(ValidationError, match="没有在职会员"):
        actions.open_signing(pledge=pledge, by=chair)


@pytest.mark.parametrize("name", [*actions.WORDS, "opens_on"])
def test_once_open_the_words_stay_and_the_last_day_alone_can_move(
    name, pledge, chair, group, today
):
    values = {
        "title": "别的",
        "text": "别的",
        "audience": "category",
        "group": group,
        "post_category": "staff",
        "opens_on": today - 3 * DAY,
    }
    with pytest.raises(ValidationError, match="只能调整截止日期"):
        actions.change(pledge=pledge, by=chair, **{name: values[name]})
    moved = actions.change(pledge=pledge, by=chair, closes_on=today + 20 * DAY)
    assert moved.closes_on == today + 20 * DAY


def test_a_closed_one_is_not_changed_at_all(pledge, chair, today):
    actions.close_signing(pledge=pledge, by=chair)
    with pytest.raises(ValidationError, match="签订已经结束"):
        actions.change(pledge=pledge, by=chair, closes_on=today + 20 * DAY)


def test_a_change_of_the_text_is_a_new_version(pledge, chair, teacher, today):
    sign(pledge, teacher)
    second = actions.revise(pledge=pledge, by=chair, today=today)
    assert (second.version, second.state, second.text) == (2, "draft", pledge.text)
    assert str(second) == "师德承诺书（第 2 版）"
    assert actions.revise(pledge=pledge, by=chair, today=today) == second
    assert Pledge.objects.get(version=1).text == pledge.text


# --- who is asked ----------------------------------------------------------------------------


def test_each_audience_asks_its_own(school, me, other, group):
    make_member(school, "退了的", status="retained", employment_status="retired", group=group)
    asked = {
        "all": make_pledge(school, "甲"),
        "group": make_pledge(school, "乙", audience="group", group=group),
        "category": make_pledge(school, "丙", audience="category", post_category="staff"),
    }
    names = {key: {m.name for m in pledge.circle()} for key, pledge in asked.items()}
    assert names == {"all": {"周敏", "吴越"}, "group": {"周敏"}, "category": {"吴越"}}


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, True),
        ({"state": "draft"}, False),
        ({"state": "closed"}, True),
        ({"audience": "category", "post_category": "teacher"}, True),
        ({"audience": "category", "post_category": "staff"}, False),
    ],
)
def test_a_member_sees_what_asks_him(fields, seen, school, me, teacher):
    pledge = make_pledge(school, **fields)
    assert Pledge.objects.visible_to(teacher).filter(pk=pledge.pk).exists() is seen


def test_a_pledge_of_another_group_is_not_there_but_a_signed_one_stays(school, me, teacher):
    pledge = make_pledge(school, audience="group", group=make_group(school, "二组"))
    assert not Pledge.objects.visible_to(teacher).exists()
    make_signature(pledge, me, teacher)
    assert Pledge.objects.visible_to(teacher).get() == pledge


@pytest.mark.parametrize(
    ("opens", "closes", "state", "asks"),
    [
        (-1, 0, "open", True),
        (0, 1, "open", True),
        (1, 2, "open", False),
        (-2, -1, "open", False),
        (-1, 1, "draft", False),
        (-1, 1, "closed", False),
    ],
)
def test_it_asks_on_its_days(opens, closes, state, asks, school, me, teacher, today):
    pledge = make_pledge(
        school, state=state, opens_on=today + opens * DAY, closes_on=today + closes * DAY
    )
    asking = Pledge.objects.visible_to(teacher).asking(teacher, today)
    assert list(asking) == ([pledge] if asks else [])
    assert (checks.not_signable(pledge, today=today) == "") is asks


# --- signing ---------------------------------------------------------------------------------


def test_a_signature_names_the_words_it_stands_under(pledge, me, teacher):
    signed = sign(pledge, teacher)
    assert (signed.member, signed.seat, signed.on_paper) == (me, teacher, False)
    words = f"{pledge.title}\n1\n{pledge.text}".encode()
    assert signed.sha256 == hashlib.sha256(words).hexdigest()
    assert AuditEntry.objects.get().verb == "members.pledge.sign"


def test_signing_twice_changes_nothing(pledge, teacher):
    first = sign(pledge, teacher)
    second = sign(pledge, teacher, now=timezone.now() + DAY)
    assert (second.pk, second.at) == (first.pk, first.at)
    assert PledgeSignature.objects.count() == AuditEntry.objects.count() == 1


def test_the_database_itself_refuses_a_second_signature(pledge, me, teacher):
    make_signature(pledge, me, teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_signature(pledge, me, teacher)


def test_a_signature_is_never_changed(pledge, teacher):
    signed = sign(pledge, teacher)
    signed.sha256 = "0" * 64
    with pytest.raises(TypeError):
        signed.save()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "closed"}, "签订已经结束，不能再签"),
        ({"opens_on": timezone.localdate() + DAY}, "起签订"),
        (
            {
                "opens_on": timezone.localdate() - 5 * DAY,
                "closes_on": timezone.localdate() - DAY,
            },
            "截止",
        ),
        ({"state": "draft"}, "还没有开始签订"),
    ],
)
def test_outside_its_days_signing_is_refused_with_a_sentence(fields, sentence, school, me, teacher):
    with pytest.raises(ValidationError, match=sentence):
        sign(make_pledge(school, **fields), teacher)
    assert PledgeSignature.objects.count() == 0


def test_without_the_tick_nothing_is_signed(pledge, teacher):
    with pytest.raises(ValidationError, match="我已阅读并承诺"):
        sign(pledge, teacher, agreed=False)


def test_words_that_were_not_on_the_page_are_not_signed(pledge, teacher):
    with pytest.raises(ValidationError, match="重新读一遍"):
        sign(pledge, teacher, seen="0" * 64)


@pytest.mark.parametrize("role", ["chair", "leader", "stranger", "district_staff"])
def test_who_is_not_on_the_roster_signs_nothing(role, request, pledge):
    with pytest.raises(PermissionDenied):
        sign(pledge, request.getfixturevalue(role))


def test_who_is_not_asked_signs_nothing(school, me, other, colleague, group):
    pledge = make_pledge(school, audience="group", group=group)
    with pytest.raises(PermissionDenied):
        sign(pledge, colleague)


def test_the_chair_writes_down_who_signed_on_paper(pledge, other, chair, school):
    seatless = make_member(school, "没有账号的")
    now = timezone.now()
    count = actions.sign_on_paper(pledge=pledge, members=[seatless.pk], by=chair, now=now)
    assert count == 1
    signed = PledgeSignature.objects.get()
    assert (signed.member, signed.seat, signed.on_paper) == (seatless, chair, True)
    with pytest.raises(ValidationError, match="请先勾选"):
        actions.sign_on_paper(pledge=pledge, members=[seatless.pk], by=chair, now=now)


def test_nobody_of_another_union_is_written_down(pledge, chair, other_school):
    outsider = make_member(other_school)
    with pytest.raises(ValidationError, match="请先勾选"):
        actions.sign_on_paper(pledge=pledge, members=[outsider.pk], by=chair, now=timezone.now())


# --- reminding, closing ----------------------------------------------------------------------


def test_a_reminder_goes_to_those_who_have_not_signed_once_a_day(
    pledge, other, chair, teacher, colleague, today
):
    sign(pledge, teacher)
    actions.remind(pledge=pledge, by=chair, today=today)
    assert Notification.objects.get().seat == colleague
    with pytest.raises(ValidationError, match="今天已经提醒过"):
        actions.remind(pledge=pledge, by=chair, today=today)
    assert Notification.objects.count() == 1
    actions.remind(pledge=pledge, by=chair, today=today + DAY)
    assert Notification.objects.count() == 2


def test_closing_writes_down_who_did_not_sign(pledge, other, chair, teacher, school):
    sign(pledge, teacher)
    closed = actions.close_signing(pledge=pledge, by=chair)
    make_member(school, "后来的")
    other.status = "transferred_out"
    other.save()
    assert [member.name for member in closed.unsigned()] == ["吴越"]
    assert {member.name for member in closed.people()} == {"周敏", "吴越"}


def test_who_left_after_signing_has_signed(pledge, me, teacher):
    sign(pledge, teacher)
    me.status = "resigned"
    me.save()
    tally = Pledge.objects.all().tallies()[pledge.pk]
    assert (tally.signed, tally.missing) == (1, 1)
    assert {member.name for member in pledge.people()} == {"周敏", "吴越"}


ACTS = {
    "draw_up": lambda pledge, by, today: draw_up(by, today, title="新的"),
    "change": lambda pledge, by, today: actions.change(
        pledge=pledge, by=by, closes_on=today + 9 * DAY
    ),
    "revise": lambda pledge, by, today: actions.revise(pledge=pledge, by=by, today=today),
    "remind": lambda pledge, by, today: actions.remind(pledge=pledge, by=by, today=today),
    "close": lambda pledge, by, today: actions.close_signing(pledge=pledge, by=by),
    "on_paper": lambda pledge, by, today: actions.sign_on_paper(
        pledge=pledge, members=[pledge.circle().first().pk], by=by, now=timezone.now()
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_chair_does_it(name, pledge, chair, today):
    assert ACTS[name](pledge, chair, today)


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "teacher", "district_staff"])
@pytest.mark.parametrize("name", ACTS)
def test_nobody_else_does_it(name, role, request, pledge, today):
    with pytest.raises(PermissionDenied):
        ACTS[name](pledge, request.getfixturevalue(role), today)


@pytest.mark.parametrize("name", [name for name in ACTS if name != "draw_up"])
def test_the_chair_of_another_union_does_nothing(name, pledge, stranger, today):
    with pytest.raises(PermissionDenied):
        ACTS[name](pledge, stranger, today)


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
@pytest.mark.parametrize("step", ["open", "remind", "close"])
def test_each_step_starts_where_the_table_says(step, state, school, me, chair):
    pledge = make_pledge(school, state=state)
    sources = {"open": {"draft"}, "remind": {"open"}, "close": {"open"}}
    assert PLEDGING.allows(pledge, step, chair) is (state in sources[step])


# --- whether the words are still those -------------------------------------------------------


def test_a_text_that_was_altered_behind_the_signatures_is_found(pledge, teacher, capsys):
    sign(pledge, teacher)
    call_command("verify_pledges")
    assert "完好" in capsys.readouterr().out
    Pledge.objects.update(text="别的")
    with pytest.raises(SystemExit) as left:
        call_command("verify_pledges")
    assert left.value.code == 2
    assert "正文与周敏签订时不同" in capsys.readouterr().err


@given(st.text(), st.text(), st.integers(1, 9))
def test_other_words_have_another_fingerprint(text, more, version):
    first = fingerprint("承诺书", version, text)
    assert len(first) == 64
    assert fingerprint("承诺书", version + 1, text) != first
    # Line ends differ from browser to browser and are not words.
    assert (fingerprint("承诺书", version, text + more) == first) is (
        (text + more).replace("\r\n", "\n") == text.replace("\r\n", "\n")
    )


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_share_is_whole_only_where_nobody_is_missing(part, rest):
    shown = checks.share(part, part + rest)
    assert (shown == "100%") is (rest == 0 and part > 0)
    assert (shown == "") is (part + rest == 0)
