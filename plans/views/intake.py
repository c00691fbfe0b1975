"""Results from Excel: a unit pastes its rows, the office that knows the one-stop system loads a workbook for all units."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency, Role
from plans.forms import LoadForm, PasteForm
from plans.intake import Line, Reading, lines_of, text_of_workbook, without
from plans.models import Activity, Assignment, Intake, PlanModel
from plans.services import Written, loaded_entries, may_load, write_lines
from plans.sheets import CONTENT_TYPE, write_sample
from plans.views.log import month_asked, own_work
from workflow.evidence import Refused
from workflow.transitions import NotAllowed

PASTED = ("work", "on", "count", "text")
LOADED = ("unit", "work", "figure", "on", "count", "text")
INTAKES_SHOWN, PER_PAGE = 12, 50


def _done(written: Written) -> str:
    parts = [
        words
        for count, words in (
            (written.new, f"ghi mới {written.new} kết quả"),
            (written.replaced, f"thay {written.replaced} số cũ"),
            (written.same, f"{written.same} số giữ nguyên"),
        )
        if count
    ]
    return f"Đã lưu: {', '.join(parts)}." if written.new or written.replaced else "Không có số nào thay đổi."


def _looked_through(request, form, lines: list[Line], **writing) -> dict | None:
    """What the page says of the lines, written and taken back; None once they were written for good."""
    keep = "luu" in request.POST
    written = write_lines(lines=lines, by=request.user, keep=keep, **writing)
    wrong = [line for line in lines if line.problem]
    if keep and not wrong:
        messages.success(request, _done(written))
        return None
    if "bo-sai" in request.POST and wrong:
        form.data = form.data | {"text": without(form.cleaned_data["text"], {line.number for line in wrong})}
        lines, wrong = [line for line in lines if not line.problem], []
    lines.sort(key=lambda line: (not line.problem, line.number))
    return {"lines": lines, "wrong": wrong, "right": len(lines) - len(wrong)}


def log_paste(request):
    """A unit's own rows, pasted from Excel: shown as they are understood, then written all together."""
    work = own_work(request).select_related("order__plan__authority", "order__plan_model", "kept_by")
    form = PasteForm(request.POST.dict() if request.method == "POST" else None, work=work)
    page = {"tab": "dan", "may_load": may_load(request.user), "form": form}
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["assignment"]
        try:
            lines = lines_of(form.cleaned_data["text"], columns=PASTED[1:] if chosen else PASTED)
            reading = Reading(work, today=clock.today(), chosen=chosen)
            for line in lines:
                reading.read(line, by_unit=False)
            found = _looked_through(request, form, lines)
            if found is None:
                return redirect("log")
            page |= found
        except NotAllowed as refusal:
            form.add_error("text", str(refusal))
    page["has_work"] = page.get("lines") or work.exists()
    return render(request, "plans/log_paste.html", page, status=422 if form.errors or page.get("wrong") else 200)


def log_load(request):
    """Figures of all units out of one workbook: looked through row by row, then all written or none."""
    if not may_load(request.user):
        raise PermissionDenied
    today = clock.today()
    work = _loadable(request)
    form = LoadForm(request.POST.dict() if request.method == "POST" else None, request.FILES or None)
    first = month_asked(request)
    page = {"tab": "nap", "may_load": True, "form": form, "first": first}
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload:
                text, name = text_of_workbook(upload), upload.name[:200]
                form.cleaned_data["text"] = text
                form.data = form.data | {"text": text, "name": name}
                form.fields["text"].required = True
            rows = lines_of(form.cleaned_data["text"], columns=LOADED)
            lines = [line for line in rows if "count" in line.cells]
            page["blank"] = len(rows) - len(lines)
            if not lines:
                raise Refused("Chưa dòng nào có số lượng. Hãy điền cột Số lượng rồi chọn lại tệp.")
            reading = Reading(work, today=today)
            for line in lines:
                reading.read(line, by_unit=True)
            found = _looked_through(
                request, form, lines, loader=_loader(request), name=form.data.get("name") or "Tệp Excel"
            )
            if found is None:
                return redirect("log_load")
            page |= found
        except NotAllowed as refusal:
            form.add_error("text" if form.cleaned_data.get("text") else "file", str(refusal))
    page["intakes"] = (
        Intake.objects.visible_to(request.user).select_related("by").annotate(count=Count("activities"))[:INTAKES_SHOWN]
    )
    page["models"] = _models(work)
    return render(request, "plans/log_load.html", page, status=422 if form.errors or page.get("wrong") else 200)


def _loadable(request):
    return (
        Assignment.objects.loadable_by(request.user, on=clock.today())
        .select_related("order__plan__authority", "order__plan_model", "kept_by", "agency")
        .prefetch_related("order__measures")
        .order_by("order__plan", "order__position", "kept_by__order", "pk")
    )


def _models(work) -> list[PlanModel]:
    """The plan models whose figures may be loaded, to choose the rows of the sample from."""
    return list(
        PlanModel.objects.filter(pk__in=work.order_by().values("order__plan_model")).order_by("plan", "position")
    )


def _loader(request) -> Agency:
    """The agency of the person in whose name the figures are loaded."""
    ids = request.user.agency_ids(Role.STAFF, Role.HEAD)
    return Agency.objects.filter(pk__in=ids).order_by("order", "pk").first()


def load_sample(request):
    """The workbook to fill in: a row per unit and figure of a month, with what is held already."""
    if not may_load(request.user):
        raise PermissionDenied
    first = month_asked(request)
    work = _loadable(request)
    asked = whole_number(request.GET.get("mo_hinh"))
    if asked:
        work = work.filter(order__plan_model=asked)
    held = {
        entry.assignment_id: entry
        for entry in Activity.objects.counted()
        .filter(assignment__in=work.order_by().values("pk"), monthly=True, on__year=first.year, on__month=first.month)
        .prefetch_related("figures")
    }
    response = HttpResponse(content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="so-lieu-{first:%m-%Y}.xlsx"'
    write_sample(response, work, first=first, held=held)
    return response


def intake_page(request, pk):
    """What one loading wrote."""
    intake = get_object_or_404(Intake.objects.visible_to(request.user).select_related("by", "agency"), pk=pk)
    page = Paginator(loaded_entries(intake), PER_PAGE).get_page(request.GET.get("trang"))
    return render(
        request, "plans/intake.html", {"intake": intake, "page": page, "tab": "nap", "may_load": may_load(request.user)}
    )
