"""What the pages of a consolidation show of its sections: how far each is written, and what is behind a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from agencies import clock
from agencies.models import User
from agencies.vietnamese import join_words
from reporting import rollup
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    FigureExclusion,
    MonitorRemark,
    Paragraph,
    QuestionKind,
    Section,
)

TOGETHER = timedelta(minutes=30)


@dataclass(frozen=True)
class SectionMark:
    """One section's line: units with figures, words used of words sent, the monitor's word, whether it was edited."""

    section: Section
    counted: int
    asked: int
    used: int
    total: int
    remarked: tuple[str, ...]
    edited: bool
    stale: int


def section_marks(
    consolidation: Consolidation,
    sections: list[Section],
    figures: list[rollup.Figure],
    stale: set[int],
    remarks: dict[int, list[MonitorRemark]],
) -> list[SectionMark]:
    """The marks of `sections` in order; one statement.

    `stale` are ids of questions whose answers changed, `remarks` the monitors' words by section.
    """
    told = rollup.pinned_answers(consolidation).filter(
        question__kind=QuestionKind.NARRATIVE, status=AnswerStatus.GIVEN, question__section=OuterRef("pk")
    )
    used = Paragraph.sources.through.objects.filter(
        paragraph__consolidation=consolidation,
        paragraph__section=OuterRef("pk"),
        answer__version__in=rollup.pinned_versions(consolidation),
    ).exclude(paragraph__text="")
    written = Section.objects.filter(pk__in=[section.pk for section in sections]).annotate(
        told=_count(told.exclude(text=""), "question__section", Count("*")),
        used=_count(used, "paragraph__section", Count("answer", distinct=True)),
        edited=Exists(consolidation.paragraphs.filter(section=OuterRef("pk")).exclude(text=F("generated"))),
    )
    words = {pk: rest for pk, *rest in written.values_list("pk", "told", "used", "edited")}
    first: dict[int, rollup.Figure] = {}
    touched: dict[int, int] = {}
    for figure in figures:
        held = first.get(figure.question.section_id)
        if held is None or figure.asked > held.asked:
            first[figure.question.section_id] = figure
        if figure.question.pk in stale:
            touched[figure.question.section_id] = touched.get(figure.question.section_id, 0) + 1
    return [
        SectionMark(
            section=section,
            counted=first[section.pk].counted if section.pk in first else 0,
            asked=first[section.pk].asked if section.pk in first else 0,
            total=words[section.pk][0],
            used=words[section.pk][1],
            edited=words[section.pk][2],
            remarked=tuple(remark.agency.short_name for remark in remarks.get(section.pk, ())),
            stale=touched.get(section.pk, 0),
        )
        for section in sections
    ]


def _count(rows: QuerySet, by: str, count: Count) -> Coalesce:
    """How many rows go with a row of another statement; `by` is what ties them to it."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=count).values("n")), Value(0))


@dataclass(frozen=True)
class UnusedSource:
    """Words nobody used yet; several units that wrote the same stand together."""

    answers: list[Answer]

    @property
    def names(self) -> str:
        return join_words([answer.version.report.agency.short_name for answer in self.answers], ", ")

    @property
    def text(self) -> str:
        return self.answers[0].text

    @property
    def question(self):
        return self.answers[0].question

    @property
    def ids(self) -> str:
        return ",".join(str(answer.pk) for answer in self.answers)


def folded(answers) -> list[UnusedSource]:
    """Unused answers with identical words to one question put together, in order of appearance."""
    groups: dict[tuple[int, str], list[Answer]] = {}
    for answer in answers:
        groups.setdefault((answer.question_id, " ".join(answer.text.lower().split())), []).append(answer)
    return [UnusedSource(group) for group in groups.values()]


def paragraphs_of(consolidation: Consolidation, section: Section, stale: set[tuple[int, int]]) -> list[Paragraph]:
    """A section's paragraphs with `shown_sources` (answer, unit, stale) and `orphan`: edited words whose sources went."""
    agency = "version__report__agency"
    answers = Answer.objects.select_related(agency).only("question", f"{agency}__short_name", f"{agency}__order")
    found = list(
        consolidation.paragraphs.filter(section=section)
        .prefetch_related(Prefetch("sources", queryset=answers))
        .select_related("saved_by")
    )
    for paragraph in found:
        paragraph.shown_sources = [
            {
                "answer": answer,
                "name": answer.version.report.agency.short_name,
                "stale": (answer.question_id, answer.version.report_id) in stale,
            }
            for answer in paragraph.sources.all()
        ]
        paragraph.shown_sources.sort(key=lambda row: row["answer"].version.report.agency.order)
        paragraph.orphan = paragraph.key not in ("own", "figures") and not paragraph.shown_sources
    return found


def exclusions_of(consolidation: Consolidation, section: Section) -> dict[int, list[FigureExclusion]]:
    """Question id -> the figures left out of it, with the answer each had."""
    rows = FigureExclusion.objects.filter(consolidation=consolidation, question__section=section).select_related(
        "report__agency", "by"
    )
    found: dict[int, list[FigureExclusion]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    return found


def writing_together(consolidation: Consolidation, user: User) -> list[Paragraph]:
    """Others' latest saved paragraphs of the last half hour, one for each person."""
    recent = (
        consolidation.paragraphs.filter(saved_at__gte=clock.now() - TOGETHER)
        .exclude(saved_by=user)
        .select_related("saved_by", "section")
        .order_by("-saved_at")
    )
    latest: dict[int, Paragraph] = {}
    for paragraph in recent:
        latest.setdefault(paragraph.saved_by_id, paragraph)
    return list(latest.values())
