"""What is counted beforehand says what the rows say: after every change, on any day, whoever counts beside."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from agencies.models import Role
from plans.models import Assignment, Order, PartKind, Tally, Uncounted
from plans.services import add_activity, complete_assignment, confirm_assignment, extend_assignment, return_assignment
from plans.tally import count_anew
from plans.tasklist import Selection
from tests.plans import make
from tests.plans.test_states import proof
from workflow import triggers

TODAY = date(2024, 12, 20)
DAY = timedelta(days=1)
LIST = reverse("tasks")


@pytest.fixture
def here(portal_day):
    return make.district(offices=3, communes=4)


@pytest.fixture
def work(here):
    """Two plans: in the first the standing agency runs tasks of every kind and has parts of its own; in the second, which
    another agency runs, it has a task to watch over and one to do."""
    plan = make.plan(here.committee, here.standing)
    everybody = [*here.offices, *here.communes]
    late = make.task(plan, TODAY - 9 * DAY, text="Rà soát thủ tục", section="Rà soát")
    for place, unit in enumerate(everybody):
        make.assignment(late, unit, done_on=TODAY - place * 3 * DAY if place < 4 else None)
    make.assignment(late, here.standing, PartKind.COORDINATE)
    shown = make.task(plan, TODAY + 3 * DAY, text="Tập huấn", asks_evidence=True, asks_confirmation=True)
    for place, unit in enumerate(everybody):
        row = make.assignment(shown, unit, done_on=TODAY - DAY if place % 2 else None)
        if place in (1, 3):
            row.evidence.add(proof(unit))
    monthly = make.requirement(plan, per="MONTH", nature="CADENCE", text="Đối thoại")
    shared = make.requirement(plan, per="QUARTER", nature="CADENCE", scope="SHARED", text="Chuyên đề")
    for place, unit in enumerate(everybody):
        for order in (monthly, shared):
            made = make.assignment(order, unit)
            if place % 2 or (order == shared and place == 2):
                make.activity(made, TODAY - 20 * DAY * place)
    other = make.plan(here.committee, here.offices[0])
    watched = make.task(other, TODAY - DAY, text="Kiểm tra")
    make.assignment(watched, here.standing, PartKind.MONITOR)
    make.assignment(watched, here.communes[0])
    own = make.task(other, TODAY + 40 * DAY, text="Tổng hợp")
    make.assignment(own, here.communes[0])
    make.assignment(own, here.standing)
    return plan


ASKED = (
    {},
    {"theo": "don-vi"},
    {"loai": "ALL"},
    {"loai": "ALL", "theo": "don-vi"},
    {"vai": "COORDINATE", "theo": "don-vi"},
    {"vai": "IMPLEMENT"},
    {"q": "ra soat"},
    {"tu_ngay": "2024-12-12", "den_ngay": "2024-12-24"},
    {"loai": "ALL", "den_ngay": "2024-12-12", "theo": "don-vi"},
    {"loai": "ALL", "phan": "Rà soát"},
)


def told(person, asked: dict, on: date = TODAY) -> Counter:
    """(task, state, level) -> assignments, as the list says."""
    found: Counter = Counter()
    for row in Selection(asked, user=person, on=on).told:
        found[row.order, row.status, row.level] += row.n
    return found


def one_by_one(person, asked: dict, on: date = TODAY) -> Counter:
    rows = Selection(asked, user=person, on=on).choice.rows()
    return Counter(rows.order_by().values_list("order", "status", "kept_by__level"))


def agrees(people, on: date = TODAY) -> None:
    for person in people:
        for asked in ASKED:
            assert told(person, asked, on) == one_by_one(person, asked, on), (person, asked)


def test_the_list_says_the_same_before_and_after_counting_and_while_some_of_it_is_not_counted(here, work):
    everybody = (here.standing, here.committee, here.offices[0], here.communes[0])
    people = [make.user(agency) for agency in everybody]
    agrees(people)
    assert count_anew() == Order.objects.filter(assignments__isnull=False).distinct().count()
    assert told(people[0], {}) and not Uncounted.objects.exists()
    agrees(people)
    row = Assignment.objects.filter(order__text="Rà soát thủ tục", done_on=None, part="IMPLEMENT").first()
    complete_assignment(assignment=row, by=make.user(row.kept_by), on=TODAY, result="Xong")
    assert list(Uncounted.objects.values_list("order", flat=True).distinct()) == [row.order_id]
    agrees(people)
    count_anew()
    agrees(people)
    Tally.objects.update(n=7)
    read = {n for (order, *_), n in told(people[0], {}).items() if order == row.order_id}
    assert read and all(n % 7 == 0 for n in read), "what was counted is what is read"


@pytest.mark.parametrize("on", [TODAY - 70 * DAY, TODAY - 21 * DAY, TODAY - DAY, TODAY + DAY, TODAY + 30 * DAY])
def test_what_is_counted_serves_any_day(here, work, on):
    count_anew()
    agrees([make.user(here.standing)], on=on)


def test_pages_show_the_same_lines(client, here, work):
    client.force_login(make.user(here.standing))

    def pages():
        for asked in ASKED:
            page = client.get(LIST, asked)
            yield page.context["pills"], page.context["lines"]

    before = list(pages())
    count_anew()
    assert list(pages()) == before and before[0][1]


CHANGES = {
    "extended": lambda row, boss, **_: extend_assignment(assignment=row, by=boss, due=TODAY + 90 * DAY, reason="Chờ"),
    "logged": lambda row, unit, **_: add_activity(assignment=row, by=unit, on=TODAY, text="Đã làm"),
    "proved": lambda row, **_: row.evidence.add(proof(row.kept_by)),
    "taken away": lambda row, **_: Assignment.objects.filter(pk=row.pk).delete(),
    "renamed": lambda row, **_: row.kept_by.save(),
    "moved": lambda row, here, **_: Assignment.objects.filter(pk=row.pk).update(kept_by=here.offices[2]),
    "judged otherwise": lambda row, **_: Order.objects.filter(pk=row.order_id).update(schedule_kind="ONGOING"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed_whoever_writes(here, work, change):
    row = Assignment.objects.filter(order__text="Rà soát thủ tục", done_on=None, part="IMPLEMENT").first()
    boss, unit = make.user(here.standing), make.user(row.kept_by)
    count_anew()
    CHANGES[change](row, boss=boss, unit=unit, here=here)
    assert row.order_id in Uncounted.objects.values_list("order", flat=True)
    agrees([boss])
    count_anew()
    agrees([boss])


def test_handing_in_confirming_and_sending_back_are_noticed(here, work):
    row = Assignment.objects.get(order__text="Tập huấn", agency=here.offices[0])
    unit, boss = make.user(row.kept_by), make.user(here.standing, Role.HEAD)
    steps = (
        lambda: complete_assignment(assignment=row, by=unit, on=TODAY, result="Xong", files=[make.upload()]),
        lambda: return_assignment(assignment=row, by=boss, reason="Thiếu danh sách"),
        lambda: complete_assignment(assignment=row, by=unit, on=TODAY, result="Xong, có danh sách"),
        lambda: confirm_assignment(assignment=row, by=boss),
    )
    for step in steps:
        count_anew()
        step()
        agrees([boss])
        count_anew()
        agrees([boss])


def test_after_a_migration_nothing_counts_as_counted(here, work):
    """SQLite has no triggers while it migrates; what was written meanwhile was named by nobody."""
    count_anew()
    triggers.after_migrate(None, using=connection.alias)
    assert Uncounted.objects.values("order").distinct().count() == Assignment.objects.values("order").distinct().count()


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_once(here, work):
    count_anew()
    Assignment.objects.update(result="Đang làm")
    ready = threading.Barrier(2)

    def count():
        ready.wait()
        count_anew()
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(Tally.objects.values_list("n", flat=True)) == Assignment.objects.count()
    agrees([make.user(here.standing)])
