"""The list of work: what is chosen, its counts by state, and its lines, by task or unit by unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery, Value

from agencies import clock, statements
from agencies.addresses import address_of
from agencies.models import Level, Role, User
from agencies.statements import kept
from agencies.templatetags.portal import chip, truncatechars
from agencies.vietnamese import format_number
from plans.filters import Asked, AssignmentFilter, PlanChoice
from plans.models import Assignment, Order, PartKind, PlanKind, Tally, Uncounted
from plans.overview import worst
from plans.querysets import DOING
from plans.states import DONE, THROUGH, Status

# key in the address -> (words, icon, states)
PILLS = {
    "OVERDUE": ("Quá hạn", "exclamation-octagon", (Status.OVERDUE,)),
    "DUE_SOON": ("Sắp đến hạn", "alarm", (Status.DUE_SOON,)),
    "IN_TIME": ("Trong hạn", "play-circle", (Status.IN_TIME,)),
    "TO_CONFIRM": ("Chờ xác nhận", "hourglass-split", (Status.TO_CONFIRM,)),
    "ONGOING_UPDATED": ("Đã cập nhật", "arrow-repeat", (Status.ONGOING_UPDATED,)),
    "ONGOING_NOT_UPDATED": ("Chưa cập nhật", "pause-circle", (Status.ONGOING_NOT_UPDATED,)),
    "NOT_YET": ("Chưa đến kỳ", "calendar", (Status.NOT_YET,)),
    "DONE": ("Hoàn thành", "check-circle", DONE),
}
LEVELS = {
    Level.PROVINCE: "cơ quan cấp tỉnh",
    Level.DISTRICT: "cơ quan cấp huyện",
    Level.COMMUNE: "đơn vị cấp xã",
}
PER_PAGE = 50
# What a line says of its task: the fields of `Said`.
OF_ORDER = ("number", "text", "section", "schedule_text", "schedule_kind", "plan__short_title")
OF_ORDER += ("plan_model__number", "plan_model__name")
OF_ROW = ("pk", "part", "due", "first_due", "done_on", "status", "kept_by__short_name")
PILL_OF = {state: pill for pill, (_, _, states) in PILLS.items() for state in states}
BY_TASK, BY_UNIT = "nhiem-vu", "don-vi"


def runs_some(user: User, plans: Iterable[PlanChoice]) -> bool:
    """Whether the person's agencies run one of the plans: they follow other units' work."""
    acting = set(user.agency_ids(Role.STAFF, Role.HEAD))
    return any({plan.standing, plan.authority} & acting for plan in plans)


class Choice(NamedTuple):
    """What a list shows: to whom, on which day, of the plans `run` by his agencies, what is asked for, in what state.

    `by_task` shows one line for a task with the progress of its units.
    """

    user: User
    on: date
    run: tuple[int, ...]
    asked: Asked
    by_task: bool
    pill: str

    def found(self) -> QuerySet[Assignment]:
        """The assignments before a state is chosen."""
        found = self.asked.work(self.user, self.run)
        if not self.by_task or self.asked.part:
            return found
        # A task the person's agency runs is counted over those who carry it out; he helps with others' tasks.
        run = Order.objects.filter(plan__in=self.run).order_by().values("pk")
        return found.exclude(order__in=run, part=PartKind.COORDINATE)

    def rows(self) -> QuerySet[Assignment]:
        """The same with their `status`."""
        return self.found().with_status(on=self.on)

    def shown(self) -> QuerySet[Assignment]:
        """Those of the chosen state, with their `status`."""
        return self.found().in_states(*PILLS[self.pill][2], on=self.on) if self.pill else self.rows()

    def units(self) -> QuerySet[Assignment]:
        """Those of the chosen state."""
        return self.shown() if self.pill else self.found()

    def orders(self) -> QuerySet[Order]:
        """The tasks of what is shown; `done` when none of its units is yet to hand in.

        The first row of a task tells: asked whether there is any, PostgreSQL reads all work there is.
        """
        shown = self.units().order_by().filter(order=OuterRef("pk")).values("pk")[:1]
        unfinished = Assignment.objects.filter(part__in=DOING, done_on=None, order=OuterRef("pk"))
        unfinished = unfinished.order_by().values("pk")[:1]
        return (
            self.asked.orders()
            .alias(shown=Subquery(shown), unfinished=Subquery(unfinished))
            .filter(shown__isnull=False)
            .select_related("plan", "plan_model")
            .only(*OF_ORDER, "due", "plan__kind")
            .annotate(done=ExpressionWrapper(Q(unfinished__isnull=True), output_field=BooleanField()))
        )


@kept
def _orders_at(choice: Choice, order_by: tuple, at: range):
    """The tasks at these places of the list."""
    return choice.orders().order_by(*order_by)[at.start : at.stop]


@kept
def _units_at(choice: Choice, order_by: tuple, at: range):
    """What lines say of the assignments at these places of the list: only they are read, the others passed over in an index."""
    places = choice.units().order_by(*order_by).values("pk")[at.start : at.stop]
    rows = Assignment.objects.filter(pk__in=places).with_status(on=choice.on).order_by(*order_by)
    return rows.values_list(*OF_ROW, *(f"order__{name}" for name in OF_ORDER), named=True)


class Told(NamedTuple):
    """How many assignments of a task, of units of a level, are in a state; the first one with its unit's name; the earliest
    due day."""

    order: int
    status: str
    level: str
    n: int
    first: int
    name: str
    due: date | None


# The limit cuts nothing off: it has SQLite sort bare states, not what they are told from.
_ADDED_UP = """SELECT "order", status, level, SUM(n), MIN(first), MIN(name), MIN(due)
FROM ({} LIMIT 1000000000) AS found GROUP BY "order", status, level"""


def _one_by_one(rows: QuerySet[Assignment]) -> QuerySet:
    """The same of each assignment, which carries its `status`."""
    each = rows.order_by().annotate(level=F("kept_by__level"), n=Value(1), first=F("pk"), name=F("kept_by__short_name"))
    return each.values_list(*Told._fields)


def _told(choice: Choice) -> QuerySet:
    """What `Told` says of the found work, yet to be added up: what was counted (`plans.tally`) of the tasks all of whose units
    the person sees, the rest assignment by assignment."""
    rows, mine = choice.rows(), choice.user.agency_ids()
    if choice.asked.unit:
        return _one_by_one(rows)
    own = rows.filter(kept_by__in=mine)
    watched = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=mine).order_by().values("order")
    if not choice.run:
        beside = rows.filter(order__in=watched).exclude(kept_by__in=mine)
        return _one_by_one(own).union(_one_by_one(beside), all=True)
    parts = (choice.asked.part,) if choice.asked.part else DOING
    changed = Uncounted.objects.values("order").union(Tally.objects.filter(last_on__gt=choice.on).values("order"))
    seen = choice.asked.orders().filter(Q(plan__in=choice.run) | Q(pk__in=watched)).values("pk")
    whole = Q(order__in=seen, part__in=parts)
    counted = choice.asked.within(Tally.objects.filter(whole)).exclude(order__in=changed).with_status(on=choice.on)
    own = own.exclude(order__in=changed).exclude(whole)
    return counted.values_list(*Told._fields).union(
        _one_by_one(rows.filter(order__in=changed)), _one_by_one(own), all=True
    )


class Selection:
    """What an address of the list asks for, as one person sees it on a day.

    Those who run a plan see it by task, unless they ask for one unit.
    """

    def __init__(self, data, *, user: User, on: date):
        self.on = on
        self.filter = AssignmentFilter(data, user=user)
        self.runs = runs_some(user, self.filter.plans)
        standing = {plan.standing for plan in self.filter.plans}
        self.stands = not standing.isdisjoint(user.agency_ids(Role.STAFF, Role.HEAD))
        self.by_task = self.runs and data.get("theo", BY_UNIT if data.get("don_vi") else BY_TASK) != BY_UNIT
        self.chosen = data.get("trang_thai", "")
        pill = self.chosen if self.chosen in PILLS else ""
        self.choice = Choice(user, on, self.filter.run, self.filter.asked, self.by_task, pill)

    @property
    def shown(self) -> QuerySet[Assignment]:
        """The assignments of what is shown, with their `status`."""
        return self.choice.shown()

    def count(self) -> dict[str, int]:
        """Lines by pill and "ALL" of them; a task of several units stands under each of its units' states."""
        counts = {"ALL": 0} | dict.fromkeys(PILLS, 0)
        if not self.by_task:
            for row in self.told:
                counts[PILL_OF[row.status]] += row.n
            return counts | {"ALL": sum(counts.values())}
        lines: dict[str, set[int]] = {}
        for row in self.told:
            lines.setdefault(PILL_OF[row.status], set()).add(row.order)
        whole = set().union(*lines.values())
        return counts | {pill: len(orders) for pill, orders in lines.items()} | {"ALL": len(whole)}

    @cached_property
    def told(self) -> list[Told]:
        """What is found, added up by task, state and level."""
        statement, given = statements.statement_of(_told, (self.choice,))
        rows = statement.added_up(given, _ADDED_UP)
        return [Told._make((*row, clock.stored_day(due))) for *row, due in rows]

    def total_of(self, counts: dict[str, int]) -> int:
        """Lines of what is shown, of the counts by pill."""
        return counts[self.choice.pill or "ALL"]

    def lines(self, order_by: tuple, page: Page) -> list[Line]:
        """The lines of a page of the tasks or units in this order."""
        start = (page.number - 1) * PER_PAGE
        at = range(start, start + PER_PAGE)
        if self.by_task:
            return task_lines(_orders_at(self.choice, order_by, at), self.told, self.on)
        return [unit_line(row, self.on) for row in _units_at(self.choice, order_by, at)]


class Said(NamedTuple):
    """What a line says of its task, of the plan and of the model: empty where there is none."""

    number: str
    text: str
    section: str
    schedule_text: str
    schedule_kind: str
    plan: str
    model_number: str | None
    model_name: str | None

    @classmethod
    def of(cls, order: Order) -> Said:
        model = order.plan_model
        of_model = (model.number, model.name) if model else (None, None)
        said = (order.number, order.text, order.section, order.schedule_text, order.schedule_kind)
        return cls(*said, order.plan.short_title, *of_model)


@dataclass
class Line:
    """One line of the list: a task with its units, or the part of it that falls on one unit."""

    pk: int
    url: str
    said: Said
    who: str
    status: str
    words: str
    due: date | None
    first_due: date | None = None
    part: str = ""
    order: Order | None = None  # of a task with its units
    units: int = 1
    done: int = 0

    @property
    def group(self) -> str:
        said = self.said
        section = f"{said.model_number}. {said.model_name}" if said.model_name else said.section
        return f"{said.plan}: {section}" if section else said.plan

    @property
    def chip(self) -> str:
        return chip("assignment", self.status, self.words)

    @property
    def number(self) -> str:
        return self.said.model_number or self.said.number

    @property
    def text(self) -> str:
        return truncatechars(self.said.text, 180)

    @property
    def label(self) -> str:
        """What is ticked, for those who hear the list."""
        task = f"{self.said.number} {truncatechars(self.said.text, 60)}"
        return task if self.order else f"{task}, {self.who}"

    @property
    def origin(self) -> str:
        """The plan, and the part the unit has in the task where it does not lead."""
        return f"{self.said.plan}, {self.part}" if self.part else self.said.plan

    @property
    def undated(self) -> str:
        return "theo sự việc" if self.said.schedule_kind == "EVENT" else "không có"


def tone_of(status: str) -> str:
    """The colour of a state where there is no room for its chip: late, soon, done or open."""
    if status == Status.OVERDUE:
        return "late"
    if status in THROUGH:
        return "done"
    return "soon" if status in (Status.DUE_SOON, Status.ONGOING_NOT_UPDATED) else "open"


def state_words(status: str, days: int | None) -> str:
    """A state with the days that are left or past; `days` from the day looked at to the due day."""
    if status == Status.OVERDUE and days is not None:
        return f"Quá hạn {format_number(-days)} ngày"
    if status == Status.DUE_SOON:
        return f"Sắp đến hạn, còn {days} ngày" if days else "Hạn hôm nay"
    if status == Status.IN_TIME and days is not None and days >= 0:
        return f"Trong hạn, còn {days} ngày"
    if status in (Status.ONGOING_UPDATED, Status.ONGOING_NOT_UPDATED):
        return Status(status).label.removeprefix("Thường xuyên, ").capitalize()
    return str(Status(status).label)


def words_of(row: Assignment, on: date) -> str:
    """The words of an assignment that carries its `status`."""
    if row.status == Status.TO_CONFIRM and row.due and row.done_on > row.due:
        return f"Chờ xác nhận, nộp sau hạn {format_number(clock.days_between(row.due, row.done_on))} ngày"
    return state_words(row.status, clock.days_between(on, row.due) if row.due else None)


def unit_line(row, on: date) -> Line:
    """The line of a row of `_units_at`."""
    return Line(
        pk=row.pk,
        url=address_of("assignment", row.pk),
        said=Said._make(row[len(OF_ROW) :]),
        who=row.kept_by__short_name,
        status=row.status,
        words=words_of(row, on),
        due=row.due,
        first_due=row.first_due if row.first_due != row.due else None,
        part="" if row.part == PartKind.LEAD else PartKind(row.part).label,
    )


def states_of(rows: QuerySet[Assignment], orders: Iterable[int]) -> list[Told]:
    """The units of the tasks with these ids, of rows with their `status`, added up by task, state and level."""
    found = rows.filter(order__in=orders).order_by().values_list("order", "status", "kept_by__level")
    added = found.annotate(n=Count("*"), first=Min("pk"), name=Min("kept_by__short_name"), earliest=Min("due"))
    return list(map(Told._make, added))


def task_lines(orders: list[Order], told: Iterable[Told], on: date) -> list[Line]:
    """One line per task; progress, state and names over its units as `told` adds them up."""
    found: dict[int, list[Told]] = {order.pk: [] for order in orders}
    for row in told:
        if row.order in found:
            found[row.order].append(row)
    # A task that was issued since `told` was read has nothing to say yet.
    return [_task_line(order, found[order.pk], on) for order in orders if found[order.pk]]


def _task_line(order: Order, told: list[Told], on: date) -> Line:
    units = sum(row.n for row in told)
    status = worst([row.status for row in told])
    levels: dict[str, int] = {}
    for row in told:
        levels[row.level] = levels.get(row.level, 0) + row.n
    due = min((row.due for row in told if row.status == status and row.due), default=order.due)
    words = state_words(status, clock.days_between(on, due) if due else None)
    if units > 1 and status == Status.OVERDUE:
        words = f"Quá hạn, {sum(row.n for row in told if row.status == status)} đơn vị"
    single = units == 1
    return Line(
        pk=order.pk,
        url=address_of("assignment", told[0].first) if single else order.get_absolute_url(),
        said=Said.of(order),
        who=told[0].name
        if single
        else ", ".join(f"{levels[level]} {words}" for level, words in LEVELS.items() if level in levels),
        status=status,
        words=words,
        due=order.due if order.plan.kind != PlanKind.DIRECTIONS else due,
        order=order,
        units=units,
        done=sum(row.n for row in told if row.status in THROUGH),
    )
