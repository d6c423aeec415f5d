"""The one way a file is refused: a sentence for the person who brought it."""

from __future__ import annotations


class UnreadableSheet(Exception):
    """What was wrong, where, and what to do, in one Chinese sentence."""

    def __init__(self, sentence: str, code: str = "unreadable_file") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
