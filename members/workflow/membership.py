"""The life of a membership: one table of states and steps (M-03 to M-08)."""

from __future__ import annotations

from members.checks.membership import M_03
from members.models import Member, MembershipEvent, Transfer
from members.models.codes import LEFT, ON_ROLL, Employment, Status
from members.models.history import EventKind
from union_site.workflow import Step, Workflow

MANAGE = "membership.manage"
ENTRIES = (EventKind.JOINED, EventKind.TRANSFERRED_IN)


def _has_retired(member: Member) -> str:
    if member.employment_status == Employment.RETIRED:
        return f"{member.name}已经退休；退休后返聘的仍保留会籍，不恢复为会员（{M_03}）。"
    return ""


def _is_on_the_way(member: Member) -> str:
    if Transfer.objects.of_union(member.union).open().filter(member=member).exists():
        return "这名会员有一件没有办完的转接，请先办结或撤销。"
    return ""


def last_standing(member: Member) -> list[MembershipEvent]:
    """The last two events that hold, the last one first."""
    events = MembershipEvent.objects.of_union(member.union).of_member(member).standing()
    return list(events.in_order().reverse()[:2])


def _nothing_to_correct(member: Member) -> str:
    if Transfer.objects.filter(member=member, state="accepted", kind="within").exists():
        return "已由转入工会接收，不能在这里更正；请对方工会把会员关系再转接回来。"
    standing = last_standing(member)
    if len(standing) < 2 or standing[0].kind in ENTRIES:
        return "入会之后没有别的变化，没有可以退回的一步。日期不对的，请在会籍变化中更正那一次。"
    return ""


MEMBERSHIP = Workflow(
    name="membership",
    column="status",
    steps=(
        Step("retain", "保留会籍", (Status.ACTIVE,), Status.RETAINED, MANAGE, is_likely=True),
        Step(
            "resume",
            "恢复会籍",
            (Status.RETAINED,),
            Status.ACTIVE,
            MANAGE,
            objection=_has_retired,
            is_likely=True,
        ),
        Step(
            "resign",
            "退会",
            ON_ROLL,
            Status.RESIGNED,
            MANAGE,
            objection=_is_on_the_way,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "lapse",
            "自动退会",
            (Status.ACTIVE,),
            Status.LAPSED,
            MANAGE,
            objection=_is_on_the_way,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "expel",
            "除名",
            ON_ROLL,
            Status.EXPELLED,
            MANAGE,
            objection=_is_on_the_way,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "decease",
            "去世",
            ON_ROLL,
            Status.DECEASED,
            MANAGE,
            is_destructive=True,
        ),
        # Taken by a transfer alone, see actions/transfers.py.
        Step("transfer_out", "转出", ON_ROLL, Status.TRANSFERRED_OUT, MANAGE),
        Step(
            "correct",
            "更正",
            (*ON_ROLL, *LEFT),
            None,  # the status goes back to what it was before
            MANAGE,
            objection=_nothing_to_correct,
            needs_note=True,
        ),
    ),
)
