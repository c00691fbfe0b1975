"""What the page of a task shows about its units: the strip, the groups by what they wait for, the due days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from agencies.models import Level
from plans.models import Assignment
from plans.states import THROUGH as NOTHING_OWED
from plans.states import Status
from plans.tasklist import words_of

GROUPS = {
    Level.PROVINCE: "cơ quan cấp tỉnh",
    Level.DISTRICT: "phòng, ban, ngành cấp huyện",
    Level.COMMUNE: "xã, thị trấn",
}
WAITS, OPEN, THROUGH = "waits", "open", "through"
# Stages in words: of work with a deliverable, and of lasting work that is looked at by period.
WORDS = {WAITS: "chờ xác nhận", OPEN: "chưa xong", THROUGH: "đã xong"}
LASTING = WORDS | {OPEN: "chưa cập nhật trong kỳ", THROUGH: "đã cập nhật trong kỳ"}
# What stands in a unit's cell of the strip: (cell class, icon).
CELLS = {
    THROUGH: ("MET", "check-lg"),
    WAITS: ("LATE", "clock"),
    "late": ("MISSED", "x-lg"),
    OPEN: ("OPEN", "three-dots"),
}


class Cell(NamedTuple):
    """A unit in the strip: where it leads, its look, and what it says."""

    url: str
    kind: str
    mark: str
    words: str


class UnitsOfTask:
    """The assignments that carry a task out, each with `status`, `level` and `who` keeps it, as lists for the page.

    `waits`: handed in, the monitor's word is missing; `open`: not handed in; `through`: done, or updated in the period.
    """

    def __init__(self, rows: list[Assignment], on: date):
        self.all = rows
        for row in rows:
            row.words = words_of(row, on)
            row.stage = self._stage(row)
        lasting = any(row.status in (Status.ONGOING_UPDATED, Status.ONGOING_NOT_UPDATED) for row in rows)
        self.named = LASTING if lasting else WORDS
        self.waits = [row for row in rows if row.stage == WAITS]
        self.open = [row for row in rows if row.stage == OPEN]
        self.through = [row for row in rows if row.stage == THROUGH]

    @staticmethod
    def _stage(row: Assignment) -> str:
        if row.status in NOTHING_OWED:
            return THROUGH
        return WAITS if row.status == Status.TO_CONFIRM else OPEN

    @property
    def strip(self) -> list[tuple[str, list[Cell]]]:
        """(group of units, their cells) by level, in the units' own order."""
        groups: dict[str, list[Cell]] = {}
        for row in self.all:
            kind, mark = CELLS["late" if row.status == Status.OVERDUE else row.stage]
            cell = Cell(row.get_absolute_url(), kind, mark, f"{row.who}: {row.words}")
            groups.setdefault(row.level, []).append(cell)
        return [(f"{len(cells)} {GROUPS[level]}", cells) for level, cells in groups.items()]

    @property
    def in_order(self) -> list[Assignment]:
        """First those that wait for us, then those not done, then the rest."""
        return self.waits + self.open + self.through

    def sections(self, shown: Iterable[Assignment]) -> list[tuple[str, int, list[Assignment]]]:
        """(heading, units in all, rows) of the rows of a page of `in_order`."""
        sizes = {WAITS: len(self.waits), OPEN: len(self.open), THROUGH: len(self.through)}
        return [
            (self.named[stage].capitalize(), sizes[stage], list(rows))
            for stage, rows in groupby(shown, lambda row: row.stage)
        ]

    @property
    def extended(self) -> list[Assignment]:
        return [row for row in self.all if row.was_extended]

    @property
    def dues(self) -> list[tuple[date, int]]:
        """(due day, how many units) of those that were not extended."""
        days: dict[date, int] = {}
        for row in self.all:
            if row.due and not row.was_extended:
                days[row.due] = days.get(row.due, 0) + 1
        return sorted(days.items())

    @property
    def reminder(self) -> str:
        """One text for Zalo: what is asked and which units it concerns; "" when nothing is open."""
        names = ", ".join(row.who for row in self.open)
        return f"Các đơn vị {self.named[OPEN]}: {names}." if names else ""
