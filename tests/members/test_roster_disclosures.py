"""Showing sensitive values in full: for a reason, recorded, and told to the member."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from members import actions
from members.models import Disclosure
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
CARD = "6222021001116245702"
ADDRESS = "滨海区望海路18号2栋301室"


@pytest.fixture
def member(school):
    return make_member(school, "陈㛃", bank_card=CARD, home_address=ADDRESS)


def values_of(member):
    return {"证件号码": member.id_number, "银行卡号": CARD, "家庭住址": ADDRESS}


@pytest.mark.parametrize(
    ("what", "labels"),
    [
        (["id_number"], ["证件号码"]),
        (["bank_card"], ["银行卡号"]),
        (["home_address", "id_number"], ["证件号码", "家庭住址"]),
        (["id_number", "bank_card", "home_address"], ["证件号码", "银行卡号", "家庭住址"]),
    ],
)
def test_what_was_chosen_is_shown_and_recorded(what, labels, member, chair):
    """PIPL arts 6 and 51: for a purpose, and only as much as it needs."""
    shown = actions.disclose(member=member, what=what, by=chair, reason=" 办理互助保障 ")
    assert shown == {label: values_of(member)[label] for label in labels}
    row = Disclosure.objects.get()
    assert (row.member, row.by, row.reason) == (member, chair, "办理互助保障")
    assert row.what == "、".join(labels)
    entry = AuditEntry.objects.get()
    assert entry.verb == "members.disclose"
    assert entry.note == f"{'、'.join(labels)}；用途：办理互助保障"


@pytest.mark.parametrize(
    ("what", "reason", "field"),
    [
        (["id_number"], "  ", "reason"),
        ([], "办理互助保障", "what"),
        (["mobile", "name"], "办理互助保障", "what"),
    ],
)
def test_without_a_reason_or_a_choice_nothing_is_shown(what, reason, field, member, chair):
    with pytest.raises(ValidationError) as refused:
        actions.disclose(member=member, what=what, by=chair, reason=reason)
    assert list(refused.value.message_dict) == [field]
    assert (Disclosure.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_what_there_is_not_cannot_be_disclosed(school, chair):
    member = make_member(school)
    with pytest.raises(ValidationError, match="请选择要查看的内容"):
        actions.disclose(member=member, what=["bank_card"], by=chair, reason="x")


@pytest.mark.parametrize(
    "role", ["officer", "auditor", "leader", "handler", "colleague", "district_staff", "stranger"]
)
def test_only_the_chair_of_the_union_discloses(role, request, member):
    with pytest.raises(PermissionDenied):
        actions.disclose(
            member=member, what=["id_number"], by=request.getfixturevalue(role), reason="x"
        )


# --- the page ------------------------------------------------------------------------------


def page_of(client, member):
    return client.get(reverse("members:detail", args=[member.pk])).content.decode()


@pytest.mark.parametrize("role", ["chair", "officer"])
def test_the_page_masks_every_sensitive_value(role, request, member, log_in):
    page = page_of(log_in(request.getfixturevalue(role)), member)
    assert [value for value in values_of(member).values() if value in page] == []
    assert f"{'*' * 15}{CARD[-4:]}" in page
    assert "滨海区望海路…" in page


def test_the_answer_to_a_reason_shows_what_was_chosen_and_is_kept_by_nobody(member, log_in, chair):
    client = log_in(chair)
    url = reverse("members:disclose", args=[member.pk])
    answer = client.post(url, {"what": ["bank_card"], "reason": "发放慰问金"})
    page = answer.content.decode()
    assert [value in page for value in values_of(member).values()] == [False, True, False]
    assert "no-store" in answer["Cache-Control"]
    assert CARD not in page_of(client, member)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"what": ["id_number"], "reason": ""}, "请写明用途。"),
        ({"reason": "办理互助保障"}, "请选择要查看的内容。"),
    ],
)
def test_the_form_says_what_is_missing(data, sentence, member, log_in, chair):
    url = reverse("members:disclose", args=[member.pk])
    page = log_in(chair).post(url, data).content.decode()
    assert sentence in page
    assert member.id_number not in page


def test_only_what_there_is_can_be_chosen(school, log_in, chair):
    page = page_of(log_in(chair), make_member(school))
    assert re.findall(r'name="what"\s+value="(\w+)"', page) == ["id_number"]


def test_nobody_is_asked_why_they_look_at_themselves(school, log_in):
    """Their own values they see in full (PIPL art. 45)."""
    herself = make_seat(school, "chair", "member", name="陈㛃")
    member = make_member(school, "陈㛃", bank_card=CARD, seat=herself)
    page = page_of(log_in(herself), member)
    assert CARD in page
    assert reverse("members:disclose", args=[member.pk]) not in page
