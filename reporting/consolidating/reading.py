"""What the pages of a consolidation show of its sections: how far each is written, and what is behind a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from agencies import clock
from agencies.models import User
from agencies.statements import kept
from agencies.vietnamese import join_words
from reporting import rollup
from reporting.models import (
    AnswerStatus,
    Consolidation,
    FigureExclusion,
    MonitorRemark,
    Paragraph,
    Question,
    QuestionKind,
    Section,
)

TOGETHER = timedelta(minutes=30)


@dataclass(frozen=True)
class SectionMark:
    """One section's line: units with figures, the monitors' words, figures whose sources changed."""

    section: Section
    counted: int
    asked: int
    remarked: tuple[str, ...]
    stale: int


@kept
def _sections(consolidation: int, round_: int):
    sent = (
        rollup.pinned_answers(consolidation)
        .filter(question__kind=QuestionKind.NARRATIVE, status=AnswerStatus.GIVEN, question__section=OuterRef("pk"))
        .exclude(text="")
    )
    used = Paragraph.sources.through.objects.filter(
        paragraph__consolidation=consolidation,
        paragraph__section=OuterRef("pk"),
        answer__version__in=rollup.pinned_versions(consolidation),
    ).exclude(paragraph__text="")
    paragraphs = Paragraph.objects.filter(consolidation=consolidation, section=OuterRef("pk")).order_by()
    return Section.objects.filter(round=round_).annotate(
        words_sent=_count(sent, "question__section", Count("*")),
        words_used=_count(used, "paragraph__section", Count("answer", distinct=True)),
        edited=Exists(paragraphs.exclude(text=F("generated"))),
    )


def sections_of(consolidation: Consolidation) -> list[Section]:
    """The round's sections in order with how far each is written; one statement.

    `words_sent` by the pinned reports, `words_used` of them by paragraphs, `edited`: somebody changed a paragraph.
    """
    return _sections(consolidation.pk, consolidation.round_id)


@kept
def _remarks(sections: tuple[int, ...]):
    return MonitorRemark.objects.filter(section__in=sections).select_related("agency")


def remarks_on(sections: Iterable[Section]) -> dict[int, list[MonitorRemark]]:
    """Section id -> the words of the agencies that monitor its model; one statement."""
    found: dict[int, list[MonitorRemark]] = {}
    for remark in _remarks(tuple(section.pk for section in sections)):
        found.setdefault(remark.section_id, []).append(remark)
    return found


def section_marks(
    sections: list[Section],
    figures: list[rollup.Figure],
    stale: set[int],
    remarks: dict[int, list[MonitorRemark]],
) -> list[SectionMark]:
    """The marks of `sections` in order.

    `stale` are ids of questions whose answers changed, `remarks` the monitors' words by section.
    """
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
            remarked=tuple(remark.agency.short_name for remark in remarks.get(section.pk, ())),
            stale=touched.get(section.pk, 0),
        )
        for section in sections
    ]


def _count(rows: QuerySet, by: str, count: Count) -> Coalesce:
    """How many rows go with a row of another statement; `by` is what ties them to it."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=count).values("n")), Value(0))


@dataclass(frozen=True)
class Words:
    """What a unit wrote on a section; `pk` is the answer's, `paragraphs` are the ids of those that rest on it."""

    pk: int
    question_id: int
    report_id: int
    unit: str
    text: str
    paragraphs: list[int]


# The words of the pinned versions on one section in the order of questions and units, a row for each paragraph made of them.
_WORDS = """
    SELECT answer.id, answer.question_id, pin.report_id, agency.short_name, answer.text, used.paragraph_id
    FROM reporting_question question
    JOIN reporting_pin pin ON pin.consolidation_id = %(consolidation)s AND pin.excluded_reason = ''
    JOIN reporting_answer answer ON answer.question_id = question.id AND answer.version_id = pin.version_id
    JOIN reporting_unitreport report ON report.id = pin.report_id
    JOIN agencies_agency agency ON agency.id = report.agency_id
    LEFT JOIN (
        SELECT source.answer_id, source.paragraph_id
        FROM reporting_paragraph paragraph
        JOIN reporting_paragraph_sources source ON source.paragraph_id = paragraph.id
        WHERE paragraph.consolidation_id = %(consolidation)s AND paragraph.section_id = %(section)s
    ) used ON used.answer_id = answer.id
    WHERE question.section_id = %(section)s AND question.kind = 'NARRATIVE'
    AND answer.status = 'GIVEN' AND answer.text <> ''
    ORDER BY question.position, agency."order", answer.id, used.paragraph_id
"""


def words_of(consolidation: Consolidation, section: Section) -> list[Words]:
    """What the pinned reports say on a section, and where it is used; one statement."""
    found: dict[int, Words] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"consolidation": consolidation.pk, "section": section.pk})
        for pk, *said, paragraph in cursor.fetchall():
            words = found.setdefault(pk, Words(pk, *said, paragraphs=[]))
            if paragraph is not None:
                words.paragraphs.append(paragraph)
    return list(found.values())


def unused(words: list[Words], paragraphs: list[Paragraph]) -> list[Words]:
    """Words that none of the section's paragraphs with text rests on."""
    written = {paragraph.pk for paragraph in paragraphs if paragraph.text}
    return [said for said in words if written.isdisjoint(said.paragraphs)]


@dataclass(frozen=True)
class SameWords:
    """What several units wrote in the same words, or one alone; `answers` are answers or `Words`, each with its `unit`."""

    answers: list

    @property
    def names(self) -> str:
        return join_words([answer.unit for answer in self.answers], ", ")

    @property
    def text(self) -> str:
        return self.answers[0].text

    @property
    def question(self) -> Question:
        return self.answers[0].question

    @property
    def ids(self) -> str:
        return ",".join(str(answer.pk) for answer in self.answers)


def folded(answers: Iterable) -> list[SameWords]:
    """Identical words to one question put together, in order of appearance."""
    groups: dict[tuple[int, str], list] = {}
    for answer in answers:
        groups.setdefault((answer.question_id, " ".join(answer.text.lower().split())), []).append(answer)
    return [SameWords(group) for group in groups.values()]


@kept
def _paragraphs(consolidation: int, section: int, since: datetime):
    """The paragraphs of a section, and of all sections those saved since and those written over earlier sums."""
    overtaken = ~Q(written_over="") & ~Q(written_over=F("generated"))
    shown = Q(section=section) | Q(saved_at__gte=since) | overtaken
    paragraphs = Paragraph.objects.filter(shown, consolidation=consolidation)
    return paragraphs.select_related("section", "saved_by").order_by("position", "pk")


def paragraphs_of(
    consolidation: Consolidation, section: Section
) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph]]:
    """A section's paragraphs; of all sections those saved in the last half hour, the latest first, and those that name
    numbers of earlier sums. One statement."""
    since = clock.now() - TOGETHER
    # Of the whole day: the statement is the same until midnight.
    found = _paragraphs(consolidation.pk, section.pk, clock.start_of_day(since.date()))
    recent = [paragraph for paragraph in found if paragraph.saved_at and paragraph.saved_at >= since]
    recent.sort(key=lambda paragraph: paragraph.saved_at, reverse=True)
    mine = [paragraph for paragraph in found if paragraph.section_id == section.pk]
    return mine, recent, [paragraph for paragraph in found if paragraph.outdated]


def name_sources(paragraphs: list[Paragraph], words: list[Words], stale: set[tuple[int, int]]) -> None:
    """Gives each paragraph its `shown_sources` by units and `orphan`: edited words whose sources went.

    `stale` holds (question id, report id) of the answers that changed.
    """
    for paragraph in paragraphs:
        paragraph.shown_sources = [
            {"pk": said.pk, "name": said.unit, "stale": (said.question_id, said.report_id) in stale}
            for said in words
            if paragraph.pk in said.paragraphs
        ]
        paragraph.orphan = paragraph.key not in ("own", "figures") and not paragraph.shown_sources


@kept
def _exclusions(consolidation: int, section: int):
    rows = FigureExclusion.objects.filter(consolidation=consolidation, question__section=section)
    return rows.select_related("report__agency", "by")


def exclusions_of(consolidation: Consolidation, section: Section) -> dict[int, list[FigureExclusion]]:
    """Question id -> the figures left out of it, with the answer each had."""
    found: dict[int, list[FigureExclusion]] = {}
    for row in _exclusions(consolidation.pk, section.pk):
        found.setdefault(row.question_id, []).append(row)
    return found


def writing_together(recent: list[Paragraph], user: User) -> list[Paragraph]:
    """Of the paragraphs saved lately, the latest first, the last one of each other person."""
    latest: dict[int | None, Paragraph] = {}
    for paragraph in recent:
        if paragraph.saved_by_id != user.pk:
            latest.setdefault(paragraph.saved_by_id, paragraph)
    return list(latest.values())
