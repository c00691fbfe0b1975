"""What the document says as plain values: sealed when the report is presented, signed and published."""

from __future__ import annotations

from agencies.models import Level
from agencies.statements import kept
from agencies.vietnamese import format_date, format_number, format_percent
from plans.models import Plan
from reporting import rollup
from reporting.consolidating.staleness import is_missing, owed_of
from reporting.consolidating.wording import value_text
from reporting.models import (
    AnswerStatus,
    Consolidation,
    Paragraph,
    Question,
    QuestionKind,
    Section,
    SectionKind,
    UnitReport,
)
from reporting.sealing import digest

ABSENT = "-"
NONE_AROSE = "KPS"  # không phát sinh, where a "0" would read as 0 %


def cell_text(question: Question, cell: rollup.Cell) -> str:
    """An annex cell of a unit that was asked: its figure, "0" or a ratio's mark where nothing arose, empty where blank."""
    if cell.status == AnswerStatus.NONE:
        return NONE_AROSE if question.kind == QuestionKind.RATIO else "0"
    if cell.status == AnswerStatus.BLANK:
        return ""
    if question.kind == QuestionKind.CHOICE:
        return cell.choice
    if cell.number is None:
        return ""
    if question.kind == QuestionKind.RATIO:
        return format_percent(cell.number / cell.denominator * 100) if cell.denominator else ""
    if cell.denominator:  # a mean or count carried up stands for several units
        return value_text(question, cell.number / cell.denominator)
    return format_number(cell.number)


@kept
def _fed(round_: int):
    """The questions of a round that the log answers."""
    return Question.source_orders.through.objects.filter(question__round=round_).values_list("question", flat=True)


def _main_questions(consolidation: Consolidation, questions: list[Question]) -> set[int]:
    """The questions of an annex's first table: of each model its own counts (kỳ, thư, buổi), else its first number."""
    fed = set(_fed(consolidation.round_id))
    by_section: dict[int, list[Question]] = {}
    for question in questions:
        if question.section.kind == SectionKind.MODEL and question.kind == QuestionKind.NUMBER:
            by_section.setdefault(question.section_id, []).append(question)
    main: set[int] = set()
    for group in by_section.values():
        own = [question for question in group if question.pk in fed and not question.source_measure]
        main |= {question.pk for question in own or group[:1]}
    return main


def _figures(consolidation: Consolidation, units: list[dict], sections: list[Section]) -> list[dict]:
    found = rollup.figures(consolidation, sections)
    cells = rollup.by_unit(consolidation)
    levels = rollup.by_level(consolidation, Level.COMMUNE)
    main = _main_questions(consolidation, [figure.question for figure in found])
    rows = []
    for figure in found:
        question = figure.question
        communes, others = levels.get(question.pk, (None, None))
        texts = {
            str(unit["id"]): cell_text(question, cell)
            for unit in units
            if (cell := cells.get((question.pk, unit["id"])))
        }
        tally = "; ".join(f"{choice}: {count}" for choice, count in figure.tally)
        rows.append(
            {
                "section": question.section_id,
                "label": question.label,
                "unit": question.unit,
                "code": question.code,
                "main": question.pk in main,
                "cells": texts,
                "communes": value_text(question, communes) or ABSENT,
                "others": value_text(question, others) or ABSENT,
                "total": tally or value_text(question, figure.value) or ABSENT,
                "counted": figure.counted,
                "asked": figure.asked,
                "replaced": figure.override_reason,
            }
        )
    return rows


def _annex_of(consolidation: Consolidation, reports: list[UnitReport]) -> dict:
    """The part of the content that tables by unit are made from: the units of `reports`, the sections, the figures."""
    units = [
        {
            "id": report.agency_id,
            "name": report.agency_name,
            "short_name": report.agency.short_name,
            "level": report.agency.level,
        }
        for report in reports
    ]
    sections = rollup.sections_in(consolidation.round_id)
    told = [
        {
            "id": section.pk,
            "number": section.number,
            "title": section.title,
            "short_title": section.short_title,
            "kind": section.kind,
        }
        for section in sections
    ]
    return {"units": units, "sections": told, "figures": _figures(consolidation, units, sections)}


@kept
def _written(consolidation: int):
    """(section, text) of the paragraphs that are printed."""
    return Paragraph.objects.filter(consolidation=consolidation).exclude(text="").values_list("section", "text")


@kept
def _plans(round_: int):
    """The plans a round reports on."""
    return Plan.objects.filter(rounds=round_).order_by("period_start", "pk")


def content_of(consolidation: Consolidation) -> dict:
    """Everything the document needs, from the rows as they are; plain JSON values only."""
    round_ = consolidation.round
    authority, standing = round_.authority, round_.standing
    reports = owed_of(consolidation.sources())
    annex = _annex_of(consolidation, reports)
    paragraphs: dict[int, list[str]] = {}
    for section, text in _written(consolidation.pk):
        paragraphs.setdefault(section, []).append(text)
    issued = consolidation.supplements
    return {
        "round": {
            "id": round_.pk,
            "name": round_.name,
            "year": round_.year,
            "from": round_.from_on.isoformat(),
            "to": round_.to_on.isoformat(),
            "subject": round_.subject,
        },
        "title": consolidation.title,
        "supplements": {
            "number": issued.number,
            "symbol": issued.symbol,
            "issued_on": issued.issued_on.isoformat() if issued.issued_on else None,
        }
        if issued
        else None,
        "authority": {
            "name": authority.name,
            "official_name": authority.official_name,
            "place": authority.place,
            "level": authority.level,
            "superior": authority.parent.official_name if authority.parent else None,
        },
        "standing": {"official_name": standing.official_name, "symbol": standing.symbol},
        "plans": [
            {
                "title": plan.title,
                "kind": plan.kind,
                "reference": plan.reference,
                "issued_text": plan.issued_text,
                "decision": plan.decision,
                "short_title": plan.short_title,
                "recipients": plan.recipients,
            }
            for plan in _plans(round_.pk)
        ],
        "sections": [section | {"paragraphs": paragraphs.get(section["id"], [])} for section in annex["sections"]],
        "units": annex["units"],
        "figures": annex["figures"],
        "timeliness": rollup.timeliness(round_),
        "late": [
            {"name": report.agency_name, "on": format_date(report.first_submitted_on), "due": format_date(report.due)}
            for report in reports
            if report.was_late
        ],
        "missing": [
            {
                "name": report.agency_name,
                "state": report.get_state_display(),
                "due": format_date(report.effective_due()),
                "sent": report.first_submitted_at is not None,
            }
            for report in reports
            if is_missing(report)
        ],
        "form": form_of(consolidation),
    }


def form_of(consolidation: Consolidation) -> dict:
    """What is written on the document when it is signed and published; blank until then."""
    return {
        "number": consolidation.number,
        "symbol": consolidation.symbol,
        "issued_on": consolidation.issued_on.isoformat() if consolidation.issued_on else None,
        "signer_form": consolidation.signer_form,
        "signer_title": consolidation.signer_title,
        "signer_name": consolidation.signer_name,
    }


def seal(consolidation: Consolidation) -> str:
    """Keeps what the document is built from, with its hash: what UBND was shown is what is signed and published.

    Called on the row the move has just saved; once presented only number, day and signature are added. Returns the hash.
    """
    presented = consolidation.State.PRESENTED
    if consolidation.state == presented or not consolidation.content:
        consolidation.content = content_of(consolidation)
    else:
        consolidation.content = {**consolidation.content, "form": form_of(consolidation)}
    consolidation.sha256 = digest(consolidation.content)
    consolidation.save(update_fields=["content", "sha256"])
    return consolidation.sha256


def shown_content(consolidation: Consolidation) -> dict:
    """The sealed content once there is one, the rows as they are while the report is being written."""
    if consolidation.is_editable or not consolidation.content:
        return content_of(consolidation)
    return consolidation.content


def shown_annex(consolidation: Consolidation, sources: list[UnitReport] | None = None) -> dict:
    """`units`, `sections` and `figures` of `shown_content`, without asking for the rest; `sources` if they are known."""
    if consolidation.is_editable or not consolidation.content:
        return _annex_of(consolidation, owed_of(consolidation.sources() if sources is None else sources))
    return consolidation.content
