"""The first page, the direction a leader gives, and search."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import way_back
from agencies.models import Agency, AgencyKind, Role, User
from agencies.statements import kept
from models_registry.models import Proposal, ReformModel
from plans.models import Assignment, Order, Plan
from plans.services import give_direction
from reporting.forms import DirectionForm
from reporting.models import Round, UnitReport
from reporting.waiting import waiting_in
from reporting.work import grouped, summary, work_of
from workflow.models import Notice
from workflow.transitions import NotAllowed

RESULTS = 20


@kept
def _open_rounds(user: User):
    """Rounds that one of the person's agencies runs."""
    return Round.objects.visible_to(user).run_by(user, Role.STAFF, Role.HEAD).filter(state="OPEN")[:3]


@kept
def _recent(user: User):
    return Notice.objects.filter(user=user.pk).values("text", "url", "icon", "at")[:6]


def home(request):
    """Việc của tôi."""
    on = clock.today()
    waiting = waiting_in(request)
    items = work_of(request.user, waiting, on=on)
    return render(
        request,
        "reporting/home.html",
        {
            "groups": grouped(items, on=on),
            "summary": summary(items, on=on),
            "primary": next((item for item in items if item.late_days == 0), items[0] if items else None),
            "rounds": _open_rounds(request.user) if waiting["runs"] else [],
            "recent": _recent(request.user),
            "posts": request.user.posts(),
        },
    )


def led_committee(user) -> Agency | None:
    """The committee this person heads, whose directions he may give."""
    heads = (post.agency for post in user.posts() if post.role == Role.HEAD)
    return next((agency for agency in heads if agency.kind == AgencyKind.COMMITTEE), None)


def under(committee: Agency):
    return Agency.objects.within(committee).active(clock.today()).exclude(pk=committee.pk).order_by("order", "pk")


@require_POST
def direction_give(request):
    """Ý kiến chỉ đạo: one line from a leader becomes a task in an agency's list."""
    committee = led_committee(request.user)
    if committee is None:
        raise PermissionDenied
    here = way_back(request, reverse("overview"))
    form = DirectionForm(request.POST, agencies=under(committee))
    if not form.is_valid():
        return render(request, "reporting/direction_form.html", {"form": form, "next": here}, status=422)
    data = form.cleaned_data
    try:
        give_direction(
            authority=committee,
            by=request.user,
            text=data["text"],
            lead=data["lead"],
            due=data["due"],
            source_document=data["source_document"],
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return render(request, "reporting/direction_form.html", {"form": form, "next": here}, status=422)
    messages.success(request, f"Đã giao {data['lead']}: việc này nằm trong danh sách việc của đơn vị.")
    return redirect(here)


def direction_form(committee: Agency, **initial) -> DirectionForm:
    initial.setdefault("due", clock.today() + timedelta(days=10))
    return DirectionForm(agencies=under(committee), initial=initial)


def search(request):
    """One search over plans, models, tasks, reports and agencies; each list holds only what the person may see."""
    text = request.GET.get("q", "").strip()
    found = []
    if text:
        user = request.user
        orders = Order.objects.visible_to(user).matching(text).select_related("plan", "plan_model")[:RESULTS]
        agencies = Agency.objects.matching(text).filter(path__regex=_jurisdictions(user))[:RESULTS]
        reports = UnitReport.objects.visible_to(user).filter(agency__in=agencies).for_list()[:RESULTS]
        found = [
            (
                "Kế hoạch",
                [
                    (p.title, p.get_absolute_url(), p.get_state_display())
                    for p in Plan.objects.visible_to(user).matching(text)[:RESULTS]
                ],
            ),
            (
                "Mô hình",
                [
                    (m.name, reverse("reform_model", args=[m.pk]), m.get_field_display())
                    for m in ReformModel.objects.visible_to(user).matching(text)[:RESULTS]
                ],
            ),
            (
                "Đăng ký mô hình, cách làm hay",
                [
                    (p.name, p.get_absolute_url(), f"{p.author}: {p.get_state_display()}")
                    for p in Proposal.objects.visible_to(user).matching(text).select_related("author")[:RESULTS]
                ],
            ),
            ("Yêu cầu, nhiệm vụ", [(str(o), o.plan.get_absolute_url(), o.plan.short_title) for o in orders]),
            ("Báo cáo", [(str(r), r.get_absolute_url(), r.get_state_display()) for r in reports]),
            ("Cơ quan, đơn vị", [(a.name, reverse("agency", args=[a.pk]), a.get_kind_display()) for a in agencies]),
        ]
    total = sum(len(rows) for _, rows in found)
    return render(request, "reporting/search.html", {"text": text, "found": found, "total": total})


def _jurisdictions(user) -> str:
    tops = {post.agency.ancestor_ids[0] for post in user.posts() if post.agency.ancestor_ids}
    return "^/(" + "|".join(map(str, sorted(tops))) + ")/" if tops else "^$"


def agency_page(request, pk):
    """One unit at a glance: its reports and its dated work, as far as the person may see them."""
    agency = get_object_or_404(Agency.objects.filter(path__regex=_jurisdictions(request.user)), pk=pk)
    on = clock.today()
    reports = UnitReport.objects.visible_to(request.user).filter(kept_by=agency).for_list().order_by("-round__due")[:12]
    work = (
        Assignment.objects.visible_to(request.user)
        .filter(kept_by=agency, due__isnull=False)
        .with_status(on=on)
        .select_related("order__plan")
        .order_by("-due")[:30]
    )
    return render(request, "reporting/agency.html", {"agency": agency, "reports": reports, "work": work, "on": on})
