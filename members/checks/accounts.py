"""Rules of accounts: whose password may be renewed by whom, what closing a seat means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from members.models import Member
from union_site.findings import Finding, Level

_NAMED = 12
# Codes of what has to be confirmed.
RENEWAL, CHAIR = "accounts.renewal", "accounts.chair"
CLOSING, ON_ROLL = "accounts.closing", "accounts.on_roll"


@dataclass(frozen=True)
class Holding:
    """What an account holds: its roles in this union, and how many seats in all."""

    roles: frozenset[str]
    seats: int

    @property
    def may_be_renewed(self) -> bool:
        """A chair must not be able to take over an office or another union's seat."""
        return self.seats == 1 and not self.roles - {"member", "chair"}


def named(members: Iterable[Member]) -> str:
    names = [member.name for member in members]
    rest = f"等 {len(names)} 人" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + rest


def renewal(
    members: Sequence[Member], holdings: Mapping[int, Holding]
) -> tuple[list[Member], list[Finding]]:
    """Who gets a new password, and what has to be confirmed for it."""
    chosen = [member for member in members if holdings[member.pk].may_be_renewed]
    others = [member for member in members if not holdings[member.pk].may_be_renewed]
    chairs = [member for member in chosen if "chair" in holdings[member.pk].roles]
    findings = []
    if others:
        level = Level.INFO if chosen else Level.BLOCK
        tail = "，这次略过。" if chosen else "。"
        sentence = f"{named(others)}还有其他职务或席位，只能由系统管理员重置密码{tail}"
        findings.append(Finding(level, "accounts.office", sentence))
    if chosen:
        sentence = (
            f"将为 {len(chosen)} 人重开一次性密码（{named(chosen)}）："
            "原密码立即失效，正在登录的会退出。"
        )
        findings.append(Finding(Level.WARN, RENEWAL, sentence))
    if chairs:
        sentence = f"其中{named(chairs)}是主席，请再次确认要重置主席的密码。"
        findings.append(Finding(Level.WARN, CHAIR, sentence))
    return chosen, findings


def closing(members: Sequence[Member]) -> list[Finding]:
    """What follows from closing these seats."""
    staying = [member for member in members if member.is_on_roll]
    sentence = (
        f"将停用 {len(members)} 个账号（{named(members)}）：立即不能再进入本工会，"
        "所任职务的权限同时结束；记录都保留。"
    )
    findings = [Finding(Level.WARN, CLOSING, sentence)]
    if staying:
        sentence = f"{named(staying)}仍在册。确需停用的请确认，并在说明里写明原因。"
        findings.append(Finding(Level.WARN, ON_ROLL, sentence))
    return findings
