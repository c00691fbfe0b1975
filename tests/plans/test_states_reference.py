"""The table of states against a slow reference in plain words that shares nothing with it, on the borders of time.

The reference walks days one by one: it knows no first day of a period, only whether two days are in the same one. The
days looked at are those on which such tables go wrong: first and last days of months, quarters and years, 29 February,
the days around Tết, and 1 July 2025, when the district level ended and its work passed on in the middle of a quarter.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agencies import clock
from plans.models import Assignment, PartKind, Tally
from plans.services import complete_assignment
from plans.tally import count_anew
from tests.plans import make
from tests.plans.test_states import proof, status

DAY = timedelta(days=1)
BORDERS = (
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 9),  # the last day before Tết Giáp Thìn
    date(2024, 2, 10),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2024, 4, 1),
    date(2024, 6, 30),
    date(2024, 7, 1),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 1, 29),  # Tết Ất Tỵ
    date(2025, 2, 28),
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
)
SHIFTS = (-366, -365, -91, -31, -8, -7, -6, -1, 0, 1, 6, 7, 8, 31, 365)


# The reference


def same_period(per: str, one: date, other: date) -> bool:
    if per == "WEEK":
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    if one.year != other.year:
        return False
    size = {"MONTH": 1, "HALF": 6, "YEAR": 12}.get(per, 3)
    return (one.month - 1) // size == (other.month - 1) // size


def days_of_period(per: str, on: date) -> list[date]:
    """The days of the period up to `on`, walked backwards."""
    found, day = [], on
    while same_period(per, day, on):
        found.append(day)
        day -= DAY
    return found


def handed_in(order: dict, row: dict, on: date) -> bool:
    return row["done_on"] is not None and row["done_on"] <= on and (row["proved"] or not order["asks_evidence"])


def finished(order: dict, row: dict, on: date) -> bool:
    if not handed_in(order, row, on):
        return False
    return not order["asks_confirmation"] or (row["confirmed_on"] is not None and row["confirmed_on"] <= on)


def in_words(order: dict, row: dict, everybody: list[dict], plan_days: tuple[date, date], on: date) -> str:
    shared = order["scope"] == "SHARED"
    on_demand = order["nature"] == "ON_DEMAND"
    lasting = order["schedule_kind"] == "ONGOING" and row["due"] is None
    judged_by_log = on_demand or order["schedule_kind"] == "RECURRING" or lasting
    dated = row["due"] is not None and not judged_by_log
    carries = row["part"] != "COORDINATE"

    days = [row["done_on"]] if finished(order, row, on) else []
    if not days and shared:
        days = [one["done_on"] for one in everybody if one["part"] != "COORDINATE" and finished(order, one, on)]
    if days:
        if not dated or min(days) == row["due"]:
            return "DONE_ON_TIME"
        return "DONE_EARLY" if min(days) < row["due"] else "DONE_LATE"

    if handed_in(order, row, on):
        return "TO_CONFIRM"  # on whatever day: it is the monitor's turn
    if dated and carries and on > row["due"]:
        return "OVERDUE"
    if row["starts"] is not None and on < row["starts"]:
        return "NOT_YET"
    if dated:
        return "DUE_SOON" if row["due"] in [on + n * DAY for n in range(8)] else "IN_TIME"
    if judged_by_log:
        first, last = plan_days
        over = on > last
        looked_at = [first + n * DAY for n in range((on - first).days + 1)] if over else None
        looked_at = set(looked_at or days_of_period(order["cadence_per"], on))
        entries = [day for one in (everybody if shared else [row]) for day in one["log"]]
        if any(day in looked_at for day in entries):
            return "ONGOING_UPDATED"
        if not on_demand and not over:
            return "ONGOING_NOT_UPDATED"
    return "IN_TIME"


# What is compared

near = st.sampled_from(SHIFTS)
maybe = st.one_of(st.none(), near)
orders = st.fixed_dictionaries(
    {
        "nature": st.sampled_from(["CADENCE", "ON_DEMAND", "ONCE"]),
        "scope": st.sampled_from(["EACH", "SHARED"]),
        "schedule_kind": st.sampled_from(["FIXED", "ONGOING", "RECURRING", "EVENT"]),
        "cadence_per": st.sampled_from(["WEEK", "MONTH", "QUARTER", "HALF", "YEAR"]),
        "asks_evidence": st.booleans(),
        "asks_confirmation": st.booleans(),
    }
)
# Days are shifts from the day looked at; `moved`: the unit ended and another keeps its work.
rows = st.fixed_dictionaries(
    {
        "part": st.sampled_from(["LEAD", "IMPLEMENT", "COORDINATE"]),
        "starts": maybe,
        "due": maybe,
        "done_on": maybe,
        "confirmed_on": maybe,
        "proved": st.booleans(),
        "moved": st.booleans(),
        "log": st.lists(near, max_size=2),
    }
)
DATED = ("starts", "due", "done_on", "confirmed_on")
ONCE = {
    "nature": "ONCE",
    "scope": "EACH",
    "schedule_kind": "FIXED",
    "cadence_per": "MONTH",
    "asks_evidence": False,
    "asks_confirmation": True,
}
PLAIN = {"part": "LEAD", "starts": None, "proved": False, "moved": False, "log": []}


@pytest.fixture
def unit():
    return make.district(offices=2, communes=1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=orders,
    shifted=st.lists(rows, min_size=1, max_size=3),
    on=st.sampled_from(BORDERS),
    last=st.sampled_from([date(2024, 2, 28), date(2024, 12, 31), date(2025, 6, 30), date(2027, 12, 31)]),
)
@example(
    order=ONCE,
    shifted=[PLAIN | {"due": 0, "done_on": 0, "confirmed_on": 1}],
    on=date(2024, 2, 29),
    last=date(2027, 12, 31),
)
@example(
    order=ONCE | {"nature": "CADENCE", "schedule_kind": "RECURRING", "cadence_per": "QUARTER"},
    shifted=[PLAIN | {"due": None, "done_on": None, "confirmed_on": None, "moved": True, "log": [-1]}],
    on=date(2025, 7, 1),
    last=date(2027, 12, 31),
)
def test_the_table_says_what_the_words_say(unit, order, shifted, on, last):
    given_rows = [
        row
        | {name: None if row[name] is None else on + row[name] * DAY for name in DATED}
        | {"log": [on + shift * DAY for shift in row["log"]]}
        for row in shifted
    ]
    first = date(2022, 1, 1)
    with transaction.atomic():
        plan = make.plan(unit.committee, unit.standing, period_start=first, period_end=last)
        made = make.requirement(plan, **order)
        found = []
        for agency, row in zip([*unit.offices, *unit.communes], given_rows, strict=False):
            kept_by = unit.standing if row["moved"] else agency
            fields = {name: row[name] for name in DATED}
            assignment = make.assignment(made, agency, row["part"], kept_by=kept_by, **fields)
            if row["proved"]:
                assignment.evidence.add(proof(agency))
            for day in row["log"]:
                make.activity(assignment, day)
            found.append(assignment.pk)
        states = dict(Assignment.objects.with_status(on=on).filter(pk__in=found).values_list("pk", "status"))
        expected = [in_words(order, row, given_rows, (first, last), on) for row in given_rows]
        count_anew()
        counted = {row.last_on: Counter() for row in Tally.objects.all()}
        for row in Tally.objects.with_status(on=on):
            counted[row.last_on][row.status] += row.n
        transaction.set_rollback(True)
    assert [states[pk] for pk in found] == expected
    if not any(last_on and last_on > on for last_on in counted):
        assert sum(counted.values(), Counter()) == Counter(expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-02-29 00:00:00", "DUE_SOON"),
        ("2024-02-29 23:59:59", "DUE_SOON"),
        ("2024-03-01 00:00:00", "OVERDUE"),
    ],
)
def test_a_due_day_ends_with_its_last_second_in_vietnam(unit, moment, expected):
    row = make.assignment(make.task(make.plan(unit.committee, unit.standing), date(2024, 2, 29)), unit.offices[0])
    with clock.at(moment):
        assert status(row, on=clock.today()) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2024-12-31 23:59:59", "DONE_ON_TIME"), ("2025-01-01 00:00:00", "DONE_LATE"), ("2024-12-30 23:59:59", "DONE_EARLY")],
)  # fmt: skip
def test_what_is_handed_in_at_the_last_second_is_on_time(unit, moment, expected):
    row = make.assignment(
        make.task(make.plan(unit.committee, unit.standing), date(2024, 12, 31)), unit.offices[0], PartKind.LEAD
    )
    with clock.at(moment):
        complete_assignment(assignment=row, by=make.user(unit.offices[0]), on=clock.today(), result="Xong")
        assert status(row, on=clock.today()) == expected
