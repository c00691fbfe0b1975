"""Registrations of models and good practice: the list, writing one, reading and moving it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of, whole_number
from agencies.models import Agency, Role
from agencies.vietnamese import normal
from models_registry.forms import RECOMMENDATIONS, ProposalForm, ProposalMoveForm
from models_registry.models import Proposal, ReformField
from models_registry.models import ProposalState as State
from models_registry.models.proposal import WRITABLE, is_complete
from models_registry.quota import quota_of_year
from models_registry.services import NEWS, advance, judges_of, register_proposal, revise_proposal
from workflow.evidence import serve
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

PER_PAGE = 40
PILLS = (
    ("dang-soan", "Đang soạn", "pencil", (State.DRAFT, State.AWAITING_HEAD, State.RETURNED)),
    ("cho-tham-dinh", "Chờ thẩm định", "send-check", (State.SUBMITTED,)),
    ("cho-ubnd", "Chờ UBND", "bank", (State.APPRAISED,)),
    ("cong-nhan", "Được công nhận", "award", (State.APPROVED,)),
    ("nhan-rong", "Đã nhân rộng", "diagram-3", (State.REPLICATED,)),
    ("chua-cong-nhan", "Chưa công nhận", "slash-circle", (State.REJECTED,)),
)
STEPS = (
    ("Soạn", {State.DRAFT, State.AWAITING_HEAD, State.RETURNED}),
    ("Thẩm định", {State.SUBMITTED}),
    ("UBND", {State.APPRAISED}),
    ("Công nhận", {State.APPROVED, State.REJECTED}),
    ("Nhân rộng", {State.REPLICATED}),
)
# The move a page offers first; what else may be done stands folded beside it.
FIRST = ("appraise", "approve", "submit", "send_up")


def authors_of(user):
    """Units for which the person may register."""
    return Agency.objects.filter(pk__in=user.agency_ids(Role.STAFF, Role.HEAD)).order_by("order", "pk")


def proposals(request):
    """Registrations the person may see, by state, field and year; search without accents."""
    text = normal(request.GET.get("q", ""))[:200]
    field, year, chosen = (request.GET.get(name, "") for name in ("linh_vuc", "nam", "trang_thai"))
    visible = Proposal.objects.visible_to(request.user)
    years = list(visible.order_by("-year").values_list("year", flat=True).distinct())
    found = visible.matching(text)
    if field in ReformField.values:
        found = found.filter(field=field)
    if whole_number(year) in years:
        found = found.filter(year=year)
    by_state = dict(found.order_by().values_list("state").annotate(n=Count("*")))
    states = {key: group for key, _, _, group in PILLS}
    rows = found.filter(state__in=states[chosen]) if chosen in states else found
    return render(
        request,
        "models_registry/proposals.html",
        {
            "page": Paginator(rows.for_list(), PER_PAGE).get_page(request.GET.get("trang")),
            "pills": [(key, label, icon, sum(by_state.get(s, 0) for s in group)) for key, label, icon, group in PILLS],
            "total": sum(by_state.values()),
            "chosen": chosen if chosen in states else "",
            "text": text,
            "field": field,
            "fields": ReformField.choices,
            "year": year,
            "years": years,
            "may_register": bool(request.user.agency_ids(Role.STAFF, Role.HEAD)),
        },
    )


def quota(request):
    """How each field's office stands with its yearly models."""
    on = clock.today()
    asked = whole_number(request.GET.get("nam"))
    years = list(range(on.year, on.year - 5, -1))
    year = asked if asked in years else on.year
    rows, others = quota_of_year(request.user, year=year, on=on)
    return render(
        request,
        "models_registry/quota.html",
        {
            "rows": rows,
            "others": others,
            "met": sum(row.state == "MET" for row in rows),
            "year": year,
            "years": years,
            "on": on,
        },
    )


@acts_once
def proposal_new(request):
    authors = authors_of(request.user)
    if not authors:
        raise PermissionDenied
    form = ProposalForm(
        request.POST or None, request.FILES or None, authors=authors, initial={"field": request.GET.get("linh_vuc")}
    )
    if request.method == "POST" and form.is_valid():
        author = form.cleaned_data.get("author") or form.authors[0]
        try:
            made = register_proposal(author=author, by=request.user, files=form.cleaned_data["files"], **form.values())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã lưu bản đăng ký. Xem lại rồi gửi.")
            return redirect(made)
    judges = judges_of(form.authors[0]) if len(form.authors) == 1 else None
    return render(
        request,
        "models_registry/proposal_form.html",
        {"form": form, "judges": judges},
        status=422 if form.is_bound else 200,
    )


def proposal_edit(request, pk):
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).for_list(), pk=pk)
    if not _may_write(request.user, proposal):
        raise Http404
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        instance=proposal,
        authors=authors_of(request.user),
        initial={"revision": proposal.revision},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            revise_proposal(
                proposal=proposal,
                by=request.user,
                revision=data["revision"],
                files=data["files"],
                drop=data["drop"],
                **form.values(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã lưu bản đăng ký.")
            return redirect(proposal)
    return render(
        request,
        "models_registry/proposal_form.html",
        {"form": form, "proposal": proposal, "judges": (proposal.authority, proposal.standing)},
        status=422 if form.is_bound else 200,
    )


def _may_write(user, proposal: Proposal) -> bool:
    return proposal.state in WRITABLE and proposal.author_id in user.agency_ids(Role.STAFF, Role.HEAD)


def proposal_page(request, pk):
    return _page(request, _visible(request, pk))


def _visible(request, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).for_list().select_related("reform_model", "signed_file")
    return get_object_or_404(rows, pk=pk)


def _page(request, proposal: Proposal, *, bound: ProposalMoveForm | None = None, status: int = 200):
    """One registration: what it says, what was said of it, and what this person may do."""
    events = list(proposal.events.order_by("-at", "-pk"))
    forms = [
        bound if bound and bound.transition == row else ProposalMoveForm(transition=row)
        for row in proposal.moves_for(request.user)
        if row.name in NEWS
    ]
    first = next((form for name in FIRST for form in forms if form.transition.name == name), None)
    place = next(place for place, (_, states) in enumerate(STEPS) if proposal.state in states)
    return render(
        request,
        "models_registry/proposal.html",
        {
            "proposal": proposal,
            "files": proposal.evidence.all(),
            "events": events,
            "appraisal": next((event for event in events if event.name == "appraise"), None),
            "recommendations": dict(RECOMMENDATIONS),
            "verdict": next((event for event in events if event.name in ("approve", "reject")), None),
            "asked": next((event for event in events if event.name in ("return", "hand_back")), None),
            "first": first,
            "others": [form for form in forms if form is not first],
            "may_replicate": any(row.name == "replicate" for row in proposal.moves_for(request.user)),
            "may_write": _may_write(request.user, proposal),
            "lacking": is_complete(proposal) if first and proposal.state in WRITABLE else "",
            "steps": [(label, n < place, n == place) for n, (label, _) in enumerate(STEPS)],
        },
        status=status,
    )


@require_POST
@acts_once
def proposal_move(request, pk, name):
    proposal = _visible(request, pk)
    try:
        row = proposal.transition(name)
        form = ProposalMoveForm(request.POST, request.FILES, transition=row)
        if form.is_valid() or row not in proposal.moves_for(request.user):
            advance(proposal=proposal, name=name, by=request.user, token=token_of(request), **form.cleaned_data)
            messages.success(request, f"{row.label}: đã thực hiện, nơi liên quan nhận được thông báo.")
            still_seen = Proposal.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect(proposal if still_seen else "proposals")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    return _page(request, proposal, bound=form, status=422)


def proposal_file(request, pk, file_pk):
    proposal = _visible(request, pk)
    held = proposal.evidence.filter(pk=file_pk).first()
    if held is None and proposal.signed_file_id == file_pk:
        held = proposal.signed_file
    if held is None:
        raise Http404
    return serve(held, to=request.user)
