"""What agencies that have ended, or are about to, have in hand: what passes to whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency, AgencyKind
from reporting.reorganising import estates_for, hand_over
from workflow.transitions import NotAllowed


def successions(request):
    """By agency: what will pass on and what waits for a choice, its successors first among those to choose from."""
    on = clock.today()
    ended, coming = estates_for(request.user, on=on)
    tops = {pk for post in request.user.posts() for pk in post.agency.ancestor_ids}
    others = []
    if ended:
        around = Agency.objects.active(on).exclude(kind=AgencyKind.ENTERPRISE).order_by("level", "order", "pk")
        others = [agency for agency in around if tops.intersection(agency.ancestor_ids)]
    return render(request, "reporting/successions.html", {"ended": ended, "coming": coming, "others": others})


@require_POST
def succession_pass(request, pk):
    """Hands the ticked things of one ended agency over to another."""
    ended, _ = estates_for(request.user, on=clock.today())
    agency = next((estate.agency for estate in ended if estate.agency.pk == pk), None)
    if agency is None:
        raise Http404
    to = Agency.objects.filter(pk=whole_number(request.POST.get("to"))).first()
    if to is None:
        messages.error(request, "Hãy chọn cơ quan tiếp nhận.")
        return redirect("successions")
    try:
        count = hand_over(
            agency=agency,
            chosen=request.POST.getlist("viec"),
            to=to,
            by=request.user,
            reason=request.POST.get("ly_do", ""),
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã chuyển {count} phần việc, hồ sơ của {agency} cho {to}.")
    return redirect("successions")
