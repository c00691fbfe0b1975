"""What waits for one person from the plans: tasks, rhythms, results to confirm, difficulties to answer, focal officers."""

from __future__ import annotations

from datetime import date, timedelta
from textwrap import shorten

from django.db.models import Count, F, Min, Q
from django.urls import reverse

from agencies import clock
from agencies.models import Role, User
from agencies.statements import kept
from agencies.vietnamese import format_date, join_words
from plans.cadence import period_start, periods, strips
from plans.models import (
    Assignment,
    Cadence,
    Difficulty,
    FocalOfficer,
    Nature,
    Order,
    PlanKind,
    PlanState,
    ScheduleKind,
    Scope,
    Turn,
)
from plans.states import DONE, Status
from reporting.models import ReportState
from reporting.workitem import SOON, WorkItem
from workflow.transitions import MONITOR, STANDING

TASKS_SHOWN = 50
YEAR = timedelta(days=366)  # the longest period of a rhythm


def difficulty_items(user: User) -> list[WorkItem]:
    """Difficulties that other units sent up; the authority's head is asked where nobody between could answer."""
    mine = user.agency_ids(Role.STAFF, Role.HEAD)
    asked = (
        Difficulty.concerns(STANDING, mine)
        | Difficulty.concerns(MONITOR, mine)
        | Q(assignment__order__plan__kind=PlanKind.DIRECTIONS)
        | Q(assignment__kept_by=F("assignment__order__plan__standing"))
    )
    waiting = Difficulty.objects.waiting_for(user).filter(asked).exclude(assignment__kept_by__in=mine)
    return [
        WorkItem(
            due=None,
            kind="Khó khăn, vướng mắc",
            title=shorten(row.text, 180, placeholder="…"),
            detail=f"{row.agency}, về {row.assignment.order}",
            chip=("difficulty", row.state, ""),
            action="Trả lời",
            url=row.get_absolute_url(),
            icon="reply",
        )
        for row in waiting.select_related("agency", "assignment__order")[:30]
    ]


def focal_items(user: User) -> list[WorkItem]:
    """Focal officers that units named and nobody confirmed yet: one line per plan."""
    waiting = FocalOfficer.objects.waiting_for(user).values("plan", "plan__short_title").order_by("plan")
    return [
        WorkItem(
            due=None,
            kind="Đầu mối",
            title=f"{row['n']} đơn vị cử hoặc đề nghị thay đổi đầu mối",
            detail=row["plan__short_title"],
            chip=("report", ReportState.SUBMITTED, "Chờ xác nhận"),
            action="Xác nhận",
            url=reverse("plan_focal", args=[row["plan"]]),
            icon="person-badge",
        )
        for row in waiting.annotate(n=Count("pk"))
    ]


@kept
def _owed(user: User, on: date, at: range):
    """Dated work of the person's agencies that is not done yet, at these places; what the log judges has no day."""
    return (
        Assignment.objects.doing()
        .filter(
            kept_by__in=user.agency_ids(Role.STAFF, Role.HEAD),
            done_on=None,
            due__isnull=False,
            order__plan__state=PlanState.ISSUED,
        )
        .exclude(order__nature=Nature.ON_DEMAND)
        .exclude(order__schedule_kind=ScheduleKind.RECURRING)
        .with_status(on=on)
        .exclude(status__in=DONE)
        .order_by("due", "pk")
        .values("pk", "due", "status", number=F("order__number"), text=F("order__text"),
                source=F("order__source_document"), kind=F("order__plan__kind"), plan=F("order__plan__short_title"))
    )[at.start : at.stop]  # fmt: skip


def task_items(user: User, on: date) -> list[WorkItem]:
    """A line for each task that is owed, the earliest due first, as far as they fit."""
    items = []
    for row in _owed(user, on, range(TASKS_SHOWN + 1)):
        due = row["due"]
        if len(items) == TASKS_SHOWN:
            return [*items, _more_tasks(due)]
        directed = row["kind"] == PlanKind.DIRECTIONS
        late = max(0, clock.days_between(due, on))
        remaining = clock.days_between(on, due)
        text = f"Quá hạn {late} ngày" if late else "Hạn hôm nay" if remaining == 0 else f"Còn {remaining} ngày"
        items.append(
            WorkItem(
                due=due,
                kind="Ý kiến chỉ đạo" if directed else f"Nhiệm vụ {row['number']}".strip(),
                title=row["text"],
                detail=f"{row['source'] or row['plan']}.",
                chip=("assignment", row["status"], text),
                action="Cập nhật kết quả",
                url=reverse("assignment", args=[row["pk"]]),
                icon="check2-square",
                late_days=late,
            )
        )
    return items


def _more_tasks(due: date) -> WorkItem:
    """Says that the ledger does not hold all: the rest, due from this day on, is in the list of tasks."""
    return WorkItem(
        due=due,
        kind="Nhiệm vụ",
        title=f"Các nhiệm vụ khác có hạn từ {format_date(due)}",
        detail=f"Trang này nêu {TASKS_SHOWN} nhiệm vụ có hạn sớm nhất.",
        chip=("assignment", Status.IN_TIME, "Xem danh sách"),
        action="Mở danh sách",
        url=reverse("tasks"),
        icon="list-task",
    )


@kept
def _paced(user: User, on: date, ending: tuple[str, ...]):
    """What the person's agencies carry out by a rhythm of these periods."""
    carried_out = Assignment.objects.loggable_by(user, on=on).order_by().values("order")
    orders = Order.objects.filter(pk__in=carried_out, nature=Nature.CADENCE, scope=Scope.EACH, cadence_per__in=ending)
    return orders.select_related("plan_model")


def cadence_items(user: User, on: date) -> list[WorkItem]:
    """What is done by a rhythm and still lacks results in a period that ends within days: one line per unit and period."""
    mine = user.agency_ids(Role.STAFF, Role.HEAD)
    orders = _paced(user, on, tuple(per for per in Cadence.values if periods(per, on, on + SOON)))
    lacking: dict[tuple[int, date], list[str]] = {}
    for strip in strips(orders, first=on, last=on + SOON, on=on, agencies=mine):
        for cell in strip.cells:
            if cell.state == "OPEN":
                name = strip.order.plan_model.short_name if strip.order.plan_model else str(strip.order)
                lacking.setdefault((strip.agency_id, cell.last), []).append(name)
    names = {post.agency_id: post.agency for post in user.posts()}
    return [
        WorkItem(
            due=last,
            kind="Nhịp thực hiện",
            title=f"{len(wanted)} nội dung chưa đủ kết quả của kỳ đến {format_date(last)}",
            detail=f"{names[agency]}: {join_words(wanted)}.",
            chip=("assignment", Status.ONGOING_NOT_UPDATED, "Chưa cập nhật trong kỳ"),
            action="Cập nhật kết quả",
            url=reverse("cadence_unit", args=[agency]),
            icon="journal-plus",
        )
        for (agency, last), wanted in lacking.items()
    ]


@kept
def _turns(user: User, firsts: tuple[date, ...]):
    """Turns of the person's agencies in the periods that begin on these days."""
    return Turn.objects.filter(
        agency__in=user.agency_ids(Role.STAFF, Role.HEAD),
        first__in=firsts,
        order__plan__state=PlanState.ISSUED,
        order__dropped_in=None,
    ).select_related("order__plan_model", "agency")


def turn_items(user: User, on: date) -> list[WorkItem]:
    """What one of the person's agencies is to carry out for all in the running period, until it is done."""
    turns = _turns(user, tuple(period_start(per, on) for per in Cadence.values))
    turn_of = {(turn.order_id, turn.first): turn for turn in turns}
    return [
        WorkItem(
            due=cell.last,
            kind="Đến lượt thực hiện",
            title=str(turn.order.plan_model or turn.order),
            detail=f"{turn.agency} thực hiện chung cho các đơn vị, kỳ từ {format_date(cell.first)} đến {format_date(cell.last)}.",
            chip=("assignment", Status.ONGOING_NOT_UPDATED, "Chưa cập nhật trong kỳ"),
            action="Cập nhật kết quả",
            url=reverse("log"),
            icon="journal-plus",
        )
        for strip in strips({turn.order for turn in turn_of.values()}, first=on, last=on + YEAR, on=on)
        for cell in strip.cells
        if cell.state == "OPEN" and (turn := turn_of.get((strip.order.pk, cell.first)))
    ]


@kept
def _handed_in(user: User):
    """Results whose confirmation is this person's, by task."""
    return (
        Assignment.objects.to_confirm_by(user.agency_ids(Role.STAFF, Role.HEAD))
        .order_by()
        .values("order", "order__number", "order__text", "order__plan__short_title")
        .annotate(n=Count("pk"), first=Min("pk"), unit=Min("kept_by__short_name"))
        .order_by("order")
    )


def confirmation_items(user: User) -> list[WorkItem]:
    """One line per task whose results wait for the person's word, whichever of its units handed in."""
    return [
        WorkItem(
            due=None,
            kind="Kết quả chờ xác nhận",
            title=f"{row['order__number']} {row['order__text']}".strip(),
            detail=f"{row['unit'] if row['n'] == 1 else str(row['n']) + ' đơn vị'} đã báo hoàn thành. {row['order__plan__short_title']}.",
            chip=("report", ReportState.SUBMITTED, "Chờ xác nhận"),
            action="Xem và xác nhận",
            url=reverse("assignment", args=[row["first"]]) if row["n"] == 1 else reverse("task", args=[row["order"]]),
            icon="check2",
        )
        for row in _handed_in(user)
    ]
