"""What is written to a consolidation: words, sources, figures left out or replaced, and its moves."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of, whole_number, whole_numbers
from agencies.vietnamese import format_number, format_time
from reporting import consolidating
from reporting.answers import read_figure
from reporting.consolidating import reading
from reporting.forms import PresentForm, PublishForm, ReasonForm, SupplementForm, VerifyForm
from reporting.models import Answer, Consolidation, MonitorRemark, Paragraph, Question, Section, UnitReport
from reporting.views.consolidation import found, page, preview, sign_form
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

FORMS = {
    "present": PresentForm,
    "verify": VerifyForm,
    "return": ReasonForm,
    "hand_back": ReasonForm,
    "publish": PublishForm,
}
SAID = {
    "send_up": "Đã trình thủ trưởng.",
    "hand_back": "Đã chuyển lại công chức soạn.",
    "present": "Đã trình UBND.",
    "verify": "Đã ghi ý kiến thẩm tra, chuyển lãnh đạo ký.",
    "return": "Đã chuyển lại cơ quan thường trực.",
    "sign": "Đã ký. Văn thư đã nhận thông báo để phát hành.",
    "publish": "Đã phát hành. Các đơn vị đã nhận thông báo.",
}


def _pk(request, name: str) -> int:
    """A row's id as posted, 0 where it is none."""
    return whole_number(request.POST.get(name)) or 0


def _said(error: ValidationError | NotAllowed) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


@require_POST
def consolidation_move(request, pk, name):
    """A move of the document; a refusal shows the page again with what was typed (422)."""
    document = found(request, pk)
    act = consolidating.MOVES.get(name)
    if act is None:
        raise Http404
    again = preview if request.POST.get("back") == "ban-in" else page
    form = None
    if name in {row.name for row in document.moves_for(request.user)}:
        if name == "sign":
            form = sign_form(document, request.user, request.POST)
        elif name in FORMS:
            form = FORMS[name](request.POST, request.FILES)
        if form is not None and not form.is_valid():
            return again(request, document, forms={name: form}, status=422)
    try:
        values = form.cleaned_data if form is not None else _bare(name)
        act(consolidation=document, by=request.user, token=token_of(request), **values)
    except NotAllowed as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect(document)
        form.add_error(None, str(refusal))
        return again(request, found(request, pk), forms={name: form}, status=422)
    messages.success(request, SAID[name])
    return redirect(document)


def _bare(name: str) -> dict:
    """Empty values of a move this person may not make now: the kernel's refusal is what he is told."""
    needed = {"present": ["note"], "verify": ["opinion"], "return": ["reason"], "hand_back": ["reason"]}
    if name == "publish":
        return {"upload": None, "number": "-", "symbol": "-", "issued_on": clock.today()}
    if name == "sign":
        return {"signer_form": "TM"}
    return dict.fromkeys(needed.get(name, ()), "-")


@require_POST
def consolidation_rebuild(request, pk):
    document = found(request, pk)
    try:
        consolidating.rebuild(consolidation=document, by=request.user)
        messages.success(request, "Đã tổng hợp lại theo các báo cáo đã xác nhận; lời đã sửa được giữ nguyên.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    section = _pk(request, "section")
    return redirect(f"{document.get_absolute_url()}?phan={section}" if section else document.get_absolute_url())


@require_POST
def consolidation_supplement(request, pk):
    """A numbered supplement to an issued report."""
    document = found(request, pk)
    form = SupplementForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["title"]))
        return redirect(document)
    try:
        made = consolidating.supplement(consolidation=document, by=request.user, title=form.cleaned_data["title"])
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(document)
    messages.success(request, "Đã lập báo cáo bổ sung. Kỳ báo cáo mở lại để các đơn vị còn lại gửi báo cáo.")
    return redirect(made)


@require_POST
def consolidation_carry(request, pk, report_pk):
    """The issued figures become the authority's own answers one level up."""
    document = found(request, pk)
    report = get_object_or_404(UnitReport.objects.visible_to(request.user), pk=report_pk)
    try:
        count = consolidating.carry_up(consolidation=document, report=report, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(document)
    messages.success(request, f"Đã lấy {format_number(count)} số liệu từ báo cáo tổng hợp đã phát hành.")
    return redirect(report)


@require_POST
def paragraph_save(request, pk, paragraph_pk):
    """Autosave of a paragraph: 200, 403, 409 with both texts, 410 where it went with its source, 422."""
    document = found(request, pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    text, revision = request.POST.get("text", ""), whole_number(request.POST.get("revision"))
    paragraph = Paragraph.objects.filter(consolidation=document, pk=paragraph_pk).select_related("section").first()
    if paragraph is None:
        return _gone(request, document, script)
    status, reply = 200, {}
    try:
        saved = consolidating.save_paragraph(
            paragraph=paragraph,
            by=request.user,
            revision=-1 if revision is None else revision,
            text=text,
        )
        reply = {"revision": saved.revision, "saved_at": format_time(clock.now())}
    except consolidating.ParagraphConflict as conflict:
        status, reply = 409, _both(conflict.paragraph)
    except ValidationError as error:
        status, reply = 422, {"errors": {"text": error.messages}}
    except NotAllowed as refusal:
        status, reply = 403, {"detail": str(refusal)}
    if script:
        return JsonResponse(reply, status=status)
    if status == 409:
        messages.error(
            request, f"{reply['by']} vừa lưu đoạn này lúc {reply['at']}: “{reply['shown']}”. Bản của bạn: “{text}”"
        )
    elif status != 200:
        messages.error(request, reply.get("detail") or " ".join(reply["errors"]["text"]))
    return redirect(f"{document.get_absolute_url()}?phan={paragraph.section_id}#d{paragraph.pk}")


def _both(held: Paragraph) -> dict:
    """What the other one saved, for the page that shows both texts."""
    return {
        "revision": held.revision,
        "by": str(held.saved_by or "Hệ thống"),
        "at": format_time(held.saved_at or clock.now()),
        "shown": held.text or "(để trống)",
        "theirs": {"text": held.text},
    }


def _gone(request, document: Consolidation, script: bool):
    """The paragraph went with its source when the report was built again; what was typed stays in the browser."""
    sentence = (
        "Nguồn của đoạn này không còn trong bản tổng hợp. Hãy chép lời đã viết sang ô “Thêm đoạn” rồi tải lại trang."
    )
    if script:
        return JsonResponse({"errors": {"text": [sentence]}}, status=422)
    messages.error(request, sentence)
    return redirect(document)


def _unused(document: Consolidation, section: Section, wanted: Iterable[int]) -> list[Answer]:
    """The answers in words that were chosen on the page and are still unused, in the order of the units."""
    words, (paragraphs, *_) = reading.words_of(document, section), reading.paragraphs_of(document, section)
    left = {said.pk for said in reading.unused(words, paragraphs)}
    answers = Answer.objects.filter(pk__in=left.intersection(wanted)).select_related("question", "version__report")
    return list(answers.defer("version__content").order_by("question__position", "version__report__agency__order"))


@require_POST
@acts_once
def paragraph_add(request, pk):
    """A new paragraph by hand, or one made from unused sources or a monitor's remark ("Đưa vào mục này")."""
    document = found(request, pk)
    section = get_object_or_404(document.round.sections, pk=_pk(request, "section"))
    answers: list[Answer] = []
    text = request.POST.get("text", "")
    if source := request.POST.get("source"):
        answers = _unused(document, section, whole_numbers(source.split(",")))
        text = consolidating.collated_text(answers[0].question, answers) if answers else ""
    elif _pk(request, "remark"):
        said = get_object_or_404(MonitorRemark, section=section, pk=_pk(request, "remark"))
        text = f"{said.agency.name} nhận xét: {said.text}"
    try:
        consolidating.add_paragraph(
            consolidation=document, section=section, by=request.user, text=text, sources=answers
        )
        messages.success(request, "Đã thêm đoạn.")
    except (NotAllowed, ValidationError) as refusal:
        messages.error(request, _said(refusal))
    return redirect(f"{document.get_absolute_url()}?phan={section.pk}#noi-dung")


@require_POST
def paragraph_restore(request, pk, paragraph_pk):
    """Takes the words as generated from the sources again ("Lấy nguyên văn"), or sets a paragraph aside."""
    document = found(request, pk)
    paragraph = get_object_or_404(Paragraph, consolidation=document, pk=paragraph_pk)
    text = "" if request.POST.get("thao_tac") == "bo" else paragraph.generated
    try:
        consolidating.save_paragraph(paragraph=paragraph, by=request.user, revision=paragraph.revision, text=text)
    except consolidating.ParagraphConflict:
        messages.error(request, "Đoạn này vừa được lưu ở nơi khác. Hãy xem lại rồi thử lại.")
    except (NotAllowed, ValidationError) as refusal:
        messages.error(request, _said(refusal))
    else:
        messages.success(request, "Đã lấy nguyên văn nguồn." if text else "Đã bỏ đoạn; nguồn nằm ở “Chưa dùng”.")
    return redirect(f"{document.get_absolute_url()}?phan={paragraph.section_id}#noi-dung")


@require_POST
def figure_change(request, pk, question_pk):
    """Leaves a unit's figure out or back in, or replaces a sum, each with its reason."""
    document = found(request, pk)
    question = get_object_or_404(Question, round=document.round, pk=question_pk)
    reason, action = request.POST.get("reason", ""), request.POST.get("thao_tac", "")
    common = {"consolidation": document, "question": question, "by": request.user}
    try:
        if action in ("loai", "dua-lai"):
            report = get_object_or_404(UnitReport, round=document.round, pk=_pk(request, "report"))
            if action == "loai":
                consolidating.exclude_figure(**common, report=report, reason=reason)
            else:
                consolidating.include_figure(**common, report=report)
        elif action in ("sua", "bo-sua"):
            value: Decimal | None = read_figure(request.POST.get("value", "")) if action == "sua" else None
            if action == "sua" and value is None:
                raise NotAllowed("Hãy nhập số thay thế.")
            consolidating.override_figure(**common, value=value, reason=reason)
        else:
            raise NotAllowed("Không có thao tác này. Hãy tải lại trang.")
        messages.success(request, "Đã ghi. Đoạn đã sửa lời văn được giữ nguyên; hãy xem lại số trong đoạn đó.")
    except (NotAllowed, ValidationError) as refusal:
        messages.error(request, _said(refusal))
    return redirect(f"{document.get_absolute_url()}?phan={question.section_id}&so={question.pk}#so-{question.pk}")


@require_POST
def report_pin(request, pk, report_pk):
    """Leaves a whole report out of the consolidation, with a reason, or takes it back in."""
    document = found(request, pk)
    report = get_object_or_404(UnitReport, round=document.round, pk=report_pk)
    try:
        if request.POST.get("thao_tac") == "dua-lai":
            consolidating.include_report(consolidation=document, report=report, by=request.user)
        else:
            consolidating.exclude_report(
                consolidation=document, report=report, by=request.user, reason=request.POST.get("reason", "")
            )
        messages.success(request, "Đã ghi.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('consolidation', args=[document.pk])}?tab=thieu")
