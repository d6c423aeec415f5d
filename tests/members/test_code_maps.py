"""Code maps: what comes with the software, and what a union keeps for its upper system."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from members.actions import code_maps as actions
from members.models import CodeMap
from members.models.code_maps import MAPPED, WORDS, shipped
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
CODES = {"education": {"20": "D", "30": "Z"}}


@pytest.fixture
def code_map(school):
    return CodeMap.objects.create(union=school, name="市平台", codes=CODES)


SHIPPED = {coding.key: coding for coding in shipped()}


@pytest.mark.parametrize(
    ("key", "column", "value", "code"),
    [
        # GB/T 2261.1, 3304, 4658, 4762
        ("gb", "sex", "male", "1"),
        ("gb", "sex", "female", "2"),
        ("gb", "ethnicity", "05", "05"),
        ("gb", "education", "11", "11"),
        ("gb", "education", "80", "80"),
        ("gb", "political_status", "13", "13"),
        ("gb", "employment_status", "working", None),
        # Domain §3.5: 学历 1 小学及以下 … 7 研究生; 就业 1 – 6; 会籍变化 1 – 6
        *(
            ("hainan", "education", value, code)
            for value, code in [
                *(("80", "1"), ("70", "2"), ("60", "3"), ("40", "4"), ("30", "5"), ("20", "6")),
                *(("14", "7"), ("11", "7"), ("90", None)),
            ]
        ),
        *(
            ("hainan", "employment_status", value, str(n))
            for n, value in enumerate(
                ["working", "laid_off", "unemployed", "retired", "resigned", "early_retired"], 1
            )
        ),
        ("hainan", "employment_status", "sick_leave", None),
        *(
            ("hainan", "membership_change", value, str(n))
            for n, value in enumerate(
                [
                    *("joined", "transferred_in", "retained", "transferred_out", "expelled"),
                    "resigned",
                ],
                1,
            )
        ),
        ("hainan", "sex", "male", None),
    ],
)
def test_a_map_of_the_software_says(key, column, value, code):
    assert SHIPPED[key].written(column, value) == code


def test_the_maps_of_the_software_speak_of_our_values_only():
    for coding in shipped():
        for column, given in coding.codes.items():
            assert set(given) <= set(MAPPED[column][1].values), (coding.key, column)
    assert WORDS.codes == {}


def test_what_was_inferred_says_so():
    assert [(c.key, c.is_verified) for c in shipped()] == [("gb", True), ("hainan", False)]


# --- acts ----------------------------------------------------------------------------------


def test_a_chair_makes_and_edits_a_map(chair):
    made = actions.make_code_map(by=chair, name="市平台", codes=CODES)
    edited = actions.edit_code_map(
        code_map=made, by=chair, name="市平台二期", codes={}, is_in_use=False
    )
    assert (edited.name, edited.codes, edited.is_in_use) == ("市平台二期", {}, False)
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["members.make_code_map", "members.edit_code_map"]


@pytest.mark.parametrize(
    "role", ["officer", "auditor", "leader", "handler", "teacher", "district_staff", "stranger"]
)
def test_nobody_else_changes_a_unions_map(role, code_map, request):
    seat = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        actions.edit_code_map(code_map=code_map, by=seat, name="x", codes={}, is_in_use=True)
    if role != "stranger":
        with pytest.raises(PermissionDenied):
            actions.make_code_map(by=seat, name="x", codes={})
    assert CodeMap.objects.get().name == "市平台"


@pytest.mark.parametrize(
    "codes",
    [
        {"shoe_size": {"20": "D"}},
        {"education": {"99": "D"}},
        {"education": {"20": ""}},
        {"education": {"20": "D" * 21}},
        {"education": {"20": 7}},
    ],
)
def test_a_map_of_values_that_we_do_not_have_is_refused(codes, chair):
    with pytest.raises(ValidationError) as refused:
        actions.make_code_map(by=chair, name="市平台", codes=codes)
    assert list(refused.value.message_dict) == ["codes"]


def test_a_name_is_given_once_in_a_union(code_map, chair, stranger, school):
    with pytest.raises(ValidationError, match="已有这个上级系统的代码对照表"):
        actions.make_code_map(by=chair, name="市平台", codes={})
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeMap.objects.create(union=school, name="市平台")
    assert actions.make_code_map(by=stranger, name="市平台", codes={}).union == stranger.union


# --- pages ---------------------------------------------------------------------------------


def filled(page):
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize(
    ("source", "bachelor", "working"), [("", "20", ""), ("?from=hainan", "6", "1")]
)
def test_a_new_map_begins_from_the_chosen_one(source, bachelor, working, log_in, chair):
    client = log_in(chair)
    url = reverse("members:code_map_new") + source
    data = filled(client.get(url))
    assert (data["education--20"], data["employment_status--working"]) == (bachelor, working)
    answer = client.post(url, data | {"name": "市平台", "is_in_use": "on", "education--20": "本"})
    assert answer.url == reverse("members:code_maps")
    made = CodeMap.objects.get()
    assert made.codes["education"]["20"] == "本"
    assert ("employment_status" in made.codes) is bool(working)


def test_a_map_is_edited_and_may_be_put_out_of_use(code_map, log_in, chair):
    client = log_in(chair)
    url = reverse("members:code_map_edit", args=[code_map.pk])
    data = filled(client.get(url))
    assert (data["name"], data["education--30"]) == ("市平台", "Z")
    del data["is_in_use"]
    client.post(url, data | {"education--30": ""})
    edited = CodeMap.objects.get()
    assert (edited.codes, edited.is_in_use) == ({"education": {"20": "D"}}, False)


def test_the_list_shows_the_unions_own_and_those_of_the_software(
    code_map, other_school, log_in, chair
):
    CodeMap.objects.create(union=other_school, name="外校的")
    page = log_in(chair).get(reverse("members:code_maps")).content.decode()
    names = ("市平台", "国家标准代码（GB）", "海南省总工会会员实名制系统", "外校的")
    assert [name in page for name in names] == [True, True, True, False]


def test_an_empty_list_says_what_to_do(log_in, chair):
    page = log_in(chair).get(reverse("members:code_maps")).content.decode()
    assert "本工会还没有自己的对照表" in page
