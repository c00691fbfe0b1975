"""The authority's report: figures with their sources, text with its sources, the way to publication."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.models import Role
from agencies.vietnamese import format_time
from plans.models import Assignment, PartKind
from reporting import consolidating, rollup
from reporting.answers import read_figure
from reporting.documents.consolidation import tree_of
from reporting.documents.docx import render_docx
from reporting.documents.html import to_fragment
from reporting.documents.pdf import render_pdf
from reporting.forms import PublishForm
from reporting.models import (
    Answer,
    Consolidation,
    ConsolidationState,
    FigureExclusion,
    MonitorRemark,
    Paragraph,
    Question,
    QuestionKind,
    Rendering,
    Round,
    RoundState,
    Section,
    SectionKind,
    SignerForm,
    UnitReport,
)
from reporting.views.home import direction_form, led_committee
from workflow.evidence import serve
from workflow.transitions import NotAllowed

log = logging.getLogger(__name__)
TABS = (
    ("noi-dung", "Số liệu và nội dung"),
    ("phu-luc", "Phụ lục theo đơn vị"),
    ("thieu", "Thiếu, quá hạn"),
    ("kho-khan", "Khó khăn, kiến nghị"),
    ("lich-su", "Lịch sử"),
)
STEPS = (
    ("Dự thảo", {"DRAFT", "RETURNED"}),
    ("Thủ trưởng", {"AWAITING_HEAD"}),
    ("UBND", {"PRESENTED"}),
    ("Thẩm tra", {"VERIFIED"}),
    ("Ký", {"SIGNED"}),
    ("Phát hành", {"ISSUED"}),
)


def _found(request, pk) -> Consolidation:
    documents = Consolidation.objects.visible_to(request.user).for_list()
    return get_object_or_404(
        documents.select_related("round__previous", "round__verifier", "round__authority__parent"), pk=pk
    )


def consolidation_list(request):
    documents = (
        Consolidation.objects.visible_to(request.user)
        .for_list()
        .annotate(
            pinned=Count("pins", filter=Q(pins__version__isnull=False, pins__excluded_reason="")), owed=Count("pins")
        )
    )
    page = Paginator(documents.order_by("-round__due", "-pk"), 30).get_page(request.GET.get("trang"))
    ready = (
        Round.objects.visible_to(request.user)
        .run_by(request.user, Role.STAFF, Role.HEAD)
        .exclude(state=RoundState.PREPARING)
        .filter(consolidations=None)
    )
    return render(request, "reporting/consolidation_list.html", {"page": page, "ready": ready})


@require_POST
def consolidation_build(request, pk):
    round_ = get_object_or_404(
        Round.objects.visible_to(request.user).run_by(request.user, Role.STAFF, Role.HEAD), pk=pk
    )
    try:
        made = consolidating.build(round=round_, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("consolidations")
    return redirect(made)


def _steps(document: Consolidation) -> list[dict]:
    steps = [step for step in STEPS if step[0] != "Thẩm tra" or document.round.verifier_id]
    at = next(i for i, (_, states) in enumerate(steps) if document.state in states)
    return [
        {"name": name, "state": "past" if i < at else "now" if i == at else ""} for i, (name, _) in enumerate(steps)
    ]


def _monitored(section: Section, user) -> bool:
    return (
        bool(section.plan_model_id)
        and Assignment.objects.filter(
            order__plan_model=section.plan_model_id,
            part=PartKind.MONITOR,
            kept_by__in=user.agency_ids(Role.STAFF, Role.HEAD),
        ).exists()
    )


def consolidation(request, pk):
    document = _found(request, pk)
    tab = request.GET.get("tab", "noi-dung")
    if tab not in dict(TABS):
        raise Http404
    context = _frame(request, document) | {"tab": tab}
    context |= TAB_CONTENT[tab](request, document)
    return render(request, "reporting/consolidation.html", context)


def _frame(request, document: Consolidation) -> dict:
    """What every tab shows: how many sources, what is stale, the steps, the moves."""
    pins = list(document.pins.select_related("report__agency", "version").order_by("report__agency__order"))
    stale = {pin.pk for pin in document.stale_pins()}
    allowed = {row.name for row in document.moves_for(request.user)}
    posts = [p for p in request.user.posts() if p.agency_id == document.round.authority_id and p.role == Role.HEAD]
    committee = led_committee(request.user)
    return {
        "document": document,
        "round": document.round,
        "pinned": sum(1 for pin in pins if pin.version_id and not pin.excluded_reason),
        "owed": len(pins),
        "stale": [pin for pin in pins if pin.pk in stale],
        "left_out": [pin for pin in pins if pin.excluded_reason],
        "unpinned": [pin for pin in pins if not pin.version_id],
        "steps": _steps(document),
        "allowed": allowed,
        "editing": document.is_editable
        and document.round.standing_id in request.user.agency_ids(Role.STAFF, Role.HEAD),
        "tabs": TABS,
        "token": uuid.uuid4(),
        "signer_forms": [(SignerForm.KT, SignerForm.KT.label)] if posts and posts[0].deputy else SignerForm.choices,
        "publish_form": PublishForm(initial={"symbol": document.symbol or "BC-UBND", "issued_on": clock.today()}),
        "returned": document.events.filter(name="return").order_by("-at").first(),
        "direction_form": direction_form(
            committee, source_document=f"{document}", due=clock.today() + timedelta(days=10)
        )
        if committee and committee.pk == document.round.authority_id
        else None,
    }


def _content_tab(request, document: Consolidation) -> dict:
    round_ = document.round
    sections = list(round_.sections.select_related("plan_model"))
    if not sections:
        return {"sections": [], "section": None}
    chosen = request.GET.get("phan", "")
    section = next((s for s in sections if str(s.pk) == chosen), sections[0])
    place = sections.index(section)
    found = [figure for figure in rollup.figures(document) if figure.question.section_id == section.pk]
    compared = rollup.compared(document)
    opened = next((f for f in found if str(f.question.pk) == request.GET.get("so")), None)
    rows = []
    for figure in found:
        now, before, units = compared.get(figure.question.pk, (None, None, 0))
        growth = float((now - before) / before * 100) if now is not None and before else None
        rows.append({"figure": figure, "before": before, "units": units, "growth": growth, "opened": figure is opened})
    paragraphs = list(
        document.paragraphs.filter(section=section)
        .prefetch_related("sources__version__report__agency")
        .select_related("saved_by")
    )
    stale_versions = {pin.version_id for pin in document.stale_pins() if pin.version_id}
    for paragraph in paragraphs:
        paragraph.shown_sources = [
            {
                "answer": answer,
                "name": answer.version.report.agency.short_name,
                "stale": answer.version_id in stale_versions,
            }
            for answer in paragraph.sources.all()
        ]
    remarks = MonitorRemark.objects.filter(section=section).select_related("agency")
    excluded = FigureExclusion.objects.filter(consolidation=document, question__section=section)
    return {
        "sections": sections,
        "section": section,
        "preceding": sections[place - 1] if place else None,
        "following": sections[place + 1] if place + 1 < len(sections) else None,
        "rows": rows,
        "opened": opened,
        "sources": list(rollup.sources(document, opened.question)) if opened else [],
        "excluded": list(excluded.select_related("question", "report__agency")),
        "paragraphs": [p for p in paragraphs if p.text],
        "emptied": [p for p in paragraphs if not p.text],
        "unused": list(consolidating.unused_sources(document, section)),
        "remarks": remarks,
        "may_remark": _monitored(section, request.user),
    }


def _annex_tab(request, document: Consolidation) -> dict:
    content = document.content if document.state == ConsolidationState.ISSUED else consolidating.content_of(document)
    return {"content": content}


def _missing_tab(request, document: Consolidation) -> dict:
    return {
        "missing": consolidating.missing_units(document),
        "late": consolidating.late_units(document.round),
        "times": rollup.timeliness(document.round),
        "on": clock.today(),
    }


def _difficulties_tab(request, document: Consolidation) -> dict:
    """Difficulties of every model and the outline's proposals, by unit."""
    answers = (
        rollup.pinned_answers(document)
        .filter(question__kind=QuestionKind.NARRATIVE, status="GIVEN")
        .filter(Q(question__code__endswith="kho-khan") | Q(question__section__kind=SectionKind.OUTLINE))
        .exclude(text="")
        .select_related("question__section", "version__report__agency")
        .order_by("question__section__position", "version__report__agency__order")
    )
    return {"difficulties": list(answers)}


def _history_tab(request, document: Consolidation) -> dict:
    return {"history": list(document.events.select_related("actor").order_by("-at"))}


TAB_CONTENT = {
    "noi-dung": _content_tab,
    "phu-luc": _annex_tab,
    "thieu": _missing_tab,
    "kho-khan": _difficulties_tab,
    "lich-su": _history_tab,
}


def consolidation_preview(request, pk):
    document = _found(request, pk)
    context = _frame(request, document) | {"fragment": to_fragment(tree_of(document))}
    return render(request, "reporting/consolidation_preview.html", context)


def consolidation_pdf(request, pk):
    document = _found(request, pk)
    log.info("consolidation %s as pdf to user %s", document.pk, request.user.pk)
    response = HttpResponse(rendered_pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bao-cao-tong-hop-{document.round.year}-{document.pk}.pdf"'
    return response


def rendered_pdf(document: Consolidation) -> bytes:
    """The PDF; of an issued report it is made once and kept, since its content never changes again."""
    if document.state != ConsolidationState.ISSUED:
        return render_pdf(tree_of(document))
    kept = Rendering.objects.filter(content_sha256=document.sha256, format=f"pdf-{document.number}"[:10]).first()
    if kept is not None and kept.file.storage.exists(kept.file.name):
        with kept.file.open("rb") as file:
            return file.read()
    return render_pdf(tree_of(document))


def keep_rendering(document: Consolidation) -> Rendering:
    """Makes and keeps the PDF of an issued report; called right after publication."""
    kept, made = Rendering.objects.get_or_create(content_sha256=document.sha256, format=f"pdf-{document.number}"[:10])
    if made or not kept.file:
        kept.file.save(f"{document.sha256[:16]}.pdf", ContentFile(render_pdf(tree_of(document))))
    return kept


def consolidation_docx(request, pk):
    document = _found(request, pk)
    log.info("consolidation %s as docx to user %s", document.pk, request.user.pk)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    response = HttpResponse(render_docx(tree_of(document)), content_type=kind)
    response["Content-Disposition"] = (
        f'attachment; filename="bao-cao-tong-hop-{document.round.year}-{document.pk}.docx"'
    )
    return response


def consolidation_signed_file(request, pk):
    document = _found(request, pk)
    if document.signed_file is None:
        raise Http404
    return serve(document.signed_file, to=request.user)


def _token(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return None


SAID = {
    "send_up": "Đã trình thủ trưởng.",
    "hand_back": "Đã chuyển lại công chức soạn.",
    "present": "Đã trình UBND.",
    "verify": "Đã ghi ý kiến thẩm tra, chuyển lãnh đạo ký.",
    "return": "Đã chuyển lại cơ quan thường trực.",
    "sign": "Đã ký. Văn thư đã nhận thông báo để phát hành.",
    "publish": "Đã phát hành. Các đơn vị đã nhận thông báo.",
}


@require_POST
def consolidation_move(request, pk, name):
    document = _found(request, pk)
    act = consolidating.MOVES.get(name)
    if act is None:
        raise Http404
    extra = {key: request.POST.get(key, "") for key in ("note", "opinion", "signer_form") if key in request.POST}
    if name == "publish":
        form = PublishForm(request.POST, request.FILES)
        if not form.is_valid():
            context = _frame(request, document) | {"publish_form": form, "fragment": to_fragment(tree_of(document))}
            return render(request, "reporting/consolidation_preview.html", context, status=422)
        extra = form.cleaned_data
    if "reason" in request.POST:
        extra["reason"] = request.POST["reason"]
    wanted = {"present": "note", "verify": "opinion", "sign": "signer_form", "return": "reason", "hand_back": "reason"}
    if name in wanted:
        extra = {wanted[name]: extra.get(wanted[name], "")}
    elif name == "send_up":
        extra = {}
    try:
        act(consolidation=document, by=request.user, token=_token(request), **extra)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(
            (request.POST.get("back") == "preview" and reverse("consolidation_preview", args=[pk])) or document
        )
    if name == "publish":
        document.refresh_from_db()
        keep_rendering(document)
    messages.success(request, SAID[name])
    return redirect(document)


@require_POST
def consolidation_rebuild(request, pk):
    document = _found(request, pk)
    try:
        consolidating.rebuild(consolidation=document, by=request.user)
        messages.success(request, "Đã tổng hợp lại theo các báo cáo đã xác nhận; lời đã sửa được giữ nguyên.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(document)


@require_POST
def paragraph_save(request, pk, paragraph_pk):
    """Autosave of a paragraph: 200, 403, 409 with both texts, 422."""
    document = _found(request, pk)
    paragraph = get_object_or_404(Paragraph, consolidation=document, pk=paragraph_pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    revision = request.POST.get("revision", "")
    status, reply = 200, {}
    try:
        saved = consolidating.save_paragraph(
            paragraph=paragraph,
            by=request.user,
            revision=int(revision) if revision.isdigit() else -1,
            text=request.POST.get("text", ""),
        )
        reply = {"revision": saved.revision, "saved_at": format_time(clock.now())}
    except consolidating.ParagraphConflict as conflict:
        held = conflict.paragraph
        reply = {
            "revision": held.revision,
            "by": str(held.saved_by or ""),
            "at": format_time(held.saved_at),
            "shown": held.text,
            "theirs": {"text": held.text},
        }
        status = 409
    except ValidationError as error:
        status, reply = 422, {"errors": {"text": error.messages}}
    except NotAllowed as refusal:
        status, reply = 403, {"detail": str(refusal)}
    if script:
        return JsonResponse(reply, status=status)
    if status != 200:
        messages.error(request, reply.get("detail") or reply.get("shown") or " ".join(reply["errors"]["text"]))
    return redirect(f"{document.get_absolute_url()}?phan={paragraph.section_id}#d{paragraph.pk}")


@require_POST
def paragraph_add(request, pk):
    """A new paragraph by hand, or one made from unused sources ("Đưa vào mục này")."""
    document = _found(request, pk)
    section = get_object_or_404(document.round.sections, pk=request.POST.get("section") or 0)
    answers, text = [], request.POST.get("text", "")
    if source := request.POST.get("source"):
        answers = list(consolidating.unused_sources(document, section).filter(pk=source if source.isdigit() else 0))
        text = "\n".join(f"{a.version.report.agency_name}: {a.text}" for a in answers)
    elif remark := request.POST.get("remark"):
        said = get_object_or_404(MonitorRemark, section=section, pk=remark if remark.isdigit() else 0)
        text = f"{said.agency.name} nhận xét: {said.text}"
    try:
        consolidating.add_paragraph(
            consolidation=document, section=section, by=request.user, text=text, sources=answers
        )
        messages.success(request, "Đã thêm đoạn.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{document.get_absolute_url()}?phan={section.pk}")


@require_POST
def figure_change(request, pk, question_pk):
    """Leaves a unit's figure out or back in, or replaces a sum, each with its reason."""
    document = _found(request, pk)
    question = get_object_or_404(Question, round=document.round, pk=question_pk)
    reason, action = request.POST.get("reason", ""), request.POST.get("thao_tac", "")
    try:
        if action in ("loai", "dua-lai"):
            report = get_object_or_404(UnitReport, round=document.round, pk=request.POST.get("report") or 0)
            if action == "loai":
                consolidating.exclude_figure(
                    consolidation=document, question=question, report=report, by=request.user, reason=reason
                )
            else:
                consolidating.include_figure(consolidation=document, question=question, report=report, by=request.user)
        elif action in ("sua", "bo-sua"):
            value: Decimal | None = read_figure(request.POST.get("value", "")) if action == "sua" else None
            if action == "sua" and value is None:
                raise NotAllowed("Hãy nhập số thay thế.")
            consolidating.override_figure(
                consolidation=document, question=question, by=request.user, value=value, reason=reason
            )
        else:
            raise NotAllowed("Không có thao tác này. Hãy tải lại trang.")
        messages.success(request, "Đã ghi. Đoạn lời đã sửa tay giữ nguyên; hãy xem lại số trong lời.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{document.get_absolute_url()}?phan={question.section_id}&so={question.pk}#so-{question.pk}")


@require_POST
def report_pin(request, pk, report_pk):
    """Leaves a whole report out of the consolidation, with a reason, or takes it back in."""
    document = _found(request, pk)
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
    return redirect(f"{document.get_absolute_url()}?tab=thieu")


@require_POST
def monitor_remark(request, section_pk):
    """Nhận xét của cơ quan theo dõi on a model of a round."""
    rounds = Round.objects.visible_to(request.user)
    section = get_object_or_404(Section.objects.select_related("plan_model").filter(round__in=rounds), pk=section_pk)
    try:
        consolidating.monitor_remark(section=section, by=request.user, text=request.POST.get("text", ""))
        messages.success(request, "Đã gửi nhận xét.")
    except (NotAllowed, ValidationError) as refusal:
        messages.error(request, str(refusal) if isinstance(refusal, NotAllowed) else " ".join(refusal.messages))
    document = Consolidation.objects.visible_to(request.user).filter(round=section.round).first()
    if document is not None:
        return redirect(f"{document.get_absolute_url()}?phan={section.pk}")
    return redirect("monitoring", pk=section.round_id)


def monitoring(request, pk):
    """For a monitoring agency: the models it monitors in a round, what units sent on them, its remark."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    models = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=request.user.agency_ids()).values(
        "order__plan_model"
    )
    sections = list(round_.sections.filter(plan_model__in=models))
    if not sections:
        raise Http404
    chosen = next((s for s in sections if str(s.pk) == request.GET.get("phan")), sections[0])
    answers = (
        Answer.objects.filter(question__section=chosen, version__sealed_at__isnull=False)
        .exclude(status="BLANK")
        .filter(Q(version__report__accepted=None) | Q(version__report__accepted=F("version")))
        .select_related("question", "version__report__agency")
        .order_by("version__report__agency__order", "question__position", "-version__number")
    )
    seen, rows = set(), {}
    for answer in answers:
        key = (answer.version.report_id, answer.question_id)
        if key not in seen:
            seen.add(key)
            rows.setdefault(answer.version.report, []).append(answer)
    said = MonitorRemark.objects.filter(section=chosen, agency__in=request.user.agency_ids()).first()
    context = {"round": round_, "sections": sections, "section": chosen, "rows": rows.items(), "said": said}
    return render(request, "reporting/monitoring.html", context)
