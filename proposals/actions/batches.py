"""The same act on several proposals: each by itself, and what was refused is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError

from proposals.models import Proposal


@dataclass(frozen=True)
class Batch:
    done: list[Proposal]
    refused: list[str]  # a sentence for each one that was left as it is


def each(proposals: Iterable[Proposal], act: Callable[[Proposal], object]) -> Batch:
    """The act is atomic: one that is refused takes nothing of the others back."""
    done: list[Proposal] = []
    refused: list[str] = []
    for proposal in proposals:
        try:
            act(proposal)
        except ValidationError as refusal:
            refused.append(f"“{proposal.heading}”：{''.join(refusal.messages)}")
        except PermissionDenied:  # the own proposal of a member of the committee, say
            refused.append(f"“{proposal.heading}”：这一件不能由您办理。")
        else:
            done.append(proposal)
    return Batch(done, refused)
