"""What managers are shown of ballots: the list of a session, turnout, facts and steps."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from congress.actions.ballots import electors_now, is_of_disclosure, opening_findings
from congress.models import Ballot, BallotState, Session
from congress.models.ballots import BallotKind
from congress.tables.sessions import session_trail
from congress.workflow.ballots import BALLOT
from union_site.calendar import official_date
from union_site.findings import Finding, blocking
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat

TONES = {
    BallotState.DRAFT: "plain",
    BallotState.OPEN: "warn",
    BallotState.COUNTING: "info",
    BallotState.DECIDED: "ok",
    BallotState.VOID: "bad",
}
# Steps and the pages where they are taken.
PAGES = {
    "open": "ballot_open",
    "close": "ballot_close",
    "count": "ballot_count",
    "decide": "ballot_count",
    "void": "ballot_void",
}


def tone(ballot: Ballot) -> str:
    return TONES[BallotState(ballot.state)]


def ballots(session: Session, seat: Seat, asked: Asked) -> Listed:
    """?state= ?q= (name, explanation, what is on the sheet)."""
    mine = Ballot.objects.visible_to(seat).filter(session=session)
    found = searched(mine, asked.words, "title", "explanation")
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", BallotState.values)
    rows = found.filter(state=state) if state else found
    return Listed(
        rows=rows.for_list().with_turnout(),
        chips=asked.chips("state", BallotState.choices, counts),
        more_chips=[],
        filter_form=None,
    )


def rows(page: Any) -> list[dict[str, Any]]:
    return [{"ballot": ballot, "tone": tone(ballot)} for ballot in page]


COLUMNS = [
    Column("名称", lambda row: row.title, 36),
    Column("类别", lambda row: row.get_kind_display(), 12),
    Column("表决方式", lambda row: row.get_method_display(), 12),
    Column("介质", lambda row: row.get_medium_display(), 10),
    Column("投票范围", lambda row: row.get_electorate_display(), 14),
    Column("场次", lambda row: str(row.sitting or ""), 14),
    Column("状态", lambda row: row.get_state_display(), 12),
    Column("应投", lambda row: row.entitled),
    Column("已投", lambda row: row.turnout),
    Column("开始于", lambda row: row.opened_at and timezone.localtime(row.opened_at), 18),
    Column("结束于", lambda row: row.closed_at and timezone.localtime(row.closed_at), 18),
]


def list_trail(session: Session | None) -> list[tuple[str, str]]:
    if session is None:
        return [("教代会", reverse("congress:session_list"))]
    here = reverse("congress:ballot_list", args=[session.pk])
    return [*session_trail(session), ("表决", here)]


def trail(ballot: Ballot) -> list[tuple[str, str]]:
    here = reverse("congress:ballot", args=[ballot.pk])
    return [*list_trail(ballot.session), (ballot.title, here)]


def facts(ballot: Ballot) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("类别", ballot.get_kind_display()),
        ("方式", f"{ballot.get_method_display()}（{ballot.get_medium_display()}）"),
        ("谁来投票", ballot.get_electorate_display()),
        ("场次", ballot.sitting),
        ("对应议程", ballot.agenda_item),
        ("每项可选", " / ".join(ballot.labels.values())),
    ]
    if ballot.kind == BallotKind.ELECTION:
        found += [("应选", f"{ballot.seats} 人"), ("可另选", f"{ballot.write_ins} 人")]
    if ballot.kind in (BallotKind.RESOLUTION, BallotKind.ELECTION):
        found.append(("计算基数", ballot.get_base_display()))
    if ballot.n is not None:
        found += [("全体正式代表", f"{ballot.n} 人"), ("到会正式代表", f"{ballot.present} 人")]
    for label, moment in (("开始于", ballot.opened_at), ("结束于", ballot.closed_at)):
        if moment is not None:
            local = timezone.localtime(moment)
            found.append((label, f"{official_date(local.date())} {local:%H:%M}"))
    return found


def findings(ballot: Ballot) -> list[Finding]:
    """What the rules would say if the draft were opened now."""
    if ballot.state != BallotState.DRAFT:
        return []
    return opening_findings(ballot, on=timezone.localdate())


def opening_line(ballot: Ballot) -> str:
    """Who will vote if it is opened now, and how many of them the rule asks for."""
    who = electors_now(ballot)
    entitled = len(who.entries) or len(who.members)
    return (
        f"现在开始，共 {entitled} 人可以投票（全体 {who.n} 人，到会 {who.present} 人）。"
        "名单随即固定，之后签到的代表不能参加本次投票。"
    )


def closing_line(ballot: Any) -> str:
    missing = ballot.entitled - ballot.turnout
    rest = f"还有 {missing} 人没有投票，" if missing else "所有人都已投票。"
    return (
        f"应投 {ballot.entitled} 人，已投 {ballot.turnout} 人。{rest}结束后不能再投，结果随即公布。"
    )


def elections_url(session: Session) -> str:
    """Where elections, appraisals and polls are set up."""
    return reverse("congress:elections", args=[session.pk])


def steps(ballot: Ballot, seat: Seat, said: list[Finding]) -> list[dict[str, Any]]:
    """The acts open to this seat, as links to their pages.

    `said` (of `findings`): what blocks takes the red from the button; its page says why.
    """
    stuck = {"open"} if blocking(said) else set()
    return [
        {
            "label": "暂不能开始" if step.name in stuck else step.label,
            "url": reverse(f"congress:{PAGES[step.name]}", args=[ballot.pk]),
            "is_primary": step.is_likely and step.name not in stuck,
            "is_destructive": step.is_destructive,
        }
        for step in BALLOT.open_to(ballot, seat)
        if step.name in PAGES and not _is_no_button(step.name, ballot)
    ]


def edit_url(ballot: Ballot) -> str:
    """Where a draft is changed: an election has a page for its candidates."""
    is_election = ballot.kind == BallotKind.ELECTION and ballot.session_id is not None
    page = "election_edit" if is_election else "ballot_edit"
    return reverse(f"congress:{page}", args=[ballot.pk])


def _is_no_button(name: str, ballot: Ballot) -> bool:
    """A step that its own rule would refuse for this kind of ballot; other drafts are removed."""
    if name == "void" and ballot.state == BallotState.DRAFT:
        return not is_of_disclosure(ballot)
    return bool(BALLOT.step(name).objection(ballot)) and name in ("close", "count", "decide")
