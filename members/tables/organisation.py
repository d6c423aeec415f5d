"""What pages show of bodies, terms and posts: the overview, lists, facts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from members.actions.posts import role_of
from members.checks import organisation as checks
from members.checks import standing
from members.checks.standing import Standing
from members.models import Body, BodyTerm, Member, Post
from members.models.organisation import ELECTED, Kind, Rank
from union_site import permissions
from union_site.calendar import official_date, ordinal
from union_site.findings import Finding, Level
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed
from union_site.models import Seat


def day(value: datetime.date | None) -> str:
    return official_date(value) if value else ""


# --- the overview -------------------------------------------------------------------------


@dataclass(frozen=True)
class BodyCard:
    """A body as the overview shows it."""

    body: Body
    term: BodyTerm | None
    posts: list[Post]
    findings: list[Finding]
    badge: str
    tone: str

    @property
    def span(self) -> str:
        if self.term is None:
            return ""
        number = ordinal(self.term.term_no, "届")
        return f"{number} · {day(self.term.starts_on)}至{day(self.term.due_on)}"


def cards(seat: Seat, now: Standing, asked: Asked) -> list[BodyCard]:
    """?kind= ?state=current (with a term in office)."""
    bodies = Body.objects.visible_to(seat).in_order()
    if kind := asked.one_of("kind", Kind.values):
        bodies = bodies.filter(kind=kind)
    if asked.one_of("state", ["current"]):
        bodies = bodies.filter(pk__in=now.terms)
    return [_card(body, now, seat) for body in bodies]


def _card(body: Body, now: Standing, seat: Seat) -> BodyCard:
    term = now.terms.get(body.pk)
    if term is None:
        return BodyCard(body, None, [], [], "没有在任的一届", "plain")
    badge, tone = left(term, now)
    return BodyCard(body, term, now.posts[body.pk], findings(term, now, seat), badge, tone)


# Findings that tell how a person's membership stands.
_OF_PERSONS = {"M-05", "O-08"}


def shown_to(seat: Seat, findings: Iterable[Finding]) -> list[Finding]:
    """What this reader gets to see: of persons only who may see the roster."""
    knows = seat.can("members.view")
    return [finding for finding in findings if knows or finding.code not in _OF_PERSONS]


def findings(term: BodyTerm, now: Standing, seat: Seat) -> list[Finding]:
    """What is to be said of a term in office; nothing of one that is over."""
    return shown_to(seat, standing.of_term(term, now)) if term.is_current else []


def left(term: BodyTerm, now: Standing) -> tuple[str, str]:
    """How long a term still lasts, in words, and their tone."""
    if not term.is_current:
        return "已结束", "plain"
    if now.today > term.due_on:
        return "已届满", "bad"
    months = checks.months_left(now.today, term.due_on)
    words = f"还有 {months} 个月" if months else f"还有 {(term.due_on - now.today).days} 天"
    soon = now.today >= checks.add_months(term.due_on, -now.rules.notice.number)
    return words, "warn" if soon else "ok"


def kind_chips(seat: Seat, asked: Asked) -> list[Chip]:
    """One chip for each kind of body that the union has."""
    rows = Body.objects.visible_to(seat).order_by().values_list("kind")
    chips = asked.chips("kind", Kind.choices, dict(rows.annotate(Count("pk"))))
    return chips if len(chips) > 2 else []


def missing_kinds(seat: Seat) -> list[tuple[str, str]]:
    """Kinds of bodies that are not set up yet."""
    known = set(Body.objects.visible_to(seat).values_list("kind", flat=True))
    kinds = [kind for kind in Kind if kind not in known and kind != Kind.OTHER]
    return [(kind.value, str(kind.label)) for kind in kinds]


def stale_roles(seat: Seat, now: Standing) -> list[Finding]:
    """For who gives rights: seats with an office's role whose member holds no such post."""
    if not seat.can("organisation.manage"):
        return []
    carried: dict[int, set[str]] = defaultdict(set)
    for posts in now.posts.values():
        for post in posts:
            carried[post.member_id].add(role_of(post)[0])
    rows = Member.objects.visible_to(seat).filter(seat__isnull=False, posts__isnull=False)
    found = []
    for member in rows.select_related("seat").prefetch_related("seat__grants").distinct():
        held = member.seat.roles_on(now.today) & {"chair", "officer", "auditor"}
        for role in sorted(held - carried[member.pk]):
            label = permissions.ROLES[role][0]
            sentence = f"{member.name}仍有“{label}”权限，但现在没有相应职务。"
            more = "请先为新任主席授权，原权限随即收回。" if role == "chair" else ""
            found.append(Finding(Level.INFO, "O-22", sentence + more))
    return found


# --- one body, one term -------------------------------------------------------------------


def trail(body: Body | None = None, term: BodyTerm | None = None) -> list[tuple[str, str]]:
    places = [("委员会与任期", reverse("members:body_list"))]
    if body is not None:
        places.append((body.name, reverse("members:body", args=[body.pk])))
    if term is not None:
        places.append((ordinal(term.term_no, "届"), reverse("members:body_term", args=[term.pk])))
    return places


def term_facts(term: BodyTerm) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("任期", f"{day(term.starts_on)}至{day(term.planned_end)}（{term.term_years} 年）"),
        ("名额", f"{term.seats} 人"),
        ("产生方式", term.get_method_display()),
    ]
    if term.body.kind in ELECTED:
        facts += [
            ("选举日期", day(term.elected_on)),
            ("选举会议", term.get_electors_display()),
            ("应到 / 实到", _of(term.electors_expected, term.electors_present)),
            ("候选人", "" if term.candidates is None else f"{term.candidates} 人"),
            ("上级工会批复", " ".join(filter(None, [term.approval_no, day(term.approved_on)]))),
        ]
    if term.postponed_until:
        facts.append(("延期至", f"{day(term.postponed_until)}（{term.postpone_reason}）"))
    if term.ended_on:
        facts.append(("实际结束", f"{day(term.ended_on)}（{term.end_reason or '未写原因'}）"))
    return facts


def _of(expected: int | None, present: int | None) -> str:
    if expected is None:
        return ""
    return f"{expected} / {'—' if present is None else present} 人"


@dataclass(frozen=True)
class Holder:
    """A post as the page of its term shows it."""

    post: Post
    span: str
    role: str  # the role that goes with it, in words
    state: str  # "held", "none" or "no_account"


def holders(posts: Iterable[Post], today: datetime.date) -> list[Holder]:
    """`posts` bring their members with seats and grants."""
    return [_holder(post, today) for post in posts]


def _holder(post: Post, today: datetime.date) -> Holder:
    role, _ = role_of(post)
    seat = post.member.seat
    state = "no_account" if seat is None else "none"
    if seat is not None and role in seat.roles_on(today):
        state = "held"
    label = permissions.ROLES[role][0] if role else ""
    span = f"{day(post.since)}起" if post.until is None else f"{day(post.since)}至{day(post.until)}"
    return Holder(post, span, label, state)


def term_acts(term: BodyTerm, held: int) -> list[dict[str, Any]]:
    """What can be done with a term, as links; the likely one is red."""
    if not term.is_current:
        return [_act("修改", "term_edit", term)]
    acts = [
        _act("修改", "term_edit", term),
        _act("延期换届", "term_postpone", term),
        _act("结束任期", "term_end", term),
    ]
    if not held:
        return [*acts, _act("登记选举结果", "term_result", term, is_primary=True)]
    return [*acts, _act("补选、增补", "post_new", term, is_primary=held < term.seats)]


def _act(label: str, name: str, term: BodyTerm, *, is_primary: bool = False) -> dict[str, Any]:
    url = reverse(f"members:{name}", args=[term.pk])
    return {"label": label, "url": url, "is_primary": is_primary}


# --- who holds which post -----------------------------------------------------------------

_STATES = [("current", "在任"), ("ended", "已卸任")]


def posts(seat: Seat, asked: Asked) -> Listed:
    """?state=current|ended ?kind= ?full=1|0 ?q= (name or pinyin). At first those in office."""
    found = Post.objects.visible_to(seat)
    if asked.words:
        found = found.filter(member__in=Member.objects.visible_to(seat).matching(asked.words))
    if full := asked.one_of("full", ["0", "1"]):
        found = found.filter(is_full_time=full == "1")
    if kind := asked.one_of("kind", Kind.values):
        found = found.of_kind(kind)
    state = asked.one_of("state", [key for key, _ in _STATES]) or "current"
    counts = {
        "current": found.filter(until__isnull=True).count(),
        "ended": found.filter(until__isnull=False).count(),
    }
    return Listed(
        rows=_ordered(found.filter(until__isnull=state == "current").for_list(), state),
        chips=[
            Chip(label, asked.link({"state": key}), key == state, counts[key])
            for key, label in _STATES
        ],
        more_chips=_full_chips(asked),
        filter_form=PeriodForm(
            asked, words="姓名", carried=["state", "full"], choices=[("kind", "机构", Kind.choices)]
        ),
    )


def _ordered(rows: Any, state: str) -> Any:
    if state == "ended":
        return rows.order_by("-until", "pk")
    return rows.order_by("term__body__kind", "term__body", "order", "pk")


def _full_chips(asked: Asked) -> list[Chip]:
    wanted = asked.one_of("full", ["0", "1"])
    choices = [("", "专兼职"), ("1", "专职"), ("0", "兼职")]
    return [Chip(label, asked.link({"full": key or None}), key == wanted) for key, label in choices]


POST_COLUMNS = [
    Column("姓名", lambda row: row.member.name, 12),
    Column("机构", lambda row: row.term.body.name, 22),
    Column("届次", lambda row: ordinal(row.term.term_no, "届"), 10),
    Column("职务", lambda row: row.label, 16),
    Column("专职/兼职", lambda row: "专职" if row.is_full_time else "兼职", 10),
    Column("产生", lambda row: row.get_came_by_display(), 10),
    Column("得票", lambda row: row.votes, 8),
    Column("任职自", lambda row: row.since, 12),
    Column("任期至", lambda row: row.term.due_on, 12),
    Column("卸任日期", lambda row: row.until, 12),
    Column("卸任原因", lambda row: row.get_end_reason_display(), 16),
    Column("工会小组", lambda row: str(row.member.group or ""), 16),
]


def chair_of(posts: Iterable[Post]) -> Post | None:
    return next((post for post in posts if post.rank == Rank.CHAIR), None)
