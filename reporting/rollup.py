"""How a number adds up: over units, over periods, one level up. The only place that adds, and it adds in the database.

An answer that was itself summed up one level below stands for several units: of a figure that is no ratio its
`denominator` says for how many, so that a mean stays a mean of units and a count stays a count of units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

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
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from reporting.models import (
    AcrossPeriods,
    AcrossUnits,
    Answer,
    AnswerStatus,
    Consolidation,
    ConsolidationState,
    FigureExclusion,
    FigureOverride,
    Pin,
    Question,
    QuestionKind,
    ReportState,
    ReportVersion,
    Round,
    UnitReport,
)

FIGURES = (QuestionKind.NUMBER, QuestionKind.RATIO, QuestionKind.CHOICE)
GIVEN = Q(status=AnswerStatus.GIVEN)
ANSWERED = ~Q(status=AnswerStatus.BLANK)
HUNDRED = Decimal(100)
STANDS_FOR = Coalesce("denominator", Value(1), output_field=DecimalField())

# Every sum a rule may need, over columns of the covering index alone.
SUMS = {
    "total": Sum("number", filter=GIVEN),
    "whole": Sum("denominator", filter=GIVEN),
    "largest": Max("number", filter=GIVEN),
    "units": Sum(STANDS_FOR, filter=GIVEN),
    "answered": Count("status", filter=ANSWERED),
}
NOTHING = {"total": None, "whole": None, "largest": None, "units": None, "answered": 0}


@dataclass(frozen=True)
class Figure:
    """One question summed up.

    `value` follows the question's rule (percent for a ratio), None when nobody answered; `summed` is the same before a
    figure replaced by hand; `counted` units answered out of `asked`; `numerator` and `denominator` are what is carried
    one level up (of a figure that is no ratio the denominator is the number of units); `largest` is the largest answer;
    `tally` holds (choice, units).
    """

    question: Question
    value: Decimal | None
    summed: Decimal | None
    counted: int
    asked: int
    numerator: Decimal | None
    denominator: Decimal | None
    largest: Decimal | None = None
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


def pinned_answers(consolidation: Consolidation) -> QuerySet[Answer]:
    """The answers a consolidation rests on: of its pinned versions, less excluded reports."""
    return _pinned([consolidation])


def _pinned(consolidations: Iterable[Consolidation]) -> QuerySet[Answer]:
    pins = Pin.objects.filter(consolidation__in=list(consolidations), excluded_reason="", version__isnull=False)
    return Answer.objects.filter(version__in=pins.values("version"))


def pinned_versions(consolidation: Consolidation):
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


def _with_changes(round_: Round, consolidation: Consolidation) -> list[Question]:
    """The round's figure questions with what people changed: `left_out` units, a value `by_hand` with its reason."""
    left_out = FigureExclusion.objects.filter(consolidation=consolidation, question=OuterRef("pk")).order_by()
    by_hand = FigureOverride.objects.filter(consolidation=consolidation, question=OuterRef("pk"))
    count = left_out.values("question").annotate(n=Count("*")).values("n")
    return list(
        round_.questions.filter(kind__in=FIGURES)
        .select_related("section")
        .annotate(
            left_out=Coalesce(Subquery(count), Value(0)),
            by_hand=Subquery(by_hand.values("value")[:1]),
            by_hand_reason=Subquery(by_hand.values("reason")[:1]),
        )
    )


def figures(consolidation: Consolidation) -> list[Figure]:
    """Every figure question of the round summed over the pins, in order; three statements however many units.

    A fourth counts the choices where the round asks any.
    """
    round_ = consolidation.round
    questions = _with_changes(round_, consolidation)
    ids = [question.pk for question in questions]
    asked = asked_by_question(round_, ids)
    # Without figures left out the sums read the covering index alone.
    left_out = any(question.left_out for question in questions)
    answers = counted_answers(consolidation) if left_out else pinned_answers(consolidation)
    sums = {
        row["question"]: row for row in answers.filter(question__in=ids).order_by().values("question").annotate(**SUMS)
    }
    tallies = _tallies(answers, [question.pk for question in questions if question.kind == QuestionKind.CHOICE])
    found = []
    for question in questions:
        row = sums.get(question.pk, NOTHING)
        summed = combine(question.across_units, row)
        by_hand = question.by_hand_reason is not None
        whole = row["whole"] if question.kind == QuestionKind.RATIO else row["units"]
        found.append(
            Figure(
                question=question,
                value=question.by_hand if by_hand else summed,
                summed=summed,
                counted=row["answered"],
                asked=asked.get(question.pk, 0),
                numerator=row["total"],
                denominator=whole,
                largest=row["largest"],
                excluded=question.left_out,
                override_reason=question.by_hand_reason or "",
                tally=tuple(tallies.get(question.pk, ())),
            )
        )
    return found


def _tallies(answers: QuerySet[Answer], questions: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Question id -> (choice, how many units chose it), the most chosen first."""
    found: dict[int, list[tuple[str, int]]] = {}
    if questions:
        rows = answers.filter(GIVEN, question__in=questions).exclude(choice="").order_by()
        for question, choice, count in (
            rows.values_list("question", "choice").annotate(n=Count("*")).order_by("question", "-n", "choice")
        ):
            found.setdefault(question, []).append((choice, count))
    return found


def asked_by_question(round_: Round, questions: Iterable[int] | None = None) -> dict[int, int]:
    """Question id -> how many owed reports were asked it (the N of n/N); one statement."""
    owed = UnitReport.objects.filter(round=round_).owed()
    first = ReportVersion.objects.filter(number=1, report__in=owed)
    answers = Answer.objects.filter(version__in=first.values("pk"))
    if questions is not None:
        answers = answers.filter(question__in=list(questions))
    return dict(answers.order_by().values_list("question").annotate(n=Count("*")))


def sources(consolidation: Consolidation, *questions: Question) -> QuerySet[Answer]:
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


def compared(
    consolidation: Consolidation, questions: Iterable[Question] | None = None
) -> dict[int, tuple[Decimal | None, Decimal | None, int]]:
    """Question id -> (this period, the period before, units) over the units that answered in both, by question code.

    The period before is what its issued consolidation counted, or its confirmed reports where none was issued.
    `questions` limits it to some of the round's questions. At most three statements.
    """
    previous = consolidation.round.previous_id
    if previous is None:
        return {}
    leaves_out = Exists(FigureExclusion.objects.filter(consolidation=OuterRef("pk")))
    before_it = Q(round=previous, supplements=None, state=ConsolidationState.ISSUED)
    both = Consolidation.objects.filter(before_it | Q(pk=consolidation.pk)).annotate(leaves_out=leaves_out)
    rests = {row.pk: counted_answers(row) if row.leaves_out else pinned_answers(row) for row in both.only("pk")}
    now = rests.pop(consolidation.pk).filter(ANSWERED)
    if rests:
        before = rests.popitem()[1].filter(ANSWERED, question__round=previous)
    else:
        before = Answer.objects.filter(
            ANSWERED, version__report__round=previous, version__report__accepted=F("version")
        )
    codes = Q() if questions is None else Q(question__code__in=[question.code for question in questions])

    def in_both(rows: QuerySet[Answer], others: QuerySet[Answer], round_id: int) -> QuerySet[Answer]:
        """The round of the others is told again: a unit's answer is found through its report, not among all answers."""
        alike = others.filter(
            question__round=round_id,
            question__code=OuterRef("question__code"),
            version__report__round=round_id,
            version__report__agency=OuterRef("version__report__agency"),
        )
        return rows.filter(codes, Exists(alike)).order_by()

    now_rows = (
        in_both(now, before, previous).values("question", "question__code", "question__across_units").annotate(**SUMS)
    )
    before_rows = in_both(before, now, consolidation.round_id).values("question__code").annotate(**SUMS)
    by_code = {row["question__code"]: row for row in before_rows}
    found = {}
    for row in now_rows:
        rule = row["question__across_units"]
        earlier = by_code.get(row["question__code"], NOTHING)
        found[row["question"]] = (combine(rule, row), combine(rule, earlier), row["answered"])
    return found


def by_unit(consolidation: Consolidation) -> dict[tuple[int, int], Cell]:
    """(question id, agency id) -> what the unit answered and counts, for the annex; one statement."""
    rows = (
        counted_answers(consolidation)
        .exclude(question__kind=QuestionKind.NARRATIVE)
        .values_list("question", "version__report__agency", "status", "number", "denominator", "choice")
    )
    return {(question, agency): Cell(*rest) for question, agency, *rest in rows}


def by_level(consolidation: Consolidation, level: str) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """Question id -> (value over the units of one level, value over all other units); one statement."""
    answers = counted_answers(consolidation).exclude(question__kind=QuestionKind.NARRATIVE)
    inside = Case(When(version__report__agency__level=level, then=Value(True)), default=Value(False))
    rows = (
        answers.annotate(inside=inside)
        .order_by()
        .values("question", "question__across_units", "inside")
        .annotate(**SUMS)
    )
    found: dict[int, tuple[Decimal | None, Decimal | None]] = {}
    for row in rows:
        value = combine(row["question__across_units"], row)
        mine, others = found.get(row["question"], (None, None))
        found[row["question"]] = (value, others) if row["inside"] else (mine, value)
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


def timeliness(round_: Round) -> dict[str, int]:
    """owed (N), sent, on_time, accepted, excused of a round; one statement."""
    owed = ~Q(state=ReportState.EXCUSED)
    sent = owed & Q(first_submitted_at__isnull=False)
    return UnitReport.objects.filter(round=round_).aggregate(
        owed=Count("pk", filter=owed),
        sent=Count("pk", filter=sent),
        on_time=Count("pk", filter=sent & Q(first_submitted_on__lte=F("due"))),
        accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        excused=Count("pk", filter=Q(state=ReportState.EXCUSED)),
    )
