"""Pages of ballots: the voting page and its weight, where one stands, lists, who sees what."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from congress.actions import ballots, casting, voiding
from congress.models import Ballot, Turnout
from congress.tables import ballots as ballot_tables
from congress.tables import votes as tables
from tests.congress.factories import make_agenda_item, make_ballot, make_delegate, make_entry
from tests.congress.voting import FEW, NOW, make_hall, open_in, sheet_of
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db

LIMIT = 50_000  # bytes of the voting page with everything it loads, uncompressed


@pytest.fixture
def hall(school):
    return make_hall(school, 3)


def page(client, ballot, name="ballot_vote", **options):
    return client.get(reverse(f"congress:{name}", args=[ballot.pk]), **options)


def heading(answer) -> str:
    """The title of the card that stands in place of the sheet."""
    return re.search(r"<h2>(.*?)</h2>", answer.content.decode())[1]


def test_a_delegate_is_shown_the_sheet_and_a_manager_the_turnout(log_in, hall, chair):
    ballot = open_in(hall, chair)
    delegate = page(log_in(hall.seats[0]), ballot, "ballot").content.decode()
    assert delegate.count('type="radio"') == 3
    manager = page(log_in(chair), ballot, "ballot").content.decode()
    assert 'type="radio"' not in manager
    assert "0 / 3 人" in manager


def test_two_taps_after_the_link_and_the_vote_is_cast(log_in, hall, chair):
    ballot = open_in(hall, chair)
    client = log_in(hall.seats[0])
    url = reverse("congress:ballot_vote", args=[ballot.pk])
    answer = client.post(url, {f"i{ballot.items.get().pk}": "1"})
    assert (answer.status_code, answer.url) == (302, url)
    assert heading(client.get(url)) == "您已投票"
    again = client.post(url, {f"i{ballot.items.get().pk}": "0"})
    assert (again.status_code, "您已经投过票了，每人只投一次。" in again.content.decode()) == (
        409,
        True,
    )
    assert Turnout.objects.count() == 1


def test_too_many_names_come_back_with_what_was_marked(log_in, hall, chair):
    ballot = open_in(hall, chair, "甲", "乙", "丙", kind="election", seats=2, write_ins=1)
    url = reverse("congress:ballot_vote", args=[ballot.pk])
    first, second, third = ballot.items.values_list("pk", flat=True)
    sent = {f"i{first}": "0", f"i{second}": "0", f"i{third}": "1", "named": "张三"}
    answer = log_in(hall.seats[0]).post(url, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "您选了 3 人，应选 2 人，多选了 1 人" in shown
    checked = re.findall(r'name="i(\d+)"\s+value="(\d)"[^>]*checked', shown)
    assert checked == [(str(first), "0"), (str(second), "0"), (str(third), "1")]
    assert 'value="张三"' in shown
    assert Turnout.objects.count() == 0


def test_the_voting_page_and_all_it_loads_stay_under_50_kb_and_are_never_stored(
    log_in, hall, chair
):
    titles = [f"第{n}位被评议的领导干部" for n in range(1, 11)]
    ballot = open_in(hall, chair, *titles, kind="appraisal")
    answer = page(log_in(hall.seats[0]), ballot)
    html = answer.content.decode()
    loaded = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    assert len(loaded) == len(set(loaded)) == 4
    files = [Path(finders.find(name)) for name in loaded]
    inside = [
        file.parent / found
        for file in files
        if file.suffix == ".css"
        for found in re.findall(r"url\(\"?([^\")]+)", file.read_text(encoding="utf-8"))
    ]
    weight = len(answer.content) + sum(file.stat().st_size for file in [*files, *inside])
    assert 10_000 < weight < LIMIT
    assert "<script" not in html
    assert "no-store" in answer["Cache-Control"]


def test_each_item_is_a_group_with_a_legend_and_each_field_has_a_label(log_in, hall, chair):
    ballot = open_in(hall, chair, "甲", "乙", kind="election", seats=2, write_ins=2)
    html = page(log_in(hall.seats[0]), ballot).content.decode()
    legends = [
        re.sub(r"<[^>]+>.*|\s", "", found) for found in re.findall(r"<legend>(.*?)</legend>", html)
    ]
    assert legends == ["1.甲", "2.乙", "另选他人"]
    fields = re.findall(r'<input type="(?:radio|text)"\s+id="([^"]+)"', html)
    assert sorted(fields) == sorted(re.findall(r'<label[^>]* for="([^"]+)"', html))


def standing(seat, ballot) -> str:
    return str(
        tables.standing(tables.mine(seat).select_related("session", "sitting").get(pk=ballot.pk))
    )


def test_everybody_is_told_where_he_stands(log_in, hall, chair, colleague, school):
    away = make_seat(school, "member")
    late = make_entry(hall.session, make_entry_delegate(hall, make_member(school, seat=away)))
    make_member(school, seat=colleague)
    voter = hall.seats[0]
    draft = make_ballot(hall.session, sitting=hall.sitting)
    assert [standing(seat, draft) for seat in (voter, away, colleague)] == [
        "not_open",
        "not_signed_in",
        "not_on_the_roll",
    ]
    ballot = ballots.open_ballot(ballot=draft, by=chair, now=NOW)
    hall.sitting.presences.create(
        union=school, sitting=hall.sitting, entry=late, way="desk", at=NOW
    )
    assert [standing(seat, ballot) for seat in (voter, away, colleague)] == [
        "may_vote",
        "too_late",
        "not_on_the_roll",
    ]
    casting.cast(ballot=ballot, by=voter, sheet=sheet_of(ballot, "for"))
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    assert [standing(seat, ballot) for seat in (voter, hall.seats[1], away)] == [
        "voted",
        "closed",
        "closed",
    ]
    void = open_in(hall, chair)
    voiding.void_ballot(ballot=void, by=chair, note="票面有误")
    paper = open_in(hall, chair, medium="paper")
    assert [standing(voter, void), standing(voter, paper)] == ["void", "elsewhere"]


@pytest.mark.parametrize("medium", ["paper", "counted"])
def test_of_a_vote_without_phones_nobody_is_told_that_he_did_not_vote(hall, chair, medium):
    method = {"paper": "secret_ballot", "counted": "show_of_hands"}[medium]
    ballot = open_in(hall, chair, medium=medium, method=method)
    for state in ("counting", "decided"):
        Ballot.objects.filter(pk=ballot.pk).update(state=state)
        assert standing(hall.seats[0], ballot) == "was_elsewhere"
    (row,) = tables.rows(tables.own_ballots(hall.seats[0]))
    assert row.word == "现场投票，系统不记录个人是否投票"


@pytest.mark.parametrize(
    ("state", "takes_signatures", "told"),
    [
        ("planned", False, "not_open"),
        ("planned", True, "not_signed_in"),
        ("open", False, "not_signed_in"),
    ],
)
def test_who_cannot_sign_in_yet_is_not_told_to(hall, state, takes_signatures, told):
    hall.sitting.presences.all().delete()
    opened = NOW if state == "open" else None
    type(hall.sitting).objects.update(
        state=state, takes_signatures=takes_signatures, opened_at=opened
    )
    draft = make_ballot(hall.session, sitting=hall.sitting)
    assert standing(hall.seats[0], draft) == told


def make_entry_delegate(hall, member):
    return make_delegate(hall.session.term, member=member)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("not_open", "投票还没有开始"),
        ("not_signed_in", "请先签到"),
        ("too_late", "本次投票没有您的名字"),
        ("not_on_the_roll", "您没有本次投票的表决权"),
        ("elsewhere", "请在现场投票"),
        ("was_elsewhere", "现场投票已经结束"),
        ("closed", "投票已经结束"),
        ("void", "本次投票已作废"),
    ],
)
def test_every_standing_has_a_page_of_its_own(log_in, hall, chair, monkeypatch, state, words):
    ballot = open_in(hall, chair)
    monkeypatch.setattr(tables, "standing", lambda ballot: tables.Standing(state))
    assert heading(page(log_in(hall.seats[0]), ballot)) == words


def test_who_has_not_signed_in_is_led_to_the_sign_in(log_in, hall, chair, school):
    away = make_seat(school, "member")
    make_entry(hall.session, make_entry_delegate(hall, make_member(school, seat=away)))
    hall.sitting.takes_signatures = True
    hall.sitting.save()
    draft = make_ballot(hall.session, sitting=hall.sitting)
    assert f'href="/s/{hall.sitting.token}/"' in page(log_in(away), draft).content.decode()


def test_am_i_on_the_roll_have_i_voted(log_in, hall, chair, colleague, school):
    ballot = open_in(hall, chair)
    make_ballot(hall.session, title="第二项", sitting=hall.sitting)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    shown = log_in(hall.seats[0]).get(reverse("congress:votes")).content.decode()
    assert re.findall(r'badge badge-\w+">([^<]+)<', shown) == ["已投票", "未开始"]
    assert "您是正式代表，在名册上，有表决权。" in shown
    other = log_in(hall.seats[1]).get(reverse("congress:votes")).content.decode()
    assert "去投票" in other
    nobody = log_in(colleague).get(reverse("congress:votes")).content.decode()
    assert "您不在代表名册上" in nobody
    assert "没有与您有关的投票" in nobody


def test_what_waits_for_my_vote_is_on_the_workbench_until_i_voted(log_in, hall, chair):
    ballot = open_in(hall, chair)
    client = log_in(hall.seats[0])
    card = f"投票：{ballot.title}"
    assert card in client.get("/").content.decode()
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    assert card not in client.get("/").content.decode()


@pytest.mark.parametrize("route", ["ballot_list", "votes"])
def test_a_list_costs_the_same_for_one_row_and_for_five(log_in, hall, chair, route):
    seat = chair if route == "ballot_list" else hall.seats[0]
    client = log_in(seat)
    args = [hall.session.pk] if route == "ballot_list" else []
    url = reverse(f"congress:{route}", args=args)
    open_in(hall, chair)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(4):
        open_in(hall, chair)
    with CaptureQueriesContext(connection) as five:
        client.get(url)
    assert len(one) == len(five) <= 16


def test_a_vote_over_http_costs_ten_queries(log_in, hall, chair):
    """Session, user, seat, its grants, ballot, items; lock, elector, turnout, urn."""
    ballot = open_in(hall, chair)
    client = log_in(hall.seats[0])
    url = reverse("congress:ballot_vote", args=[ballot.pk])
    sent = {f"i{ballot.items.get().pk}": "1"}
    with CaptureQueriesContext(connection) as asked:
        client.post(url, sent)
    assert len([row for row in asked if "SAVEPOINT" not in row["sql"]]) == 10


def test_the_live_turnout_shows_numbers_and_stops_when_the_ballot_is_closed(log_in, hall, chair):
    ballot = open_in(hall, chair)
    client = log_in(chair)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "against"))
    running = page(client, ballot, "ballot_turnout")
    assert (running.status_code, "1 / 3 人" in running.content.decode()) == (200, True)
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    assert page(client, ballot, "ballot_turnout").status_code == 286


def test_a_ballot_is_drafted_opened_and_closed_on_its_pages(log_in, hall, chair):
    client = log_in(chair)
    sent = {
        "title": "考核办法",
        "kind": "resolution",
        "way": "secret_ballot/phone",
        "electorate": "delegates",
        "sitting": hall.sitting.pk,
        "items": "甲办法\n\n乙办法",
        "scale_name": "appraisal",
        "base": "present",
    }
    new = reverse("congress:ballot_new", args=[hall.session.pk])
    assert client.post(new, sent).status_code == 302
    ballot = Ballot.objects.get()
    assert [item.title for item in ballot.items.all()] == ["甲办法", "乙办法"]
    assert list(ballot.labels) == ["for", "against", "abstain"]
    opening = reverse("congress:ballot_open", args=[ballot.pk])
    assert "计算基数选的是“到会正式代表”" in client.post(opening, {}).content.decode()
    assert client.post(opening, {"accepted": "C-05b"}).status_code == 302
    ballot.refresh_from_db()
    assert ballot.state == "open"
    closing = reverse("congress:ballot_close", args=[ballot.pk])
    assert "只投了 0 票" in client.get(closing).content.decode()
    assert client.post(closing).status_code == 200
    assert client.post(closing, {"accepted": "C-13t"}).status_code == 302
    ballot.refresh_from_db()
    assert (ballot.state, ballot.result["returned"]) == ("decided", 0)
    edit = client.get(reverse("congress:ballot_edit", args=[ballot.pk]))
    assert edit.status_code == 302


def test_a_matter_is_drafted_to_its_item_of_the_agenda_and_to_nothing_else(log_in, hall, chair):
    client, new = log_in(chair), reverse("congress:ballot_new", args=[hall.session.pk])
    item = make_agenda_item(hall.session, "考核办法", treatment="adopt", matter="staff_interest")
    shown = client.get(new).content.decode()
    assert reverse("congress:elections", args=[hall.session.pk]) in shown
    assert [name for name in ("kind", "seats", "write_ins") if f'name="{name}"' in shown] == []
    sent = {
        "title": "考核办法",
        "kind": "election",
        "seats": 3,
        "way": "open_ballot/phone",
        "electorate": "delegates",
        "sitting": hall.sitting.pk,
        "base": "all",
    }
    assert client.post(new, sent).status_code == 200
    assert client.post(new, sent | {"agenda_item": item.pk}).status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.kind, ballot.agenda_item, ballot.seats) == ("resolution", item, None)
    assert "C-09" in [finding.code for finding in ballot_tables.findings(ballot)]


def test_the_button_is_red_only_where_nothing_stands_in_the_way(log_in, hall, chair):
    ballot = make_ballot(hall.session, sitting=hall.sitting)
    client = log_in(chair)
    assert "开始表决</a>" in page(client, ballot, "ballot").content.decode()
    hall.sitting.presences.all().delete()
    shown = page(client, ballot, "ballot").content.decode()
    assert ("开始表决</a>" in shown, "暂不能开始</a>" in shown) == (False, True)
    assert "不足法定的" in page(client, ballot, "ballot_open").content.decode()
    assert reverse("congress:attendance", args=[hall.session.pk]) in shown


def test_only_the_chair_finds_the_pages_that_run_a_ballot(log_in, hall, chair, officer):
    ballot = make_ballot(hall.session, sitting=hall.sitting)
    for name in ("ballot_edit", "ballot_open", "ballot_close", "ballot_void"):
        assert page(log_in(officer), ballot, name).status_code == 403
        assert page(log_in(chair), ballot, name).status_code == 200
    remove = reverse("congress:ballot_remove", args=[ballot.pk])
    assert log_in(officer).post(remove).status_code == 403
    assert log_in(chair).post(remove).status_code == 302
    assert Ballot.objects.count() == 0


def test_the_ballots_of_a_session_are_taken_away_with_their_times(log_in, hall, chair):
    ballot = open_in(hall, chair)
    answer = log_in(chair).get(reverse("congress:ballot_export", args=[hall.session.pk]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heading, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    shown = dict(zip(heading, row, strict=True))
    assert (shown["名称"], shown["开始于"]) == (ballot.title, NOW.replace(tzinfo=None))


def test_how_secrecy_is_kept_can_be_read_without_logging_in(client):
    shown = client.get(reverse("congress:secrecy"))
    assert shown.status_code == 200
    assert "少于 5 张" in shown.content.decode()


# --- recount ------------------------------------------------------------------------------


def test_a_recount_of_the_stored_sheets_agrees_with_the_result(hall, chair, capsys):
    ballot = open_in(hall, chair)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    with pytest.raises(CommandError, match="公布结果以前不能打开票箱"):
        call_command("recount_ballot", ballot.pk)
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    entries = AuditEntry.objects.count()
    call_command("recount_ballot", ballot.pk)
    assert "与公布的结果一致。" in capsys.readouterr().out
    assert AuditEntry.objects.count() == entries
    ballot.result["items"][0]["counts"]["for"] = 2
    ballot.save()
    with pytest.raises(SystemExit) as ended:
        call_command("recount_ballot", ballot.pk)
    assert ended.value.code == 2
    assert "items" in capsys.readouterr().err
