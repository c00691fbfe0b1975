"""Công văn đôn đốc: drafted by one click from a list of overdue things, edited, printed, signed, published."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import way_back, whole_number, whole_numbers
from agencies.models import Role
from plans.models import Assignment
from plans.tasklist import Selection
from reporting import letters
from reporting.documents.docx import render_docx
from reporting.documents.html import to_fragment
from reporting.documents.letter import letter_document
from reporting.documents.pdf import render_pdf
from reporting.forms import LetterForm, LetterPublishForm, ReasonForm
from reporting.models import Letter, UnitReport
from reporting.reminding.overdue import UnitOverdue, overdue_units, standing_agencies
from workflow.evidence import serve
from workflow.transitions import NotAllowed

log = logging.getLogger(__name__)
PER_PAGE = 40
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letter_list(request):
    """Letters the person may read, newest first."""
    found = Letter.objects.visible_to(request.user).exclude(state="DROPPED").for_list()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "reporting/letters.html", {"page": page})


def _chosen_things(request) -> set[tuple[type, int]] | None:
    """The things a list was about, by its name in `nguon`; None for the list of everything overdue.

    "ky": the round's reports; "nhiem-vu", "phan-viec": tasks or single parts. Ticked lines narrow it; a task list
    without ticks is everything under the filter in its address.
    """
    source = request.POST.get("nguon", "")
    if source == "ky":
        reports = UnitReport.objects.visible_to(request.user).filter(round=whole_number(request.POST.get("ky")))
        if ticked := whole_numbers(request.POST.getlist("bao_cao")):
            reports = reports.filter(pk__in=ticked)
        return {(UnitReport, pk) for pk in reports.values_list("pk", flat=True)}
    if source in ("nhiem-vu", "phan-viec"):
        ticked = whole_numbers(request.POST.getlist("viec"))
        work = Assignment.objects.visible_to(request.user).order_by()
        if not ticked:
            work = Selection(request.GET, user=request.user, on=clock.today()).shown.order_by()
        elif source == "nhiem-vu":
            work = work.filter(order__in=ticked)
        else:
            work = work.filter(pk__in=ticked)
        return {(Assignment, pk) for pk in work.values_list("pk", flat=True)}
    return None


def _units(request) -> list[UnitOverdue]:
    """Overdue units of the first agency this person runs the reform for, narrowed to what the list was about."""
    own = standing_agencies(request.user)
    chosen, ticked = _chosen_things(request), set(whole_numbers(request.POST.getlist("don_vi")))
    for standing in own:
        units = []
        for unit in overdue_units(standing=[standing.pk], on=clock.today()):
            if chosen is not None:
                unit.things = [thing for thing in unit.things if (thing.model, thing.pk) in chosen]
            if unit.things and (chosen is not None or unit.agency.pk in ticked or not ticked):
                units.append(unit)
        if units:
            return units
    return []


@require_POST
def letter_draft(request):
    """One click from a list of overdue things: a draft addressed to the units, or the same draft again."""
    own = standing_agencies(request.user)
    if not own:
        raise Http404
    units = _units(request)
    try:
        standing = units[0].things[0].standing if units else own[0]
        letter = letters.draft_letter(standing=standing, units=units, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(way_back(request, reverse("reminders")))
    messages.success(
        request, "Đã lập dự thảo công văn. Hãy xem lại lời văn, rồi tải Word để trình ký hoặc trình ký ở đây."
    )
    return redirect(letter)


def _found(request, pk) -> Letter:
    rows = Letter.objects.visible_to(request.user).for_list().select_related("issuer__parent", "authority")
    return get_object_or_404(rows, pk=pk)


def _page(request, letter: Letter, *, status: int = 200, **forms):
    """The letter as printed, with what this person may do about it."""
    allowed = {row.name for row in letter.moves_for(request.user)}
    drafts = letter.is_editable and letter.standing_id in request.user.agency_ids(Role.STAFF, Role.HEAD)
    publishes = bool(allowed & {"publish", "publish_signed"})
    publish_initial = {"symbol": letter.symbol, "issued_on": clock.today()}
    return render(
        request,
        "reporting/letter.html",
        {
            "letter": letter,
            "fragment": to_fragment(letter_document(letter)),
            "events": letter.events.order_by("-at", "-pk"),
            "allowed": allowed,
            "stale_list": drafts and letter.listed_on != clock.today(),
            "edit": forms.get("edit") or (LetterForm(letter=letter) if drafts else None),
            "publish": forms.get("publish") or (LetterPublishForm(initial=publish_initial) if publishes else None),
            "hand_back": forms.get("hand_back") or (ReasonForm() if "hand_back" in allowed else None),
        },
        status=status,
    )


def letter_page(request, pk):
    return _page(request, _found(request, pk))


@require_POST
def letter_save(request, pk):
    """Keeps the drafter's words, or brings the list up to today."""
    letter = _found(request, pk)
    if "cap-nhat" in request.POST:
        try:
            letters.refresh_letter(letter=letter, by=request.user)
            messages.success(request, "Đã cập nhật danh sách đến hôm nay.")
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(letter)
    form = LetterForm(request.POST, letter=letter)
    if form.is_valid():
        try:
            letters.save_letter(letter=letter, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã lưu dự thảo.")
            return redirect(letter)
    return _page(request, letter, edit=form, status=422)


@require_POST
def letter_move(request, pk, name):
    """Trình ký, chuyển lại, ký, phát hành, bỏ; a refusal shows the page again with what was typed (422)."""
    letter = _found(request, pk)
    act = letters.MOVES.get(name)
    if act is None:
        raise Http404
    form = None
    if name == "publish":
        form = LetterPublishForm(request.POST, request.FILES)
    elif name == "hand_back":
        form = ReasonForm(request.POST)
    if form is not None and not form.is_valid():
        return _page(request, letter, status=422, **{name: form})
    try:
        act(letter=letter, by=request.user, **(form.cleaned_data if form is not None else {}))
    except NotAllowed as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect(letter)
        form.add_error(None, str(refusal))
        return _page(request, _found(request, pk), status=422, **{name: form})
    messages.success(request, SAID[name])
    return redirect("letters" if name == "drop" else letter)


SAID = {
    "send_up": "Đã trình ký; người đứng đầu thấy trong “Việc của tôi”.",
    "hand_back": "Đã chuyển lại người soạn.",
    "sign": "Đã ký. Văn thư cho số, ngày và phát hành.",
    "publish": "Đã phát hành; mỗi đơn vị nhận được thông báo và đọc được công văn.",
    "drop": "Đã bỏ dự thảo công văn.",
}


def _download(content: bytes, kind: str, letter: Letter, suffix: str, user) -> HttpResponse:
    log.info("letter %s as %s to user %s", letter.pk, suffix, user.pk)
    response = HttpResponse(content, content_type=kind)
    place = "inline" if suffix == "pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="cong-van-don-doc-{letter.pk}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def letter_pdf(request, pk):
    letter = _found(request, pk)
    return _download(render_pdf(letter_document(letter)), "application/pdf", letter, "pdf", request.user)


def letter_docx(request, pk):
    letter = _found(request, pk)
    return _download(render_docx(letter_document(letter)), WORD, letter, "docx", request.user)


def letter_signed_file(request, pk):
    """The signed file: the original."""
    letter = _found(request, pk)
    if letter.signed_file is None:
        raise Http404
    return serve(letter.signed_file, to=request.user)
