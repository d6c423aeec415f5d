"""Pages of delegates: who sees what, where numbers lead, how many queries, what is printed."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congress.actions.makeup import Standing
from congress.models import Constituency, Delegate, RollEntry
from congress.models.delegates import EndReason, Kind, Role
from congress.papers import credentials
from congress.papers import delegates as papers
from tests.congress.factories import make_delegate, make_roll, make_session, make_term
from tests.members.factories import make_group, make_member
from union_site import figures
from union_site.documents import render_html

HELD = datetime.date(2026, 3, 6)


@pytest.fixture
def term(school):
    return make_term(school, n=3)


@pytest.fixture
def unit(term, school) -> Constituency:
    group = make_group(school, "语文组")
    return Constituency.objects.create(
        union=school, term=term, name="语文组", group=group, staff_count=10, seats=2
    )


def address(name: str, *args: object) -> str:
    return reverse(f"congress:{name}", args=args)


def rows_of(answer) -> list[tuple]:
    workbook = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    return list(workbook.active.iter_rows(values_only=True))


TERM_PAGES = ["delegate_list", "constituency_list", "delegation_list"]
TERM_FORMS = ["delegate_new", "constituency_new", "seats", "delegation_new", "delegation_assign"]
TERM_POSTS = ["delegate_fill", "delegate_match", "constituency_lay"]
WHO = [("chair", 200, 200), ("officer", 200, 403), ("teacher", 200, 403), ("leader", 200, 403)]


@pytest.mark.parametrize(
    ("who", "reads", "writes"), [*WHO, ("handler", 403, 403), ("district_staff", 403, 403)]
)
def test_everybody_of_the_congress_reads_and_the_chair_writes(
    request, log_in, term, unit, who, reads, writes
):
    delegate, session = make_delegate(term, constituency=unit), make_session(term)
    team = term.delegations.create(union=term.union, name="第一代表团")
    client = log_in(request.getfixturevalue(who))
    read = [
        *(address(name, term.pk) for name in TERM_PAGES),
        address("delegates_now"),
        address("delegate", delegate.pk),
        address("roll", session.pk),
        address("roll_export", session.pk),
    ]
    write = [
        *(address(name, term.pk) for name in TERM_FORMS),
        address("delegate_edit", delegate.pk),
        address("delegate_end", delegate.pk),
        address("constituency_edit", unit.pk),
        address("constituency_result", unit.pk),
        address("delegation_edit", team.pk),
        address("roll_freeze", session.pk),
        address("roll_thaw", session.pk),
    ]
    assert {client.get(url).status_code for url in read} == {reads}
    assert {client.get(url).status_code for url in write} == {writes}
    posted = {client.post(address(name, term.pk)).status_code for name in TERM_POSTS}
    assert posted == {302 if writes == 200 else 403}


def test_a_colleague_sees_names_but_neither_votes_nor_why_somebody_left(
    log_in, chair, teacher, term, unit
):
    delegate = make_delegate(
        term,
        constituency=unit,
        votes=9,
        ended_on=HELD,
        end_reason=EndReason.RECALLED,
        end_note="长期不履职",
    )
    pages = [address("delegate", delegate.pk), address("delegate_list", term.pk) + "?state=all"]
    for seat, seen in [(teacher, False), (chair, True)]:
        client = log_in(seat)
        text = "".join(client.get(url).content.decode() for url in pages)
        assert delegate.name in text
        assert [word in text for word in ("长期不履职", "得票")] == [seen, seen]
        heads = rows_of(client.get(address("delegate_export", term.pk) + "?state=all"))[0]
        assert ("终止说明" in heads) is seen


def test_what_the_roster_keeps_to_itself_is_no_filter_for_a_colleague(
    log_in, chair, teacher, term, school
):
    make_delegate(term, member=make_member(school, "马回", ethnicity="03"))
    make_delegate(term, member=make_member(school, "王汉", ethnicity="01"))
    url = address("delegate_list", term.pk) + "?minority=1"
    found = {
        seat: [d.name for d in log_in(seat).get(url).context["page"].object_list]
        for seat in (chair, teacher)
    }
    assert found == {chair: ["马回"], teacher: ["马回", "王汉"]}


QUERIES = {
    "": ["甲", "乙", "客"],
    "?kind=full": ["甲", "乙"],
    "?kind=invited": ["客"],
    "?state=ended": ["旧"],
    "?category=staff": ["乙"],
    "?leader=1": ["甲"],
    "?sex=male": ["乙"],
    "?young=1": ["乙"],
    "?q=甲": ["甲"],
    "?on=2024-06-01": ["甲", "乙", "旧", "客"],
    "?kind=x&delegation=y&on=z&state=w": ["甲", "乙", "客"],
}


@pytest.mark.parametrize("query", QUERIES)
def test_the_list_holds_who_was_asked_for(log_in, chair, term, school, query):
    today = timezone.localdate()
    make_delegate(term, member=make_member(school, "甲"), is_leader=True)
    young = today.replace(year=today.year - 30, day=1)
    second = make_member(school, "乙", sex="male", birth_date=young)
    make_delegate(term, member=second, category="staff")
    old = make_member(school, "旧", birth_date=datetime.date(1970, 1, 1))
    make_delegate(term, member=old, ended_on=HELD, end_reason=EndReason.LEFT)
    make_delegate(term, "客", kind=Kind.INVITED)
    client = log_in(chair)
    page = client.get(address("delegate_list", term.pk) + query).context["page"]
    assert {row.name for row in page.object_list} == set(QUERIES[query])
    export = rows_of(client.get(address("delegate_export", term.pk) + query))
    assert {row[0] for row in export[1:]} == set(QUERIES[query])


def test_every_number_of_the_composition_leads_to_its_rows(log_in, chair, term, school):
    make_delegate(term, member=make_member(school, sex="female", ethnicity="03"), is_leader=True)
    make_delegate(term, member=make_member(school, sex="male"), category="worker")
    make_delegate(term, "客", kind=Kind.OBSERVER)
    client = log_in(chair)
    context = client.get(address("delegate_list", term.pk)).context
    numbers = {bar.label: (bar.value, bar.url) for bar in context["bars"]}
    numbers |= {tile.label: (int(tile.value), tile.url) for tile in context["tiles"][:3]}
    assert len(numbers) == 8
    for number, url in numbers.values():
        assert client.get(url).context["page"].paginator.count == number, url


def test_a_delegate_who_left_the_roster_is_named_with_the_way_to_settle_it(log_in, chair, term):
    gone = make_delegate(term)
    gone.member.status = "retained"
    gone.member.save()
    make_delegate(term)
    client = log_in(chair)
    page = client.get(address("delegate_list", term.pk)).content.decode()
    assert f"{gone.name}已不是在册会员" in page
    rows = client.get(address("delegate_list", term.pk) + "?gone=1").context["page"].object_list
    assert list(rows) == [gone]
    assert "代表已不在册" in client.get("/").content.decode()


def test_a_result_is_typed_warned_of_and_then_makes_delegates(log_in, chair, unit, school):
    members = [make_member(school, group=unit.group) for _ in range(2)]
    client, url = log_in(chair), address("constituency_result", unit.pk)
    data = {"elected_on": "2026-03-01", "method": "competitive", "voters": "6", "candidates": "3"}
    data |= {"member_0": members[0].pk, "votes_0": "6", "member_1": members[0].pk}
    twice = client.post(url, data)
    assert "选了两次" in twice.content.decode()
    data |= {"member_1": members[1].pk, "votes_1": "5"}
    warned = client.post(url, data)
    assert [f.code for f in warned.context["form"].findings] == ["C-23", "C-24"]
    assert 'value="6"' in warned.content.decode()
    client.post(url, {**data, "accepted": ["C-23", "C-24"]})
    assert list(unit.delegates.order_by("member").values_list("votes", flat=True)) == [6, 5]


def test_a_by_election_begins_with_what_the_former_delegate_leaves(
    log_in, chair, term, unit, school
):
    former = make_delegate(term, constituency=unit, ended_on=HELD, end_reason=EndReason.LEFT)
    heir, client = make_member(school, group=unit.group), log_in(chair)
    url = address("delegate_new", term.pk) + f"?replaces={former.pk}"
    initial = client.get(url).context["form"].initial
    data = {"origin": initial["origin"], "replaces": initial["replaces"]}
    data |= {"constituency": initial["constituency"], "member": heir.pk, "since": "2026-04-01"}
    made = Delegate.objects.get(pk=client.post(url, data).url.rstrip("/").split("/")[-1])
    assert (made.replaces, made.constituency, made.origin) == (former, unit, "by_election")
    assert f"由{heir.name}补选" in client.get(address("delegate", former.pk)).content.decode()


def test_a_guest_is_registered_by_name_alone(log_in, chair, term):
    url = address("delegate_new", term.pk) + "?guest=1"
    log_in(chair).post(url, {"kind": "invited", "name": "退休校长", "since": "2026-03-01"})
    assert term.delegates.values_list("name", "kind", "origin").get() == (
        "退休校长",
        "invited",
        "asked",
    )


def test_heads_are_chosen_on_the_page_of_a_delegation(log_in, chair, term):
    one, two = make_delegate(term), make_delegate(term)
    data = {"name": "第一代表团", "position": "1", "delegates": [one.pk, two.pk], "head": two.pk}
    data["second_deputy"] = one.pk
    client = log_in(chair)
    client.post(address("delegation_new", term.pk), data)
    two.refresh_from_db()
    assert (two.role, two.delegation.name) == (Role.HEAD, "第一代表团")
    card = client.get(address("delegation_list", term.pk)).context["cards"][0]
    assert (card.head, card.deputies, len(card.people)) == (two, [one], 2)


def test_the_credentials_are_checked_on_the_page_and_n_is_taken_from_the_roll(log_in, chair, term):
    session = make_session(term, held_on=timezone.localdate())
    for _ in range(3):
        make_delegate(term)
    client = log_in(chair)
    client.post(address("roll_freeze", session.pk), {"go": "1"})
    session.refresh_from_db()
    assert session.expected == 3
    form = client.get(address("session_hold", session.pk)).context["form"]
    assert (form.initial["expected"], form.fields["expected"].disabled) == (3, True)
    counted = {"held_on": f"{session.held_on}", "expected": "2", "present": "2"}
    counted |= {"observers": "0", "proposals_received": "0"}
    client.post(address("session_hold", session.pk), counted)
    session.refresh_from_db()
    assert (session.state, session.expected, session.present) == ("held", 3, 2)


def test_the_roll_page_shows_n_and_what_follows_from_it(log_in, teacher, term):
    session = make_session(term)
    make_roll(session, 3)
    session.expected = 3
    session.save()
    context = log_in(teacher).get(address("roll", session.pk)).context
    assert context["facts"] == [
        ("应到正式代表", "3 人"),
        ("法定到会", "2 人"),
        ("表决通过", "2 票"),
    ]
    assert context["page"].paginator.count == 3


LISTS = ["delegate_list", "constituency_list", "delegation_list", "roll"]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_asks_the_database_as_often_for_five_rows_as_for_one(
    log_in, chair, term, school, name
):
    session, client, counts = make_session(term), log_in(chair), []
    session.roll_frozen_on = HELD
    session.save()
    for number in (1, 4):
        for row in range(number):
            label = f"{number}{row}"
            unit = term.constituencies.create(
                union=school, name=label, convenor=make_member(school), seats=1, staff_count=3
            )
            team = term.delegations.create(union=school, name=label)
            delegate = make_delegate(term, constituency=unit, delegation=team, role=Role.HEAD)
            RollEntry.objects.create(
                union=school,
                session=session,
                delegate=delegate,
                member=delegate.member,
                name=delegate.name,
                kind="full",
                delegation_name="甲",
            )
        url = address(name, session.pk if name == "roll" else term.pk)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert client.get(url).status_code == 200
        counts.append(len(taken))
    assert counts[0] == counts[1]
    assert counts[1] <= 12, [query["sql"][:150] for query in taken]


FIGURES = {
    "congress.delegates": 3,
    "congress.named_delegates": 2,
    "congress.women_delegates": 1,
    "congress.teacher_delegates": 1,
}


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_leads_to_exactly_its_rows(log_in, chair, term, school, stranger, code):
    make_delegate(term, member=make_member(school, sex="female"))
    make_delegate(term, member=make_member(school, sex="male"), category="staff")
    make_delegate(term, ended_on=HELD, end_reason=EndReason.LEFT)
    make_delegate(term, "客", kind=Kind.INVITED)
    make_delegate(make_term(stranger.union))
    taken = figures.take(code, union=school, span=figures.calendar_year(2026))
    assert taken.value == FIGURES[code]
    page = log_in(chair).get(taken.url).context["page"]
    assert sorted(str(row.pk) for row in page.paginator.object_list) == sorted(taken.row_ids)


# --- papers -------------------------------------------------------------------------------


def printed(document) -> str:
    return render_html(document)


def test_the_roll_is_printed_by_delegation_with_spaced_and_marked_names(term, school):
    team = term.delegations.create(union=school, name="第一代表团")
    marked = make_member(school, "王琛", sex="female", ethnicity="03")
    make_delegate(term, member=marked, delegation=team, role=Role.HEAD)
    make_delegate(term, member=make_member(school, "李小明", sex="male"))
    make_delegate(term, "退休校长", kind=Kind.INVITED)
    standing = Standing.of(term, today=HELD)
    text = printed(papers.delegate_roll(term, standing, HELD))
    assert "王　琛（女，回族）" in text
    assert [word in text for word in ("第一代表团（1人）", "未编入代表团（1人）", "退休校长")] == [
        True,
        True,
        True,
    ]
    assert text.index("王　琛") < text.index("李小明")


def test_the_report_of_the_check_says_what_was_frozen_and_not_what_came_after(term, chair):
    session = make_session(term)
    entries = make_roll(session, 3)
    RollEntry.objects.filter(session=session).update(category="teacher")
    entries[0].delegate.category = "worker"
    entries[0].delegate.save()
    standing = Standing.of(term, today=HELD)
    text = printed(credentials.credentials_report(session, standing, HELD))
    assert "正式代表3人，其中教师代表3人，占100%" in text
    assert "会议须有2名以上正式代表出席方可召开" in text
    assert "草稿" not in text


def test_before_the_check_the_report_is_a_draft(term):
    session = make_session(term)
    make_delegate(term)
    standing = Standing.of(term, today=HELD)
    assert "草稿" in printed(credentials.credentials_report(session, standing, HELD))


@pytest.mark.parametrize(
    ("who", "status"), [("chair", 200), ("teacher", 200), ("colleague", 403), ("officer", 403)]
)
def test_the_form_of_a_delegate_is_for_the_chair_and_for_who_signs_it(
    request, log_in, school, term, teacher, who, status
):
    member = make_member(school, "周敏", seat=teacher, mobile="13800001234")
    delegate = make_delegate(term, member=member)
    client = log_in(request.getfixturevalue(who))
    assert client.get(address("delegate_form_docx", delegate.pk)).status_code == status


def test_a_reader_without_the_right_gets_a_covered_number(school, term, teacher, chair, auditor):
    delegate = make_delegate(term, member=make_member(school, seat=teacher, mobile="13800001234"))
    shown = {
        seat: "13800001234" in printed(papers.delegate_form(delegate, seat, HELD))
        for seat in (chair, teacher, auditor)
    }
    assert shown == {chair: True, teacher: True, auditor: False}


def test_every_paper_is_rendered(log_in, chair, term, unit):
    session = make_session(term)
    make_roll(session, 3)
    client = log_in(chair)
    for url in [
        address("delegate_roll_docx", term.pk),
        address("quota_sheet_pdf", term.pk),
        address("credentials_report_docx", session.pk),
        address("session_roll_docx", session.pk),
    ]:
        assert client.get(url).content[:2] in (b"%P", b"PK")
