"""Every named route: a stranger gets 404 for an object, and nothing of the school elsewhere.

The school is the rich one of the demonstration data, so there is something to hide. A route that
is new is in this test by being named; a new kind of object must be added to OBJECTS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.factories import make_seat, make_union
from union_site import demo
from union_site.door import LIBRARY_VIEWS, PUBLIC, mark_of
from union_site.models import Attachment, Seat, Union

# Argument of an address → the model whose row it names.
OBJECTS = {
    "micro_id": "proposals.MicroProposal",
    "proposal_id": "proposals.Proposal",
    "proposal_file_id": "proposals.ProposalFile",
    "class_id": "proposals.ResultClass",
    "co_unit_id": "proposals.CoUnit",
    "reply_file_id": "proposals.ReplyFile",
    "reply_template_id": "proposals.ReplyTemplate",
    "follow_up_id": "proposals.FollowUp",
    "deliberation_id": "proposals.Deliberation",
    "opinion_id": "proposals.Opinion",
    "record_id": "proposals.DeliberationRecord",
    "public_notice_id": "proposals.Notice",
    "proposal_report_id": "proposals.ProposalReport",
    "award_round_id": "proposals.AwardRound",
    "award_nominee_id": "proposals.AwardNominee",
    "meeting_id": "proposals.SourceMeeting",
    "token": "proposals.ProposalBox",
    "job_id": "union_site.Job",
    "session_id": "congress.Session",
    "sitting_id": "congress.Sitting",
    "sitting_token": "congress.Sitting",
    "entry_id": "congress.RollEntry",
    "leave_id": "congress.Leave",
    "ballot_id": "congress.Ballot",
    "resolution_id": "congress.Resolution",
    "constituency_id": "congress.Constituency",
    "delegation_id": "congress.Delegation",
    "delegate_id": "congress.Delegate",
    "term_id": "congress.CongressTerm",
    "initiative_id": "congress.Initiative",
    "training_id": "congress.DelegateTraining",
    "activity_log_id": "congress.DelegateActivity",
    "joint_meeting_id": "congress.JointMeeting",
    "visit_id": "welfare.Visit",
    "campaign_id": "welfare.CondolenceCampaign",
    "gift_id": "welfare.Gift",
    "reason_id": "welfare.VisitReason",
    "activity_id": "activities.Activity",
    "member_id": "members.Member",
    "other_id": "members.Member",
    "judged_id": "members.NotSame",
    "import_id": "members.RosterImport",
    "sheet_id": "members.SlipSheet",
    "unit_id": "members.Unit",
    "unit_event_id": "members.UnitEvent",
    "task_id": "members.RegisterTask",
    "register_import_id": "members.RegisterImport",
    "correction_id": "members.Correction",
    "notice_id": "members.PrivacyNotice",
    "pledge_id": "members.Pledge",
    "signature_id": "members.PledgeSignature",
    "dues_id": "members.DuesYear",
    "account_id": "members.DuesAccount",
    "payment_id": "members.DuesPayment",
    "bases_id": "members.BaseImport",
    "event_id": "members.MembershipEvent",
    "application_id": "members.Application",
    "transfer_id": "members.Transfer",
    "code_map_id": "members.CodeMap",
    "summary_id": "reports.AnnualSummary",
    "section_id": "reports.SummarySection",
    "figure_id": "reports.FigureSnapshot",
    "plan_id": "reports.WorkPlan",
    "theme_id": "reports.PlanTheme",
    "item_id": "reports.PlanItem",
    "group_id": "members.UnionGroup",
    "body_id": "members.Body",
    "body_term_id": "members.BodyTerm",
    "post_id": "members.Post",
    "letter_id": "members.AppointmentLetter",
    "return_id": "reports.Return",
    "award_id": "members.Award",
    "evidence_id": "members.AwardEvidence",
    "award_import_id": "members.AwardImport",
    "honour_title_id": "members.HonourTitle",
    "selection_id": "members.Selection",
    "nominee_id": "members.Nominee",
    "disclosure_id": "congress.Disclosure",
    "disclosure_table_id": "congress.DisclosureTable",
    "disclosure_file_id": "congress.DisclosureFile",
    "disclosure_question_id": "congress.DisclosureQuestion",
    "disclosure_duty_id": "congress.DisclosureDuty",
    "followup_id": "congress.ResolutionTask",
    "publication_id": "congress.Publication",
    "objection_id": "congress.Objection",
    "report_id": "congress.SessionReport",
    "agenda_item_id": "congress.AgendaItem",
    "session_paper_id": "congress.SessionPaper",
    "paper_file_id": "congress.PaperFile",
    "comment_id": "congress.PaperComment",
    "discussion_id": "congress.DiscussionRecord",
}
# Arguments that name no row.
WORDS = {"name": "accept"}
# One address for papers of two kinds.
PAPERS = {"annual_summary": "reports.AnnualSummary", "work_plan": "reports.WorkPlan"}
NOT_OURS = {"admin"}


def named_routes(
    resolver: URLResolver, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            if not set(inner) & NOT_OURS:
                yield from named_routes(entry, inner)
        else:
            yield ":".join([*spaces, entry.name or str(entry.pattern)]), entry


ROUTES = dict(named_routes(get_resolver()))


def is_public(name: str) -> bool:
    app_name, _, url_name = name.rpartition(":")
    return mark_of(ROUTES[name].callback, url_name, app_name) == PUBLIC


def arguments(name: str) -> list[str]:
    return list(ROUTES[name].pattern.converters)


WITH_OBJECT = [name for name in ROUTES if arguments(name) and not is_public(name)]
WITHOUT = [
    name
    for name in ROUTES
    if not arguments(name) and not is_public(name) and name not in LIBRARY_VIEWS
]


def test_every_argument_of_an_address_is_known():
    unknown = {a for name in WITH_OBJECT for a in arguments(name)} - set(OBJECTS) - set(WORDS)
    assert unknown == {"paper_id"}


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.load(password="for-this-test-only")
        transaction.set_rollback(True)


@pytest.fixture
def client_of(stage, db, client):
    def enter(seat: Seat):
        client.force_login(seat.user)
        return client

    return enter


def address(name: str, school: Union) -> str:
    values = {}
    for argument in arguments(name):
        if argument in WORDS:
            values[argument] = WORDS[argument]
            continue
        kind = ROUTES[name].default_args.get("kind", "")
        model = apps.get_model(PAPERS[kind] if argument == "paper_id" else OBJECTS[argument])
        owner = "school" if any(f.name == "school" for f in model._meta.fields) else "union"
        rows = model._base_manager
        row = rows.filter(**{owner: school}).first() or rows.filter(union=school.parent).first()
        row = row or make_row(model, school)
        values[argument] = row.token if argument.endswith("token") else row.pk
    return reverse(name, kwargs=values)


def make_row(model, school: Union):
    """Kinds of rows that the demonstration data do not hold."""
    owner = Seat.objects.filter(union=school).first()
    least: dict[str, dict[str, Any]] = {
        "union_site.Job": {"owner": owner, "kind": "x", "label": "x"},
        "members.RosterImport": {"by": owner, "file_name": "x.xlsx", "sha256": "0"},
        "members.RegisterImport": {"by": owner, "file_name": "x.xlsx"},
        "members.AwardImport": {"by": owner, "file_name": "x.xlsx"},
        "members.AwardEvidence": evidence_of(school),
        "congress.PaperFile": paper_file_of(school),
        "members.SlipSheet": {"by": owner, "count": 1, "expires_at": timezone.now()},
    }
    return model.objects.create(union=school, **least[model._meta.label])


def evidence_of(school: Union) -> dict[str, Any]:
    """A certificate of the first award."""
    file = Attachment.objects.create(union=school, name="x.pdf", size=1, sha256="0")
    award = apps.get_model("members.Award")._base_manager.filter(union=school).first()
    return {"award": award, "file": file}


def paper_file_of(school: Union) -> dict[str, Any]:
    """A file of the first paper that went to delegates."""
    file = Attachment.objects.create(union=school, name="x.pdf", size=1, sha256="0")
    paper = apps.get_model("congress.SessionPaper")._base_manager.filter(union=school).first()
    return {"paper": paper, "file": file}


def stranger_to(name: str, stage) -> Seat:
    """The chair of another school; for a district's page the staff of another district."""
    app_name, _, url_name = name.rpartition(":")
    permission = mark_of(ROUTES[name].callback, url_name, app_name) or ""
    chair = stage.seat(stage.schools[1], "chair")
    if permission.startswith("*") or chair.can(permission):
        return chair
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    staff = make_seat(elsewhere, "district", "leader", "handler", "auditor")
    assert staff.can(permission), permission
    return staff


@pytest.mark.parametrize("name", WITH_OBJECT)
def test_a_stranger_finds_nothing_there(stage, client_of, name):
    """Somebody of another union, who holds the permission of the page but not its union."""
    url = address(name, stage.rich)
    client = client_of(stranger_to(name, stage))
    answers = {client.get(url).status_code, client.post(url, {}).status_code}
    assert answers <= {404, 405}
    assert 404 in answers


# What a school has put before its district, frozen: for the district these pages are its own.
HANDED_IN = {
    "congress:received_report",
    "congress:received_file",
    "congress:received_accept",
    "congress:received_back",
}


@pytest.mark.parametrize("name", WITH_OBJECT)
def test_a_district_finds_nothing_of_its_schools_there_either(stage, client_of, name):
    """A district reads the register and what was handed in; for all else it is a stranger."""
    if name.split(":")[0] in ("reports", "unions") or name in HANDED_IN:
        return
    url = address(name, stage.rich)
    client = client_of(stage.seat(stage.district, "district"))
    assert client.get(url).status_code in (403, 404, 405)


# The names of the district's unions are public: one of them is chosen there.
NEIGHBOURS_TO_CHOOSE = {"members:transfer_new"}


MOST_QUERIES = 12


@pytest.mark.parametrize("who", ["chair", "officer", "handler", "leader", "teacher"])
def test_no_list_of_the_proposal_box_costs_more_than_twelve_queries(stage, client_of, who):
    """Every page of the app that names no object: a new list is in this by being named."""
    client = client_of(Seat.objects.get(user__username=who, union=stage.rich))
    counts = {}
    for name in WITHOUT:
        if name.startswith("proposals:"):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(reverse(name))
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                counts[name] = len(queries)
    assert {name: count for name, count in counts.items() if count > MOST_QUERIES} == {}
    assert {"proposals:list", "proposals:formal_list", "proposals:mine"} <= set(counts)


@pytest.mark.parametrize("name", WITHOUT)
def test_a_strangers_page_shows_nothing_of_the_school(stage, client_of, name):
    client = client_of(stage.seat(stage.schools[1], "chair"))
    response = client.get(reverse(name), follow=True)
    content = b"".join(response) if response.streaming else response.content
    shown = content.decode(errors="replace")
    hidden = "周敏|李建国" if name in NEIGHBOURS_TO_CHOOSE else "滨海区实验小学|周敏|李建国"
    assert re.findall(hidden, shown) == []


@pytest.mark.parametrize("name", WITHOUT + WITH_OBJECT)
def test_a_seat_without_any_role_sees_no_page_of_the_apps(stage, client_of, name):
    """Closed by default: holding a seat alone opens what is marked for any seat, nothing else."""
    seat = make_seat(stage.rich, name="没有角色")
    app_name, _, url_name = name.rpartition(":")
    mark = mark_of(ROUTES[name].callback, url_name, app_name) or ""
    status = client_of(seat).get(address(name, stage.rich)).status_code
    assert status == 403 if not mark.startswith("*") else status != 500
