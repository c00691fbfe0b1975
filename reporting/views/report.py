"""A unit's report: writing it, reading it, signing and sending it, its documents."""

from __future__ import annotations

import io
import logging
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of, whole_number
from agencies.models import User
from agencies.statements import kept
from agencies.vietnamese import format_number, format_time
from reporting import moves
from reporting.answers import Conflict, refuse_unless_writable, save_answer
from reporting.behind import behind
from reporting.comparing import answers_of, shown
from reporting.documents import sheet
from reporting.documents.docx import render_docx
from reporting.documents.html import to_fragment
from reporting.documents.rendering import pdf_of_version
from reporting.documents.report import tree_of_version
from reporting.forms import SignedForm
from reporting.models import (
    Answer,
    AnswerStatus,
    ReportVersion,
    UnitReport,
)
from reporting.reportpage import (
    answers_in,
    chosen_version,
    completeness,
    frame,
    is_author,
    missing_in,
    monitored_sections,
    page_of,
    readable_versions,
    sees_all,
)
from reporting.templatetags.reporting import section_chip, section_sign, source_mark
from workflow.evidence import serve, store
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

log = logging.getLogger(__name__)
AUTHOR_MOVES = ("send_up", "hand_back", "submit", "recall")


@kept
def _reports(user: User, pk: int):
    """The report with the agencies its page and its print name, if `user` may see it."""
    reports = UnitReport.objects.visible_to(user).filter(pk=pk)
    return reports.select_related("round__standing", "round__authority", "round__previous", "agency__parent")


def _found(request, pk: int) -> UnitReport:
    """The report, or 404."""
    reports = _reports(request.user, pk)
    if not reports:
        raise Http404
    return reports[0]


@kept
def _answers(user: User, pk: int):
    """The answer with its question, version, report and round, if `user` may see the report."""
    answers = Answer.objects.filter(pk=pk, version__report__in=UnitReport.objects.visible_to(user))
    return answers.select_related("question__section", "version__report__round")


def _readable_answer(request, pk: int) -> Answer:
    """The answer to those who may read it: the unit in its open version, all others in what was sent; else 404."""
    for answer in _answers(request.user, pk):
        held = answer.version.report
        if is_author(held, request.user):
            return answer
        if answer.version.sealed_at is not None and (
            sees_all(held, request.user) or answer.question.section_id in monitored_sections(held, request.user)
        ):
            return answer
    raise Http404


def _own_answer(request, pk: int) -> Answer:
    """The answer to its own unit; else 404."""
    for answer in _answers(request.user, pk):
        if is_author(answer.version.report, request.user):
            return answer
    raise Http404


def report(request, pk):
    held = _found(request, pk)
    versions = readable_versions(held, request.user)
    version = chosen_version(versions, request.GET.get("ban"))
    if version is None:
        return render(request, "reporting/report_unsent.html", {"report": held, "round": held.round})
    return render(request, "reporting/report.html", page_of(held, version, versions, request.user))


def _values(post) -> dict:
    names = ("number", "denominator", "estimate", "choice", "text", "none", "reason", "use_system")
    return {name: post[name] for name in names if name in post}


@require_POST
def answer_save(request, pk):
    """Autosave of one answer: 200 saved, 403 locked, 409 conflict with both texts, 422 errors by field."""
    answer = _own_answer(request, pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    revision = whole_number(request.POST.get("revision"))
    try:
        saved = save_answer(
            answer=answer,
            by=request.user,
            revision=-1 if revision is None else revision,
            values=_values(request.POST),
        )
    except Conflict as conflict:
        held = conflict.answer
        reply = {
            "revision": held.revision,
            "by": str(held.saved_by or ""),
            "at": format_time(held.saved_at),
            "shown": shown(held),
            "theirs": {
                "number": format_number(held.number),
                "denominator": format_number(held.denominator),
                "text": held.text,
                "choice": held.choice,
                "reason": held.reason,
                "none": "on" if held.status == AnswerStatus.NONE else "",
            },
        }
        return (
            JsonResponse(reply, status=409)
            if script
            else _back(request, answer, f"Nội dung này vừa được lưu ở nơi khác: {shown(held)}")
        )
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        sentence = " ".join(text for texts in errors.values() for text in texts)
        return JsonResponse({"errors": errors}, status=422) if script else _back(request, answer, sentence)
    except NotAllowed as refusal:
        return JsonResponse({"detail": str(refusal)}, status=403) if script else _back(request, answer, str(refusal))
    if not script:
        messages.success(request, "Đã lưu.")
        return redirect(f"{answer.version.report.get_absolute_url()}#c{answer.pk}")
    reply = {
        "revision": saved.revision,
        "saved_at": format_time(clock.now()),
        "missing": saved.question.required and saved.status == AnswerStatus.BLANK,
        "html": _fragments(saved),
    }
    return JsonResponse(reply)


def _back(request, answer: Answer, sentence: str):
    messages.error(request, sentence)
    return redirect(f"{answer.version.report.get_absolute_url()}#c{answer.pk}")


def _fragments(answer: Answer) -> dict[str, str]:
    """What changes around a saved answer: its mark, those of its section, the list of what is missing."""
    rows = answers_in(answer.version)
    missing = missing_in(rows)
    section = answer.question.section
    here = sum(row.question.section_id == section.pk for row in missing)
    whole = completeness(rows) | {"missing": [{"now": row, "question": row.question} for row in missing]}
    return {
        "#muc-hoan-thanh": render_to_string("reporting/_completeness.html", whole),
        f"#nguon-{answer.pk}": source_mark(answer),
        f"#du-{section.pk}": section_chip(section, here),
        f"#muc-{section.pk}": section_sign(section, here),
    }


@require_POST
def report_move(request, pk, name):
    """The unit's own moves that need nothing but a reason."""
    held = _found(request, pk)
    if name not in AUTHOR_MOVES:
        raise Http404
    words = {
        "send_up": "Đã trình ký. Người đứng đầu đã nhận thông báo.",
        "hand_back": "Đã chuyển lại cho công chức soạn.",
        "submit": f"Đã ký gửi. {held.round.standing} đã nhận thông báo.",
        "recall": "Đã rút lại báo cáo; có thể sửa và gửi lại.",
    }
    try:
        moves.MOVES[name](report=held, by=request.user, token=token_of(request), reason=request.POST.get("reason", ""))
        messages.success(request, words[name])
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(held)


def report_signed(request, pk):
    """Gửi kèm văn bản đã ký: the signed scan comes in and is the original; what was typed stays when refused."""
    held = _found(request, pk)
    if not is_author(held, request.user):
        raise Http404
    form = SignedForm(
        request.POST or None, request.FILES or None, initial={"signed_on": clock.today(), "token": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            moves.submit_signed(
                report=held,
                by=request.user,
                upload=data["upload"],
                number=data["number"],
                signed_on=data["signed_on"],
                signer_name=data["signer_name"],
                token=data["token"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã gửi kèm văn bản đã ký. {held.round.standing} đã nhận thông báo.")
            return redirect(held)
    version = held.open_version
    missing = list(version.missing().select_related("question__section")) if version else []
    status = 422 if request.method == "POST" else 200
    context = {"report": held, "round": held.round, "form": form, "missing": missing}
    return render(request, "reporting/report_signed.html", context, status=status)


def _version(request, held: UnitReport) -> ReportVersion:
    """The version that the address names, to those who may read the whole of it."""
    version = chosen_version(readable_versions(held, request.user), request.GET.get("ban"))
    if version is None or not sees_all(held, request.user):
        raise Http404
    return version


def _download(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _name(held: UnitReport, version: ReportVersion, suffix: str) -> str:
    return f"bao-cao-{held.agency.code}-{held.round.year}-ban-{version.number}.{suffix}"


def report_preview(request, pk):
    held = _found(request, pk)
    version = _version(request, held)
    tree = tree_of_version(version)
    missing = missing_in(answers_in(version)) if version.sealed_at is None else []
    context = frame(held, version, request.user) | {"missing": missing, "fragment": to_fragment(tree)}
    return render(request, "reporting/report_preview.html", context)


def report_pdf(request, pk):
    held = _found(request, pk)
    version = _version(request, held)
    log.info("report %s version %s as pdf to user %s", held.pk, version.number, request.user.pk)
    return _download(pdf_of_version(version), "application/pdf", _name(held, version, "pdf"), inline=True)


def report_docx(request, pk):
    held = _found(request, pk)
    version = _version(request, held)
    log.info("report %s version %s as docx to user %s", held.pk, version.number, request.user.pk)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _download(render_docx(tree_of_version(version)), kind, _name(held, version, "docx"))


def report_xlsx(request, pk):
    held = _found(request, pk)
    version = _version(request, held)
    made = io.BytesIO()
    answers, _ = answers_of(held, version)
    sheet.answers_workbook(held, answers[version.pk]).save(made)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(made.getvalue(), kind, _name(held, version, "xlsx"))


def report_signed_file(request, pk, number):
    held = _found(request, pk)
    if not sees_all(held, request.user):
        raise Http404
    version = get_object_or_404(held.versions.exclude(signed_file=None), number=number)
    return serve(version.signed_file, to=request.user)


def answer_rows(request, pk):
    """The log entries behind a system figure, as a fragment."""
    answer = _readable_answer(request, pk)
    return render(request, "reporting/_answer_rows.html", {"answer": answer, "behind": behind(answer)})


@require_POST
@acts_once
def answer_evidence(request, pk):
    """Adds a file to an answer of the open version."""
    answer = _own_answer(request, pk)
    upload = request.FILES.get("upload")
    try:
        refuse_unless_writable(answer, request.user)
        if upload is None:
            raise NotAllowed("Hãy chọn tệp trước khi tải lên.")
        answer.evidence.add(store(upload=upload, agency=answer.version.report.kept_by, by=request.user))
        messages.success(request, "Đã thêm tài liệu kiểm chứng.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{answer.version.report.get_absolute_url()}#c{answer.pk}")


def evidence_file(request, pk, evidence_pk):
    """A file attached to an answer, to whoever may read the answer."""
    answer = _readable_answer(request, pk)
    return serve(get_object_or_404(answer.evidence, pk=evidence_pk), to=request.user)
