"""What changed under a consolidation since it was made: derived each time, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Subquery

from agencies.vietnamese import join_words
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    Pin,
    QuestionKind,
    ReportState,
    ReportVersion,
    UnitReport,
)


@dataclass(frozen=True)
class StaleSource:
    """One pin whose source changed: `questions` are those whose answer is no longer, or not yet, the confirmed one."""

    pin: Pin
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
        return {(question, source.pin.report_id) for source in self.sources for question in source.questions}


VALUES = ("status", "number", "denominator", "choice", "text")


def staleness(consolidation: Consolidation) -> Staleness:
    """The stale sources of a consolidation with the questions they touch; at most three statements."""
    being_written = ReportVersion.objects.filter(report=OuterRef("report"), sealed_at=None)
    pins = list(
        consolidation.stale_pins()
        .annotate(opened=Subquery(being_written.values("open_sections")))
        .select_related("report__agency", "version")
        .only("consolidation", "report__state", "report__accepted", "report__agency__short_name", "version__number")
        .order_by("report__agency__order", "pk")
    )
    late = consolidation.confirmed_without_pin().select_related("agency")
    pins += [Pin(consolidation=consolidation, report=report) for report in late]
    if not pins:
        return Staleness()
    versions = {pin.version_id for pin in pins} | {pin.report.accepted_id for pin in pins}
    rows: dict[int, dict[int, tuple]] = {}
    sections: dict[int, int] = {}
    told: set[int] = set()
    for version, question, kind, section, *values in Answer.objects.filter(version__in=versions - {None}).values_list(
        "version", "question", "question__kind", "question__section", *VALUES
    ):
        rows.setdefault(version, {})[question] = tuple(values)
        sections[question] = section
        if kind == QuestionKind.NARRATIVE:
            told.add(question)
    found = (_source(pin, rows, sections) for pin in pins)
    return Staleness([replace(source, told=frozenset(told)) for source in found])


def _source(pin: Pin, rows: dict, sections: dict) -> StaleSource:
    held, now = rows.get(pin.version_id, {}), rows.get(pin.report.accepted_id, {})
    if pin.report.state == ReportState.EXCUSED:
        return StaleSource(pin, "nay không yêu cầu báo cáo", frozenset(held))
    if pin.version_id is None:
        return StaleSource(pin, "nay đã xác nhận", frozenset(q for q, values in now.items() if _answered(values)))
    if pin.report.accepted_id is not None:
        changed = frozenset(q for q in held | now if held.get(q) != now.get(q))
        return StaleSource(pin, f"đang lấy bản {pin.version.number}, nay đã xác nhận bản mới", changed)
    touched = frozenset(
        q for q, values in held.items() if _answered(values) and (pin.opened is None or sections[q] in pin.opened)
    )
    state = pin.report.get_state_display().lower()
    return StaleSource(pin, f"đang lấy bản {pin.version.number}, nay “{state}”", touched)


def _answered(values: tuple) -> bool:
    return values[0] != AnswerStatus.BLANK


def owed_reports(consolidation: Consolidation) -> list[UnitReport]:
    """The reports of the round less those excused, in the order of the units.

    Each has `missing`: the consolidation rests on nothing of it, unsent, not confirmed, or left out with a reason.
    """
    resting = consolidation.pins.filter(version__isnull=False, excluded_reason="", report=OuterRef("pk"))
    reports = consolidation.round.reports.owed().annotate(missing=~Exists(resting))
    return list(reports.select_related("agency").order_by("agency__order", "pk"))
