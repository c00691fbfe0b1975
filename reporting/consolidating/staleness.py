"""What changed under a consolidation since it was made: derived each time, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agencies.statements import kept
from agencies.vietnamese import join_words
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    QuestionKind,
    ReportState,
    UnitReport,
)


@dataclass(frozen=True)
class StaleSource:
    """A report that changed: `questions` are those whose answer is no longer, or not yet, the confirmed one."""

    report: UnitReport
    words: str
    questions: frozenset[int]
    told: frozenset[int] = frozenset()

    @property
    def touched(self) -> str:
        """3 số liệu và 1 lời văn"""
        words = len(self.questions & self.told)
        figures = len(self.questions) - words
        parts = [f"{figures} số liệu" if figures else "", f"{words} lời văn" if words else ""]
        return join_words(parts)


@dataclass(frozen=True)
class Staleness:
    sources: list[StaleSource] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.sources)

    @property
    def questions(self) -> set[int]:
        return {question for source in self.sources for question in source.questions}

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """(question id, report id) of the answers that changed."""
        return {(question, source.report.pk) for source in self.sources for question in source.questions}


VALUES = ("status", "number", "denominator", "choice", "text")


@kept
def _values(versions: tuple[int, ...], names: tuple[str, ...]):
    """(version, question, its kind, its section, *what was answered) of the answers of versions."""
    answers = Answer.objects.filter(version__in=versions)
    return answers.values_list("version", "question", "question__kind", "question__section", *names)


def staleness(consolidation: Consolidation, sources: list[UnitReport]) -> Staleness:
    """What is stale of a consolidation's `sources`, with the questions it touches; one statement, none if nothing is."""
    reports = consolidation.stale_sources(sources)
    if not reports:
        return Staleness()
    versions = {report.rests_on for report in reports} | {report.accepted_id for report in reports}
    rows: dict[int, dict[int, tuple]] = {}
    sections: dict[int, int] = {}
    told: set[int] = set()
    for version, question, kind, section, *values in _values(tuple(sorted(versions - {None})), VALUES):
        rows.setdefault(version, {})[question] = tuple(values)
        sections[question] = section
        if kind == QuestionKind.NARRATIVE:
            told.add(question)
    found = (_source(report, rows, sections) for report in reports)
    return Staleness([replace(source, told=frozenset(told)) for source in found])


def _source(report: UnitReport, rows: dict, sections: dict) -> StaleSource:
    held, now = rows.get(report.rests_on, {}), rows.get(report.accepted_id, {})
    if report.state == ReportState.EXCUSED:
        return StaleSource(report, "nay không yêu cầu báo cáo", frozenset(held))
    if report.rests_on is None:
        return StaleSource(report, "nay đã xác nhận", frozenset(q for q, values in now.items() if _answered(values)))
    if report.accepted_id is not None:
        changed = frozenset(q for q in held | now if held.get(q) != now.get(q))
        return StaleSource(report, f"đang lấy bản {report.rests_on_number}, nay đã xác nhận bản mới", changed)
    opened = report.open_sections
    touched = frozenset(
        q for q, values in held.items() if _answered(values) and (opened is None or sections[q] in opened)
    )
    state = report.get_state_display().lower()
    return StaleSource(report, f"đang lấy bản {report.rests_on_number}, nay “{state}”", touched)


def _answered(values: tuple) -> bool:
    return values[0] != AnswerStatus.BLANK


def is_missing(report: UnitReport) -> bool:
    """Whether a consolidation rests on nothing of one of its sources: unsent, not confirmed, or left out with a reason."""
    return report.rests_on is None or bool(report.left_out_reason)


def owed_of(sources: list[UnitReport]) -> list[UnitReport]:
    """The reports of a round less those excused."""
    return [report for report in sources if report.state != ReportState.EXCUSED]
