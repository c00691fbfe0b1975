"""A recognised proposal becomes part of a plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import clock
from agencies.models import Role
from agencies.vietnamese import format_date
from models_registry.models import Proposal
from plans.forms import ReplicationForm
from plans.models import Plan, PlanKind, PlanState
from plans.services import Replication, replicate_model
from workflow.transitions import NotAllowed


def _plans(request, proposal: Proposal):
    """Plans of the authority in force that the person runs, those that order models first."""
    plans = Plan.objects.filter(authority=proposal.authority, state=PlanState.ISSUED, period_end__gte=clock.today())
    plans = plans.exclude(kind=PlanKind.DIRECTIONS).order_by("kind", "-period_start")
    runs, records = request.user.agency_ids(Role.STAFF, Role.HEAD), request.user.agency_ids(Role.CLERK)
    return (plans.filter(standing__in=runs) | plans.filter(authority__in=records)).distinct()


def replicate(request, pk):
    """The form that puts a recognised model into a plan as an amendment."""
    proposals = Proposal.objects.visible_to(request.user).for_list().select_related("reform_model")
    proposal = get_object_or_404(proposals, pk=pk)
    if not any(row.name == "replicate" for row in proposal.moves_for(request.user)):
        raise Http404
    form = ReplicationForm(
        request.POST or None,
        plans=_plans(request, proposal),
        authority=proposal.authority,
        initial={"text": proposal.content, "monitor": proposal.standing},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        how = Replication(**{name: data[name] for name in Replication.__dataclass_fields__})
        try:
            amendment = replicate_model(
                plan=data["plan"],
                model=proposal.reform_model,
                by=request.user,
                decision=data["decision"],
                effective_on=data["effective_on"],
                how=how,
                units=data["units"],
                monitor=data["monitor"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            if amendment.is_waiting:
                since = format_date(amendment.effective_on)
                messages.success(
                    request,
                    f"Đã ghi nhận: mô hình có trong {data['plan']} và được giao từ {since}; các đơn vị thực hiện "
                    "nhận được thông báo.",
                )
                return redirect("plan_tab", pk=data["plan"].pk, tab="lich-su")
            messages.success(request, f"Đã đưa mô hình vào {data['plan']}; các đơn vị thực hiện nhận được thông báo.")
            return redirect(amendment.version.added_models.get(reform_model=proposal.reform_model))
    return render(
        request,
        "plans/replicate.html",
        {"form": form, "proposal": proposal, "back": reverse("proposal", args=[pk])},
        status=422 if form.is_bound else 200,
    )
