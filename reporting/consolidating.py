"""Making the authority's report of a round out of what the units sent, and taking it to publication."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from agencies import clock
from agencies.models import Role, User
from agencies.vietnamese import format_date, format_number, format_percent, join_words
from reporting import rollup
from reporting.answers import clean_text
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    ConsolidationState,
    FigureExclusion,
    FigureOverride,
    MonitorRemark,
    Origin,
    Paragraph,
    Pin,
    Question,
    QuestionKind,
    ReportState,
    Round,
    RoundState,
    Section,
    SectionKind,
    SignerForm,
    UnitReport,
)
from reporting.sealing import digest
from workflow import services
from workflow.evidence import SIGNED, store
from workflow.models import Event
from workflow.services import lock, notify
from workflow.transitions import NotAllowed


class ParagraphConflict(Exception):
    """Somebody saved the paragraph in between; `paragraph` is what is stored now."""

    def __init__(self, paragraph: Paragraph):
        self.paragraph = paragraph
        super().__init__("Đoạn này vừa được lưu ở nơi khác.")


def _refuse_unless_editing(consolidation: Consolidation, by: User) -> None:
    if consolidation.round.standing_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được soạn báo cáo tổng hợp.")
    if not consolidation.is_editable:
        raise NotAllowed(f"Báo cáo tổng hợp đang “{consolidation.get_state_display()}” nên không sửa được.")


@transaction.atomic
def build(*, round: Round, by: User) -> Consolidation:
    """The round's consolidation, made from the confirmed reports if it does not exist yet."""
    if round.standing_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được lập báo cáo tổng hợp.")
    if round.state == RoundState.PREPARING:
        raise NotAllowed("Kỳ báo cáo chưa mở.")
    found = Consolidation.objects.filter(round=round, supplements=None).first()
    if found is not None:
        return found
    consolidation = Consolidation.objects.create(round=round, title=round.subject, symbol="BC-UBND")
    _pin(consolidation)
    _collate(consolidation)
    return consolidation


@transaction.atomic
def rebuild(*, consolidation: Consolidation, by: User) -> Consolidation:
    """Pins anew what is confirmed now and collates again; text edited by hand stays, with its sources moved along."""
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    _pin(consolidation)
    _collate(consolidation)
    consolidation.built_at = clock.now()
    consolidation.save()
    return consolidation


def _pin(consolidation: Consolidation) -> None:
    """One pin per owed report; a reason for leaving a report out survives."""
    pins = {pin.report_id: pin for pin in consolidation.pins.all()}
    reports = consolidation.round.reports.all()
    for report in reports:
        if report.state == ReportState.EXCUSED:
            if report.pk in pins:
                pins[report.pk].delete()
            continue
        pin = pins.get(report.pk) or Pin(consolidation=consolidation, report=report)
        pin.version_id = report.accepted_id
        pin.save()


def figure_text(figure: rollup.Figure) -> str:
    """1.725 thư chúc mừng is written "Thư chúc mừng: 1.725 thư"."""
    question = figure.question
    if figure.value is None:
        return ""
    if question.kind == QuestionKind.RATIO:
        whole = (
            f" ({format_number(figure.numerator)}/{format_number(figure.denominator)})" if figure.denominator else ""
        )
        return f"{question.label}: {format_percent(figure.value)}{whole}"
    places = 0 if figure.value == figure.value.to_integral() else 1
    return f"{question.label}: {format_number(figure.value, places)} {question.unit}".rstrip()


def _figures_sentence(section: Section, found: list[rollup.Figure]) -> str:
    told = [figure_text(figure) for figure in found if figure.question.section_id == section.pk]
    told = [text for text in told if text]
    return f"Kết quả chung: {'; '.join(told)}." if told else ""


def _key(*parts) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def _narratives(consolidation: Consolidation) -> dict[int, list[tuple[Question, str, list[Answer]]]]:
    """Section id -> (question, words, answers that say them), identical words of several units folded into one."""
    answers = (
        rollup.pinned_answers(consolidation)
        .filter(question__kind=QuestionKind.NARRATIVE, status=AnswerStatus.GIVEN)
        .exclude(text="")
        .select_related("question", "version__report__agency")
        .order_by("question__section__position", "question__position", "version__report__agency__order")
    )
    folded: dict[tuple[int, str], list[Answer]] = {}
    for answer in answers:
        folded.setdefault((answer.question_id, " ".join(answer.text.lower().split())), []).append(answer)
    found: dict[int, list[tuple[Question, str, list[Answer]]]] = {}
    for group in folded.values():
        question = group[0].question
        found.setdefault(question.section_id, []).append((question, group[0].text, group))
    return found


def _collated_text(question: Question, words: str, group: list[Answer]) -> str:
    names = join_words([answer.version.report.agency_name for answer in group])
    text = " ".join(words.split())
    lead = "khó khăn, vướng mắc: " if question.code.endswith("kho-khan") else ""
    if question.task_id:
        return f"{question.label.rstrip('.')} ({names}): {text}"
    return f"{names}: {lead}{text[:1].lower() if lead else text[:1]}{text[1:]}"


def _collate(consolidation: Consolidation) -> None:
    """Writes the paragraphs of every section; those edited (or emptied) by hand are kept and their sources moved."""
    kept: dict[int, list[Paragraph]] = {}
    covered: set[tuple[int, int]] = set()
    for paragraph in consolidation.paragraphs.prefetch_related("sources__version"):
        if not paragraph.edited and paragraph.key != "own":
            paragraph.delete()
            continue
        kept.setdefault(paragraph.section_id, []).append(paragraph)
        covered |= {(answer.question_id, answer.version.report_id) for answer in paragraph.sources.all()}
    now = {
        (answer.question_id, answer.version.report_id): answer
        for answer in rollup.pinned_answers(consolidation).select_related("version")
        if (answer.question_id, answer.version.report_id) in covered
    }
    for paragraphs in kept.values():
        for paragraph in paragraphs:
            wanted = [
                now[key]
                for answer in paragraph.sources.all()
                if (key := (answer.question_id, answer.version.report_id)) in now
            ]
            paragraph.sources.set(wanted)
    found, words = rollup.figures(consolidation), _narratives(consolidation)
    links, made = [], []
    for section in consolidation.round.sections.all():
        old = kept.get(section.pk, [])
        position = max((paragraph.position for paragraph in old), default=0)
        sentence = _figures_sentence(section, found)
        if sentence and section.kind != SectionKind.OUTLINE:
            held = next((paragraph for paragraph in old if paragraph.key == "figures"), None)
            if held is not None:
                held.generated = sentence
                held.save(update_fields=["generated"])
            else:
                made.append(
                    (Paragraph(section=section, position=0, key="figures", text=sentence, generated=sentence), [])
                )
        for question, said, group in words.get(section.pk, []):
            if all((question.pk, answer.version.report_id) in covered for answer in group):
                continue
            position += 1
            text = _collated_text(question, said, group)
            key = _key(question.pk, *sorted(answer.version.report_id for answer in group))
            made.append((Paragraph(section=section, position=position, key=key, text=text, generated=text), group))
    for paragraph, group in made:
        paragraph.consolidation = consolidation
        paragraph.save()
        links += [Paragraph.sources.through(paragraph_id=paragraph.pk, answer_id=answer.pk) for answer in group]
    Paragraph.sources.through.objects.bulk_create(links)


@transaction.atomic
def save_paragraph(*, paragraph: Paragraph, by: User, revision: int, text: str) -> Paragraph:
    """Stores edited text if nobody saved in between. Raises `ParagraphConflict`, `NotAllowed`, `ValidationError`."""
    held = Paragraph.objects.select_for_update(of=("self",)).select_related("consolidation__round").get(pk=paragraph.pk)
    _refuse_unless_editing(held.consolidation, by)
    text = clean_text(text)
    if text == held.text:
        return held
    if held.revision != revision:
        raise ParagraphConflict(Paragraph.objects.select_related("saved_by").get(pk=held.pk))
    held.text, held.revision = text, held.revision + 1
    held.saved_at, held.saved_by = clock.now(), by
    held.save()
    return held


@transaction.atomic
def add_paragraph(
    *, consolidation: Consolidation, section: Section, by: User, text: str, sources: Iterable[Answer] = ()
) -> Paragraph:
    """A paragraph written by hand, or a source taken into the text."""
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    text = clean_text(text)
    if not text:
        raise NotAllowed("Hãy viết nội dung của đoạn.")
    last = consolidation.paragraphs.filter(section=section).aggregate(last=Max("position"))["last"] or 0
    paragraph = Paragraph.objects.create(
        consolidation=consolidation,
        section=section,
        position=last + 1,
        key="own",
        text=text,
        saved_by=by,
        saved_at=clock.now(),
    )
    paragraph.sources.set(sources)
    return paragraph


def unused_sources(consolidation: Consolidation, section: Section):
    """Words units wrote on a section that no paragraph with text rests on."""
    used = Paragraph.sources.through.objects.filter(
        paragraph__consolidation=consolidation, paragraph__section=section
    ).exclude(paragraph__text="")
    return (
        rollup.pinned_answers(consolidation)
        .filter(question__section=section, question__kind=QuestionKind.NARRATIVE, status=AnswerStatus.GIVEN)
        .exclude(text="")
        .exclude(pk__in=used.values("answer"))
        .select_related("question", "version__report__agency")
        .order_by("question__position", "version__report__agency__order")
    )


@transaction.atomic
def exclude_report(*, consolidation: Consolidation, report: UnitReport, by: User, reason: str) -> Pin:
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    if not reason.strip():
        raise NotAllowed("Hãy ghi lý do không đưa báo cáo này vào tổng hợp.")
    pin = consolidation.pins.get(report=report)
    pin.excluded_reason = reason.strip()[:400]
    pin.save()
    _collate(consolidation)
    return pin


@transaction.atomic
def include_report(*, consolidation: Consolidation, report: UnitReport, by: User) -> Pin:
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    pin = consolidation.pins.get(report=report)
    pin.excluded_reason = ""
    pin.save()
    _collate(consolidation)
    return pin


@transaction.atomic
def exclude_figure(
    *, consolidation: Consolidation, question: Question, report: UnitReport, by: User, reason: str
) -> FigureExclusion:
    """Leaves one unit's figure out of one sum; the reason is part of the record."""
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    if not reason.strip():
        raise NotAllowed("Hãy ghi lý do loại số liệu này.")
    row, _ = FigureExclusion.objects.update_or_create(
        consolidation=consolidation,
        question=question,
        report=report,
        defaults={"reason": reason.strip()[:400], "by": by},
    )
    _collate(consolidation)
    return row


@transaction.atomic
def include_figure(*, consolidation: Consolidation, question: Question, report: UnitReport, by: User) -> None:
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    FigureExclusion.objects.filter(consolidation=consolidation, question=question, report=report).delete()
    _collate(consolidation)


@transaction.atomic
def override_figure(
    *, consolidation: Consolidation, question: Question, by: User, value: Decimal | None, reason: str
) -> None:
    """Replaces a sum by hand with a reason; no value takes the sum back."""
    consolidation = lock(consolidation)
    _refuse_unless_editing(consolidation, by)
    if value is None:
        FigureOverride.objects.filter(consolidation=consolidation, question=question).delete()
    elif not reason.strip():
        raise NotAllowed("Hãy ghi lý do khi sửa số đã cộng.")
    else:
        FigureOverride.objects.update_or_create(
            consolidation=consolidation,
            question=question,
            defaults={"value": value, "reason": reason.strip()[:400], "by": by},
        )
    _collate(consolidation)


@transaction.atomic
def monitor_remark(*, section: Section, by: User, text: str) -> MonitorRemark:
    """The monitoring agency's word on a model; written again it replaces its former word."""
    text = clean_text(text)
    if not text:
        raise NotAllowed("Hãy viết nhận xét.")
    monitoring = (
        section.plan_model.orders.filter(
            assignments__part="MONITOR", assignments__kept_by__in=by.agency_ids(Role.STAFF, Role.HEAD)
        )
        if section.plan_model_id
        else None
    )
    agency = (
        monitoring.values_list("assignments__kept_by", flat=True)
        .filter(assignments__part="MONITOR", assignments__kept_by__in=by.agency_ids(Role.STAFF, Role.HEAD))
        .first()
        if monitoring is not None
        else None
    )
    if agency is None:
        raise NotAllowed("Chỉ cơ quan theo dõi, kiểm tra mô hình này được nhận xét.")
    remark, _ = MonitorRemark.objects.update_or_create(
        section=section, agency_id=agency, defaults={"text": text, "by": by, "at": clock.now()}
    )
    return remark


def missing_units(consolidation: Consolidation) -> list[UnitReport]:
    """Owed reports the consolidation rests on nothing of: unsent, not confirmed, or left out."""
    pins = consolidation.pins.filter(version=None) | consolidation.pins.exclude(excluded_reason="")
    return list(
        UnitReport.objects.filter(pk__in=pins.values("report"))
        .select_related("agency", "round")
        .order_by("agency__order")
    )


def late_units(round_: Round) -> list[UnitReport]:
    """Reports first sent after their due day."""
    reports = round_.reports.exclude(state=ReportState.EXCUSED).filter(first_submitted_at__isnull=False)
    return [report for report in reports.select_related("agency").order_by("agency__order") if report.was_late]


def _shown(answer: Answer | None) -> str:
    """An annex cell: "-" not asked, "0" nothing arose, "" asked and not answered."""
    if answer is None:
        return "-"
    if answer.status == AnswerStatus.NONE:
        return "0"
    if answer.status == AnswerStatus.BLANK or answer.number is None:
        return ""
    if answer.question.kind == QuestionKind.RATIO:
        return format_percent(answer.number / answer.denominator * 100)
    return format_number(answer.number)


def _value_text(question: Question, value: Decimal | None) -> str:
    if value is None:
        return "-"
    return format_percent(value) if question.kind == QuestionKind.RATIO else format_number(round_whole(value))


def round_whole(value: Decimal) -> Decimal:
    return value.to_integral() if value == value.to_integral() else value.quantize(Decimal("0.1"))


def content_of(consolidation: Consolidation) -> dict:
    """Everything the document needs as plain values; sealed when the report is presented, signed and published."""
    round_ = consolidation.round
    found = rollup.figures(consolidation)
    cells = rollup.by_unit(consolidation)
    communes, others = rollup.subtotal(consolidation, "COMMUNE"), rollup.subtotal(consolidation, "COMMUNE", other=True)
    asked = set(
        Answer.objects.filter(version__number=1, version__report__round=round_).values_list(
            "question", "version__report__agency"
        )
    )
    units = [
        {
            "id": report.agency_id,
            "name": report.agency_name,
            "short_name": report.agency.short_name,
            "level": report.agency.level,
        }
        for report in round_.reports.exclude(state=ReportState.EXCUSED)
        .select_related("agency")
        .order_by("agency__order")
    ]
    pinned = {
        pin.report.agency_id
        for pin in consolidation.pins.filter(excluded_reason="", version__isnull=False).select_related("report")
    }

    def cell(question: Question, agency_id: int) -> str:
        if (question.pk, agency_id) not in asked:
            return "-"
        return (
            _shown(cells.get((question.pk, agency_id)))
            if agency_id in pinned and (question.pk, agency_id) in cells
            else ""
        )

    paragraphs: dict[int, list[str]] = {}
    for paragraph in consolidation.paragraphs.exclude(text=""):
        paragraphs.setdefault(paragraph.section_id, []).append(paragraph.text)
    times = rollup.timeliness(round_)
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
        "authority": {
            "name": round_.authority.name,
            "official_name": round_.authority.official_name,
            "place": round_.authority.place,
            "level": round_.authority.level,
            "symbol": round_.authority.symbol,
            "superior": round_.authority.parent.official_name if round_.authority.parent else None,
        },
        "standing": {"official_name": round_.standing.official_name, "symbol": round_.standing.symbol},
        "plans": [
            {
                "title": plan.title,
                "kind": plan.kind,
                "reference": plan.reference,
                "issued_text": plan.issued_text,
                "decision": plan.decision,
                "short_title": plan.short_title,
            }
            for plan in round_.plans.order_by("period_start", "pk")
        ],
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "short_title": section.short_title,
                "kind": section.kind,
                "paragraphs": paragraphs.get(section.pk, []),
            }
            for section in round_.sections.all()
        ],
        "units": units,
        "figures": [
            {
                "section": figure.question.section.title,
                "section_kind": figure.question.section.kind,
                "number": figure.question.section.number,
                "label": figure.question.label,
                "unit": figure.question.unit,
                "code": figure.question.code,
                "cells": {str(unit["id"]): cell(figure.question, unit["id"]) for unit in units},
                "communes": _value_text(figure.question, communes.get(figure.question.pk)),
                "others": _value_text(figure.question, others.get(figure.question.pk)),
                "total": _value_text(figure.question, figure.value),
                "counted": figure.counted,
                "asked": figure.asked,
            }
            for figure in found
            if figure.question.kind != QuestionKind.CHOICE
        ],
        "timeliness": times,
        "late": [
            {"name": report.agency_name, "on": format_date(report.first_submitted_on), "due": format_date(report.due)}
            for report in late_units(round_)
        ],
        "missing": [
            {
                "name": report.agency_name,
                "state": report.get_state_display(),
                "due": format_date(report.effective_due()),
            }
            for report in missing_units(consolidation)
        ],
    }


def _seal(consolidation: Consolidation) -> None:
    """Keeps what the document is built from, and its hash; called on the row the move has just saved."""
    consolidation.content = content_of(consolidation)
    consolidation.sha256 = digest(consolidation.content)
    consolidation.save(update_fields=["content", "sha256"])


def _tell(
    consolidation: Consolidation, agencies, text: str, event: Event, *roles: str, icon: str = "collection"
) -> None:
    notify(
        agencies=[agency for agency in agencies if agency is not None],
        text=text,
        url=consolidation.get_absolute_url(),
        icon=icon,
        event=event,
        roles=roles or (Role.STAFF, Role.HEAD),
        but=event.actor,
    )


def _move(consolidation: Consolidation, transition: str, by: User, token, reason: str = "", **changes) -> Event:
    return services.move(
        document=consolidation, transition=transition, by=by, token=token, reason=reason, changes=changes
    )


@transaction.atomic
def send_up(*, consolidation: Consolidation, by: User, token: uuid.UUID | None = None, reason: str = "") -> Event:
    event = _move(consolidation, "send_up", by, token, reason)
    _tell(consolidation, [consolidation.round.standing], f"{consolidation} chờ thủ trưởng xem.", event, Role.HEAD)
    return event


@transaction.atomic
def hand_back(*, consolidation: Consolidation, by: User, reason: str, token: uuid.UUID | None = None) -> Event:
    event = _move(consolidation, "hand_back", by, token, reason)
    _tell(
        consolidation, [consolidation.round.standing], f"{consolidation} được chuyển lại: {reason}", event, Role.STAFF
    )
    return event


@transaction.atomic
def present(
    *, consolidation: Consolidation, by: User, note: str, token: uuid.UUID | None = None, reason: str = ""
) -> Event:
    """To UBND with a phiếu trình; what is presented is sealed."""
    if not note.strip():
        raise NotAllowed("Hãy ghi phiếu trình: nội dung trình và đề xuất.")
    event = _move(consolidation, "present", by, token, reason, note=note.strip())
    consolidation.refresh_from_db()
    _seal(consolidation)
    round_ = consolidation.round
    _tell(consolidation, [round_.verifier or round_.authority], f"{consolidation} đã trình UBND.", event, icon="bank")
    return event


@transaction.atomic
def verify(
    *, consolidation: Consolidation, by: User, opinion: str, token: uuid.UUID | None = None, reason: str = ""
) -> Event:
    if not opinion.strip():
        raise NotAllowed("Hãy ghi ý kiến thẩm tra.")
    event = _move(consolidation, "verify", by, token, reason, opinion=opinion.strip())
    _tell(
        consolidation,
        [consolidation.round.authority],
        f"{consolidation} đã thẩm tra, chờ ký.",
        event,
        Role.HEAD,
        icon="clipboard-check",
    )
    return event


@transaction.atomic
def return_to_standing(*, consolidation: Consolidation, by: User, reason: str, token: uuid.UUID | None = None) -> Event:
    event = _move(consolidation, "return", by, token, reason)
    _tell(
        consolidation,
        [consolidation.round.standing],
        f"{consolidation} được chuyển lại: {reason}",
        event,
        icon="arrow-return-left",
    )
    return event


@transaction.atomic
def sign(
    *, consolidation: Consolidation, by: User, signer_form: str, token: uuid.UUID | None = None, reason: str = ""
) -> Event:
    """The leader signs: the form (TM., KT. …), his title and name go on the document."""
    if signer_form not in SignerForm.values:
        raise NotAllowed("Hãy chọn thể thức ký.")
    post = next(
        (p for p in by.posts() if p.agency_id == consolidation.round.authority_id and p.role == Role.HEAD), None
    )
    if post is not None and post.deputy and signer_form == SignerForm.TM:
        raise NotAllowed("Cấp phó ký thay người đứng đầu: hãy chọn thể thức KT.")
    event = _move(
        consolidation,
        "sign",
        by,
        token,
        reason,
        signer_form=signer_form,
        signer_title=post.title if post else "",
        signed_at=clock.now(),
    )
    consolidation.refresh_from_db()
    _tell(
        consolidation,
        [consolidation.round.authority],
        f"{consolidation} đã ký, chờ phát hành.",
        event,
        Role.CLERK,
        icon="pen",
    )
    return event


@transaction.atomic
def publish(
    *,
    consolidation: Consolidation,
    by: User,
    upload,
    number: str,
    symbol: str,
    issued_on: date,
    signer_name: str = "",
    token: uuid.UUID | None = None,
    reason: str = "",
) -> Event:
    """Văn thư gives number, symbol and day and brings in the signed file: the original, hashed. The round closes."""
    if token and (done := consolidation.events.filter(token=token).first()):
        return done
    if not number.strip() or not symbol.strip():
        raise NotAllowed("Hãy ghi số và ký hiệu của văn bản.")
    if issued_on > clock.today():
        raise NotAllowed("Ngày ban hành không được ở tương lai.")
    if consolidation.round.authority_id not in by.agency_ids(Role.CLERK):
        raise NotAllowed(f"Chỉ văn thư của {consolidation.round.authority} được phát hành.")
    signed = store(upload=upload, agency=consolidation.round.authority, by=by, allowed=SIGNED)
    held = lock(consolidation)
    held.signed_file = signed
    held.save(update_fields=["signed_file"])
    event = _move(
        consolidation,
        "publish",
        by,
        token,
        reason,
        number=number.strip(),
        symbol=symbol.strip(),
        issued_on=issued_on,
        signer_name=signer_name.strip(),
    )
    round_ = consolidation.round
    if consolidation.supplements_id is None:
        Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED)
    units = [report.kept_by for report in round_.reports.select_related("kept_by")]
    _tell(
        consolidation,
        [round_.standing, *units],
        f"Đã phát hành {consolidation} số {number}/{symbol} ngày {format_date(issued_on)}.",
        event,
        icon="patch-check",
    )
    return event


@transaction.atomic
def supplement(*, consolidation: Consolidation, by: User, title: str) -> Consolidation:
    """A numbered supplement to an issued report; the issued one is never opened again."""
    if consolidation.state != ConsolidationState.ISSUED or consolidation.supplements_id:
        raise NotAllowed("Chỉ lập báo cáo bổ sung cho báo cáo tổng hợp đã phát hành.")
    if consolidation.round.standing_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được lập báo cáo bổ sung.")
    if not title.strip():
        raise NotAllowed("Hãy ghi trích yếu của báo cáo bổ sung.")
    made = Consolidation.objects.create(
        round=consolidation.round, supplements=consolidation, title=title.strip()[:400], symbol=consolidation.symbol
    )
    _pin(made)
    return made


@transaction.atomic
def carry_up(*, consolidation: Consolidation, report: UnitReport, by: User) -> int:
    """Fills an author's report one level up from its own issued consolidation, by question code; returns how many.

    Ratios carry numerator and denominator, so that the level above computes them again.
    """
    if consolidation.state != ConsolidationState.ISSUED:
        raise NotAllowed("Chỉ dùng được báo cáo tổng hợp đã phát hành.")
    if report.kept_by_id != consolidation.round.authority_id or report.kept_by_id not in by.agency_ids(
        Role.STAFF, Role.HEAD
    ):
        raise NotAllowed("Báo cáo này không thuộc đơn vị đã ban hành báo cáo tổng hợp.")
    version = report.open_version
    if version is None or not report.is_writable:
        raise NotAllowed("Báo cáo không ở trạng thái đang soạn.")
    values = rollup.carried(consolidation)
    changed = []
    for answer in version.answers.select_related("question"):
        number, whole = values.get(answer.question.code, (None, None))
        if number is None or not version.may_write(answer.question.section_id):
            continue
        answer.number, answer.denominator, answer.status, answer.origin = (
            number,
            whole,
            AnswerStatus.GIVEN,
            Origin.SYSTEM,
        )
        answer.system_number, answer.system_denominator = number, whole
        answer.revision += 1
        changed.append(answer)
    Answer.objects.bulk_update(
        changed, ["number", "denominator", "status", "origin", "system_number", "system_denominator", "revision"]
    )
    return len(changed)


MOVES = {
    "send_up": send_up,
    "hand_back": hand_back,
    "present": present,
    "verify": verify,
    "return": return_to_standing,
    "sign": sign,
    "publish": publish,
}
