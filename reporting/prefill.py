"""What the log already knows, put into a report and marked [hệ thống]; each figure is typed once, by whoever owns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, Q, Subquery, When

from agencies.statements import kept
from plans.models import Activity, ActivityFigure, Scope
from plans.models.log import total_since
from reporting.models import (
    Answer,
    AnswerStatus,
    Origin,
    Question,
    QuestionKind,
    ReportState,
    ReportVersion,
    Round,
    RoundState,
    UnitReport,
)
from reporting.models.report import UNSENT


@dataclass(frozen=True)
class SystemFigure:
    number: Decimal | None
    denominator: Decimal | None = None


NOTHING = SystemFigure(None)


def possible(number: Decimal, whole: Decimal | None = None) -> SystemFigure:
    """The figure a report may hold that is nearest to what the log adds up to: not negative, a part not above its whole.

    Otherwise it is only where a figure was corrected downwards after the period before had counted more.
    """
    number = max(number, Decimal(0))
    return SystemFigure(number if whole is None else min(number, whole), whole)


def _log(agency: int, first: date, last: date):
    """What a period of these days adds up for a unit: its own activities, and those of shared orders.

    A shared order is counted once for the whole jurisdiction, whoever's turn it was. What is dated before the period was
    counted by the one before and is taken off: `ActivityQuerySet.in_period`.
    """
    mine = Q(assignment__agency=agency) | Q(assignment__order__scope=Scope.SHARED)
    return Activity.objects.in_period(first, last).filter(mine)


@kept
def _logged_since(version: int, agency: int, first: date, last: date):
    sealed = ReportVersion.objects.filter(pk=version).values("sealed_at")
    fed_by = Question.source_orders.through.objects.filter(question__answers__version=version).values("order")
    since = _log(agency, first, last).filter(on__gte=first, entered_at__gt=Subquery(sealed))
    return since.filter(assignment__order__in=fed_by).order_by().values_list("pk")


def logged_since(version: ReportVersion) -> int:
    """How many entries of the log that its questions count were written after this version was sent."""
    report = version.report
    return len(_logged_since(version.pk, report.agency_id, report.round.from_on, report.round.to_on))


@kept
def _rows_behind(agency: int, first: date, last: date, question: int, measure: str, at: range):
    fed_by = Question.source_orders.through.objects.filter(question=question).values("order")
    rows = _log(agency, first, last).filter(assignment__order__in=fed_by)
    rows = rows.filter(figures__measure__code=measure) if measure else rows
    own = Case(When(on__lt=first, then=0), default=1)
    rows = (
        rows.select_related("assignment__agency", "corrected_by").prefetch_related("figures__measure").with_lateness()
    )
    return rows.order_by(own, "-on", "-pk")[at.start : at.stop]


def rows_behind(answer: Answer, limit: int) -> list[Activity]:
    """The log entries a system figure was counted from: what is taken off, then the period's own, newest first."""
    question, report = answer.question, answer.version.report
    measure = "" if question.kind == QuestionKind.RATIO else question.source_measure
    first, last = report.round.from_on, report.round.to_on
    return _rows_behind(report.agency_id, first, last, question.pk, measure, range(limit))


@kept
def _counts(agency: int, first: date, last: date, orders: tuple[int, ...]):
    """(order, what was counted) in a period."""
    log = _log(agency, first, last).filter(assignment__order__in=orders)
    return log.order_by().values_list("assignment__order").annotate(total=total_since(first))


@kept
def _measured(agency: int, first: date, last: date, orders: tuple[int, ...]):
    """(order, code of a measure, what was measured) in a period."""
    log = _log(agency, first, last).filter(assignment__order__in=orders)
    figures = ActivityFigure.objects.filter(activity__in=log.order_by()).order_by()
    return figures.values_list("measure__order", "measure__code").annotate(total=total_since(first, "activity__"))


def system_figures(report: UnitReport, questions: list[Question]) -> dict[int, SystemFigure]:
    """Question id -> what the log counts for this report; questions the log holds nothing on are absent.

    Three statements however many questions: which orders feed which question, sums by order, sums by measure.
    """
    links = Question.source_orders.through.objects.filter(question__in=questions).values_list("question_id", "order_id")
    fed_by: dict[int, list[int]] = {}
    for question_id, order_id in links:
        fed_by.setdefault(question_id, []).append(order_id)
    orders = tuple(sorted({order for group in fed_by.values() for order in group}))
    if not orders:
        return {}
    asked = report.agency_id, report.round.from_on, report.round.to_on, orders
    counts = dict(_counts(*asked))
    measured = {(order, code): total for order, code, total in _measured(*asked)}

    def added(values) -> Decimal | None:
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if known else None

    found: dict[int, SystemFigure] = {}
    for question in questions:
        fed = fed_by.get(question.pk, [])
        count = added(counts.get(order) for order in fed)
        part = added(measured.get((order, question.source_measure)) for order in fed)
        if question.kind == QuestionKind.RATIO:
            if part is not None and count and count > 0:
                found[question.pk] = possible(part, count)
        elif (number := part if question.source_measure else count) is not None:
            found[question.pk] = possible(number)
    return found


FILLED = ("number", "denominator", "origin", "status", "system_number", "system_denominator", "revision")


@transaction.atomic
def fill(version: ReportVersion) -> int:
    """Writes the log's figures into the open version's untouched or system-filled answers; returns how many changed.

    A figure typed by hand stays, with the system's number beside it; one the log no longer holds is asked for again.
    """
    answers = list(version.answers.select_for_update(of=("self",)).select_related("question"))
    figures = system_figures(version.report, [answer.question for answer in answers])
    changed = []
    for answer in answers:
        figure = figures.get(answer.question_id, NOTHING)
        if not version.may_write(answer.question.section_id):
            continue
        if (answer.system_number, answer.system_denominator) == (figure.number, figure.denominator):
            continue
        answer.system_number, answer.system_denominator = figure.number, figure.denominator
        if answer.origin == Origin.SYSTEM or answer.status == AnswerStatus.BLANK:
            answer.number, answer.denominator = figure.number, figure.denominator
            known = figure is not NOTHING
            answer.origin = Origin.SYSTEM if known else Origin.TYPED
            answer.status = AnswerStatus.GIVEN if known else AnswerStatus.BLANK
        answer.revision += 1
        changed.append(answer)
    Answer.objects.bulk_update(changed, FILLED)
    return len(changed)


@transaction.atomic
def follow_log(activity: Activity, **signal) -> None:
    """Until a report is sent its system figures are the log's, also of what is entered after the round was opened."""
    work = activity.assignment
    days = {activity.on} | ({activity.corrects.on} if activity.corrects else set())
    whose = Q() if work.order.scope == Scope.SHARED else Q(agency=work.agency_id)
    concerned = Round.objects.filter(
        state=RoundState.OPEN, questions__source_orders=work.order_id, from_on__lte=max(days), to_on__gte=min(days)
    )
    # Excused ones too: the unit may be asked after all.
    unsent = UnitReport.objects.filter(whose, round__in=concerned, state__in=UNSENT | {ReportState.EXCUSED})
    for report in unsent.select_for_update(of=("self",)).select_related("round").order_by("pk"):
        if report.open_version is not None:
            fill(report.open_version)
