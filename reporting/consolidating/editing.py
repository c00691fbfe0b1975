"""What the standing agency does by hand: words, sources, figures left out or replaced, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from agencies import clock
from agencies.models import User
from reporting import rollup
from reporting.answers import clean_text
from reporting.consolidating.access import locked_for, refuse_unless_editing
from reporting.consolidating.building import FIGURES, OWN, collate, tell_sums
from reporting.models import (
    Answer,
    Consolidation,
    FigureExclusion,
    FigureOverride,
    Paragraph,
    Pin,
    Question,
    QuestionKind,
    Section,
    UnitReport,
)
from workflow.transitions import NotAllowed

REASON_MAX = 400


class ParagraphConflict(Exception):
    """Somebody saved the paragraph in between; `paragraph` is what is stored now."""

    def __init__(self, paragraph: Paragraph):
        self.paragraph = paragraph
        super().__init__("Đoạn này vừa được lưu ở nơi khác.")


def _reason(text: str, otherwise: str) -> str:
    reason = text.strip()[:REASON_MAX]
    if not reason:
        raise NotAllowed(otherwise)
    return reason


@transaction.atomic
def save_paragraph(*, paragraph: Paragraph, by: User, revision: int, text: str) -> Paragraph:
    """Stores edited text if nobody saved in between; an empty text sets the paragraph's sources aside.

    Raises `ParagraphConflict` (409), `NotAllowed` (403), `ValidationError` (422). Saving the same again changes nothing.
    """
    held = Paragraph.objects.select_for_update(of=("self",)).select_related("consolidation__round").get(pk=paragraph.pk)
    refuse_unless_editing(held.consolidation, by)
    text = clean_text(text)
    if text == held.text:
        return held
    if held.revision != revision:
        raise ParagraphConflict(Paragraph.objects.select_related("saved_by").get(pk=held.pk))
    held.text, held.revision = text, held.revision + 1
    held.saved_at, held.saved_by = clock.now(), by
    if held.key == FIGURES and not held.outdated:
        held.written_over = held.generated
    held.save(update_fields=["text", "written_over", "revision", "saved_at", "saved_by"])
    return held


@transaction.atomic
def add_paragraph(
    *, consolidation: Consolidation, section: Section, by: User, text: str, sources: Iterable[Answer] = ()
) -> Paragraph:
    """A paragraph written by hand, or sources taken into the text."""
    consolidation = locked_for(consolidation, by)
    text = clean_text(text)
    if not text:
        raise NotAllowed("Hãy viết nội dung của đoạn.")
    sources = list(sources)
    pairs = [(answer.question_id, answer.version.report_id) for answer in sources]
    emptied = consolidation.paragraphs.filter(section=section, text="", sources__in=sources).distinct()
    back = next(iter(emptied.prefetch_related("sources")), None) if sources else None
    if back is not None and len(pairs) == back.sources.count():
        return save_paragraph(paragraph=back, by=by, revision=back.revision, text=text)
    last = consolidation.paragraphs.filter(section=section).aggregate(last=Max("position"))["last"] or 0
    paragraph = Paragraph.objects.create(
        consolidation=consolidation,
        section=section,
        position=last + 1,
        key=OWN,
        text=text,
        saved_by=by,
        saved_at=clock.now(),
    )
    paragraph.sources.set(sources)
    return paragraph


@transaction.atomic
def exclude_report(*, consolidation: Consolidation, report: UnitReport, by: User, reason: str) -> Pin:
    """Leaves a whole report out: its figures leave the sums, its words leave the text unless they were edited."""
    consolidation = locked_for(consolidation, by)
    reason = _reason(reason, "Hãy ghi lý do không đưa báo cáo này vào tổng hợp.")
    return _set_excluded(consolidation, report, reason)


@transaction.atomic
def include_report(*, consolidation: Consolidation, report: UnitReport, by: User) -> Pin:
    """Takes a report that was left out back in."""
    return _set_excluded(locked_for(consolidation, by), report, "")


def _set_excluded(consolidation: Consolidation, report: UnitReport, reason: str) -> Pin:
    pin = consolidation.pins.filter(report=report).first()
    if pin is None:
        raise NotAllowed("Báo cáo này không thuộc nguồn của bản tổng hợp. Hãy tổng hợp lại rồi thử lại.")
    pin.excluded_reason = reason
    pin.save(update_fields=["excluded_reason"])
    collate(consolidation)
    return pin


@transaction.atomic
def exclude_figure(
    *, consolidation: Consolidation, question: Question, report: UnitReport, by: User, reason: str
) -> FigureExclusion:
    """Leaves one unit's figure out of one sum; the reason is part of the record."""
    consolidation = locked_for(consolidation, by)
    reason = _reason(reason, "Hãy ghi lý do loại số liệu này.")
    if not rollup.pinned_answers(consolidation).filter(question=question, version__report=report).exists():
        raise NotAllowed(f"{report.agency_name} không có số liệu này trong bản tổng hợp.")
    row, _ = FigureExclusion.objects.update_or_create(
        consolidation=consolidation, question=question, report=report, defaults={"reason": reason, "by": by}
    )
    tell_sums(consolidation)
    return row


@transaction.atomic
def include_figure(*, consolidation: Consolidation, question: Question, report: UnitReport, by: User) -> None:
    """Takes a figure that was left out back into its sum."""
    consolidation = locked_for(consolidation, by)
    FigureExclusion.objects.filter(consolidation=consolidation, question=question, report=report).delete()
    tell_sums(consolidation)


@transaction.atomic
def override_figure(
    *, consolidation: Consolidation, question: Question, by: User, value: Decimal | None, reason: str
) -> None:
    """Replaces a sum by hand with a reason; no value takes the sum back. A ratio is given in percent."""
    consolidation = locked_for(consolidation, by)
    if value is None:
        FigureOverride.objects.filter(consolidation=consolidation, question=question).delete()
    else:
        reason = _reason(reason, "Hãy ghi lý do khi sửa số đã cộng.")
        if question.kind == QuestionKind.RATIO and value > 100:
            raise NotAllowed("Tỷ lệ không được lớn hơn 100 %.")
        FigureOverride.objects.update_or_create(
            consolidation=consolidation, question=question, defaults={"value": value, "reason": reason, "by": by}
        )
    tell_sums(consolidation)
