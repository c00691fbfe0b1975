"""What differs between two states of a report: figure by figure, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db.models import Q, Subquery

from agencies.statements import kept
from agencies.vietnamese import format_number, format_percent
from plans.cadence import Strip
from plans.models import Order
from reporting.models import Answer, AnswerStatus, Question, QuestionKind, Remark, ReportVersion, Section, UnitReport


@dataclass(frozen=True)
class Piece:
    """A run of words; `kind` is SAME, ADDED or REMOVED."""

    kind: str
    text: str


@dataclass
class AnswerRow:
    """One question with its answer now, the answer it is compared with and the one of the period before."""

    question: Question
    now: Answer
    before: Answer | None
    previous: Answer | None
    changed: bool
    pieces: list[Piece] = field(default_factory=list)
    warning: str = ""
    files: list[tuple[int, str]] = field(default_factory=list)  # (id, name) of what proves the answer

    @property
    def growth(self) -> float | None:
        """Change of a number against the period before, in percent; None where there is nothing to divide by.

        A ratio has none: its change is in `points`.
        """
        old = self.previous.number if self.previous is not None else None
        if self.question.kind == QuestionKind.RATIO or self.now.number is None or not old:
            return None
        return float((self.now.number - old) / old * 100)

    @property
    def points(self) -> float | None:
        """Change of a ratio against the period before, in percentage points; None where one of the two is missing."""
        pair = [self.now, self.previous]
        if self.question.kind != QuestionKind.RATIO or not all(
            a and a.number is not None and a.denominator for a in pair
        ):
            return None
        now, old = (a.number / a.denominator * 100 for a in pair)
        return float(now - old)


@dataclass
class SectionRow:
    """A section with its questions, and what a page adds: what it answers for, what was said of it, what is wanting."""

    section: Section
    rows: list[AnswerRow]
    orders: list[Order] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    monitors: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    missing: list[AnswerRow] = field(default_factory=list)
    writable: bool = False
    open: bool = False

    @property
    def changed(self) -> bool:
        return any(row.changed for row in self.rows)

    @property
    def warned(self) -> bool:
        return any(row.warning for row in self.rows)

    @property
    def figures(self) -> list[AnswerRow]:
        return [row for row in self.rows if row.question.kind != QuestionKind.NARRATIVE]

    @property
    def texts(self) -> list[AnswerRow]:
        return [row for row in self.rows if row.question.kind == QuestionKind.NARRATIVE]


def shown(answer: Answer | None) -> str:
    """An answer in one short string: a number, a ratio with both its numbers, "không phát sinh", "trống"."""
    if answer is None:
        return "–"
    if answer.status == AnswerStatus.BLANK:
        return "trống"
    if answer.status == AnswerStatus.NONE:
        return "không phát sinh"
    if answer.question.kind == QuestionKind.RATIO:
        share = answer.number / answer.denominator * 100
        return f"{format_percent(share)} ({format_number(answer.number)}/{format_number(answer.denominator)})"
    if answer.question.kind == QuestionKind.NUMBER:
        return format_number(answer.number)
    return answer.choice or answer.text


def word_difference(before: str, now: str) -> list[Piece]:
    """`now` against `before` in runs of words; joined without the REMOVED pieces it is `now` again."""
    old, new = (re.findall(r"\S+\s*", text) for text in (before, now))
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("SAME", "".join(new[c:d])))
            continue
        if b > a:
            pieces.append(Piece("REMOVED", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("ADDED", "".join(new[c:d])))
    return pieces


def same_answer(one: Answer, other: Answer) -> bool:
    names = ("status", "number", "denominator", "choice", "text", "estimate")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@kept
def _answers(versions: tuple[int, ...], previous: int | None, agency: int):
    """The answers of versions, and of the confirmed version of the unit's report in the round before."""
    before = UnitReport.objects.filter(round=previous, agency=agency).order_by()
    return (
        # One version, not a list of them: an index answers both sides of the "or".
        Answer.objects.filter(Q(version__in=versions) | Q(version=Subquery(before.values("accepted"))))
        .select_related("question__section")
        .order_by("question__section__position", "question__position", "question__pk")
    )


def answers_of(report: UnitReport, *versions: ReportVersion) -> tuple[dict[int, list[Answer]], dict[str, Answer]]:
    """Version id -> its answers in the order of the report; question code -> the unit's answer in the round before.

    The round before is the one the report's round is compared with; of it the confirmed version counts. One statement.
    """
    of_versions: dict[int, list[Answer]] = {version.pk: [] for version in versions}
    previous: dict[str, Answer] = {}
    for answer in _answers(tuple(of_versions), report.round.previous_id, report.agency_id):
        if answer.version_id in of_versions:
            of_versions[answer.version_id].append(answer)
        else:
            previous[answer.question.code] = answer
    return of_versions, previous


def compare(answers: list[Answer], before: dict[int, Answer], previous: dict[str, Answer]) -> list[SectionRow]:
    """Rows by section.

    `answers` of one version with question and section, in order; `before` by question id (another version), `previous`
    by question code (the period before). With an empty `before` nothing counts as changed.
    """
    by_question = {answer.question_id: answer for answer in answers}
    sections: dict[int, SectionRow] = {}
    for answer in answers:
        question = answer.question
        old = before.get(question.pk)
        row = AnswerRow(
            question=question,
            now=answer,
            before=old,
            previous=previous.get(question.code),
            changed=old is not None and not same_answer(answer, old),
        )
        if row.changed and question.kind == QuestionKind.NARRATIVE:
            row.pieces = word_difference(old.text, answer.text)
        limit = by_question.get(question.not_above_id)
        if limit is not None and None not in (limit.number, answer.number) and answer.number > limit.number:
            row.warning = f"Lớn hơn “{limit.question.label}” ({format_number(limit.number)})"
        sections.setdefault(question.section_id, SectionRow(question.section, [])).rows.append(row)
    return list(sections.values())
