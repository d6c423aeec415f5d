"""Choices of a form that say what follows from them."""

from __future__ import annotations

from typing import Self


class Explained(str):
    """A choice label with a second line; components/choice_cards.html shows `.help`."""

    help: str

    def __new__(cls, label: str, consequence: str = "") -> Self:
        made = super().__new__(cls, label)
        made.help = consequence
        return made
