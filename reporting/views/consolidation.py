"""The authority's report: figures with their sources, text with its sources, what is missing, the document."""

from __future__ import annotations

import io
import logging
import uuid
from collections import Counter
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Role, User
from agencies.statements import kept
from reporting import consolidating, rollup
from reporting.consolidating import reading
from reporting.documents.consolidation import tree_of
from reporting.documents.docx import render_docx
from reporting.documents.html import to_fragment
from reporting.documents.rendering import pdf_of
from reporting.documents.sheet import workbook
from reporting.forms import PresentForm, PublishForm, ReasonForm, SignForm, SupplementForm, VerifyForm
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    QuestionKind,
    ReportState,
    Round,
    RoundState,
    SectionKind,
    SignerForm,
    UnitReport,
)
from reporting.views.home import direction_form, led_committee
from workflow.evidence import serve
from workflow.models import past_of
from workflow.transitions import NotAllowed

log = logging.getLogger(__name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 30
NEXT_SECTIONS = 4
TABS = {
    "noi-dung": "Số liệu và nội dung",
    "phu-luc": "Phụ lục theo đơn vị",
    "thieu": "Thiếu, quá hạn",
    "kho-khan": "Khó khăn, kiến nghị",
    "lich-su": "Lịch sử",
}
STEPS = (
    ("Dự thảo", {"DRAFT", "RETURNED"}),
    ("Thủ trưởng", {"AWAITING_HEAD"}),
    ("UBND", {"PRESENTED"}),
    ("Thẩm tra", {"VERIFIED"}),
    ("Ký", {"SIGNED"}),
    ("Phát hành", {"ISSUED"}),
)
WHERE = {"PROVINCE": "Toàn tỉnh", "DISTRICT": "Toàn huyện", "COMMUNE": "Toàn xã"}


@kept
def _documents(user: User, pk: int):
    """The consolidation with what its pages name, if `user` may know of it; without its sealed content."""
    documents = Consolidation.objects.visible_to(user).filter(pk=pk).for_list()
    return documents.select_related("round__previous").defer("content")


def found(request, pk: int) -> Consolidation:
    """The consolidation, or 404. Its sealed content is read when it is asked for."""
    documents = _documents(request.user, pk)
    if not documents:
        raise Http404
    return documents[0]


@kept
def _sizes(user: User):
    """(round, how many consolidations)."""
    return Consolidation.objects.visible_to(user).order_by().values_list("round").annotate(n=Count("pk"))


@kept
def _documents_at(user: User, at: range):
    """The consolidations at these places of the list, with how many reports each rests on of how many."""
    counted = Q(pins__version__isnull=False, pins__excluded_reason="")
    documents = Consolidation.objects.visible_to(user).for_list().defer("content")
    documents = documents.annotate(pinned=Count("pins", filter=counted), owed=Count("pins"))
    return documents.order_by("-round__due", "-pk")[at.start : at.stop]


@kept
def _ready(user: User):
    """The rounds that the person's agencies run and nobody has summed up yet."""
    return (
        Round.objects.visible_to(user)
        .run_by(user, Role.STAFF, Role.HEAD)
        .exclude(state=RoundState.PREPARING)
        .filter(consolidations=None)
        .annotate(
            confirmed=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
            owed=Count("reports", filter=~Q(reports__state=ReportState.EXCUSED)),
        )
    )


def consolidation_list(request):
    """The consolidations a person sees, and the rounds he may sum up."""
    user = request.user
    page = Paginator(range(sum(n for _, n in _sizes(user))), PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = _documents_at(user, page.object_list)
    return render(request, "reporting/consolidation_list.html", {"page": page, "ready": _ready(user)})


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


def consolidation(request, pk):
    return page(request, found(request, pk))


def page(request, document: Consolidation, *, forms: dict | None = None, status: int = 200):
    """The page of a consolidation; `forms` hold what was typed into a move that was refused."""
    tab = request.GET.get("tab", "noi-dung")
    if tab not in TABS:
        raise Http404
    context = frame(request, document, forms or {}) | {"tab": tab}
    context |= TAB_CONTENT[tab](request, document, context)
    return render(request, "reporting/consolidation.html", context, status=status)


def frame(request, document: Consolidation, forms: dict) -> dict:
    """What every tab shows: how many sources, what is stale, the steps, the moves that are open to this person."""
    user, round_ = request.user, document.round
    sources = document.sources()
    states = Counter(report.state for report in sources)
    stale = consolidating.staleness(document, sources)
    allowed = [row.name for row in document.moves_for(user)]
    editing = consolidating.may_edit(document, user)
    issued = document.state == Consolidation.State.ISSUED
    stands = consolidating.runs(round_, user)
    committee = led_committee(user)
    return {
        "document": document,
        "round": round_,
        "sources": sources,
        "pinned": sum(not consolidating.is_missing(report) for report in sources),
        "owed": states.total() - states[ReportState.EXCUSED],
        "waiting": states[ReportState.SUBMITTED],
        "unsent": states[ReportState.DRAFT] + states[ReportState.AWAITING_HEAD],
        "returned_units": states[ReportState.RETURNED],
        "excused": states[ReportState.EXCUSED],
        "left_out_count": sum(bool(report.left_out_reason) for report in sources),
        "stale": stale,
        "steps": _steps(document),
        "allowed": allowed,
        "editing": editing,
        "opens_reports": bool({round_.standing_id, round_.authority_id} & set(user.agency_ids())),
        "stands": stands,
        "tabs": TABS,
        "whole": WHERE[round_.authority.level],
        "token": uuid.uuid4(),
        "forms": _forms(document, user, allowed) | forms,
        # What never moved was never handed back.
        "returned": next((event for event in past_of(document) if event.name in ("return", "hand_back")), None)
        if document.state in ("RETURNED", "DRAFT") and document.came_from
        else None,
        "supplement_form": SupplementForm() if issued and stands and not document.supplements_id else None,
        "supplements": list(document.supplemented_by.order_by("pk")) if issued else [],
        "above": list(consolidating.carriable(document, user)) if issued else [],
        "direction_form": direction_form(
            committee, source_document=f"{document}", due=clock.today() + timedelta(days=10)
        )
        if committee and committee.pk == round_.authority_id
        else None,
    }


def _steps(document: Consolidation) -> list[dict]:
    steps = [step for step in STEPS if step[0] != "Thẩm tra" or document.round.verifier_id]
    at = next(i for i, (_, states) in enumerate(steps) if document.state in states)
    return [
        {"name": name, "state": "past" if i < at else "now" if i == at else ""} for i, (name, _) in enumerate(steps)
    ]


def _forms(document: Consolidation, user, allowed: list[str]) -> dict:
    """An empty form for each open move that needs more than a press."""
    made = {}
    if "present" in allowed:
        note = document.note or "Kính trình UBND xem xét, ký ban hành báo cáo."
        made["present"] = PresentForm(initial={"note": note})
    if "verify" in allowed:
        made["verify"] = VerifyForm()
    for name in ("return", "hand_back"):
        if name in allowed:
            made[name] = ReasonForm()
    if "sign" in allowed:
        made["sign"] = sign_form(document, user)
    if "publish" in allowed:
        initial = {
            "symbol": document.symbol or "BC-UBND",
            "issued_on": clock.today(),
            "signer_name": document.signer_name,
        }
        made["publish"] = PublishForm(initial=initial)
    return made


def sign_form(document: Consolidation, user, data=None) -> SignForm:
    """The signing form of this person: a deputy's holds only the forms in which a deputy signs."""
    posts = [p for p in user.posts() if p.agency_id == document.round.authority_id and p.role == Role.HEAD]
    post = posts[0] if posts else None
    initial = {"signer_form": "TM", "signer_title": post.title if post else ""}
    if post is not None and post.deputy:
        initial["signer_form"] = "KT"
    elif post is not None and post.acting:
        initial["signer_form"] = "Q"
    form = SignForm(data, initial=initial)
    if post is not None and post.deputy:
        form.fields["signer_form"].choices = [c for c in SignerForm.choices if c[0] in ("KT", "TL", "TUQ")]
    return form


def _chosen(request, sections: list):
    """The section of the address; one on the way to publication begins at the first that changed or the first of all."""
    wanted = request.GET.get("phan", "")
    return next((section for section in sections if str(section.pk) == wanted), sections[0])


def _content_tab(request, document: Consolidation, held: dict) -> dict:
    sections = reading.sections_of(document)
    if not sections:
        return {"sections": [], "section": None}
    section = _chosen(request, sections)
    place = sections.index(section)
    stale = held["stale"]
    figures = rollup.figures(document, sections)
    mine = [figure for figure in figures if figure.question.section_id == section.pk]
    opened = next((f for f in mine if str(f.question.pk) == request.GET.get("so")), None)
    following = sections[place + 1 : place + 1 + NEXT_SECTIONS]
    paragraphs, recent, outdated = reading.paragraphs_of(document, section)
    words = reading.words_of(document, section)
    reading.name_sources(paragraphs, words, stale.pairs)
    unused = reading.unused(words, paragraphs)
    monitors, monitoring = consolidating.monitors_of(section, request.user)
    remarks = reading.remarks_on([section, *following])
    return {
        "sections": sections,
        "section": section,
        "preceding": sections[place - 1] if place else None,
        "following": sections[place + 1] if place + 1 < len(sections) else None,
        "rows": _figure_rows(document, section, mine, opened, stale),
        "opened": opened,
        "behind": _behind(document, opened) if opened else None,
        "paragraphs": [p for p in paragraphs if p.text or p.pk == whole_number(request.GET.get("doan"))],
        "outdated": outdated if document.state != Consolidation.State.ISSUED else [],
        "unused": reading.folded(unused),
        "words_sent": sum(len(p.shown_sources) for p in paragraphs if p.text) + len(unused),
        "source": _source(request, document),
        "monitors": monitors,
        "remarks": remarks.get(section.pk, []),
        "may_remark": document.is_editable and monitoring,
        "marks": reading.section_marks(following, figures, stale.questions, remarks),
        "together": reading.writing_together(recent, request.user) if held["editing"] else [],
    }


def _figure_rows(document: Consolidation, section, figures: list, opened, stale) -> list[dict]:
    excluded = reading.exclusions_of(document, section) if any(figure.excluded for figure in figures) else {}
    rows = []
    for figure in figures:
        question = figure.question
        now, before = figure.value_alike, figure.before
        ratio = question.kind == QuestionKind.RATIO
        growth = float((now - before) / before * 100) if now is not None and before and not ratio else None
        rows.append(
            {
                "figure": figure,
                "question": question,
                "value": consolidating.value_text(question, figure.value),
                "summed": consolidating.value_text(question, figure.summed),
                "before": consolidating.value_text(question, before),
                "units": figure.alike,
                # The change is over the units that answered in both periods: said where they are not all that counted.
                "alike": consolidating.value_text(question, now)
                if before is not None and figure.alike != figure.counted
                else "",
                "growth": growth,
                "points": now - before if ratio and now is not None and before is not None else None,
                "stale": question.pk in stale.questions,
                "opened": figure is opened,
                "excluded": excluded.get(question.pk, []),
            }
        )
    return rows


def _behind(document: Consolidation, figure) -> dict:
    """The units behind one figure: those with something to show, those where nothing arose, those without an answer."""
    rows = list(rollup.sources(document, figure.question))
    return {
        "given": [row for row in rows if row.status == AnswerStatus.GIVEN],
        "nothing": [row for row in rows if row.status == AnswerStatus.NONE],
        "absent": list(rollup.without_figure(document, figure.question)),
        "logged": any(row.system_number is not None for row in rows),
    }


def _source(request, document: Consolidation) -> Answer | None:
    """The answer behind a sentence that was pressed."""
    wanted = whole_number(request.GET.get("nguon"))
    if wanted is None:
        return None
    pinned = document.pins.filter(version__isnull=False).values("version")
    return (
        Answer.objects.filter(pk=wanted, version__in=pinned)
        .select_related("question__section", "version__report__agency")
        .defer("version__content")
        .first()
    )


def _annex_tab(request, document: Consolidation, held: dict) -> dict:
    content = consolidating.shown_annex(document, held["sources"])
    communes = [unit for unit in content["units"] if unit["level"] == "COMMUNE"]
    columns = communes or content["units"]
    sections = {section["id"]: section for section in content["sections"]}
    groups: list[tuple[dict, list]] = []
    for figure in content["figures"]:
        if not groups or groups[-1][0]["id"] != figure["section"]:
            groups.append((sections[figure["section"]], []))
        cells = [figure["cells"].get(str(unit["id"]), "-") for unit in columns]
        groups[-1][1].append({"figure": figure, "cells": cells})
    return {"columns": columns, "others": len(columns) < len(content["units"]), "groups": groups}


@kept
def _excused(user: User, round_: int):
    reports = UnitReport.objects.visible_to(user).filter(round=round_, state=ReportState.EXCUSED)
    return reports.order_by("agency__order", "pk")


def _missing_tab(request, document: Consolidation, held: dict) -> dict:
    on = clock.today()
    owed = consolidating.owed_of(held["sources"])
    missing = [report for report in owed if consolidating.is_missing(report)]
    for report in missing:
        report.late_days = report.days_late(on=on)
    return {
        "missing": missing,
        "late": [report for report in owed if report.was_late],
        "excused_units": _excused(request.user, document.round_id) if held["excused"] else [],
        "times": rollup.timeliness(document.round),
        "resting": [report for report in held["sources"] if not consolidating.is_missing(report)],
        "left_out": [report for report in held["sources"] if report.left_out_reason],
        "on": on,
    }


@kept
def _difficulties(consolidation: int):
    """What the pinned reports say of difficulties and in the outline, as much of the answers as is shown."""
    return (
        rollup.pinned_answers(consolidation)
        .filter(question__kind=QuestionKind.NARRATIVE, status=AnswerStatus.GIVEN)
        .filter(Q(question__code__endswith="kho-khan") | Q(question__section__kind=SectionKind.OUTLINE))
        .exclude(text="")
        .annotate(unit=F("version__report__agency__short_name"))
        .select_related("question__section")
        .only("text", "question__section__number", "question__section__title")
        .order_by("question__section__position", "question__position", "version__report__agency__order")
    )


def _difficulties_tab(request, document: Consolidation, held: dict) -> dict:
    """Difficulties of every model and the outline's words, by section and unit; the same words once."""
    return {"difficulties": reading.folded(_difficulties(document.pk))}


def _history_tab(request, document: Consolidation, held: dict) -> dict:
    return {"history": past_of(document)}


TAB_CONTENT = {
    "noi-dung": _content_tab,
    "phu-luc": _annex_tab,
    "thieu": _missing_tab,
    "kho-khan": _difficulties_tab,
    "lich-su": _history_tab,
}


def consolidation_preview(request, pk):
    return preview(request, found(request, pk))


def preview(request, document: Consolidation, *, forms: dict | None = None, status: int = 200):
    """The document as it will be printed, with the moves beside it: where a leader reads and signs."""
    context = frame(request, document, forms or {}) | {"fragment": to_fragment(tree_of(document)), "back": "ban-in"}
    return render(request, "reporting/consolidation_preview.html", context, status=status)


def _download(content: bytes, kind: str, document: Consolidation, suffix: str, user, *, inline=False) -> HttpResponse:
    log.info("consolidation %s as %s to user %s", document.pk, suffix, user.pk)
    response = HttpResponse(content, content_type=kind)
    place = "inline" if inline else "attachment"
    response["Content-Disposition"] = (
        f'{place}; filename="bao-cao-tong-hop-{document.round.year}-{document.pk}.{suffix}"'
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def consolidation_pdf(request, pk):
    document = found(request, pk)
    return _download(pdf_of(document), "application/pdf", document, "pdf", request.user, inline=True)


def consolidation_docx(request, pk):
    document = found(request, pk)
    return _download(render_docx(tree_of(document)), WORD, document, "docx", request.user)


def consolidation_xlsx(request, pk):
    """Every figure by unit as an Excel sheet."""
    document = found(request, pk)
    content = consolidating.shown_annex(document)
    sections = {section["id"]: section for section in content["sections"]}
    units = content["units"]
    head = ["Mục", "Nội dung", "Đơn vị tính", *(unit["short_name"] for unit in units), "Tổng hợp", "Đơn vị có số"]
    rows = [
        [
            f"{sections[f['section']]['number']} {sections[f['section']]['short_title']}".strip(),
            f["label"],
            f["unit"],
            *(f["cells"].get(str(unit["id"]), "-") for unit in units),
            f["total"],
            f"{f['counted']} trên {f['asked']}",
        ]
        for f in content["figures"]
    ]
    made = io.BytesIO()
    workbook("Số liệu theo đơn vị", head, rows, [30, 40, 12]).save(made)
    return _download(made.getvalue(), EXCEL, document, "xlsx", request.user)


def consolidation_signed_file(request, pk):
    document = found(request, pk)
    if document.signed_file is None:
        raise Http404
    return serve(document.signed_file, to=request.user)
