"""A document that was read as an amendment of a plan in force: what it says otherwise, before anything is prepared."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from agencies import clock
from agencies.incoming import whole_number
from agencies.matching import Matcher
from plans.editing.gaps import unknown_phrases
from plans.editing.proposing import Comparison, propose_amendment
from plans.models import Plan, PlanState, Reading, ReadingState
from plans.services import may_amend
from plans.services.difference import difference
from plans.services.target_lines import target_changes
from plans.views.reading import found
from workflow.transitions import NotAllowed


def amendable(reading: Reading, user) -> list[Plan]:
    """Plans in force of the reading's authority that this person may amend."""
    plans = Plan.objects.visible_to(user).filter(authority=reading.authority_id, state=PlanState.ISSUED)
    return [plan for plan in plans.select_related("authority", "standing") if may_amend(plan, user)]


def reading_amend(request, pk):
    """Choosing the plan (`ke_hoach`) and seeing the difference; `bo`=1 sets aside what the document leaves out."""
    held = found(request, pk)
    if held.state != ReadingState.OPEN:
        return redirect(held)
    plans = amendable(held, request.user)
    asked = request.POST if request.method == "POST" else request.GET
    plan = next((plan for plan in plans if plan.pk == whole_number(asked.get("ke_hoach"))), None)
    if plan is None and asked.get("ke_hoach"):
        raise Http404
    page: dict = {"reading": held, "plans": plans, "plan": plan}
    if plan is None:
        return render(request, "plans/reading_amend.html", page)
    if request.method == "POST":
        try:
            propose_amendment(reading=held, plan=plan, by=request.user, whole=asked.get("bo") == "1")
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã đưa vào dự thảo điều chỉnh; sửa tiếp rồi ghi nhận khi có văn bản đã ký.")
            return redirect("plan_amend", pk=plan.pk)
    on = clock.today()
    matcher = Matcher(held.authority, on=on)
    made = Comparison(held, plan, matcher)
    whole = asked["bo"] == "1" if "bo" in asked else made.is_whole
    page |= {
        "made": made,
        "whole": whole,
        "found": difference(
            plan,
            made.content(whole=whole),
            on=on,
            current=made.current,
            targets=target_changes(made.current_targets, made.targets(whole=whole)),
        ),
        "unknown": unknown_phrases(held, matcher),
    }
    return render(request, "plans/reading_amend.html", page)
