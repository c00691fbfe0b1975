"""Ý kiến chỉ đạo: the page on which all are followed, one source with what came of it, and giving several at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from agencies import clock
from agencies.matching import Matcher
from agencies.models import Agency
from agencies.vietnamese import normal
from plans.conclusions import read_conclusions
from plans.direction_forms import BLANK_ROWS, ConclusionRows, SourceForm, initial_of, said_in, typed_rows, whom
from plans.followup import LABELS, Directions, summary
from plans.models import DirectionSource
from plans.services import give_conclusions, leaders_of, recording_for
from plans.tables import CountedPaginator
from workflow.evidence import serve
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

PER_PAGE = 40
PASTED_MAX = 20_000


def direction_list(request):
    """Every order given beside the plans, by the document or meeting it comes from."""
    on = clock.today()
    text, chosen = normal(request.GET.get("q", ""))[:200], request.GET.get("trang_thai", "")
    given = Directions(request.user, on=on)
    if text:
        given.matching(text)
    counts = given.count()
    total = counts.get(chosen, counts[""])
    page = CountedPaginator(given.orders(chosen), PER_PAGE, total=total).get_page(request.GET.get("trang"))
    shown = {
        "page": page,
        "rows": given.followed(list(page.object_list)),
        "text": text,
        "chosen": chosen,
        "total": counts[""],
        "pills": [(key, label, counts[key]) for key, label in LABELS.items()],
        "gives": recording_for(request.user, on=on) is not None,
    }
    return render(request, "plans/direction_list.html", shown)


def _source(request, pk: int) -> DirectionSource:
    sources = DirectionSource.objects.visible_to(request.user)
    return get_object_or_404(sources.select_related("plan", "file", "given_by", "recorded_by"), pk=pk)


def direction_source(request, pk):
    """One document or meeting: who got what, how far it is, and the words to report back to the leader."""
    source = _source(request, pk)
    given = Directions(request.user, on=clock.today(), source=source.pk)
    rows = given.followed(list(given.orders()))
    gives = recording_for(request.user, on=clock.today()) is not None
    page = {"source": source, "rows": rows, "gives": gives, "summary": summary(str(source), rows)}
    return render(request, "plans/direction_source.html", page)


def direction_file(request, pk):
    """The signed document, for whoever was given some of its work."""
    source = _source(request, pk)
    if source.file is None:
        raise Http404
    return serve(source.file, to=request.user)


@acts_once
def direction_new(request):
    """Several orders at once; pasted text is read into rows, which the person checks before anything is given."""
    authority = recording_for(request.user, on=clock.today())
    if authority is None:
        raise PermissionDenied
    if request.method != "POST":
        leaders = leaders_of(authority, on=clock.today())
        first = request.user if request.user in leaders else leaders[0] if leaders else None
        initial = {"on": clock.today(), "leader": first.pk if first else None}
        return _form(request, authority, initial, [])
    if "doc" in request.POST or "them" in request.POST:
        return _more(request, authority)
    rows = _rows(authority, request.POST)
    form = SourceForm(request.POST, request.FILES, leaders=leaders_of(authority, on=clock.today()))
    if form.is_valid() and rows.is_valid():
        try:
            source = give_conclusions(
                authority=authority, by=request.user, conclusions=said_in(rows), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã giao; mỗi cơ quan nhận được thông báo và thấy việc trong danh sách của mình.")
            return redirect(source)
    return _page(request, form, rows, status=422)


def _rows(authority: Agency, data=None, **options):
    """The rows of orders; those left blank are none, whichever of them stood there before."""
    on = clock.today()
    if data is not None:
        data = data.copy()
        data["viec-INITIAL_FORMS"] = "0"
    kinds = {"choices": whom(authority, on=on), "matcher": Matcher(authority, on=on)}
    return ConclusionRows(data, prefix="viec", form_kwargs=kinds, **options)


def _more(request, authority: Agency):
    """The form again with what was typed, and with the pasted lines or blank rows added."""
    typed = typed_rows(request.POST)
    pasted = request.POST.get("dan", "")[:PASTED_MAX] if "doc" in request.POST else ""
    read = read_conclusions(pasted, authority=authority, on=clock.today())
    if "doc" in request.POST and not read:
        messages.error(request, "Hãy dán các kết luận vào ô, mỗi việc một dòng.")
    return _form(request, authority, request.POST.dict(), typed + [initial_of(line) for line in read])


def _form(request, authority: Agency, initial: dict, rows: list[dict]):
    form = SourceForm(initial=initial, leaders=leaders_of(authority, on=clock.today()))
    blank = [{}] * (BLANK_ROWS if not rows or "them" in request.POST else 0)
    return _page(request, form, _rows(authority, initial=rows + blank))


def _page(request, form: SourceForm, rows, *, status=200):
    if upload := request.FILES.get("file"):
        form.ask_again_for(upload)
    return render(request, "plans/direction_new.html", {"form": form, "rows": rows}, status=status)
