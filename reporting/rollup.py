"""How a number adds up: over units, over periods, one level up. The only place that adds, and it adds in the database.

An answer that was itself summed up one level below stands for several units: of a figure that is no ratio its
`denominator` says for how many, so that a mean stays a mean of units and a count stays a count of units.

What pages ask for on every visit is written in SQL, in `reporting.rollup_statements`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from agencies.statements import kept
from reporting.models import (
    AcrossPeriods,
    AcrossUnits,
    Answer,
    AnswerStatus,
    Consolidation,
    FigureExclusion,
    Pin,
    Question,
    QuestionKind,
    ReportState,
    ReportVersion,
    Round,
    Section,
    UnitReport,
)
from reporting.rollup_statements import BY_LEVEL, CELLS, FIGURES, SUMMED

GIVEN = Q(status=AnswerStatus.GIVEN)
ANSWERED = ~Q(status=AnswerStatus.BLANK)
HUNDRED = Decimal(100)
STANDS_FOR = Coalesce("denominator", Value(1), output_field=DecimalField())

# Every sum a rule may need, for statements of the ORM; those in SQL have the same.
SUMS = {
    "total": Sum("number", filter=GIVEN),
    "whole": Sum("denominator", filter=GIVEN),
    "largest": Max("number", filter=GIVEN),
    "units": Sum(STANDS_FOR, filter=GIVEN),
    "answered": Count("status", filter=ANSWERED),
}
NOTHING = dict.fromkeys(SUMMED) | {"answered": 0}


@dataclass(frozen=True)
class Figure:
    """One question summed up.

    `value` follows the question's rule (percent for a ratio), None when nobody answered; `summed` is the same before a
    figure replaced by hand; `counted` units answered out of `asked`; `numerator` and `denominator` are what is carried
    one level up (of a figure that is no ratio the denominator is the number of units); `largest` is the largest answer;
    `tally` holds (choice, units). `alike` units answered in the period before as well: over them the figure is
    `value_alike` now and was `before`.
    """

    question: Question
    value: Decimal | None
    summed: Decimal | None
    counted: int
    asked: int
    numerator: Decimal | None
    denominator: Decimal | None
    largest: Decimal | None = None
    alike: int = 0
    value_alike: Decimal | None = None
    before: Decimal | None = None
    excluded: int = 0
    override_reason: str = ""
    tally: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Cell:
    """What one unit answered, as an annex prints it."""

    status: str
    number: Decimal | None
    denominator: Decimal | None
    choice: str


def combine(rule: str, row: dict) -> Decimal | None:
    """The value of `SUMS` by one rule of `AcrossUnits` or `AcrossPeriods`.

    "Không phát sinh" adds 0 to a sum and a count, and stays out of ratios, means and maxima; a blank adds nothing.
    """
    if not row["answered"]:
        return None
    if rule == AcrossUnits.SUM:
        return _or_zero(row["total"])
    if rule == AcrossUnits.COUNT:
        return _or_zero(row["units"])
    if rule == AcrossUnits.MAX:
        return row["largest"]
    if rule == AcrossUnits.RATIO:
        return row["total"] / row["whole"] * HUNDRED if row["whole"] else None
    if rule == AcrossUnits.MEAN:
        return row["total"] / row["units"] if row["units"] and row["total"] is not None else None
    return None


def _or_zero(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def pinned_answers(consolidation: Consolidation | int) -> QuerySet[Answer]:
    """The answers a consolidation rests on: of its pinned versions, less excluded reports."""
    return _pinned([consolidation])


def _pinned(consolidations: Iterable[Consolidation | int]) -> QuerySet[Answer]:
    pins = Pin.objects.filter(consolidation__in=list(consolidations), excluded_reason="", version__isnull=False)
    return Answer.objects.filter(version__in=pins.values("version"))


def pinned_versions(consolidation: Consolidation | int):
    """The ids of the versions a consolidation rests on, as a subquery."""
    pins = Pin.objects.filter(consolidation=consolidation, excluded_reason="", version__isnull=False)
    return pins.values("version")


def counted_answers(consolidation: Consolidation) -> QuerySet[Answer]:
    """`pinned_answers` less the figures left out one by one."""
    return _counted([consolidation])


def _counted(consolidations: list[Consolidation]) -> QuerySet[Answer]:
    left_out = FigureExclusion.objects.filter(
        consolidation__in=consolidations, question=OuterRef("question"), report__versions=OuterRef("version")
    )
    return _pinned(consolidations).exclude(Exists(left_out))


def _decimal(value) -> Decimal | None:
    """A sum as the ORM gives it: of SQLite, which keeps decimals as floating numbers, to fifteen digits."""
    return value if value is None or isinstance(value, Decimal) else Decimal(f"{value:.15g}")


def _row(values: Iterable) -> dict:
    """The sums of a statement, as `combine` takes them."""
    *sums, answered = values
    return dict(zip(SUMMED, [*map(_decimal, sums), answered or 0], strict=True))


@kept
def sections_in(round_: int):
    """The sections of a round in order."""
    return Section.objects.filter(round=round_)


def figures(consolidation: Consolidation, sections: Iterable[Section] | None = None) -> list[Figure]:
    """Every figure question of the round summed over the pins, in order; one statement however many units.

    One more reads the sections of the round where the caller has not (`sections`), another counts the choices where the
    round asks any.
    """
    round_ = consolidation.round
    about = {"consolidation": consolidation.pk, "round": round_.pk, "previous": round_.previous_id}
    by_id = {section.pk: section for section in (sections_in(round_.pk) if sections is None else sections)}
    questions = list(Question.objects.raw(FIGURES, about))
    tallies = _tallies(consolidation, [question.pk for question in questions if question.kind == QuestionKind.CHOICE])
    found = []
    for question in questions:
        question.section = by_id[question.section_id]
        row, alike, before = (
            _row(getattr(question, f"{prefix}_{name}") for name in SUMMED) for prefix in ("sum", "alike", "before")
        )
        summed = combine(question.across_units, row)
        by_hand = question.by_hand_reason is not None
        found.append(
            Figure(
                question=question,
                value=_decimal(question.by_hand) if by_hand else summed,
                summed=summed,
                counted=row["answered"],
                asked=question.asked or 0,
                numerator=row["total"],
                denominator=row["whole"] if question.kind == QuestionKind.RATIO else row["units"],
                largest=row["largest"],
                alike=alike["answered"],
                value_alike=combine(question.across_units, alike),
                before=combine(question.across_units, before),
                excluded=question.left_out or 0,
                override_reason=question.by_hand_reason or "",
                tally=tuple(tallies.get(question.pk, ())),
            )
        )
    return found


def _tallies(consolidation: Consolidation, questions: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Question id -> (choice, how many units chose it), the most chosen first."""
    found: dict[int, list[tuple[str, int]]] = {}
    if questions:
        rows = counted_answers(consolidation).filter(GIVEN, question__in=questions).exclude(choice="").order_by()
        for question, choice, count in (
            rows.values_list("question", "choice").annotate(n=Count("*")).order_by("question", "-n", "choice")
        ):
            found.setdefault(question, []).append((choice, count))
    return found


def sources(consolidation: Consolidation | int, *questions: Question | int) -> QuerySet[Answer]:
    """The answers behind a figure (or several), largest first, marked `left_out` (with `left_out_reason`) and `stale`.

    A figure's source is a query, never a copy: question × pins. Those not left out add up to the figure again.
    """
    left_out = FigureExclusion.objects.filter(
        consolidation=consolidation, question=OuterRef("question"), report=OuterRef("version__report")
    )
    return (
        pinned_answers(consolidation)
        .filter(question__in=questions)
        .exclude(status=AnswerStatus.BLANK)
        .annotate(
            left_out=Exists(left_out),
            left_out_reason=Coalesce(left_out.values("reason")[:1], Value("")),
            stale=Case(When(version__report__accepted=F("version"), then=Value(False)), default=Value(True)),
        )
        .select_related("version__report__agency", "question")
        .defer("version__content")
        .order_by(Coalesce("number", Value(Decimal(-1))).desc(), "version__report__agency__order")
    )


def without_figure(consolidation: Consolidation, question: Question) -> QuerySet[UnitReport]:
    """Owed reports that were asked a question and have no answer in the consolidation."""
    asked = Answer.objects.filter(question=question, version__number=1, version__report=OuterRef("pk"))
    answered = pinned_answers(consolidation).filter(ANSWERED, question=question)
    return (
        consolidation.round.reports.owed()
        .filter(Exists(asked))
        .exclude(pk__in=answered.values("version__report"))
        .select_related("agency")
        .order_by("agency__order", "pk")
    )


def _rows(statement: str, about: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, about)
        return cursor.fetchall()


def by_unit(consolidation: Consolidation) -> dict[tuple[int, int], Cell]:
    """(question id, agency id) of every figure a unit was asked -> what counts of its answer, for the annex.

    Blank where the unit gave no answer, or none that counts. One statement.
    """
    rows = _rows(CELLS, {"consolidation": consolidation.pk, "round": consolidation.round_id})
    return {
        (question, agency): Cell(status or AnswerStatus.BLANK, _decimal(number), _decimal(denominator), choice or "")
        for question, agency, status, number, denominator, choice in rows
    }


def by_level(consolidation: Consolidation, level: str) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """Question id -> (value over the units of one level, value over all other units); one statement."""
    about = {"consolidation": consolidation.pk, "round": consolidation.round_id, "level": level}
    found: dict[int, tuple[Decimal | None, Decimal | None]] = {}
    for question, rule, inside, *sums in _rows(BY_LEVEL, about):
        value = combine(rule, _row(sums))
        mine, others = found.get(question, (None, None))
        found[question] = (value, others) if inside else (mine, value)
    return found


def across_periods(report_versions: Iterable[ReportVersion]) -> dict[str, Decimal | None]:
    """Question code -> one unit's figures of several periods put together by each question's `across_periods`.

    Versions in the order of their periods. LATEST takes the last period that answered; ratios are computed again from
    numerators and denominators. Two statements.
    """
    versions = [version.pk for version in report_versions]
    answers = Answer.objects.filter(version__in=versions).exclude(question__kind=QuestionKind.NARRATIVE)
    place = Case(*[When(version=pk, then=Value(index)) for index, pk in enumerate(versions)], default=Value(-1))
    return _over_periods(answers, place)


def across_rounds(consolidations: Iterable[Consolidation]) -> dict[str, Decimal | None]:
    """Question code -> the jurisdiction's figure over several rounds: over units within, over periods between them.

    Consolidations in the order of their periods, figures left out stay out. Two statements.
    """
    documents = list(consolidations)
    answers = _counted(documents).exclude(question__kind=QuestionKind.NARRATIVE)
    place = Case(
        *[
            When(version__report__round=document.round_id, then=Value(index))
            for index, document in enumerate(documents)
        ],
        default=Value(-1),
    )
    return _over_periods(answers, place)


def _over_periods(answers: QuerySet[Answer], place) -> dict[str, Decimal | None]:
    """`place` tells the period of an answer: sums, ratios and means add over everything at once; a last or largest value
    is chosen among the periods' own values.
    """
    rules = ("question__code", "question__across_units", "question__across_periods")
    found: dict[str, Decimal | None] = {}
    for row in answers.order_by().values(*rules).annotate(periods=Count(place, distinct=True, filter=GIVEN), **SUMS):
        units, periods = row["question__across_units"], row["question__across_periods"]
        if periods == AcrossPeriods.SUM:
            found[row["question__code"]] = combine(units if units == AcrossUnits.COUNT else periods, row)
        elif periods == AcrossPeriods.RATIO:
            found[row["question__code"]] = combine(periods, row)
        elif periods == AcrossPeriods.MEAN:
            found[row["question__code"]] = _mean_of_periods(units, row)
    chosen = answers.filter(question__across_periods__in=[AcrossPeriods.LATEST, AcrossPeriods.MAX])
    by_period = chosen.annotate(place=place).order_by().values("place", *rules).annotate(**SUMS)
    for row in by_period.order_by("question__code", "place"):
        code, value = row["question__code"], combine(row["question__across_units"], row)
        if value is None:
            continue
        held = found.get(code)
        largest = row["question__across_periods"] == AcrossPeriods.MAX
        found[code] = max(value, held) if largest and held is not None else value
    return found


def _mean_of_periods(rule: str, row: dict) -> Decimal | None:
    """The mean of the periods' values: of means it is the mean over all answers, of sums the sum over the periods."""
    if rule == AcrossUnits.MEAN:
        return combine(rule, row)
    total = combine(AcrossUnits.SUM, row)
    return total / row["periods"] if total is not None and row["periods"] else None


@dataclass(frozen=True)
class Carried:
    """A jurisdiction's figure as one answer one level up."""

    number: Decimal | None
    denominator: Decimal | None
    status: str


def carried(consolidation: Consolidation) -> dict[str, Carried]:
    """Question code -> the answer one level up; questions nobody answered are absent.

    A ratio carries its numerator and denominator, a mean its total and its units, a count its units, so that the level
    above computes them again. A figure replaced by hand carries the replaced value, as it was issued.
    """
    found = {}
    for figure in figures(consolidation):
        rule, code = figure.question.across_units, figure.question.code
        if figure.value is None:
            if figure.counted:
                found[code] = Carried(None, None, AnswerStatus.NONE)
            continue
        number, whole = figure.value, None
        if rule in (AcrossUnits.RATIO, AcrossUnits.MEAN):
            number, whole = figure.numerator, figure.denominator
            if figure.override_reason and whole:
                number = figure.value * whole / (HUNDRED if rule == AcrossUnits.RATIO else 1)
        elif rule == AcrossUnits.COUNT:
            whole = figure.value or None
        nothing_arose = not figure.override_reason and not figure.denominator
        found[code] = (
            Carried(None, None, AnswerStatus.NONE) if nothing_arose else Carried(number, whole, AnswerStatus.GIVEN)
        )
    return found


@kept
def _timeliness(round_: int):
    owed = ~Q(reports__state=ReportState.EXCUSED)
    sent = owed & Q(reports__first_submitted_at__isnull=False)
    return (
        Round.objects.filter(pk=round_)
        .order_by()
        .values("pk")
        .annotate(
            owed=Count("reports", filter=owed),
            sent=Count("reports", filter=sent),
            on_time=Count("reports", filter=sent & Q(reports__first_submitted_on__lte=F("reports__due"))),
            accepted=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
            excused=Count("reports", filter=Q(reports__state=ReportState.EXCUSED)),
        )
        .values("owed", "sent", "on_time", "accepted", "excused")
    )


def timeliness(round_: Round) -> dict[str, int]:
    """owed (N), sent, on_time, accepted, excused of a round; one statement."""
    (counts,) = _timeliness(round_.pk)
    return counts
