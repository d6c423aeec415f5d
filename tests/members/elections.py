"""What is written down of an election, and what became of it."""

from __future__ import annotations

from members.models import Member


def written(today, **changes):
    return {
        "term_no": 2,
        "starts_on": today,
        "term_years": 3,
        "seats": 1,
        "method": "competitive",
        "electors": "assembly",
        "electors_expected": 6,
        "electors_present": 5,
        "candidates": 2,
        **changes,
    }


def result(*rows):
    return [{"member": member, "label": label, "votes": votes} for member, label, votes in rows]


def post_of(member: Member) -> str:
    return Member.objects.get(pk=member.pk).union_post


def codes(refusal) -> set[str]:
    return {finding.code for finding in refusal.value.findings}
