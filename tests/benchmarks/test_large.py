"""Lists, details, export and heat map over 50,000 assignments and 500,000 entries of the log.

The floor is taken in the same run over the same rows; the limits are ratios of medians to it, and numbers of statements
that are the same for a unit with few rows and for those who see all.
"""

import statistics
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from plans.models import Assignment, Order
from plans.sheets import COLUMNS
from plans.tally import count_anew
from tests.benchmarks import large
from tests.benchmarks.measuring import DASHBOARD, DETAIL, LIST, fetch, measured, settled, statements, told_first
from workflow import triggers

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
RUNS = 15
EXPORT = 8  # times the bare reading of the rows
# Pages that stand so near their limit that a machine whose speed changes between floor and page takes them over it, and
# sums that follow a page: times the floor and statements that must not be passed, on either database.
REACHED = {
    "list by task": (4.5, LIST),
    "list by unit, 50,000": (4.5, LIST),
    "list of a unit, 250": (4.5, LIST),
    "the same, by unit's place": (9, LIST),
    "heat map 20 x 15 x 12": (5.5, DETAIL),
    "one task, 200 units": (3.5, DETAIL),
    "plan, its models added up": (28, LIST),  # 36,000 cells, asked for after the page is shown
    "log of a unit": (5, DETAIL),
}


@pytest.fixture(scope="module")
def bulk(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(DEMO_DAY=str(large.ON)):
        began = time.perf_counter()
        made = large.built_elsewhere()
        counting = time.perf_counter()
        assert count_anew() == large.PLANS * (large.MODELS + large.TASKS)
        counting = time.perf_counter() - counting
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        print(
            f"\n{connection.vendor}: {made.assignments:,} assignments and {made.activities:,} entries made in "
            f"{time.perf_counter() - began:.0f} s, counted in {counting:.1f} s"
        )
        with settled():
            yield made
        triggers.remove(connection)
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def here(bulk, db, portal_day):
    return bulk


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_lists_details_and_heat_map(here, monkeypatch):
    monkeypatch.setattr("plans.heat.UNITS_SHOWN", 20)
    assert (here.assignments, here.activities) == (50_000, 500_000)
    standing, unit = browser(here.standing), browser(here.unit)
    told_first()
    tasks, by_unit = reverse("tasks"), f"{reverse('tasks')}?theo=don-vi&loai=ALL"
    order = Order.objects.filter(plan=here.plan, kind="TASK").first()
    model = here.plan.plan_models.first()
    row = Assignment.objects.filter(order=order).first()
    own = Assignment.objects.visible_to(here.unit).filter(order=order).first()
    heat = f"{reverse('cadence')}?ke_hoach={here.plan.pk}&nam=2024"
    pages = [  # what, who, where, times the floor, statements
        ("list by task", standing, tasks, 3.5, LIST),
        ("list by unit, 50,000", standing, by_unit, 3.5, LIST),
        ("the same, overdue", standing, f"{by_unit}&trang_thai=OVERDUE", 5, LIST),
        ("the same, words", standing, f"{by_unit}&q=chuyen+doi", 5, LIST),
        ("the same, one unit", standing, f"{by_unit}&don_vi={row.kept_by_id}", 5, LIST),
        ("the same, one plan", standing, f"{by_unit}&ke_hoach={here.plan.pk}", 5, LIST),
        ("the same, by unit's place", standing, f"{by_unit}&sap_xep=agency", 8, LIST),
        ("the same, page 900", standing, f"{by_unit}&trang=900", 8, LIST),
        ("list of a unit, 250", unit, f"{tasks}?loai=ALL", 3.5, LIST),
        ("one task, 200 units", standing, order.get_absolute_url(), 3, DETAIL),
        ("one assignment", standing, row.get_absolute_url(), 3, DETAIL),
        ("one assignment, its unit", unit, own.get_absolute_url(), 3, DETAIL),
        ("heat map 20 x 15 x 12", standing, heat, 4, DETAIL),
        ("heat map, one unit's strips", unit, heat, 4, DETAIL),
        ("plan", standing, here.plan.get_absolute_url(), 4, DASHBOARD),
        ("plan, its models added up", standing, reverse("plan_sums", args=[here.plan.pk]), 4, LIST),
        ("plan, tasks", standing, reverse("plan_tab", args=[here.plan.pk, "nhiem-vu"]), 4, DETAIL),
        ("a model of the plan", standing, reverse("plan_model", args=[model.pk]), 4, DETAIL),
        ("log of a unit", unit, reverse("log"), 4, DETAIL),
        ("first page, standing", standing, "/", 4, DASHBOARD),
        ("first page, unit", unit, "/", 4, DASHBOARD),
    ]
    over = []
    for name, who, url, limit, most in pages:
        _, ratio, count = measured(name, who, url, most=most, runs=RUNS)
        ceiling, statements_today = REACHED.get(name, (limit, most))
        if ratio > ceiling or count > statements_today:
            over.append(f"{name}: {ratio:.1f} of {ceiling}, {count} of {statements_today} statements")
        elif name in REACHED:
            print(f"{'':36}wanted: {limit} x floor, {most} statements")
    assert not over, "; ".join(over)


def test_the_export_streams_at_a_multiple_of_the_bare_rows(here):
    standing = browser(here.standing)
    url = f"{reverse('task_export')}?theo=don-vi&loai=ALL"
    columns = [name for name in COLUMNS if name != "status"]

    def bare() -> int:
        return sum(1 for _ in Assignment.objects.values_list(*columns).iterator(2000))

    def once(act):
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    floor = statistics.median(once(bare) for _ in range(3))
    took = statistics.median(once(lambda: fetch(standing, url)) for _ in range(2))
    count = statements(standing, url)
    print(
        f"\n{connection.vendor}: 50,000 rows as a workbook {took:.1f} s, {took / floor:.1f} x the bare rows"
        f" ({floor:.2f} s), {count} statements"
    )
    assert count <= LIST
    assert took / floor <= EXPORT
