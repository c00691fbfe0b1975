"""Đọc văn bản kế hoạch: a file comes in, what was read is confirmed row by row, a plan comes out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.incoming import whole_number
from agencies.vietnamese import format_time
from plans.editing import receiving, working
from plans.editing.gaps import gaps_of
from plans.editing.showing import ADDING, AGENCIES, PART_OF, PARTS, Editor
from plans.models import Reading, ReadingState
from workflow.evidence import serve
from workflow.models import Job, JobState
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

PER_PAGE = 20
TABS = (*(slug for slug, *_ in PARTS), AGENCIES)


def side_of(request) -> tuple:
    """The (authority, standing agency) this person records plans for; the one named in the form where there are several.

    Raises 403, with who may do this, for everybody else.
    """
    sides = receiving.recording_sides(request.user)
    if not sides:
        raise PermissionDenied(receiving.MAY_NOT)
    asked = request.POST.get("ben", "")
    return next((side for side in sides if asked == f"{side[0].pk}-{side[1].pk}"), sides[0]), sides


def readings(request):
    """Uploading a plan document, and the documents read before."""
    (authority, standing), sides = side_of(request)
    page = {"sides": sides, "side": (authority, standing), "limit": ", ".join(receiving.ALLOWED)}
    status = 200
    if request.method == "POST":
        upload = request.FILES.get("upload")
        try:
            if upload is None:
                raise NotAllowed("Hãy chọn tệp kế hoạch trước khi đọc.")
            if found := receiving.earlier(upload=upload, by=request.user):
                page["earlier"] = found
            else:
                made = receiving.receive(upload=upload, by=request.user, authority=authority, standing=standing)
                return redirect(made)
        except NotAllowed as refusal:
            page["refusal"], page["refused_name"], status = str(refusal), upload.name if upload else "", 422
    rows = Reading.objects.visible_to(request.user).select_related("by", "plan", "amends").defer("result")
    page["page"] = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "plans/readings.html", page, status=status)


@require_POST
@acts_once
def reading_blank(request):
    """A plan written from nothing, in the same editor."""
    (authority, standing), _ = side_of(request)
    return redirect(receiving.start_blank(by=request.user, authority=authority, standing=standing))


def found(request, pk) -> Reading:
    rows = Reading.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("authority", "standing", "file", "plan", "amends", "by", "saved_by").defer("result"), pk=pk
    )


def reading(request, pk, part="van-ban"):
    """What was read, to be corrected; while it is being read, how far it is; a refusal with its sentence."""
    held = found(request, pk)
    if part not in TABS:
        raise Http404
    if held.state in (ReadingState.WAITING, ReadingState.REFUSED):
        return render(request, "plans/reading_wait.html", {"reading": held, "job": _job(held)})
    editor = Editor(held)
    page = frame(editor, part) | {"writing": held.is_open, "gaps": gaps_of(held, editor.matcher)}
    if part == AGENCIES:
        page |= {"names": editor.with_members(), "agencies": editor.matcher.agencies, "groups": editor.matcher.groups}
        return render(request, "plans/reading_agencies.html", page)
    kinds = next(kinds for slug, _, kinds in PARTS if slug == part)
    top = [kind for kind in kinds if kind != "requirement"]
    page["sections"] = [
        {"kind": kind, "rows": editor.rows_of(kind), "adding": ADDING.get(kind), "single": kind == "plan"}
        for kind in top
    ]
    return render(request, "plans/reading.html", page)


def frame(editor: Editor, part: str) -> dict:
    """What the head of every page of the editor needs."""
    doubts = editor.doubts
    return {
        "reading": editor.reading,
        "editor": editor,
        "part": part,
        "tabs": editor.tabs(part),
        "doubts": doubts,
        "open_doubts": [doubt for doubt in doubts if not doubt["done"]],
        "settled": sum(doubt["done"] for doubt in doubts),
        "has_source": any(row["source"] for row in editor.reading.rows),
    }


def _job(held: Reading) -> Job | None:
    return Job.objects.filter(key=held.job_key).order_by("-pk").first()


def reading_progress(request, pk):
    """How far the reading is, asked every second; once it is over the page opens itself anew."""
    held = found(request, pk)
    job = _job(held)
    reply = render(request, "plans/_reading_progress.html", {"reading": held, "job": job})
    if held.state != ReadingState.WAITING or (job and job.state == JobState.FAILED):
        reply["HX-Refresh"] = "true"
    return reply


def reading_file(request, pk):
    """The document that was read, for whoever works on it."""
    held = found(request, pk)
    if held.file is None:
        raise Http404
    return serve(held.file, to=request.user)


@require_POST
@acts_once
def reading_again(request, pk):
    held = found(request, pk)
    try:
        return redirect(receiving.read_again(reading=held, by=request.user))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(held)


# ---- rows


def _fragments(editor: Editor, ident: str, *, oob: bool = False) -> dict[str, str]:
    """What changes on the page with a row, by the selector of its place: head, agencies, deadline, doubts, counters."""
    row = working.find(editor.reading, ident)
    part = PART_OF[row["kind"]]
    context = frame(editor, part) | {"writing": True, "oob": oob}
    shown = editor.show(row)
    found_places: dict[str, str] = {}
    top = editor.show(working.find(editor.reading, row["parent"])) if row["parent"] else shown
    for item in (top, shown):
        found_places[f"#dau-{item.ident}"] = render_to_string("plans/_row_head.html", context | {"row": item})
    for bound in shown.fields:
        html = render_to_string("plans/_row_after.html", context | {"row": shown, "bound": bound})
        found_places[f"#sau-{shown.ident}-{bound.field.name}"] = html
    found_places[f"#chung-{shown.ident}"] = render_to_string("plans/_row_doubts.html", context | {"row": shown})
    found_places["#cho-can-xem"] = render_to_string("plans/_reading_doubts.html", context)
    found_places["#cac-phan"] = render_to_string("plans/_reading_tabs.html", context)
    return found_places


@require_POST
def reading_save(request, pk, ident):
    """Autosave of one row: 200 with the new revision, 409 with both texts, 422 with errors by field."""
    held = found(request, pk)
    revision = whole_number(request.POST.get("revision"))
    try:
        held, row = working.save_row(
            reading=held,
            ident=ident,
            by=request.user,
            revision=-1 if revision is None else revision,
            values={name: value for name, value in request.POST.items() if name != "revision"},
        )
    except working.Conflict as conflict:
        return JsonResponse(
            {
                "theirs": conflict.row["fields"],
                "revision": conflict.row["revision"],
                "by": str(conflict.reading.saved_by or ""),
                "at": format_time(conflict.reading.saved_at),
            },
            status=409,
        )
    except NotAllowed as refusal:
        return JsonResponse({"detail": str(refusal)}, status=403)
    except ValidationError as errors:
        return JsonResponse({"errors": errors.message_dict}, status=422)
    held = found(request, pk)
    return JsonResponse(
        {
            "revision": row["revision"],
            "saved_at": format_time(held.saved_at),
            "html": _fragments(Editor(held), ident),
        }
    )


def _back(held: Reading, part: str, ident: str = ""):
    url = reverse("reading_part", args=[held.pk, part])
    return redirect(f"{url}#{ident}" if ident else url)


@require_POST
@acts_once
def reading_add(request, pk, kind):
    """A new row of a kind, open for typing."""
    held = found(request, pk)
    try:
        row = working.add_row(reading=held, kind=kind, by=request.user, parent=request.POST.get("parent", ""))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(held)
    return _back(held, PART_OF[kind], row["id"])


@require_POST
def reading_row(request, pk, ident, action):
    """Lays a row aside, takes it back, moves it, or makes a task of a duty."""
    held = found(request, pk)
    try:
        if action in ("bo", "lay-lai"):
            row = working.drop_row(reading=held, ident=ident, by=request.user, dropped=action == "bo")
            if action == "bo":
                messages.success(request, "Đã bỏ dòng khỏi kế hoạch; bấm “Lấy lại” nếu cần.")
        elif action in ("len", "xuong"):
            row = working.move_row(reading=held, ident=ident, by=request.user, down=action == "xuong")
        elif action == "nhiem-vu":
            place = whole_number(request.POST.get("cho"))
            row = working.duty_to_task(reading=held, ident=ident, by=request.user, place=-1 if place is None else place)
            messages.success(request, "Đã thêm vào phần Nhiệm vụ để theo dõi; hãy ghi thời hạn.")
        else:
            raise NotAllowed("Không có thao tác này. Hãy tải lại trang rồi chọn lại.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(held)
    return _back(held, PART_OF[row["kind"]], row["parent"] or row["id"])


@require_POST
def reading_settle(request, pk, ident=""):
    """A doubt was looked at and the text stays: answered in place."""
    held = found(request, pk)
    place = whole_number(request.POST.get("cho"))
    try:
        working.settle(reading=held, by=request.user, ident=ident, place=-1 if place is None else place)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(held)
    if not request.htmx:
        row = working.find(held, ident) if ident else None
        return _back(held, PART_OF[row["kind"]] if row else PARTS[0][0], ident)
    editor = Editor(found(request, pk))
    if ident:
        return HttpResponse("".join(_fragments(editor, ident, oob=True).values()))
    part = request.POST.get("phan", PARTS[0][0])
    context = frame(editor, part if part in TABS else PARTS[0][0]) | {"writing": True, "oob": True}
    return HttpResponse(
        render_to_string("plans/_reading_doubts.html", context) + render_to_string("plans/_reading_tabs.html", context)
    )
