"""Making the report of a round out of what the units sent: pins, then paragraphs; built again it keeps edited words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch

from agencies import clock
from agencies.models import User
from reporting import rollup
from reporting.consolidating.access import locked_for, runs
from reporting.consolidating.wording import collated_text, figures_sentence
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    Paragraph,
    Pin,
    QuestionKind,
    ReportState,
    Round,
    RoundState,
    SectionKind,
)
from workflow.transitions import NotAllowed

FIGURES, OWN = "figures", "own"


@transaction.atomic
def build(*, round: Round, by: User) -> Consolidation:
    """The round's consolidation, made from the confirmed reports if it does not exist yet."""
    if not runs(round, by):
        raise NotAllowed("Chỉ cơ quan thường trực được lập báo cáo tổng hợp.")
    if round.state == RoundState.PREPARING:
        raise NotAllowed("Kỳ báo cáo chưa mở.")
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    found = Consolidation.objects.filter(round=round, supplements=None).first()
    if found is not None:
        return found
    consolidation = Consolidation.objects.create(round=round, title=round.subject, symbol="BC-UBND")
    pin_confirmed(consolidation)
    collate(consolidation)
    return consolidation


@transaction.atomic
def rebuild(*, consolidation: Consolidation, by: User) -> Consolidation:
    """Pins anew what is confirmed now and collates again; text edited by hand stays, with its sources moved along."""
    consolidation = locked_for(consolidation, by)
    pin_confirmed(consolidation)
    collate(consolidation)
    consolidation.built_at = clock.now()
    consolidation.save(update_fields=["built_at"])
    return consolidation


def pin_confirmed(consolidation: Consolidation) -> None:
    """One pin per owed report, at its confirmed version or at none; a reason for leaving a report out survives."""
    pins = {pin.report_id: pin for pin in consolidation.pins.all()}
    new, moved, gone = [], [], []
    for report in consolidation.round.reports.all():
        pin = pins.get(report.pk)
        if report.state == ReportState.EXCUSED:
            gone += [pin.pk] if pin else []
        elif pin is None:
            new.append(Pin(consolidation=consolidation, report=report, version_id=report.accepted_id))
        elif pin.version_id != report.accepted_id:
            pin.version_id = report.accepted_id
            moved.append(pin)
    Pin.objects.filter(pk__in=gone).delete()
    Pin.objects.bulk_update(moved, ["version"])
    Pin.objects.bulk_create(new)


@dataclass
class Wanted:
    """A paragraph as it would be generated now."""

    section_id: int
    key: str
    text: str
    answers: list[Answer]


def _pair(answer: Answer) -> tuple[int, int]:
    return answer.question_id, answer.version.report_id


def collate(consolidation: Consolidation) -> None:
    """Brings the paragraphs of every section up to date with the pins and the sums.

    A generated paragraph nobody touched follows its source in place, or goes with it. One that was edited (or emptied:
    set aside) keeps its words; its sources move to the pinned versions, and what it covers is not generated again.
    """
    sources = Answer.objects.select_related("version").defer("version__content")
    held = list(
        consolidation.paragraphs.select_for_update(of=("self",))
        .prefetch_related(Prefetch("sources", queryset=sources))
        .order_by("pk")
    )
    kept = [paragraph for paragraph in held if paragraph.edited or paragraph.key == OWN]
    covered = {_pair(answer) for paragraph in kept for answer in paragraph.sources.all()}
    words = _words(consolidation)
    wanted = _wanted_sentences(consolidation) + _wanted_words(consolidation, words, covered)
    untouched = {(p.section_id, p.key): p for p in held if p not in kept}
    sentences = {p.section_id: p for p in kept if p.key == FIGURES}
    changed, new = [], []
    for row in wanted:
        if row.key == FIGURES and row.section_id in sentences:
            sentences[row.section_id].generated = row.text
            changed.append(sentences[row.section_id])
        elif paragraph := untouched.pop((row.section_id, row.key), None):
            if paragraph.text != row.text:
                paragraph.text = paragraph.generated = row.text
                paragraph.revision += 1
            _keep_in(changed, paragraph)
            paragraph.answers = row.answers
        else:
            new.append(_made(consolidation, row))
    Paragraph.objects.filter(pk__in=[paragraph.pk for paragraph in untouched.values()]).delete()
    by_pair = {_pair(answer): answer for answer in words}
    for paragraph in kept:
        paragraph.answers = [by_pair[pair] for a in paragraph.sources.all() if (pair := _pair(a)) in by_pair]
        _keep_in(changed, paragraph)
    Paragraph.objects.bulk_create(new)
    _place(changed + new)
    Paragraph.objects.bulk_update(changed + new, ["position", "text", "generated", "revision"])
    _link(changed + new)


def _keep_in(paragraphs: list[Paragraph], paragraph: Paragraph) -> None:
    if paragraph not in paragraphs:
        paragraphs.append(paragraph)


def _made(consolidation: Consolidation, row: Wanted) -> Paragraph:
    paragraph = Paragraph(
        consolidation=consolidation,
        section_id=row.section_id,
        position=0,
        key=row.key,
        text=row.text,
        generated=row.text,
    )
    paragraph.answers = row.answers
    return paragraph


def _words(consolidation: Consolidation) -> list[Answer]:
    """What the pinned reports say in words, in the order of sections, questions and agencies.

    A supplement only says what the issued report did not know.
    """
    answers = (
        rollup.pinned_answers(consolidation)
        .filter(question__kind=QuestionKind.NARRATIVE, status=AnswerStatus.GIVEN)
        .exclude(text="")
    )
    if consolidation.supplements_id is not None:
        answers = answers.exclude(version__in=rollup.pinned_versions(consolidation.supplements))
    return list(
        answers.select_related("question", "version__report__agency")
        .defer("version__content")
        .order_by("question__section__position", "question__position", "version__report__agency__order", "pk")
    )


def _wanted_words(consolidation: Consolidation, words: list[Answer], covered: set[tuple[int, int]]) -> list[Wanted]:
    """One paragraph per text; identical words of several units to one question are folded into one."""
    folded: dict[tuple[int, str], list[Answer]] = {}
    for answer in words:
        if _pair(answer) not in covered:
            folded.setdefault((answer.question_id, " ".join(answer.text.lower().split())), []).append(answer)
    return [
        Wanted(
            group[0].question.section_id,
            _key(group[0].question_id, *sorted(answer.version.report_id for answer in group)),
            collated_text(group[0].question, group),
            group,
        )
        for group in folded.values()
    ]


def _wanted_sentences(consolidation: Consolidation) -> list[Wanted]:
    by_section: dict[int, list[rollup.Figure]] = {}
    for figure in rollup.figures(consolidation):
        if figure.question.section.kind != SectionKind.OUTLINE:
            by_section.setdefault(figure.question.section_id, []).append(figure)
    told = {section: figures_sentence(figures) for section, figures in by_section.items()}
    return [Wanted(section, FIGURES, text, []) for section, text in told.items() if text]


def _key(*parts) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def _place(paragraphs: list[Paragraph]) -> None:
    """The sums first, then words in the order of questions and agencies, then what was added without a source."""

    def rank(paragraph: Paragraph) -> tuple:
        if paragraph.key == FIGURES:
            return (0,)
        firsts = [(a.question.position, a.version.report.agency.order, a.pk) for a in paragraph.answers]
        return (1, *min(firsts)) if firsts else (2, paragraph.position, paragraph.pk)

    by_section: dict[int, list[Paragraph]] = {}
    for paragraph in paragraphs:
        if not hasattr(paragraph, "answers"):
            paragraph.answers = []
        by_section.setdefault(paragraph.section_id, []).append(paragraph)
    for group in by_section.values():
        for position, paragraph in enumerate(sorted(group, key=rank)):
            paragraph.position = position


def _link(paragraphs: list[Paragraph]) -> None:
    """The sources of each paragraph as `answers` says: what is too much goes, what is missing comes."""
    through = Paragraph.sources.through
    rows = through.objects.filter(paragraph__in=[paragraph.pk for paragraph in paragraphs])
    there = {(row.paragraph_id, row.answer_id): row.pk for row in rows}
    wanted = {(paragraph.pk, answer.pk) for paragraph in paragraphs for answer in paragraph.answers}
    through.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    through.objects.bulk_create(
        [through(paragraph_id=paragraph, answer_id=answer) for paragraph, answer in sorted(wanted - set(there))]
    )


def tell_sums(consolidation: Consolidation) -> None:
    """Writes only the sentences of sums again, after a figure was left out, brought back or replaced."""
    held = {p.section_id: p for p in consolidation.paragraphs.select_for_update(of=("self",)).filter(key=FIGURES)}
    changed, new = [], []
    for row in _wanted_sentences(consolidation):
        paragraph = held.pop(row.section_id, None)
        if paragraph is None:
            new.append(_made(consolidation, row))
        elif paragraph.generated != row.text:
            if not paragraph.edited:
                paragraph.text = row.text
                paragraph.revision += 1
            paragraph.generated = row.text
            changed.append(paragraph)
    gone = [paragraph.pk for paragraph in held.values() if not paragraph.edited]
    Paragraph.objects.filter(pk__in=gone).delete()
    Paragraph.objects.bulk_update(changed, ["text", "generated", "revision"])
    Paragraph.objects.bulk_create(new)
