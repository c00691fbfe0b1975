"""The same work along time: due days in a month, bars along a year; states agree with the list."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import PartKind
from plans.month import Month
from plans.services import complete_assignment, extend_assignment
from plans.timeline import WIDTH, Year
from tests.plans import make
from tests.plans.test_pages import fill, statements

TODAY = date(2024, 12, 20)
CALENDAR, TIMELINE = reverse("task_calendar"), reverse("task_timeline")


@pytest.fixture
def here():
    return make.district(offices=1, communes=3)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


@pytest.fixture
def standing(client, here):
    person = make.user(here.standing)
    client.force_login(person)
    return person


@pytest.fixture
def order(here, plan):
    """A task of three communes due on 24 December, one of them done."""
    made = make.task(plan, date(2024, 12, 24), starts=date(2024, 11, 1), text="Rà soát")
    rows = [make.assignment(made, commune, PartKind.LEAD) for commune in here.communes]
    complete_assignment(assignment=rows[0], by=make.user(here.communes[0]), on=TODAY, result="Xong")
    return made


def days_of(client, **query):
    month = client.get(CALENDAR, query).context["month"]
    return {day.on: day.items for week in month.weeks for day in week if day.items}


def test_a_task_stands_on_its_due_day_with_the_progress_of_its_units(client, here, order, standing):
    ((day, items),) = days_of(client).items()
    assert day == date(2024, 12, 24)
    assert [(item.who, item.done, item.tone) for item in items] == [("3 đơn vị", 1, "soon")]
    assert items[0].url == order.get_absolute_url()
    client.force_login(make.user(here.communes[1]))
    assert [item.who for item in days_of(client)[day]] == ["UBND xã 2"]


def test_an_extended_unit_moves_to_its_new_day(client, here, order, standing):
    row = order.assignments.get(agency=here.communes[1])
    extend_assignment(assignment=row, by=standing, due=date(2025, 1, 6), reason="Chờ số liệu")
    assert [len(items) for items in days_of(client).values()] == [1]
    assert list(days_of(client, thang="2025-01")) == [date(2025, 1, 6)]
    (bar,) = client.get(TIMELINE).context["bars"]
    assert bar.extended == (pytest.approx(Year(2024, on=TODAY).until(date(2024, 12, 24))), pytest.approx(19.1, abs=0.2))


def test_filters_of_the_list_hold_here_too(client, order, standing):
    assert not days_of(client, q="khong co")
    assert not client.get(TIMELINE, {"q": "khong co"}).context["bars"]
    assert len(client.get(TIMELINE, {"q": "ra soat"}).context["bars"]) == 1


def test_a_bar_runs_from_the_first_to_the_last_day_and_shows_its_share(client, order, standing):
    (bar,) = client.get(TIMELINE).context["bars"]
    year = Year(2024, on=TODAY)
    assert bar.x == year.at(date(2024, 11, 1))
    assert bar.x + bar.width == pytest.approx(year.until(date(2024, 12, 24)), abs=0.1)
    assert bar.solid == pytest.approx(bar.width / 3, abs=0.1)
    assert not client.get(TIMELINE, {"nam": "2023"}).context["bars"]
    assert not client.get(TIMELINE, {"nam": "2025"}).context["bars"]


@pytest.mark.parametrize("year", [2023, 2024, 2100])
def test_a_year_is_filled_exactly_leap_or_not(year):
    scale = Year(year, on=TODAY)
    assert (scale.at(date(year, 1, 1)), scale.until(date(year, 12, 31))) == (0, WIDTH)
    assert scale.at(date(year - 1, 12, 31)) == 0


@pytest.mark.parametrize(
    ("first", "weeks", "opens", "closes"),
    [
        (date(2024, 2, 1), 5, date(2024, 1, 29), date(2024, 3, 3)),
        (date(2021, 2, 1), 4, date(2021, 2, 1), date(2021, 2, 28)),
        (date(2024, 12, 1), 6, date(2024, 11, 25), date(2025, 1, 5)),
    ],
)
def test_a_month_is_whole_weeks(first, weeks, opens, closes):
    month = Month(first)
    assert len(month.weeks) == weeks and all(len(week) == 7 for week in month.weeks)
    assert (month.weeks[0][0].on, month.weeks[-1][-1].on) == (opens, closes)
    assert month.before < first < month.after


def test_days_off_are_named():
    days = {day.on: day.off for week in Month(date(2024, 2, 1)).weeks for day in week}
    assert days[date(2024, 2, 10)] and not days[date(2024, 2, 20)]


@pytest.mark.parametrize("address", ["", "2024-13", "khong", "0000-01", "99999-01"])
def test_a_wrong_month_shows_this_one(client, standing, address):
    page = client.get(CALENDAR, {"thang": address})
    assert page.context["month"].first == date(2024, 12, 1)
    assert client.get(TIMELINE, {"nam": address}).context["year"].year == 2024


@pytest.mark.parametrize("url", [CALENDAR, TIMELINE])
def test_costs_the_same_at_10_and_at_1000_rows(client, here, plan, standing, url):
    fill(plan, here.offices[0], 10)
    few, _ = statements(client, url)
    fill(plan, here.offices[0], 990)
    many, _ = statements(client, url)
    assert many == few <= 9 + 8
