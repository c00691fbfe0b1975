"""The one table of states of work: which state an assignment has on a day.

The table is SQL, like the cells of `plans.cadence`: lists ask it of every row, and building it anew from a hundred
objects of the ORM took longer than the whole page may. Both databases read the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db.models import CharField, Func, Q, TextChoices

PERIODS = ("WEEK", "MONTH", "QUARTER", "HALF", "YEAR")


class Status(TextChoices):
    """States of an assignment on a day, in the words of the screen."""

    OVERDUE = "OVERDUE", "Quá hạn"
    DUE_SOON = "DUE_SOON", "Sắp đến hạn"
    IN_TIME = "IN_TIME", "Trong hạn"
    NOT_YET = "NOT_YET", "Chưa đến kỳ"
    TO_CONFIRM = "TO_CONFIRM", "Chờ xác nhận"
    ONGOING_UPDATED = "ONGOING_UPDATED", "Thường xuyên, đã cập nhật trong kỳ"
    ONGOING_NOT_UPDATED = "ONGOING_NOT_UPDATED", "Thường xuyên, chưa cập nhật trong kỳ"
    DONE_EARLY = "DONE_EARLY", "Hoàn thành trước hạn"
    DONE_ON_TIME = "DONE_ON_TIME", "Hoàn thành đúng hạn"
    DONE_LATE = "DONE_LATE", "Hoàn thành quá hạn"


DONE = (Status.DONE_EARLY, Status.DONE_ON_TIME, Status.DONE_LATE)
# Nothing is waited for: done, or updated in the period.
THROUGH = (*DONE, Status.ONGOING_UPDATED)


def period_start(per: str, on: date) -> date:
    """First day of the calendar period `per` (Cadence; a quarter where none is named) that holds `on`."""
    match per:
        case "WEEK":
            return on - timedelta(days=on.weekday())
        case "MONTH":
            return on.replace(day=1)
        case "HALF":
            return date(on.year, 1 if on.month < 7 else 7, 1)
        case "YEAR":
            return date(on.year, 1, 1)
        case _:
            return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


class StateOn(Func):
    """The state (Status) of an assignment on a day; the first line of the table that holds decides.

    Only led or carried-out work with a due day is ever overdue, from the day after it. A deliverable handed in, on whatever day,
    and still without the monitor's word waits to be confirmed: it is not done, and nobody waits for the unit. Once
    confirmed the unit's day says whether it was late. On-demand and recurring work is judged by the log, never by a day: updated or not in its current calendar period (its cadence, else a quarter);
    on-demand work and work bound to an event with nothing to log is in time. A shared order is done, or updated,
    for everybody when one unit did it. Once a plan is over, its recurring work is looked at as a whole.
    """

    COLUMNS = {
        "pk": "pk",
        "part": "part",
        "starts": "starts",
        "due": "due",
        "done_on": "done_on",
        "confirmed_on": "confirmed_on",
        "order": "order",
        "nature": "order__nature",
        "scope": "order__scope",
        "schedule": "order__schedule_kind",
        "per": "order__cadence_per",
        "asks_evidence": "order__asks_evidence",
        "asks_confirmation": "order__asks_confirmation",
        "plan_state": "order__plan__state",
        "plan_start": "order__plan__period_start",
        "plan_end": "order__plan__period_end",
    }

    def __init__(self, on: date):
        super().__init__(*self.COLUMNS.values(), output_field=CharField())
        self.on = on

    def as_sql(self, compiler, connection, **_):
        compiled = [compiler.compile(column) for column in self.get_source_expressions()]
        row = SimpleNamespace(**{name: sql for name, (sql, _) in zip(self.COLUMNS, compiled, strict=True)})
        return self._said(row), ()

    def _said(self, row: SimpleNamespace) -> str:
        return _table(
            row, self.on, proved=has_evidence(row.pk), logged=lambda days: f"EXISTS ({entries_of(row.pk, days)})"
        )


class StateOfCounted(StateOn):
    """The same of assignments that were counted together (`plans.models.Tally`): whether there is evidence, and the day of
    the last entry, stand in the row. Not for a day before that entry."""

    COLUMNS = {name: column for name, column in StateOn.COLUMNS.items() if name != "pk"}
    COLUMNS |= {"proved": "proved", "last_on": "last_on"}

    def _said(self, row: SimpleNamespace) -> str:
        return _table(row, self.on, proved=row.proved, logged=lambda days: f"{row.last_on} {days}")


def due_spans(on: date) -> dict[str, tuple[date | None, date]]:
    """State -> (first, last) due day that work in it can have; a state that is not named may have any, or none."""
    return {
        Status.OVERDUE: (None, on - timedelta(days=1)),
        Status.DUE_SOON: (on, on + timedelta(days=settings.DUE_SOON_DAYS)),
    }


def due_within(states: Iterable[str], *, on: date) -> Q:
    """What the due days of all work in one of these states have in common."""
    spans, found = due_spans(on), Q()
    for state in states:
        if state not in spans:
            return Q()
        first, last = spans[state]
        found |= Q(due__lte=last, due__gte=first) if first else Q(due__lte=last)
    return found


def _day(value: date) -> str:
    """A day as both databases read it beside a column of days."""
    return f"'{value:%Y-%m-%d}'"


def has_evidence(pk: str) -> str:
    """Whether an assignment has evidence; `pk` is its id in SQL."""
    return f"EXISTS (SELECT 1 FROM plans_assignment_evidence proof WHERE proof.assignment_id = {pk})"


def entries_of(pk: str, days: str, what: str = "1") -> str:
    """`what` of the entries of an assignment that count and whose day is within `days` (SQL: BETWEEN … AND …)."""
    return f"""SELECT {what} FROM plans_activity entry WHERE entry.assignment_id = {pk} AND entry."on" {days}
        AND NOT EXISTS (SELECT 1 FROM plans_activity later WHERE later.corrects_id = entry.id)"""


def judged_by_log(row: SimpleNamespace) -> str:
    """Whether work is judged by what was logged and not by a day: recurring, on demand, or ongoing without a due day."""
    lasting = f"({row.schedule} = 'ONGOING' AND {row.due} IS NULL)"
    return f"({row.nature} = 'ON_DEMAND' OR {row.schedule} = 'RECURRING' OR {lasting})"


def _table(row: SimpleNamespace, on: date, *, proved: str, logged: Callable[[str], str]) -> str:
    """The table over the columns of a row; `proved`: whether there is evidence, `logged`: whether there is an entry within
    days."""
    today = _day(on)
    due_in = {
        state: f"{row.due} <= {_day(last)}" + (f" AND {row.due} >= {_day(first)}" if first else "")
        for state, (first, last) in due_spans(on).items()
    }

    def handed_in(done_on: str, proof: str) -> str:
        return f"{done_on} <= {today} AND (NOT {row.asks_evidence} OR {proof})"

    def finished(done_on: str, proof: str, confirmed_on: str) -> str:
        return f"{handed_in(done_on, proof)} AND (NOT {row.asks_confirmation} OR {confirmed_on} <= {today})"

    def done(done_on: str) -> str:
        """Early, on time or late; work without a day is on time."""
        return f"""CASE WHEN NOT ({dated}) THEN 'DONE_ON_TIME' WHEN {done_on} < {row.due} THEN 'DONE_EARLY'
            WHEN {done_on} = {row.due} THEN 'DONE_ON_TIME' ELSE 'DONE_LATE' END"""

    on_demand = f"{row.nature} = 'ON_DEMAND'"
    by_log = judged_by_log(row)
    dated = f"{row.due} IS NOT NULL AND NOT {by_log}"
    shared = f"{row.scope} = 'SHARED'"
    first_done_by_one = f"""(SELECT MIN(other.done_on) FROM plans_assignment other
        WHERE other.order_id = {row.order} AND other.part IN ('LEAD', 'IMPLEMENT')
        AND {finished("other.done_on", has_evidence("other.id"), "other.confirmed_on")})"""
    over = f"({row.plan_state} = 'CLOSED' OR {row.plan_end} < {today})"
    firsts = " ".join(f"WHEN {row.per} = '{per}' THEN {_day(period_start(per, on))}" for per in PERIODS)
    period = f"CASE WHEN {over} THEN {row.plan_start} {firsts} ELSE {_day(period_start('', on))} END"
    days = f"BETWEEN {period} AND {today}"
    logged_by_one = f"""EXISTS (SELECT 1 FROM plans_assignment other
        WHERE other.order_id = {row.order} AND EXISTS ({entries_of("other.id", days)}))"""
    return f"""CASE
        WHEN {finished(row.done_on, proved, row.confirmed_on)} THEN {done(row.done_on)}
        WHEN {shared} AND {first_done_by_one} IS NOT NULL THEN {done(first_done_by_one)}
        WHEN {handed_in(row.done_on, proved)} THEN 'TO_CONFIRM'
        WHEN {dated} AND {due_in[Status.OVERDUE]} AND {row.part} IN ('LEAD', 'IMPLEMENT') THEN 'OVERDUE'
        WHEN {row.starts} > {today} THEN 'NOT_YET'
        WHEN {dated} AND {due_in[Status.DUE_SOON]} THEN 'DUE_SOON'
        WHEN {dated} THEN 'IN_TIME'
        WHEN {by_log} AND ({logged(days)} OR ({shared} AND {logged_by_one})) THEN 'ONGOING_UPDATED'
        WHEN {by_log} AND NOT {on_demand} AND NOT {over} THEN 'ONGOING_NOT_UPDATED'
        ELSE 'IN_TIME'
    END"""
