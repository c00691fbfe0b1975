"""Parties and transitions: the two tables from which everything about a document's life is derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from agencies.models import Role

STAFF, HEAD, CLERK, VIEWER = Role.STAFF, Role.HEAD, Role.CLERK, Role.VIEWER


class Party(TextChoices):
    """What an agency is to a document."""

    AUTHOR = "AUTHOR", "đơn vị lập"
    STANDING = "STANDING", "cơ quan thường trực"
    VERIFIER = "VERIFIER", "cơ quan thẩm tra"
    FINANCE = "FINANCE", "cơ quan thẩm định dự toán"
    AUTHORITY = "AUTHORITY", "cơ quan ban hành"
    MONITOR = "MONITOR", "cơ quan theo dõi"


AUTHOR, STANDING, VERIFIER, FINANCE, AUTHORITY, MONITOR = Party


class NotAllowed(Exception):
    """A refusal; its text is the Vietnamese sentence to show."""


def nothing_missing(document) -> str:
    """The guard of moves that need no more than state, party and role."""
    return ""


@dataclass(frozen=True)
class Transition:
    """One row of a document's table.

    `sources` are the states it may start from; `target` the state it ends in, None where the document stays as it is,
    or a callable of the document where the row says "where it came from". `by` holds pairs (party, role). `guard`
    returns the sentence that refuses, or "". `awaited` marks the moves somebody is waiting for: they fill the list
    of work. `needs` names what must come with the move besides a reason (a due date, a signed file …), for screens.
    """

    name: str
    label: str
    sources: Iterable[str]
    target: str | Callable | None
    by: Iterable[tuple[str, str]]
    guard: Callable[..., str] = nothing_missing
    needs_reason: bool = False
    awaited: bool = False
    needs: tuple[str, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "sources", frozenset(map(str, self.sources)))
        object.__setattr__(self, "by", frozenset((str(party), str(role)) for party, role in self.by))

    def __str__(self) -> str:
        return self.name

    def end_state(self, document) -> str:
        if callable(self.target):
            return self.target(document)
        return document.state if self.target is None else str(self.target)
