"""Cells against a reference that knows nothing of SQL: it walks through the year day by day.

The rule, in words. A period is a week, a month, a quarter, a half or a whole year of the calendar; it belongs to the span that
holds its last day. It is met when the entries that count, of the unit or, for a shared order, of everybody, reach the number
asked, up to the day it is looked at. It is asked for when the unit lived on each of its days, the order stood on the last
one, and it stood on at least half of them. Asked for and not met it is open to the end of its last day, then missed.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import clock
from plans.cadence import strips, tallies
from tests.plans import make

DAY = timedelta(days=1)
SAME_PERIOD = {
    "WEEK": lambda day: day.isocalendar()[:2],
    "MONTH": lambda day: (day.year, day.month),
    "QUARTER": lambda day: (day.year, (day.month + 2) // 3),
    "HALF": lambda day: (day.year, day.month > 6),
    "YEAR": lambda day: day.year,
}


@dataclass
class Story:
    """One order, its plan, two units, what they logged, and the moment somebody looks."""

    per: str
    scope: str
    times: int
    issued: date | None
    plan_start: date
    plan_end: date
    added: date | None
    dropped: date | None
    starts: date | None
    merged: date | None
    log: list[tuple[int, date, Decimal, bool]]
    moment: tuple[date, str]
    span: tuple[date, date]
    lives: list[tuple[date, date]] = field(default_factory=list)

    def __post_init__(self):
        far_past, far_future = date(1990, 1, 1), date(2090, 1, 1)
        self.lives = [(far_past, far_future), (far_past, far_future)]
        if self.merged:
            self.lives = [(far_past, self.merged), (self.merged + DAY, far_future)]

    def order_stands(self, day: date) -> bool:
        begun = all(first <= day for first in (self.plan_start, self.issued, self.added, self.starts) if first)
        return begun and day <= self.plan_end and (self.dropped is None or day < self.dropped)

    def expected(self, unit: int | None) -> list[tuple[date, date, str, Decimal]]:
        """(first day, last day, state, count) of each period, found the slow way."""
        first, last = self.span
        days = [first + n * DAY for n in range(-400, (last - first).days + 400)]
        found = []
        for _, group in groupby(days, key=SAME_PERIOD[self.per]):
            period = list(group)
            if not first <= period[-1] <= last:
                continue
            count = Decimal(0)
            for owner, day, number, corrected in self.log:
                mine = unit is None or owner == unit
                if mine and not corrected and day in period and day <= self.moment[0]:
                    count += number
            alive = unit is None or all(self.lives[unit][0] <= day <= self.lives[unit][1] for day in period)
            stood = [day for day in period if self.order_stands(day)]
            asked = alive and period[-1] in stood and 2 * len(stood) >= len(period)
            if count >= self.times:
                state = "MET"
            elif not asked:
                state = "NOT_REQUIRED"
            else:
                state = "OPEN" if self.moment[0] <= period[-1] else "MISSED"
            found.append((period[0], period[-1], state, count))
        return found


BORDERS = [
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 1, 16),  # the middle of a month, of a short month and quarter, of a year, and the days after
    date(2024, 1, 17),
    date(2024, 2, 10),  # Tết
    date(2024, 2, 15),
    date(2024, 2, 16),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2024, 4, 1),
    date(2024, 6, 30),
    date(2024, 7, 1),
    date(2024, 7, 2),
    date(2024, 7, 3),
    date(2024, 9, 30),
    date(2024, 12, 30),
    date(2024, 12, 31),
    date(2025, 1, 1),
]
borders = st.sampled_from(BORDERS)
days = st.one_of(borders, borders, st.dates(date(2023, 11, 1), date(2025, 2, 28)))
perhaps = st.one_of(st.none(), days)
stories = st.builds(
    Story,
    per=st.sampled_from(list(SAME_PERIOD)),
    scope=st.sampled_from(["EACH", "EACH", "SHARED"]),
    times=st.integers(1, 3),
    issued=perhaps,
    plan_start=st.one_of(st.just(date(2021, 1, 1)), days.filter(lambda day: day < date(2024, 9, 1))),
    plan_end=st.one_of(st.just(date(2026, 12, 31)), days.filter(lambda day: day > date(2024, 9, 1))),
    added=perhaps,
    dropped=perhaps,
    starts=perhaps,
    merged=perhaps,
    log=st.lists(
        st.tuples(
            st.integers(0, 1),
            days,
            st.sampled_from([Decimal(n) for n in ("0", "0.1", "0.3", "0.7", "1", "2")]),
            st.booleans(),
        ),
        max_size=10,
    ),
    moment=st.tuples(days, st.sampled_from(["00:00:00", "09:41:00", "23:59:59"])),
    span=st.sampled_from(
        [
            (date(2024, 1, 1), date(2024, 12, 31)),
            (date(2023, 12, 15), date(2024, 12, 14)),
            (date(2024, 2, 29), date(2024, 2, 29)),
        ]
    ),
)


@pytest.fixture
def here():
    return make.district(offices=0, communes=0)


def told(here, story: Story):
    """The story in the database: the order and its two units."""
    plan = make.plan(
        here.committee,
        here.standing,
        period_start=story.plan_start,
        period_end=story.plan_end,
        issued_first=story.issued and story.issued - DAY,
        issued_last=story.issued,
    )
    versions = {
        name: plan.versions.create(number=number, effective_on=day)
        for number, (name, day) in enumerate((("added_in", story.added), ("dropped_in", story.dropped)), 1)
        if day
    }
    order = make.requirement(
        plan, per=story.per, scope=story.scope, cadence_times=story.times, starts=story.starts, **versions
    )
    gone = make.commune(here.committee, active_to=story.merged)
    heir = make.commune(here.committee, active_from=story.merged and story.merged + DAY)
    rows = [make.assignment(order, gone, kept_by=heir if story.merged else gone), make.assignment(order, heir)]
    for owner, day, count, corrected in story.log:
        entry = make.activity(rows[owner], day, count)
        if corrected:
            make.activity(rows[owner], day, 0, corrects=entry)
    return order, [gone, heir]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
def test_every_cell_is_what_walking_through_the_days_gives(here, story):
    first, last = story.span
    with transaction.atomic(), clock.at(f"{story.moment[0]} {story.moment[1]}"):
        order, units = told(here, story)
        asked = {"first": first, "last": last, "on": clock.today()}
        found = {strip.agency_id: strip for strip in strips([order], **asked)}
        sums = {row.agency_id: row for row in tallies([order], **asked)}
        transaction.set_rollback(True)
    shared = story.scope == "SHARED"
    keys = {None: None} if shared else {unit.pk: place for place, unit in enumerate(units)}
    assert set(found) == set(keys)
    for key, unit in keys.items():
        expected = story.expected(unit)
        assert [(cell.first, cell.last, cell.state, cell.count) for cell in found[key].cells] == expected
        states = [state for _, _, state, _ in expected]
        met, missed = states.count("MET"), states.count("MISSED")
        assert (sums[key].met, sums[key].owed, sums[key].open) == (met, met + missed, states.count("OPEN"))
        assert sums[key].total == sum(count for *_, count in expected)
