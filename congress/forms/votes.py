"""The sheet on the phone: what may be marked, what was marked, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.views.decorators.debug import sensitive_variables

from congress.checks.results import Sheet
from congress.checks.sheets import ALL, NAMES, Objection
from congress.models import Ballot
from congress.models.ballots import ABSTAIN, FOR, BallotKind

NAME_LENGTH = 20
NAMED = "named"


@dataclass(frozen=True)
class Choice:
    id: str
    value: str
    label: str
    is_for: bool
    is_marked: bool


@dataclass(frozen=True)
class Line:
    """One item of the sheet."""

    name: str
    title: str
    note: str
    choices: list[Choice]
    error: str


@dataclass(frozen=True)
class NameField:
    id: str
    label: str
    value: str


class VotingPaper:
    """Built from a ballot and what was sent, if anything was.

    A mark is sent as its place on the scale: each choice makes a request of the same length, so
    that who watches the network cannot tell them apart.
    """

    def __init__(self, ballot: Ballot, data: QueryDict | None = None) -> None:
        self.ballot = ballot
        self.items = list(ballot.items.all())
        self.codes = list(ballot.labels)
        self.data = data if data is not None else QueryDict()
        self.is_election = ballot.kind == BallotKind.ELECTION
        self.objections: Sequence[Objection] = ()

    def _mark(self, item_id: int) -> str:
        """The code that was marked; "" for none, in an election the abstention."""
        sent = self.data.get(f"i{item_id}", "")
        if sent.isascii() and sent.isdigit() and len(sent) < 3 and int(sent) < len(self.codes):
            return self.codes[int(sent)]
        return ABSTAIN if self.is_election and ABSTAIN in self.codes else ""

    @property
    def names(self) -> list[str]:
        sent = [name.strip()[:NAME_LENGTH] for name in self.data.getlist(NAMED)]
        return [name for name in sent if name]

    @sensitive_variables("marks")
    def sheet(self) -> Sheet:
        marks = {item.pk: self._mark(item.pk) for item in self.items}
        return Sheet({item: code for item, code in marks.items() if code}, tuple(self.names))

    def lines(self) -> list[Line]:
        return [
            Line(
                name=f"i{item.pk}",
                title=item.title,
                note=item.note,
                choices=self._choices(item.pk),
                error=self._error(item.pk),
            )
            for item in self.items
        ]

    def _choices(self, item_id: int) -> list[Choice]:
        marked = self._mark(item_id)
        return [
            Choice(f"i{item_id}-{place}", str(place), label, code == FOR, code == marked)
            for place, (code, label) in enumerate(self.ballot.scale)
        ]

    def name_fields(self) -> list[NameField]:
        places = range(self.ballot.write_ins)
        typed = [*self.names, *("" for _ in places)]
        return [NameField(f"named{n}", f"另选人 {n + 1}", typed[n]) for n in places]

    def _error(self, where: int | str) -> str:
        return " ".join(one.sentence for one in self.objections if one.where == where)

    @property
    def error(self) -> str:
        return self._error(ALL)

    @property
    def names_error(self) -> str:
        return self._error(NAMES)
