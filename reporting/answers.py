"""Saving one answer: compare and swap on its revision, checked against its question and its section's lock."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import clock
from agencies.models import Role, User
from agencies.vietnamese import format_number, parse_number
from reporting.models import Answer, AnswerStatus, Origin, QuestionKind
from workflow.transitions import NotAllowed

TEXT_MAX = 20_000
NUMBER_MAX = Decimal("99999999999999")


class Conflict(Exception):
    """Somebody saved in between; `answer` is what is stored now."""

    def __init__(self, answer: Answer):
        self.answer = answer
        super().__init__("Nội dung này vừa được lưu ở nơi khác.")


def clean_text(text: str) -> str:
    """Plain text of what was typed or pasted from Word: NFC, no control characters, no more than one blank line.

    Raises `ValidationError` when it is longer than `TEXT_MAX` characters; nothing is cut off silently.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    text = re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{3,}", "\n\n", text)).strip()
    if len(text) > TEXT_MAX:
        raise ValidationError(
            f"Nội dung dài {format_number(len(text))} ký tự, tối đa {format_number(TEXT_MAX)}. "
            "Hãy rút gọn hoặc đính kèm tệp; phần đã nhập vẫn còn trên màn hình."
        )
    return text


def read_figure(text: str, *, label: str = "") -> Decimal | None:
    """A non-negative number as typed, None when left empty. Raises `ValidationError` with what to do."""
    if not text.strip():
        return None
    try:
        number = parse_number(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if number < 0:
        raise ValidationError("Số liệu không được âm. Hãy nhập từ 0 trở lên.")
    if number > NUMBER_MAX:
        raise ValidationError("Số quá lớn. Hãy kiểm tra lại số chữ số.")
    if number != number.quantize(Decimal("0.01")):
        raise ValidationError("Chỉ nhập tối đa 2 chữ số sau dấu phẩy.")
    return number


def _apply(answer: Answer, values: dict) -> None:
    """Sets the fields of `answer` from what was typed. Raises `ValidationError` (a dict by field)."""
    question, errors = answer.question, {}

    def figure(name: str) -> Decimal | None:
        try:
            return read_figure(values.get(name) or "")
        except ValidationError as error:
            errors[name] = error.messages
            return None

    answer.reason = (values.get("reason") or "").strip()[:400]
    none = bool(values.get("none"))
    if question.is_figure:
        if values.get("use_system") and answer.system_number is not None:
            answer.number, answer.denominator = answer.system_number, answer.system_denominator
            answer.origin, answer.status, answer.reason = Origin.SYSTEM, AnswerStatus.GIVEN, ""
            return
        number = figure("number")
        answer.denominator = figure("denominator") if question.kind == QuestionKind.RATIO else None
        if "estimate" in values:
            answer.estimate = figure("estimate")
        if none and number:
            errors["none"] = ["Đã đánh dấu “không phát sinh” thì để trống số liệu; nếu có số liệu, hãy bỏ đánh dấu."]
        if question.kind == QuestionKind.RATIO and not none and not errors:
            if (number is None) != (answer.denominator is None):
                errors["denominator"] = ["Tỷ lệ cần đủ hai số: số đạt và tổng số."]
            elif answer.denominator == 0:
                errors["denominator"] = ["Tổng số bằng 0 thì không tính được tỷ lệ. Hãy đánh dấu “không phát sinh”."]
            elif number is not None and number > answer.denominator:
                errors["number"] = [f"Không được lớn hơn tổng số ({format_number(answer.denominator)})."]
        answer.number = None if none else number
        if none:
            answer.denominator = None
        known = answer.system_number is not None
        typed = (answer.number, answer.denominator)
        agrees = known and typed == (answer.system_number, answer.system_denominator)
        if known and not agrees and (none or number is not None) and not answer.reason and not errors:
            errors["reason"] = [
                f"Hệ thống đếm được {format_number(answer.system_number)}. Hãy ghi lý do khi sửa số của hệ thống."
            ]
        answer.origin = Origin.SYSTEM if agrees else Origin.TYPED
        if agrees:
            answer.reason = ""
        given = number is not None
    elif question.kind == QuestionKind.CHOICE:
        answer.choice = (values.get("choice") or "").strip()
        if answer.choice and answer.choice not in question.choices:
            errors["choice"] = ["Hãy chọn một trong các mục có sẵn."]
        given = bool(answer.choice)
    else:
        try:
            answer.text = clean_text(values.get("text") or "")
        except ValidationError as error:
            errors["text"] = error.messages
        if none and answer.text:
            none = False
        given = bool(answer.text)
    if errors:
        raise ValidationError(errors)
    answer.status = AnswerStatus.NONE if none else AnswerStatus.GIVEN if given else AnswerStatus.BLANK


def refuse_unless_writable(answer: Answer, by: User) -> None:
    """Raises `NotAllowed` unless `by` may write this answer now: unit, role, state, round and section."""
    report = answer.version.report
    if report.kept_by_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức và người đứng đầu của đơn vị được ghi báo cáo này.")
    if not report.is_writable or answer.version.sealed_at is not None:
        raise NotAllowed(
            f"Báo cáo đang ở trạng thái “{report.get_state_display()}” nên không sửa được. Hãy tải lại trang."
        )
    if report.round.is_locked(on=clock.today()):
        raise NotAllowed("Kỳ báo cáo đã khóa. Hãy liên hệ cơ quan thường trực nếu cần bổ sung.")
    if not answer.version.may_write(answer.question.section_id):
        raise NotAllowed("Phần này không nằm trong nội dung được đề nghị chỉnh lý, bổ sung nên đang khóa.")


@transaction.atomic
def save_answer(*, answer: Answer, by: User, revision: int, values: dict) -> Answer:
    """Stores what was typed if nobody saved in between.

    `values`: number, denominator, estimate (as typed), choice, text, none ("on"), reason, use_system.
    Raises `Conflict` (409), `NotAllowed` (403), `ValidationError` by field (422). Saving the same again changes nothing.
    """
    held = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("question__section", "version__report__round")
        .get(pk=answer.pk)
    )
    refuse_unless_writable(held, by)
    before = {
        name: getattr(held, name)
        for name in ("status", "number", "denominator", "choice", "text", "estimate", "reason")
    }
    stored = held.revision
    _apply(held, values)
    same = all(getattr(held, name) == value for name, value in before.items())
    if same:
        return held
    if stored != revision:
        raise Conflict(Answer.objects.select_related("question", "saved_by").get(pk=answer.pk))
    held.revision = stored + 1
    held.saved_at, held.saved_by = clock.now(), by
    held.save()
    return held
