"""Acts on awards: who may, what is refused, what is left behind."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members.actions import honour_titles as titles
from members.actions import honours as actions
from members.models import Award, AwardEvidence, AwardHolder, HonourTitle
from tests.members.factories import make_award, make_group, make_member, make_title
from union_site.findings import NotClear
from union_site.models import Attachment, AuditEntry, Norm, StepEvent

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
WRITTEN = {
    "kind": "contest",
    "title": "课例《春》",
    "level_label": "市级",
    "grade": "一等奖",
    "awarded_on": DAY,
    "category": "teaching",
    "subject": "persons",
}


@pytest.fixture
def register(officer, today):
    def act(**fields):
        given = {"by": officer, "today": today, "winners": "李强", **WRITTEN}
        return actions.register(**{**given, **fields})

    return act


@pytest.fixture
def winner(school):
    return make_member(school, "李强")


def told(refusal) -> list[str]:
    return sorted({finding.code for finding in refusal.value.findings})


def test_an_award_is_registered_with_its_holders_and_one_entry(register, winner, officer):
    coach = make_member(officer.union, "赵磊")
    award = register(coaches="赵磊")
    held = [(h.member, h.role) for h in award.holders.all()]
    assert held == [(winner, "winner"), (coach, "coach")]
    assert (award.level_rank, award.grade_rank, award.registered_by) == (3, 1, officer)
    assert [(e.verb, e.seat) for e in AuditEntry.objects.all()] == [("award.register", officer)]


def test_a_city_award_ranks_by_the_region_of_the_union_or_its_district(register, winner, school):
    school.parent.region_code = "120116"
    school.parent.save()
    assert register().level_rank == 2


def test_a_union_may_set_what_a_city_award_ranks_as(register, winner, school):
    Norm.objects.create(
        key="honours.city_rank",
        label="x",
        value="省级",
        scope="school",
        union=school,
        valid_from=datetime.date(2020, 1, 1),
        document="本校",
    )
    assert register().level_rank == 2


def test_a_rank_that_was_chosen_stays(register, winner):
    assert register(level_rank=2).level_rank == 2


WHO = [
    ("chair", True),
    ("officer", True),
    ("auditor", False),
    ("leader", False),
    ("handler", False),
    ("teacher", False),
    ("colleague", False),
    ("stranger", False),
    ("district_staff", False),
]


@pytest.mark.parametrize(("who", "may"), WHO)
@pytest.mark.parametrize("act", ["amend", "withdraw", "evidence"])
def test_who_may_act_on_an_award(who, may, act, school, winner, today, request):
    award = make_award(school, winners=(winner,))
    seat = request.getfixturevalue(who)
    acts = {
        "amend": lambda: actions.amend(
            award=award, revision=1, by=seat, today=today, winners="李强", **WRITTEN
        ),
        "withdraw": lambda: actions.withdraw(award=award, by=seat, note="登记错了"),
        "evidence": lambda: actions.add_evidence(award=award, content=PNG, name="a.png", by=seat),
    }
    if may:
        acts[act]()
    else:
        with pytest.raises(PermissionDenied):
            acts[act]()
        assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(("who", "may"), WHO)
def test_who_may_register_in_the_own_union(who, may, today, request):
    seat = request.getfixturevalue(who)
    may = may or who == "stranger"
    given = {"by": seat, "today": today, **WRITTEN, "subject": "unit", "title": "先进集体"}
    if may:
        assert actions.register(**given).union == seat.union
    else:
        with pytest.raises(PermissionDenied):
            actions.register(**given)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"winners": ""}, ["H-02"]),
        ({"subject": "students", "student_count": 3}, ["H-03"]),
        ({"winners": "外聘专家"}, ["H-04"]),
        ({"winners": "李强、李强"}, ["H-08"]),
        ({"awarded_on": datetime.date(2098, 1, 1)}, ["H-06"]),
        ({"level_label": "行业"}, ["H-07"]),
    ],
)
def test_what_is_refused_or_asked_back(fields, codes, register, winner):
    with pytest.raises(NotClear) as refusal:
        register(**fields)
    assert told(refusal) == codes
    assert Award.objects.count() == 0


def test_a_double_entry_is_warned_about_and_may_be_accepted(register, winner):
    register()
    with pytest.raises(NotClear) as refusal:
        register()
    assert told(refusal) == ["H-01"]
    register(accepted=["H-01"])
    assert Award.objects.count() == 2
    found = AuditEntry.objects.latest("pk").accepted_findings
    assert [finding["code"] for finding in found] == ["H-01"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "课例《夏》"},
        {"grade": "二等奖"},
        {"awarded_on": DAY + datetime.timedelta(days=1)},
        {"winners": "李强、赵磊"},
    ],
)
def test_what_differs_is_no_double_entry(other, register, winner, school):
    make_member(school, "赵磊")
    register()
    register(**other)
    assert Award.objects.count() == 2


def test_what_was_withdrawn_is_no_double_entry(register, winner, officer):
    actions.withdraw(award=register(), by=officer, note="登记错了")
    register()
    assert Award.objects.valid().count() == 1


def test_of_two_who_edit_at_once_the_second_is_told(register, winner, chair, officer, today):
    award = register()
    same = Award.objects.get(pk=award.pk)
    given = {**WRITTEN, "winners": "李强", "today": today, "revision": 1}
    actions.amend(award=award, by=officer, **given | {"grade": "二等奖"})
    with pytest.raises(ValidationError, match="别人修改或作废了这个奖项"):
        actions.amend(award=same, by=chair, **given | {"grade": "三等奖"})
    assert Award.objects.get().grade == "二等奖"
    assert AwardHolder.objects.count() == 1


def test_changing_an_award_replaces_its_holders(register, winner, school, officer, today):
    award = register()
    make_member(school, "赵磊")
    given = {**WRITTEN, "winners": "赵磊", "today": today, "revision": 1}
    actions.amend(award=award, by=officer, **given)
    assert [str(holder) for holder in AwardHolder.objects.all()] == ["赵磊"]
    assert Award.objects.get().revision == 2


def test_who_has_won_is_not_the_coach_as_well(register, winner):
    with pytest.raises(ValidationError, match="不能既是获奖人又是指导教师"):
        register(coaches="李强")


def test_withdrawing_needs_a_reason_and_may_be_taken_back(register, winner, officer):
    award = register()
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.withdraw(award=award, by=officer, note=" ")
    actions.withdraw(award=award, by=officer, note="登记错了")
    with pytest.raises(ValidationError, match="已作废"):
        actions.withdraw(award=award, by=officer, note="再来一次")
    actions.restore(award=award, by=officer, note="没有错")
    assert [(e.step, e.note) for e in StepEvent.objects.order_by("pk")] == [
        ("withdraw", "登记错了"),
        ("restore", "没有错"),
    ]


# --- evidence -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 ...", "image/jpeg"),
        (b"<svg onload=alert(1)>", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_a_certificate_is_known_by_its_bytes_and_not_by_its_name(content, kind, school, officer):
    award = make_award(school, subject="unit", recipient="本校")
    given = {"award": award, "content": content, "name": "证书.pdf", "by": officer}
    if kind is None:
        with pytest.raises(ValidationError, match="只收 PDF、JPG 和 PNG"):
            actions.add_evidence(**given)
    else:
        assert actions.add_evidence(**given).file.content_type == kind


def test_an_award_has_so_many_files_at_most(school, officer):
    award = make_award(school, subject="unit", recipient="本校")
    for _ in range(actions.MOST_FILES):
        actions.add_evidence(award=award, content=PNG, name="a.png", by=officer)
    with pytest.raises(ValidationError, match="最多 10 个文件"):
        actions.add_evidence(award=award, content=PNG, name="a.png", by=officer)


def test_a_file_too_large_is_refused(school, officer, settings):
    settings.UPLOAD_LIMIT_BYTES = 20
    award = make_award(school, subject="unit", recipient="本校")
    with pytest.raises(ValidationError, match="超过上限"):
        actions.add_evidence(award=award, content=PNG, name="a.png", by=officer)


def test_removing_evidence_deletes_the_file(school, officer, django_capture_on_commit_callbacks):
    award = make_award(school, subject="unit", recipient="本校")
    evidence = actions.add_evidence(award=award, content=PNG, name="证书.png", by=officer)
    storage, path = evidence.file.file.storage, evidence.file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_evidence(evidence=evidence, by=officer)
    assert (AwardEvidence.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not storage.exists(path)
    assert AuditEntry.objects.latest("pk").note == "证书.png"


# --- the dictionary -----------------------------------------------------------------------


def test_the_usual_honours_are_brought_in_once(chair):
    first = titles.adopt_titles(by=chair)
    assert (first, titles.adopt_titles(by=chair)) == (len(titles.usual_titles()), 0)
    names = set(HonourTitle.objects.of_union(chair.union).values_list("name", flat=True))
    assert {"五一劳动奖章", "工人先锋号", "模范职工小家", "劳模和工匠人才创新工作室"} <= names


def test_every_honour_that_ships_is_valid(chair):
    titles.adopt_titles(by=chair)
    for title in HonourTitle.objects.all():
        title.full_clean()


def test_what_is_there_already_is_kept(chair):
    own = titles.add_title(by=chair, name="三好职工", subject="person", usual_issuer="本市总工会")
    titles.adopt_titles(by=chair)
    assert HonourTitle.objects.get(name="三好职工") == own


def test_an_unused_honour_may_be_hidden_and_a_used_one_not(chair, school):
    title = make_title(school)
    assert titles.hide_title(title=title, by=chair).is_hidden
    assert not titles.hide_title(title=title, by=chair).is_hidden
    make_award(school, honour_title=title, subject="unit", recipient="本校")
    with pytest.raises(ValidationError, match="已有登记使用"):
        titles.hide_title(title=title, by=chair)


@pytest.mark.parametrize("who", [who for who, may in WHO if not may])
def test_others_do_not_touch_the_dictionary(who, school, request):
    seat, title = request.getfixturevalue(who), make_title(school)
    for act in (
        lambda: titles.hide_title(title=title, by=seat),
        lambda: titles.change_title(title=title, by=seat, name="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- what the database refuses ------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "students"},
        {"student_count": 3},
        {"student_initials": "ZXM"},
        {"quantity": 2},
        {"quantity": 0},
        {"subject": "team"},
        {"state": "lost"},
        {"level_rank": 7},
        {"kind": "x"},
    ],
)
def test_the_table_itself_refuses_what_would_spoil_the_numbers(fields, school):
    award = make_award(school)
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(**fields)


def test_nobody_holds_an_award_twice_and_everybody_has_a_name(school):
    member = make_member(school)
    award = make_award(school, winners=(member,))
    for fields in ({"member": member}, {}, {"member": make_member(school), "name": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardHolder.objects.create(union=school, award=award, **fields)


def test_a_holder_of_another_union_is_refused(school, other_school):
    award, member = make_award(school), make_member(other_school)
    with pytest.raises(ValidationError, match="不属于本工会"):
        AwardHolder(union=school, award=award, member=member).full_clean()


def test_a_member_of_another_union_is_not_found_by_name(register, other_school):
    make_member(other_school, "李强")
    with pytest.raises(NotClear) as refusal:
        register()
    assert told(refusal) == ["H-04"]


def test_namesakes_keep_apart_through_an_edit(school, officer, today):
    """What the form shows again is what the act understands again."""
    from members.forms.honours import AwardForm

    for group in ("语文组", "数学组"):
        make_member(school, "王敏", group=make_group(school, group))
    award = actions.register(by=officer, today=today, winners="王敏（数学组）", **WRITTEN)
    form = AwardForm(seat=officer, award=Award.objects.for_list().get(pk=award.pk))
    assert form.initial["winners"] == "王敏（数学组）"
