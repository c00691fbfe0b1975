"""The sentences the portal writes by itself: sums, and what units wrote under their names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from agencies.vietnamese import format_count, format_number, format_percent, join_words
from reporting.models import Answer, Question, QuestionKind
from reporting.rollup import Figure

DIFFICULTY = "kho-khan"


def rounded(value: Decimal) -> Decimal:
    """Whole numbers stay whole, others keep one digit."""
    return value.to_integral() if value == value.to_integral() else value.quantize(Decimal("0.1"))


def value_text(question: Question, value: Decimal | None) -> str:
    """1.711 or 86,4 %; nothing where nobody answered."""
    if value is None:
        return ""
    return format_percent(value) if question.kind == QuestionKind.RATIO else format_number(rounded(value))


def lowered(label: str) -> str:
    """The first letter small inside a sentence, unless the word is an abbreviation."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def figure_text(figure: Figure) -> str:
    """thư chúc mừng: 1.711 thư; thư xin lỗi: 06 thư; a ratio with both its parts; a choice with how many units chose what."""
    question = figure.question
    if figure.tally:
        chosen = ", ".join(f"{choice} {format_count(count)} đơn vị" for choice, count in figure.tally)
        return f"{lowered(question.label)}: {chosen}"
    if figure.value is None:
        return ""
    if question.kind == QuestionKind.RATIO:
        said = f"{lowered(question.label)}: {value_text(question, figure.value)}"
        known = figure.denominator and not figure.override_reason
        return f"{said} ({format_number(figure.numerator)}/{format_number(figure.denominator)})" if known else said
    return f"{lowered(question.label)}: {format_count(rounded(figure.value))} {question.unit}".rstrip()


def figures_sentence(figures: Iterable[Figure]) -> str:
    """One sentence of a section's sums; says of how many units each stands, once where it is the same for all."""
    told = [(figure_text(figure), figure) for figure in figures]
    told = [(text, figure) for text, figure in told if text]
    if not told:
        return ""
    spans = [(figure.counted, figure.asked) for _, figure in told]
    widest = max(spans, key=lambda span: (span[1], span[0]))
    parts = [
        text if (figure.counted, figure.asked) == widest else f"{text} ({figure.counted}/{figure.asked} đơn vị)"
        for text, figure in told
    ]
    return f"Tổng hợp số liệu của {widest[0]}/{widest[1]} đơn vị: {'; '.join(parts)}."


def names_of(answers: Iterable[Answer]) -> str:
    """Units in order: a, b và c; without "và" where a name has one itself."""
    names = [answer.version.report.agency_name for answer in answers]
    return join_words(names, ", " if any(" và " in name for name in names) else " và ")


def collated_text(question: Question, answers: list[Answer]) -> str:
    """What one unit, or several in the same words, wrote, with the unit's name."""
    text = " ".join(answers[0].text.split())
    names = names_of(answers)
    if question.task_id:
        return f"{question.label.rstrip('.')} ({names}): {text}"
    if question.code.endswith(DIFFICULTY):
        return f"Khó khăn, vướng mắc ({names}): {text}"
    if len(answers) == 1 and text.lower().startswith(names.lower()):
        return text
    return f"{names}: {text}"
