"""How a number adds up: over units and over periods. The only place that adds, and it adds in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Case, Count, Exists, F, Max, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from reporting.models import (
    AcrossPeriods,
    AcrossUnits,
    Answer,
    AnswerStatus,
    Consolidation,
    FigureExclusion,
    FigureOverride,
    Question,
    QuestionKind,
    ReportState,
    ReportVersion,
    Round,
    UnitReport,
)

GIVEN = Q(status=AnswerStatus.GIVEN)
ANSWERED = ~Q(status=AnswerStatus.BLANK)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Figure:
    """One question summed up.

    `value` follows the question's rule (percent for a ratio), None when nobody answered; `summed` is the same before a
    figure replaced by hand; `counted` units answered out of `asked`; `numerator` and `denominator` are kept so that a
    ratio can be carried one level up.
    """

    question: Question
    value: Decimal | None
    summed: Decimal | None
    counted: int
    asked: int
    numerator: Decimal | None
    denominator: Decimal | None
    excluded: int = 0
    override_reason: str = ""


def pinned_answers(consolidation: Consolidation):
    """The answers a consolidation rests on: of its pinned versions, less excluded reports."""
    versions = consolidation.pins.filter(excluded_reason="", version__isnull=False).values("version")
    return Answer.objects.filter(version__in=versions)


def counted_answers(consolidation: Consolidation):
    """`pinned_answers` less the figures left out one by one."""
    left_out = FigureExclusion.objects.filter(
        consolidation=consolidation, question=OuterRef("question"), report=OuterRef("version__report")
    )
    return pinned_answers(consolidation).exclude(Exists(left_out))


SUMS = {
    "total": Sum("number", filter=GIVEN),
    "whole": Sum("denominator", filter=GIVEN),
    "largest": Max("number", filter=GIVEN),
    "mean": Avg("number", filter=GIVEN),
    "given": Count("status", filter=GIVEN),
    "answered": Count("status", filter=ANSWERED),
}


def combine(rule: str, row: dict) -> Decimal | None:
    """The value of sums by one rule of `AcrossUnits` or `AcrossPeriods`.

    "Không phát sinh" adds 0 to a sum and stays out of ratios, means and maxima; a blank adds nothing anywhere.
    """
    if not row["answered"]:
        return None
    if rule == AcrossUnits.SUM:
        return row["total"] if row["total"] is not None else Decimal(0)
    if rule == AcrossUnits.RATIO:
        return row["total"] / row["whole"] * HUNDRED if row["whole"] else None
    if rule == AcrossUnits.MAX:
        return row["largest"]
    if rule == AcrossUnits.MEAN:
        return Decimal(str(row["mean"])) if row["mean"] is not None else None
    if rule == AcrossUnits.COUNT:
        return Decimal(row["given"])
    return None


def summed_by_question(answers) -> dict[int, dict]:
    """Question id -> the sums of `SUMS`; one statement."""
    rows = answers.order_by().values("question").annotate(**SUMS)
    return {row["question"]: row for row in rows}


def asked_by_question(round_: Round) -> dict[int, int]:
    """Question id -> how many owed reports were asked it (the N of n/N); one statement."""
    rows = (
        Answer.objects.filter(version__number=1, version__report__round=round_)
        .exclude(version__report__state=ReportState.EXCUSED)
        .order_by()
        .values_list("question")
        .annotate(asked=Count("*"))
    )
    return dict(rows)


EMPTY = {"total": None, "whole": None, "largest": None, "mean": None, "given": 0, "answered": 0}


def figures(consolidation: Consolidation) -> list[Figure]:
    """Every figure question of the round summed over the pins, in order; five statements however many questions."""
    round_ = consolidation.round
    asked = asked_by_question(round_)
    sums = summed_by_question(counted_answers(consolidation))
    overrides = {row.question_id: row for row in FigureOverride.objects.filter(consolidation=consolidation)}
    left_out = dict(
        FigureExclusion.objects.filter(consolidation=consolidation)
        .order_by()
        .values_list("question")
        .annotate(n=Count("*"))
    )
    questions = round_.questions.filter(kind__in=[QuestionKind.NUMBER, QuestionKind.RATIO, QuestionKind.CHOICE])
    found = []
    for question in questions.select_related("section"):
        row = sums.get(question.pk, EMPTY)
        summed = combine(question.across_units, row)
        override = overrides.get(question.pk)
        found.append(
            Figure(
                question=question,
                value=override.value if override else summed,
                summed=summed,
                counted=row["answered"],
                asked=asked.get(question.pk, 0),
                numerator=row["total"],
                denominator=row["whole"],
                excluded=left_out.get(question.pk, 0),
                override_reason=override.reason if override else "",
            )
        )
    return found


def sources(consolidation: Consolidation, question: Question):
    """The answers behind one figure, largest first, marked `left_out`: a figure's source is a query, never a copy."""
    left_out = FigureExclusion.objects.filter(
        consolidation=consolidation, question=question, report=OuterRef("version__report")
    )
    return (
        pinned_answers(consolidation)
        .filter(question=question)
        .exclude(status=AnswerStatus.BLANK)
        .annotate(
            left_out=Exists(left_out),
            stale=Case(When(version__report__accepted=F("version"), then=Value(False)), default=Value(True)),
        )
        .select_related("version__report__agency", "question")
        .order_by(Coalesce("number", Value(Decimal(-1))).desc(), "version__report__agency__order")
    )


def compared(consolidation: Consolidation) -> dict[int, tuple[Decimal | None, Decimal | None, int]]:
    """Question id -> (this period, the period before, units), over units that answered in both; two statements."""
    round_ = consolidation.round
    if round_.previous_id is None:
        return {}
    now = counted_answers(consolidation).filter(ANSWERED)
    before = Answer.objects.filter(
        ANSWERED, version__report__round=round_.previous_id, version__report__accepted=F("version")
    )
    same = {
        "question__code": OuterRef("question__code"),
        "version__report__agency": OuterRef("version__report__agency"),
    }
    now_rows = (
        now.filter(Exists(before.filter(**same)))
        .order_by()
        .values("question", "question__code", "question__across_units")
        .annotate(**SUMS)
    )
    before_rows = (
        before.filter(Exists(now.filter(**same)))
        .order_by()
        .values("question__code", "question__across_units")
        .annotate(**SUMS)
    )
    by_code = {row["question__code"]: combine(row["question__across_units"], row) for row in before_rows}
    return {
        row["question"]: (
            combine(row["question__across_units"], row),
            by_code.get(row["question__code"]),
            row["answered"],
        )
        for row in now_rows
    }


def by_unit(consolidation: Consolidation) -> dict[tuple[int, int], Answer]:
    """(question id, agency id) -> the counted answer, for the annex; one statement."""
    answers = (
        counted_answers(consolidation)
        .exclude(question__kind=QuestionKind.NARRATIVE)
        .select_related("question", "version__report")
    )
    return {(answer.question_id, answer.version.report.agency_id): answer for answer in answers}


def subtotal(consolidation: Consolidation, level: str, *, other: bool = False) -> dict[int, Decimal | None]:
    """Question id -> the value over the units of one level (or of all other levels); one statement."""
    answers = counted_answers(consolidation).exclude(question__kind=QuestionKind.NARRATIVE)
    at_level = Q(version__report__agency__level=level)
    answers = answers.exclude(at_level) if other else answers.filter(at_level)
    rows = answers.order_by().values("question", "question__across_units").annotate(**SUMS)
    return {row["question"]: combine(row["question__across_units"], row) for row in rows}


def across_periods(report_versions: Iterable[ReportVersion]) -> dict[str, Decimal | None]:
    """Question code -> one unit's figures of several periods put together by each question's `across_periods`.

    Versions in the order of their periods. LATEST takes the last period that answered; ratios are computed again from
    numerators and denominators.
    """
    versions = [version.pk for version in report_versions]
    answers = Answer.objects.filter(version__in=versions).exclude(question__kind=QuestionKind.NARRATIVE)
    rows = answers.order_by().values("question__code", "question__across_periods").annotate(**SUMS)
    found = {}
    for row in rows:
        rule = row["question__across_periods"]
        if rule != AcrossPeriods.LATEST:
            found[row["question__code"]] = combine(rule, row)
    place = Case(*[When(version=pk, then=Value(index)) for index, pk in enumerate(versions)], default=Value(-1))
    latest = (
        answers.filter(GIVEN, question__across_periods=AcrossPeriods.LATEST)
        .annotate(place=place)
        .order_by("question__code", "place")
        .values_list("question__code", "number")
    )
    found.update(latest)
    return found


def carried(consolidation: Consolidation) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Question code -> (number, denominator) as one unit's answer one level up: ratios carry both their sums."""
    found = {}
    for figure in figures(consolidation):
        if figure.question.kind == QuestionKind.RATIO:
            found[figure.question.code] = (figure.numerator, figure.denominator)
        else:
            found[figure.question.code] = (figure.value, None)
    return found


def timeliness(round_: Round) -> dict[str, int]:
    """owed (N), sent, on_time, accepted of a round; one statement."""
    owed = ~Q(state=ReportState.EXCUSED)
    sent = owed & Q(first_submitted_at__isnull=False)
    return UnitReport.objects.filter(round=round_).aggregate(
        owed=Count("pk", filter=owed),
        sent=Count("pk", filter=sent),
        on_time=Count("pk", filter=sent & Q(first_submitted_on__lte=F("due"))),
        accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        excused=Count("pk", filter=Q(state=ReportState.EXCUSED)),
    )
