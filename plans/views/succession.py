"""Work of agencies that have ended: who continues it."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number, whole_numbers
from agencies.models import Agency
from plans.models import Assignment
from plans.services import hand_over, left_behind_for
from workflow.transitions import NotAllowed

SHOWN = 300


def successions(request):
    """By agency that ended: its open parts, and the agencies that may continue them, its successors first."""
    on = clock.today()
    rows = (
        left_behind_for(request.user, on=on)
        .with_status(on=on)
        .select_related("kept_by", "order__plan__authority", "order__plan_model")
        .order_by("kept_by__order", "kept_by", "order__plan", "order__position", "pk")[:SHOWN]
    )
    groups: dict[Agency, list[Assignment]] = {}
    for row in rows:
        groups.setdefault(row.kept_by, []).append(row)
    found = []
    for agency, held in groups.items():
        heirs = agency.successors(on=on)
        within = Agency.objects.within(held[0].order.plan.authority).active(on).order_by("order", "pk")
        found.append((agency, held, heirs, within.exclude(pk__in=[heir.pk for heir in heirs])))
    return render(request, "plans/successions.html", {"groups": found})


@require_POST
def succession_pass(request, pk):
    """Hands the ticked parts of one ended agency over to another."""
    on = clock.today()
    held = left_behind_for(request.user, on=on).filter(kept_by=pk)
    agency = get_object_or_404(Agency.objects.filter(pk__in=held.values("kept_by")), pk=pk)
    to = Agency.objects.filter(pk=whole_number(request.POST.get("to"))).first()
    if to is None:
        messages.error(request, "Hãy chọn cơ quan tiếp nhận.")
        return redirect("successions")
    chosen = held.filter(pk__in=whole_numbers(request.POST.getlist("viec")))
    try:
        count = hand_over(assignments=chosen, to=to, by=request.user, reason=request.POST.get("ly_do", ""))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã chuyển {count} phần việc của {agency} cho {to}.")
    return redirect("successions")
