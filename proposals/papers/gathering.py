"""Proposals with everything the papers say of them, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone

from proposals.models import CoUnit, Progress, Proposal, ProposalFile, Rating, Reply, Seconder
from proposals.steps.formal import unit
from union_site.calendar import official_date

Rows = Any  # a QuerySet of proposals


def gathered(rows: Rows) -> Rows:
    """With seconders, co-units, merged ones, sent replies and their ratings."""
    sent = Reply.objects.sent().select_related("by__user", "signed_by__user", "result")
    ratings = Prefetch("ratings", Rating.objects.for_list())
    merged = Proposal.objects.select_related("delegate", "delegation", "body", "author__user")
    return rows.select_related(
        "wanted_lead__user", "delegate__delegation", "delegate__member", "union"
    ).prefetch_related(
        Prefetch("seconders", Seconder.objects.accepted().for_list(), "consented"),
        Prefetch("co_units", CoUnit.objects.for_list(), "sharing"),
        Prefetch("merged_ones", merged.order_by("pk"), "joined"),
        Prefetch(
            "replies", sent.order_by("handling_round").prefetch_related(ratings), "sent_replies"
        ),
    )


def gathered_for_forms(rows: Rows) -> Rows:
    """With their files and progress as well: the form of one proposal tells all of it."""
    return gathered(rows).prefetch_related(
        Prefetch("files", ProposalFile.objects.for_list(), "brought"),
        Prefetch("progress_rows", Progress.objects.order_by("on", "pk"), "progressed"),
    )


def in_paper_order(rows: Rows) -> Rows:
    """By number, those without one last in the order they came in."""
    numbered = (F(name).asc(nulls_last=True) for name in ("year", "serial"))
    return rows.order_by(*numbered, "submitted_at", "pk")


def day(value: Any) -> str:
    """A date or a moment as an official date; "" for none."""
    if not value:
        return ""
    return official_date(timezone.localdate(value) if hasattr(value, "hour") else value)


def delegation_of(proposal: Proposal) -> str:
    if proposal.delegation is not None:
        return proposal.delegation.name
    delegate = proposal.delegate
    return delegate.delegation.name if delegate is not None and delegate.delegation else ""


def delegation_place(proposal: Proposal) -> int:
    """Where its delegation stands in the order of the congress; the last for none."""
    own = proposal.delegation
    found = own or (proposal.delegate.delegation if proposal.delegate is not None else None)
    return found.position if found is not None else 1000


def department(seat: Any) -> str:
    """总务处, or the name where a seat stands for no department."""
    return "" if seat is None else seat.department or seat.user.name


def co_units(proposal: Any) -> str:
    return "、".join(department(row.seat) for row in proposal.sharing)


__all__ = [
    "co_units",
    "day",
    "delegation_of",
    "delegation_place",
    "department",
    "gathered",
    "gathered_for_forms",
    "in_paper_order",
    "unit",
]
