"""Who applies which model: what plans order joined with what units say; and one model compared across units and years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Min, Sum
from django.db.models.functions import Coalesce

from agencies.models import Agency
from models_registry.models import Adoption, ReformModel
from plans.models import Activity, ActivityFigure, Assignment, Measure, Order, Plan, PlanState, Scope
from plans.querysets import DOING

MODEL = "order__plan_model__reform_model"
# Since when an order stands: the amendment that brought it, else its plan's issue.
SINCE = Coalesce("order__added_in__effective_on", "order__plan__issued_first", "order__plan__period_start")
COUNT = "so-luong"


def applied(user):
    """Assignments by which units apply models, in plans the person may read (not what each of them reached)."""
    return Assignment.objects.filter(order__plan__in=Plan.objects.visible_to(user), part__in=DOING).order_by()


@dataclass(frozen=True)
class MapCell:
    """A unit and a model: since when, in the unit's own words how it goes (`outcome` "" until it said so)."""

    model: ReformModel
    since: date
    outcome: str = ""
    words: str = ""


@dataclass
class MapRow:
    agency: Agency
    cells: list[MapCell | None]

    @property
    def total(self) -> int:
        return sum(cell is not None for cell in self.cells)


@dataclass
class AdoptionMap:
    models: list[ReformModel]
    rows: list[MapRow]

    @property
    def totals(self) -> list[int]:
        """Units per model, in the order of `models`."""
        return [sum(row.cells[place] is not None for row in self.rows) for place in range(len(self.models))]


def adoption_map(user) -> AdoptionMap:
    """Units × models in force, four statements whatever their number; `user` sees the plans and words he may read."""
    found: dict[tuple[int, int], MapCell] = {}
    models = {model.pk: model for model in ReformModel.objects.visible_to(user)}
    running = applied(user).filter(order__plan__state=PlanState.ISSUED, order__dropped_in=None)
    for model, agency, since in (
        running.filter(**{f"{MODEL}__in": models}).values_list(MODEL, "kept_by").annotate(since=Min(SINCE))
    ):
        found[agency, model] = MapCell(models[model], since)
    for row in Adoption.objects.visible_to(user):
        found[row.agency_id, row.reform_model_id] = MapCell(
            models[row.reform_model_id], row.since, row.outcome, row.get_outcome_display()
        )
    spread = Counter(pk for _, pk in found)
    shown = sorted((models[pk] for pk in spread), key=lambda model: (-spread[model.pk], model.short_name))
    agencies = Agency.objects.filter(pk__in={agency for agency, _ in found}).order_by("level", "order", "pk")
    rows = [MapRow(agency, [found.get((agency.pk, model.pk)) for model in shown]) for agency in agencies]
    return AdoptionMap(shown, rows)


@dataclass
class Compared:
    """One unit in two years; `change` in percent where both years have figures."""

    agency: Agency
    now: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return 100 * (self.now - self.before) / self.before if self.now is not None and self.before else None


@dataclass
class ComparedGroup:
    """Units of one level, most first; communes are not measured against offices."""

    level: str
    rows: list[Compared] = field(default_factory=list)

    @property
    def top(self) -> Decimal:
        return max((row.now or Decimal(0) for row in self.rows), default=Decimal(0))

    @property
    def mean(self) -> Decimal | None:
        values = [row.now for row in self.rows if row.now is not None]
        return sum(values, Decimal(0)) / len(values) if values else None

    @property
    def both(self) -> list[Compared]:
        """Units with figures in both years: the only ones over which the years are compared."""
        return [row for row in self.rows if row.now is not None and row.before is not None]

    @property
    def change(self) -> Decimal | None:
        now, before = (sum((getattr(row, name) for row in self.both), Decimal(0)) for name in ("now", "before"))
        return 100 * (now - before) / before if before else None


def measures_of(model: ReformModel, user) -> list[tuple[str, str, str]]:
    """(key, label, unit) of what is counted of a model: its own count first, then what its requirements measure."""
    orders = Order.objects.filter(plan_model__reform_model=model, plan__in=Plan.objects.visible_to(user))
    own = orders.exclude(count_unit="").order_by("plan", "position").values_list("count_label", "count_unit").first()
    label, unit = own or ("Số lần thực hiện", "lần")
    rows = Measure.objects.filter(order__in=orders).order_by("position", "pk").values_list("code", "label", "unit")
    return [(COUNT, label or "Số lượng", unit), *{code: (code, words, unit) for code, words, unit in rows}.values()]


def compared(model: ReformModel, user, *, year: int, measure: str, on: date) -> list[ComparedGroup]:
    """The model's units in a year beside the year before, over the same days of both; as far as `user` may see.

    Programmes the whole jurisdiction shares are left out: they are nobody's own. Three statements.
    """
    seen = (
        Assignment.objects.visible_to(user)
        .filter(part__in=DOING, order__scope=Scope.EACH, **{MODEL: model})
        .order_by()
        .values_list("kept_by", flat=True)
    )
    units = {unit.pk: unit for unit in Agency.objects.filter(pk__in=seen).order_by("order", "pk")}
    last = min(date(year, 12, 31), on)
    groups: dict[str, ComparedGroup] = {}
    now, before = (_sums(model, user, measure, day) for day in (last, _year_before(last)))
    for unit in units.values():
        group = groups.setdefault(unit.level, ComparedGroup(unit.get_level_display()))
        group.rows.append(Compared(unit, now.get(unit.pk), before.get(unit.pk)))
    for group in groups.values():
        group.rows.sort(key=lambda row: (row.now is None, -(row.now or 0)))
    return list(groups.values())


def _year_before(day: date) -> date:
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _sums(model: ReformModel, user, measure: str, last: date) -> dict[int, Decimal]:
    """Unit -> what was counted from the first of January to a day."""
    log = (
        Activity.objects.visible_to(user)
        .counted()
        .during(date(last.year, 1, 1), last)
        .filter(assignment__order__plan_model__reform_model=model, assignment__order__scope=Scope.EACH)
    )
    if measure == COUNT:
        return dict(log.order_by().values_list("assignment__kept_by").annotate(Sum("count")))
    figures = ActivityFigure.objects.filter(activity__in=log.order_by().values("pk"), measure__code=measure)
    return dict(figures.order_by().values_list("activity__assignment__kept_by").annotate(Sum("count")))
