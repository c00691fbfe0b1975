"""Cells of the calendar: met, missed, open, not required; counted by the database, checked by hand."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.cadence import periods, strips, totals, year_strips
from plans.models import Assignment, Order
from tests.plans import make

TODAY = date(2024, 12, 20)
DAY = timedelta(days=1)


@pytest.fixture
def here():
    return make.district(offices=2, communes=2)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


def states(strip):
    return [cell.state for cell in strip.cells]


def test_each_unit_has_its_own_cells_and_the_running_quarter_is_open(here, plan):
    order = make.requirement(plan)
    first, second = (make.assignment(order, commune) for commune in here.communes)
    make.activity(first, date(2024, 1, 1))
    make.activity(first, date(2024, 3, 31), 2)
    make.activity(second, date(2024, 12, 19))
    mine, other = year_strips([order], year=2024, on=TODAY)
    assert states(mine) == ["MET", "MISSED", "MISSED", "OPEN"]
    assert [cell.count for cell in mine.cells] == [3, 0, 0, 0]
    assert states(other) == ["MISSED", "MISSED", "MISSED", "MET"]
    assert (mine.met, mine.owed, other.met, other.owed) == (1, 3, 1, 4)
    assert [cell.label for cell in mine.cells] == ["I", "II", "III", "IV"]


def test_a_period_is_open_until_its_last_day_has_passed(here, plan):
    order = make.requirement(plan)
    make.assignment(order, here.communes[0])
    assert states(year_strips([order], year=2024, on=date(2024, 12, 31))[0])[3] == "OPEN"
    assert states(year_strips([order], year=2024, on=date(2025, 1, 1))[0])[3] == "MISSED"


def test_a_shared_programme_is_counted_once_whoever_took_the_turn(here, plan):
    order = make.requirement(plan, per="MONTH", scope="SHARED")
    for month, office in enumerate(here.offices, 1):
        make.activity(make.assignment(order, office), date(2024, month, 10))
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert strip.agency_id is None
    assert states(strip) == ["MET", "MET"] + ["MISSED"] * 9 + ["OPEN"]


def test_on_demand_work_is_counted_and_never_judged(here, plan):
    order = make.requirement(plan, nature="ON_DEMAND")
    make.activity(make.assignment(order, here.communes[0]), date(2024, 2, 1), 7)
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert states(strip) == ["ON_DEMAND"] * 4
    assert (strip.owed, strip.total) == (0, 7)


def test_a_unit_owes_only_the_whole_periods_of_its_life(here, plan):
    order = make.requirement(plan)
    young = make.commune(here.committee, active_from=date(2024, 4, 2))
    old = make.commune(here.committee, active_to=date(2024, 9, 30))
    early = make.commune(here.committee, active_from=date(2024, 5, 1))
    for commune in (young, old):
        make.assignment(order, commune)
    make.activity(make.assignment(order, early), date(2024, 6, 1))
    found = {strip.agency_id: states(strip) for strip in year_strips([order], year=2024, on=date(2025, 1, 10))}
    assert found[young.pk] == ["NOT_REQUIRED", "NOT_REQUIRED", "MISSED", "MISSED"]
    assert found[old.pk] == ["MISSED", "MISSED", "MISSED", "NOT_REQUIRED"]
    assert found[early.pk][1] == "MET", "what was done counts, though nobody asked for it"


def test_an_order_is_owed_from_the_amendment_that_brought_it(here, plan):
    version = plan.versions.create(number=1, effective_on=date(2024, 7, 1))
    order = make.requirement(plan, added_in=version)
    make.assignment(order, here.communes[0])
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert states(strip) == ["NOT_REQUIRED", "NOT_REQUIRED", "MISSED", "OPEN"]


def test_corrections_replace_and_the_future_does_not_count(here, plan):
    order = make.requirement(plan, per="MONTH", cadence_times=2)
    row = make.assignment(order, here.communes[0])
    wrong = make.activity(row, date(2024, 1, 5), 2)
    make.activity(row, date(2024, 2, 5), 2, corrects=wrong)
    (strip,) = strips([order], first=date(2024, 1, 1), last=date(2024, 2, 29), on=date(2024, 2, 4))
    assert states(strip) == ["MISSED", "OPEN"]
    (strip,) = strips([order], first=date(2024, 1, 1), last=date(2024, 2, 29), on=date(2024, 2, 5))
    assert states(strip) == ["MISSED", "MET"]


def test_a_period_belongs_to_the_round_that_holds_its_last_day():
    found = periods("QUARTER", date(2023, 12, 15), date(2024, 12, 14))
    assert [label for _, _, label in found] == ["IV", "I", "II", "III"]
    assert periods("WEEK", date(2024, 12, 16), date(2024, 12, 22)) == [
        (date(2024, 12, 16), date(2024, 12, 22), "16/12")
    ]
    assert [label for _, _, label in periods("HALF", date(2024, 1, 1), date(2024, 12, 31))] == ["6T đầu", "6T cuối"]


def test_what_somebody_may_not_see_is_not_there_but_the_shared_programme_is(here, plan):
    order, shared = make.requirement(plan), make.requirement(plan, scope="SHARED")
    for commune in here.communes:
        make.assignment(order, commune)
        make.assignment(shared, commune)
    person = make.user(here.communes[0])
    seen = Assignment.objects.visible_to(person)
    found = year_strips([order, shared], year=2024, on=TODAY, assignments=seen)
    assert [(strip.order, strip.agency_id) for strip in found] == [(order, here.communes[0].pk), (shared, None)]


def test_totals_add_everything_of_every_nature(here, plan):
    lasting = make.requirement(plan, nature="ONCE")
    for commune in here.communes:
        make.activity(make.assignment(lasting, commune), date(2024, 5, 5), 4)
    assert totals([lasting], first=date(2024, 1, 1), last=TODAY) == {lasting.pk: 8}
    assert year_strips([lasting], year=2024, on=TODAY) == []


@pytest.mark.parametrize("count", [2, 40])
def test_the_number_of_statements_does_not_depend_on_the_number_of_units(here, plan, count):
    for _ in range(3):
        order = make.requirement(plan)
        for _ in range(count):
            make.activity(make.assignment(order, make.commune(here.committee)), date(2024, 5, 5))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        found = year_strips(list(Order.objects.filter(plan=plan)), year=2024, on=TODAY)
    assert len(found) == 3 * count
    assert len(caught) == 5, [query["sql"][:80] for query in caught]


# Against a slow count by hand.

near = st.integers(0, 60).map(lambda week: date(2023, 12, 1) + week * 7 * DAY)
borders = st.sampled_from(
    [date(2023, 12, 31), date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 1), date(2024, 6, 30), date(2024, 7, 1)]
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    per=st.sampled_from(["WEEK", "MONTH", "QUARTER", "HALF", "YEAR"]),
    scope=st.sampled_from(["EACH", "SHARED"]),
    times=st.integers(1, 2),
    log=st.lists(st.tuples(st.integers(0, 1), st.one_of(borders, near), st.integers(0, 2)), max_size=8),
    began=st.one_of(st.none(), borders, near),
    on=st.one_of(borders, near),
)
def test_cells_are_what_counting_by_hand_gives(here, per, scope, times, log, began, on):
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    with transaction.atomic():
        plan = make.plan(here.committee, here.standing)
        order = make.requirement(plan, per=per, scope=scope, cadence_times=times)
        units = [make.commune(here.committee, active_from=began), make.commune(here.committee)]
        rows = [make.assignment(order, unit) for unit in units]
        for who, day, count in log:
            make.activity(rows[who], day, count)
        found = {strip.agency_id: strip for strip in strips([order], first=first, last=last, on=on)}
        transaction.set_rollback(True)
    assert set(found) == ({None} if scope == "SHARED" else {unit.pk for unit in units})
    for who, unit in enumerate(units):
        shared = scope == "SHARED"
        strip = found[None if shared else unit.pk]
        mine = [(day, count) for owner, day, count in log if (shared or owner == who) and day <= on]
        covered = [cell.first + n * DAY for cell in strip.cells for n in range((cell.last - cell.first).days + 1)]
        assert covered == [covered[0] + n * DAY for n in range(len(covered))], (
            "periods follow one another without a gap"
        )
        for cell in strip.cells:
            assert first <= cell.last <= last
            count = sum(number for day, number in mine if cell.first <= day <= cell.last)
            assert cell.count == count
            if count >= times:
                expected = "MET"
            elif not shared and who == 0 and began is not None and began > cell.first:
                expected = "NOT_REQUIRED"
            else:
                expected = "OPEN" if on <= cell.last else "MISSED"
            assert cell.state == expected
