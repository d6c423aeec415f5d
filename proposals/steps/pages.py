"""A step as a page: what it asks, which act it calls, what it says afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from union_site.models import Seat

Thing = Any  # a MicroProposal or a Proposal
Data = Any
MakeForm = Callable[[Thing, Seat, Data], forms.Form]
Act = Callable[[Thing, Seat, dict[str, Any]], object]


@dataclass(frozen=True)
class StepPage:
    form: MakeForm
    act: Act
    # What is said afterwards, if need be of the thing as it is then.
    done: str | Callable[[Thing], str]
    advice: str = ""
    # Where a step has a page of its own, the name of its route (argument: the proposal's id).
    route: str = ""
    # What a link to the page may bring along: fields that then stand filled in.
    carried: tuple[str, ...] = ()

    def said(self, thing: Thing) -> str:
        return self.done if isinstance(self.done, str) else self.done(thing)

    def fill_in(self, form: forms.Form, query: Mapping[str, str]) -> None:
        form.initial.update({name: query[name] for name in self.carried if name in query})


def nothing_to_ask(thing: Thing, seat: Seat, data: Data) -> forms.Form:
    return forms.Form(data)
