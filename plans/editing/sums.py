"""Whom a plan will give work, before anything is given."""

from __future__ import annotations

from agencies.matching import Matcher
from agencies.models import Agency
from plans.editing.fields import lines_of
from plans.editing.rows import shown_rows
from plans.models import Reading


def falls_on(reading: Reading, matcher: Matcher) -> list[tuple[Agency, int]]:
    """(agency, how many orders it leads or carries out) as groups stand today, in the registry's order."""
    counts: dict[int, int] = {}
    for model in shown_rows(reading, "model"):
        for asked in shown_rows(reading, "requirement", model["id"]):
            _count(counts, model["fields"]["implementers"], asked["fields"]["level"], matcher)
    for task in shown_rows(reading, "task"):
        _count(counts, task["fields"]["lead"], "", matcher)
    return [(agency, counts[agency.pk]) for agency in matcher.agencies if agency.pk in counts]


def _count(counts: dict[int, int], named: str, level: str, matcher: Matcher) -> None:
    agencies: set[int] = set()
    for line in lines_of(named):
        match = matcher.find(line)
        members = matcher.members(match.group) if match.group else [match.agency] if match.agency else []
        agencies |= {agency.pk for agency in members if not level or agency.level == level}
    for pk in agencies:
        counts[pk] = counts.get(pk, 0) + 1
