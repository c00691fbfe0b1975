"""A unit's report: writing it, reading it, signing and sending it, its documents."""

from __future__ import annotations

import io
import logging
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, FilteredRelation, Q, prefetch_related_objects
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of, whole_number
from agencies.models import Role
from agencies.vietnamese import format_number, format_time
from plans.cadence import strips, year_strips
from plans.models import Assignment, Difficulty, Order, PartKind
from plans.models.log import SENT
from reporting import moves
from reporting.answers import Conflict, refuse_unless_writable, save_answer
from reporting.comparing import answers_of, compare, shown
from reporting.documents import sheet
from reporting.documents.docx import render_docx
from reporting.documents.html import to_fragment
from reporting.documents.rendering import pdf_of_version
from reporting.documents.report import tree_of_version
from reporting.forms import SignedForm
from reporting.models import (
    Answer,
    AnswerStatus,
    ReportState,
    ReportVersion,
    Round,
    RoundPeriod,
    SectionKind,
    UnitReport,
)
from reporting.prefill import logged_since, rows_behind
from workflow.evidence import serve, store
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

log = logging.getLogger(__name__)
DIFFICULTIES_SHOWN = 20
EVENTS_SHOWN = 20
AUTHOR_MOVES = ("send_up", "hand_back", "submit", "recall")


def _found(request, pk) -> UnitReport:
    reports = UnitReport.objects.visible_to(request.user)
    return get_object_or_404(reports.select_related("round__standing", "round__previous", "agency"), pk=pk)


def _is_author(report: UnitReport, user) -> bool:
    return report.kept_by_id in user.agency_ids()


def _sees_all(report: UnitReport, user) -> bool:
    return bool({report.kept_by_id, report.round.standing_id, report.round.authority_id} & set(user.agency_ids()))


def monitored_sections(report: UnitReport, user) -> set[int]:
    """Ids of the sections whose models the person's agencies monitor."""
    monitoring = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=user.agency_ids())
    return set(
        report.round.sections.filter(plan_model__in=monitoring.values("order__plan_model")).values_list("pk", flat=True)
    )


def readable_versions(report: UnitReport, user) -> list[ReportVersion]:
    """The versions a person may read, latest first: the unit its open one, everybody else sealed ones only.

    Their sealed content is read when it is asked for.
    """
    versions = report.versions.defer("content").order_by("-number")
    return list(versions if _is_author(report, user) else versions.exclude(sealed_at=None))


def chosen_version(versions: list[ReportVersion], number: str | None) -> ReportVersion | None:
    """The version `number`, the latest where none is named; None where there is none. Raises 404 for one not there."""
    if not number:
        return next(iter(versions), None)
    for version in versions:
        if version.number == whole_number(number):
            return version
    raise Http404


def report(request, pk):
    held = _found(request, pk)
    versions = readable_versions(held, request.user)
    version = chosen_version(versions, request.GET.get("ban"))
    if version is None:
        return render(request, "reporting/report_unsent.html", {"report": held, "round": held.round})
    return render(request, "reporting/report.html", _context(request, held, version, versions))


def shown_strips(round_: Round, orders, *, on, agency: int):
    """The periods a report shows: of a year's report the calendar year, of another the periods its data end in."""
    if round_.period == RoundPeriod.YEAR:
        return year_strips(orders, year=round_.year, on=on, agencies=[agency])
    return strips(orders, first=round_.from_on, last=round_.to_on, on=on, agencies=[agency])


def _required(models: list[int], level: str) -> tuple[list[Order], dict[int, list[str]]]:
    """What models ask of the units of a level, and by model the names of the agencies that monitor it; one statement."""
    monitoring = FilteredRelation("assignments", condition=Q(assignments__part=PartKind.MONITOR))
    rows = Order.objects.filter(plan_model__in=models).annotate(
        monitoring=monitoring, monitor_id=F("monitoring__pk"), monitor=F("monitoring__agency__name")
    )
    orders: dict[int, Order] = {}
    named: dict[int, dict[int, str]] = {}
    for order in rows:  # one for each of its monitors
        if order.dropped_in_id is None and order.level in ("", level):
            orders.setdefault(order.pk, order)
        if order.monitor_id is not None:
            named.setdefault(order.plan_model_id, {})[order.monitor_id] = order.monitor
    monitors = {model: list(dict.fromkeys(names[pk] for pk in sorted(names))) for model, names in named.items()}
    return list(orders.values()), monitors


def raised_in(held: UnitReport) -> list[Difficulty]:
    """What the unit sent up from the period's first day until it sent its report: it need not be written again."""
    since, until = clock.start_of_day(held.round.from_on), held.first_submitted_at or clock.now()
    found = Difficulty.objects.filter(assignment__kept_by=held.kept_by_id, raised_at__range=(since, until))
    return list(found.select_related("assignment__order")[:DIFFICULTIES_SHOWN])


def _frame(request, held: UnitReport, version: ReportVersion) -> dict:
    """What the page of a report and its print have in common: where it stands and what this person may do with it."""
    on = clock.today()
    closed = held.is_shut_out(on=on)
    allowed = {transition.name for transition in held.moves_for(request.user)}
    if closed:
        allowed -= {"send_up", "submit", "submit_signed"}
    return {
        "report": held,
        "round": held.round,
        "version": version,
        "author": _is_author(held, request.user),
        "closed": closed,
        "allowed": allowed,
        "late_days": held.days_late(on=on),
        "token": uuid.uuid4(),
    }


def _context(request, held: UnitReport, version: ReportVersion, versions: list[ReportVersion]) -> dict:
    """The whole page of a report: `version` with its answers, `versions` all that the person may read."""
    on, user = clock.today(), request.user
    frame = _frame(request, held, version)
    may_type = held.kept_by_id in user.agency_ids(Role.STAFF, Role.HEAD)
    writing = may_type and held.is_writable and version.sealed_at is None and not frame["closed"]
    told, previous = answers_of(held, version)
    answers = told[version.pk]
    if not _sees_all(held, user):
        seen = monitored_sections(held, user)
        answers = [answer for answer in answers if answer.question.section_id in seen]
    prefetch_related_objects([answer for answer in answers if not answer.question.is_figure], "evidence")
    sections = compare(answers, {}, previous)
    models = [row.section.plan_model_id for row in sections if row.section.kind == SectionKind.MODEL]
    orders, monitors = _required(models, held.agency.level)
    by_order = {
        strip.order.pk: strip
        for strip in shown_strips(held.round, orders, on=on, agency=held.agency_id)
        if strip.agency_id in (held.agency_id, None)
    }
    events = list(held.events.order_by("-at", "-pk"))
    remarks: dict[int | None, list] = {}
    for remark in held.remarks.select_related("by__agency"):
        remarks.setdefault(remark.section_id, []).append(remark)
    missing = []
    for row in sections:
        row.writable = writing and version.may_write(row.section.pk)
        row.missing = [item for item in row.rows if item.question.required and item.now.status == AnswerStatus.BLANK]
        row.remarks = remarks.get(row.section.pk, [])
        row.orders = (
            [order for order in orders if order.plan_model_id == row.section.plan_model_id]
            if row.section.plan_model_id
            else []
        )
        row.strips = [by_order[order.pk] for order in row.orders if order.pk in by_order and order.nature == "CADENCE"]
        row.monitors = monitors.get(row.section.plan_model_id, [])
        missing += row.missing
    given = sum(answer.status != AnswerStatus.BLANK for answer in answers)
    return frame | {
        "difficulties": raised_in(held) if _sees_all(held, user) else [],
        "sections": sections,
        "missing": missing,
        "given": given,
        "asked": len(answers),
        "filled": sum(answer.origin == "SYSTEM" and answer.status == AnswerStatus.GIVEN for answer in answers),
        "writing": writing,
        "logged_since": logged_since(version) if held.state in SENT and _sees_all(held, user) else 0,
        "may_remark": moves.remarking_post(held, user) is not None,
        "general_remarks": remarks.get(None, []),
        "remark_total": sum(map(len, remarks.values())),
        "versions": [sent for sent in versions if sent.sealed_at],
        "history": events[:EVENTS_SHOWN],
        "returned": next((event for event in events if event.name in ("return", "reopen")), None)
        if held.state == ReportState.RETURNED or version.return_reason
        else None,
        "handed_back": events[0] if writing and events and events[0].name == "hand_back" else None,
        "last_saved": max((answer.saved_at for answer in answers if answer.saved_at), default=None),
        "runs": held.round.standing_id in user.agency_ids(Role.STAFF, Role.HEAD),
    }


def _values(post) -> dict:
    names = ("number", "denominator", "estimate", "choice", "text", "none", "reason", "use_system")
    return {name: post[name] for name in names if name in post}


@require_POST
def answer_save(request, pk):
    """Autosave of one answer: 200 saved, 403 locked, 409 conflict with both texts, 422 errors by field."""
    visible = UnitReport.objects.visible_to(request.user)
    answer = get_object_or_404(
        Answer.objects.select_related("question", "version__report").filter(version__report__in=visible), pk=pk
    )
    script = request.headers.get("X-Requested-With") == "fetch"
    if not _is_author(answer.version.report, request.user):
        raise Http404
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
        "html": _fragments(request, saved),
    }
    return JsonResponse(reply)


def _back(request, answer: Answer, sentence: str):
    messages.error(request, sentence)
    return redirect(f"{answer.version.report.get_absolute_url()}#c{answer.pk}")


def _fragments(request, answer: Answer) -> dict[str, str]:
    """What changes around a saved answer: its mark, the list of what is missing."""
    version = answer.version
    rows = list(
        version.answers.select_related("question__section").order_by(
            "question__section__position", "question__position"
        )
    )
    missing = [row for row in rows if row.question.required and row.status == AnswerStatus.BLANK]
    context = {
        "missing": [{"now": row, "question": row.question} for row in missing],
        "given": sum(row.status != AnswerStatus.BLANK for row in rows),
        "asked": len(rows),
        "filled": sum(row.origin == "SYSTEM" and row.status == AnswerStatus.GIVEN for row in rows),
    }
    here = sum(row.question.section_id == answer.question.section_id for row in missing)
    section = {"section": answer.question.section, "count": here}
    return {
        "#muc-hoan-thanh": render(request, "reporting/_completeness.html", context).content.decode(),
        f"#nguon-{answer.pk}": render(request, "reporting/_source.html", {"answer": answer}).content.decode(),
        f"#du-{answer.question.section_id}": render(request, "reporting/_section_mark.html", section).content.decode(),
        f"#muc-{answer.question.section_id}": render(
            request, "reporting/_section_mark.html", section | {"short": True}
        ).content.decode(),
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
    if not _is_author(held, request.user):
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
    if version is None or not _sees_all(held, request.user):
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
    missing = version.missing().select_related("question") if version.sealed_at is None else []
    context = _frame(request, held, version) | {"missing": list(missing), "fragment": to_fragment(tree)}
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
    if not _sees_all(held, request.user):
        raise Http404
    version = get_object_or_404(held.versions.exclude(signed_file=None), number=number)
    return serve(version.signed_file, to=request.user)


def answer_rows(request, pk):
    """The log entries behind a system figure, as a fragment."""
    visible = UnitReport.objects.visible_to(request.user)
    answer = get_object_or_404(
        Answer.objects.select_related("question", "version__report__round").filter(version__report__in=visible), pk=pk
    )
    held = answer.version.report
    if not _sees_all(held, request.user) and answer.question.section_id not in monitored_sections(held, request.user):
        raise Http404
    if answer.version.sealed_at is None and not _is_author(held, request.user):
        raise Http404
    measure = answer.question.source_measure
    rows = []
    for activity in rows_behind(answer)[:60]:
        value = activity.count
        if measure:
            value = next((f.count for f in activity.figures.all() if f.measure.code == measure), activity.count)
        rows.append({"activity": activity, "value": value})
    return render(request, "reporting/_answer_rows.html", {"answer": answer, "rows": rows})


def _own_answer(request, pk) -> Answer:
    visible = UnitReport.objects.visible_to(request.user)
    answer = get_object_or_404(
        Answer.objects.select_related("question__section", "version__report__round").filter(
            version__report__in=visible
        ),
        pk=pk,
    )
    if not _is_author(answer.version.report, request.user):
        raise Http404
    return answer


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
    visible = UnitReport.objects.visible_to(request.user)
    answer = get_object_or_404(
        Answer.objects.select_related("question", "version__report__round").filter(version__report__in=visible), pk=pk
    )
    held = answer.version.report
    if answer.version.sealed_at is None and not _is_author(held, request.user):
        raise Http404
    if not _sees_all(held, request.user) and answer.question.section_id not in monitored_sections(held, request.user):
        raise Http404
    return serve(get_object_or_404(answer.evidence, pk=evidence_pk), to=request.user)
