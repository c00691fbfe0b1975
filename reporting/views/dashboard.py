"""Tổng quan: who is behind, what works, what waits for a signature; every number opens the rows behind it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render

from agencies import clock
from agencies.addresses import address_of
from agencies.models import Agency, User
from agencies.statements import kept
from plans.cadence import tallies
from plans.models import Assignment, Nature, Order, OrderKind, PlanKind, PlanModel, PlanState
from plans.states import Status
from reporting import rollup
from reporting.models import Consolidation, QuestionKind, Round, RoundPeriod, RoundState, UnitReport
from reporting.views.home import direction_form, led_committee
from reporting.waiting import waiting_in
from reporting.work import signing_of

LOW = 75
UNDONE = (Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME, Status.TO_CONFIRM)
MANY = 5
UNITS = 7  # named behind a figure
DIRECTIONS = 5
GROWN, OF_ONE = 1.5, 0.5  # so many times the figure before; such a share from one unit
CHANGE, CHANGE_SHARE = 5, Decimal("0.2")  # a smaller change than these is none to speak of


@kept
def _rounds(user: User):
    """The rounds the person's agencies run or issue, the latest first, for the screen of one."""
    mine = user.agency_ids()
    rounds = Round.objects.visible_to(user).exclude(state=RoundState.PREPARING)
    rounds = rounds.filter(Q(standing__in=mine) | Q(authority__in=mine)).exclude(period=RoundPeriod.AD_HOC)
    return rounds.order_by("-due")[:1]


@kept
def _overdue(round_: int, on: date):
    """The reports of a round that are overdue and may still be sent, as much of them as a line shows."""
    overdue = UnitReport.objects.filter(round=round_).in_open_rounds(on=on).overdue(on=on)
    shown = ("round", "agency", "agency_name", "state", "due", "return_due")
    return overdue.only(*shown).order_by("agency__order")


@kept
def _tasks(user: User, authority: int, on: date):
    """(state, how many) of the work of an authority's plans that `user` may see."""
    tasks = Assignment.objects.visible_to(user).filter(
        order__plan__authority=authority, order__plan__state=PlanState.ISSUED, order__kind=OrderKind.TASK
    )
    return tasks.doing().with_status(on=on).order_by().values_list("status").annotate(n=Count("*"))


@kept
def _directions(user: User, authority: int, on: date, at: range):
    """The latest directions of an authority's leaders."""
    given = Assignment.objects.visible_to(user).filter(
        order__plan__kind=PlanKind.DIRECTIONS, order__plan__authority=authority
    )
    shown = {"number": F("order__number"), "text": F("order__text"), "unit": F("agency__short_name")}
    return given.with_status(on=on).order_by("-pk").values("pk", "due", "status", **shown)[at.start : at.stop]


def overview(request):
    """One screen for a leader and for the standing agency; other people see their own jurisdiction's issued figures."""
    on, user = clock.today(), request.user
    rounds = _rounds(user)
    if not rounds:
        return render(request, "reporting/overview.html", {"round": None})
    round_ = rounds[0]
    # His agency runs or issued the round: its reports and its consolidation are his to see.
    times = rollup.timeliness(round_)
    late = _overdue(round_.pk, on)
    for report in late:
        report.round = round_
        report.late_days = report.days_late(on=on)
    by_status = Counter(dict(_tasks(user, round_.authority_id, on)))
    units, models, shared = cadence_of(round_, on)
    committee = led_committee(user)
    return render(
        request,
        "reporting/overview.html",
        {
            "round": round_,
            "times": times,
            "share": 100 * times["on_time"] / times["owed"] if times["owed"] else None,
            "late": late,
            "unsent": times["owed"] - times["sent"] if round_.is_locked(on=on) else 0,
            "tasks_late": by_status[Status.OVERDUE],
            "tasks_open": sum(by_status[s] for s in UNDONE),
            "met": sum(unit["met"] for unit in units),
            "owed": sum(unit["owed"] for unit in units),
            "best": [unit for unit in units if unit["share"] is not None][:3],
            "behind": [unit for unit in reversed(units) if unit["share"] is not None and unit["share"] < 100][:3],
            "models": models,
            "shared": shared,
            "low": LOW,
            "waiting": signing_of(user, waiting_in(request)),
            "striking": striking(round_),
            "directions": _directions(user, round_.authority_id, on, range(DIRECTIONS)),
            "direction_form": direction_form(committee, due=on + timedelta(days=10)) if committee else None,
            "on": on,
        },
    )


@kept
def _paced(round_: int):
    """What the plans of a round ask by a rhythm, as much of the orders as cells and names need."""
    orders = Order.objects.filter(
        plan__rounds=round_, dropped_in=None, plan_model__isnull=False, nature=Nature.CADENCE
    ).select_related("plan_model")
    return orders.only("cadence_per", "plan_model__number", "plan_model__short_name").order_by()


@kept
def _names(agencies: tuple[int, ...]):
    return Agency.objects.filter(pk__in=agencies).order_by().values_list("pk", "short_name")


def cadence_of(round_: Round, on) -> tuple[list[dict], list[dict], list[dict]]:
    """(units, models, shared orders) with periods met and owed, best first; of a year's round the calendar year's."""
    orders = {order.pk: order for order in _paced(round_.pk)}
    whole_year = round_.period == RoundPeriod.YEAR
    first, last = (date(round_.year, 1, 1), date(round_.year, 12, 31)) if whole_year else (round_.from_on, round_.to_on)
    found = tallies(orders.values(), first=first, last=last, on=on)
    names = dict(_names(tuple(sorted({row.agency_id for row in found if row.agency_id}))))
    units: dict[int, dict] = {}
    models: dict[PlanModel, dict] = {}
    shared = []
    for tally in found:
        model = orders[tally.order_id].plan_model
        if tally.agency_id is None:
            shared.append({"name": model.short_name, "met": tally.met, "owed": tally.owed})
            continue
        for row in (
            units.setdefault(tally.agency_id, {"met": 0, "owed": 0}),
            models.setdefault(model, {"met": 0, "owed": 0}),
        ):
            row["met"] += tally.met
            row["owed"] += tally.owed
    for pk, row in units.items():
        row |= {"name": names[pk], "url": address_of("agency", pk)}
    for model, row in models.items():
        row |= {"name": f"{model.number}. {model.short_name}", "url": model.get_absolute_url()}
    for row in (*units.values(), *models.values()):
        row["share"] = 100 * row["met"] / row["owed"] if row["owed"] else None
    ranked = sorted(units.values(), key=lambda row: (-(row["share"] or 0), -row["owed"], row["name"]))
    return ranked, list(models.values()), shared


def _remarkable(now: Decimal, before: Decimal) -> bool:
    """Whether a figure changed by enough to speak of."""
    change = abs(now - before)
    return change >= CHANGE and change >= CHANGE_SHARE * before


@kept
def _documents(round_: int):
    """The consolidation of a round, less its supplements."""
    return Consolidation.objects.filter(round=round_, supplements=None).only("round")


@kept
def _largest(consolidation: int, questions: tuple[int, ...], units: range):
    """Of each question the units with the largest answers, the largest first."""
    place = Window(RowNumber(), partition_by="question", order_by=F("number").desc())
    largest = rollup.sources(consolidation, *questions).filter(number__gt=0).annotate(place=place)
    report = {"unit": F("version__report__agency__short_name"), "report": F("version__report")}
    shown = largest.filter(place__lte=units.stop)
    return shown.values("pk", "question", "number", copy=F("version__number"), **report)


def striking(round_: Round, most: int = 3) -> list[dict]:
    """Figures a leader will ask about: grown by half over the same units, or half of the sum from one unit of many.

    `before` stands beside a figure only where it differs by enough to speak of.
    """
    documents = _documents(round_.pk)
    if not documents:
        return []
    document = documents[0]
    document.round = round_
    figures = [
        figure
        for figure in rollup.figures(document)
        if figure.question.kind == QuestionKind.NUMBER and figure.value and figure.counted >= MANY
    ]
    found = []
    for figure in figures:
        now, before = figure.value_alike, figure.before
        changed = now is not None and before is not None and _remarkable(now, before)
        growth = float(now / before) if changed and before else 0
        largest = figure.largest or 0
        share = float(largest / figure.value) if largest >= CHANGE else 0
        if growth >= GROWN or share >= OF_ONE:
            found.append((max(growth / GROWN, share / OF_ONE), figure, before if changed else None))
    shown = {}
    for _, figure, before in sorted(found, key=lambda row: -row[0])[:most]:
        question = figure.question
        url = f"{document.get_absolute_url()}?phan={question.section_id}&so={question.pk}#so-{question.pk}"
        shown[question.pk] = {"figure": figure, "before": before, "sources": [], "url": url}
    if shown:
        for answer in _largest(document.pk, tuple(shown), range(UNITS)):
            shown[answer["question"]]["sources"].append(answer)
    return list(shown.values())
