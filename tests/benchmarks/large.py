"""A jurisdiction of 200 units with 50,000 assignments and 500,000 entries in the log, made in bulk; the same every time."""

from __future__ import annotations

import multiprocessing
from datetime import date, timedelta
from types import SimpleNamespace

from django.db import connection

from agencies import clock
from agencies.models import User
from plans.models import Activity, Assignment, Nature, Order, OrderKind, Plan, PlanKind, ScheduleKind
from tests import make

UNITS, PLANS, MODELS, TASKS, ENTRIES = 200, 10, 15, 10, 10  # 200 x 10 x (15 + 10) = 50,000
ON = date(2024, 12, 20)
STANDING, UNIT = "lon.noivu", "lon.xa"
WORDS = [
    "rà soát, công bố thủ tục",
    "chuyển đổi số",
    "tiếp dân",
    "đối thoại",
    "niêm yết",
    "tập huấn",
    "kiểm tra",
    "báo cáo",
]


def _orders(plan, number: int) -> list[Order]:
    """Fifteen models with a monthly requirement each, ten tasks with a day."""
    rows = []
    for place in range(1, MODELS + 1):
        model = make.plan_model(plan, str(place), f"Mô hình {number}.{place}")
        text = f"Tổ chức {WORDS[place % len(WORDS)]} theo mô hình {place}"
        rows.append(Order(plan=plan, plan_model=model, kind=OrderKind.REQUIREMENT, position=place, text=text))
        rows[-1].nature, rows[-1].cadence_per = Nature.CADENCE, "MONTH"
        rows[-1].schedule_kind, rows[-1].count_unit = ScheduleKind.RECURRING, "buổi"
    for place in range(1, TASKS + 1):
        text = f"Thực hiện {WORDS[place % len(WORDS)]} của kế hoạch số {number}, việc {place}"
        rows.append(Order(plan=plan, kind=OrderKind.TASK, position=MODELS + place, number=f"{place}", text=text))
        rows[-1].section, rows[-1].schedule_kind = f"Nhóm {place % 3 + 1}", ScheduleKind.FIXED
        rows[-1].due = ON + timedelta(days=7 * place - 30)
    for row in rows:
        row.save()
    return rows


def build() -> None:
    """The whole of it."""
    district = make.District("huyện Lớn", communes=0)
    units = [
        make.agency(f"UBND xã số {n}", kind="COMMITTEE", level="COMMUNE", parent=district.committee)
        for n in range(1, UNITS + 1)
    ]
    for number in range(1, PLANS + 1):
        plan = make.plan(
            district,
            kind=PlanKind.MODELS,
            title=f"Kế hoạch lớn số {number}",
            short_title=f"Kế hoạch lớn số {number}",
            period_start=date(2023, 1, 1),
            period_end=date(2025, 12, 31),
            issued_first=date(2022, 12, 20),
            issued_last=date(2022, 12, 20),
        )
        Assignment.objects.bulk_create(
            [
                Assignment(
                    order=order,
                    agency=unit,
                    kept_by=unit,
                    part="IMPLEMENT",
                    due=order.due,
                    first_due=order.due,
                    done_on=order.due - timedelta(days=3) if order.due and (place + number) % 3 else None,
                )
                for order in _orders(plan, number)
                for place, unit in enumerate(units)
            ],
            batch_size=2000,
        )
    _log()
    make.user(district.standing, username=STANDING)
    make.user(units[0], username=UNIT)


def built_elsewhere() -> SimpleNamespace:
    """Builds it and gives `plan` (the newest), people `standing` and `unit`, and the counts.

    Another process builds: one that made half a million rows has its memory in pieces, and Python runs a third slower in
    it than in a process that serves pages.
    """
    connection.close()
    builder = multiprocessing.get_context("fork").Process(target=build)
    builder.start()
    builder.join()
    assert builder.exitcode == 0
    return SimpleNamespace(
        plan=Plan.objects.order_by("pk").last(),
        standing=User.objects.get(username=STANDING),
        unit=User.objects.get(username=UNIT),
        assignments=Assignment.objects.count(),
        activities=Activity.objects.count(),
    )


def _log() -> None:
    """Ten entries to each assignment, on days of 2024 that differ from one assignment to the next; by the database itself."""
    stored = connection.ops.adapt_datefield_value
    entered = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        for slot in range(ENTRIES):
            for kind in range(10):
                day = date(2024, 1, 1) + timedelta(days=(slot * 36 + kind * 11) % 355)
                cursor.execute(
                    'INSERT INTO plans_activity (assignment_id, "on", monthly, count, text, entered_at) '
                    "SELECT id, %s, %s, 1, %s, %s FROM plans_assignment WHERE id %% 10 = %s",
                    [stored(day), False, f"Đã {WORDS[slot % len(WORDS)]}", entered, kind],
                )
