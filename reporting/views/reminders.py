"""Nhắc việc: what is overdue unit by unit, whom the portal reminded, and what stands in the way."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency
from agencies.vietnamese import join_words
from reporting.reminding.by_hand import remind_unit, report_to_authority
from reporting.reminding.overdue import overdue_units, overseen, standing_agencies
from workflow.models import Alert, Notice, Reminder, ReminderKind, ReminderRule
from workflow.transitions import NotAllowed

PER_PAGE = 50


def reminders(request):
    """Units with something overdue, how often they were reminded, and the ways to remind them."""
    own, watched = overseen(request.user)
    units = overdue_units(standing=watched, on=clock.today(), sender=own[0].name if own else "")
    return render(
        request,
        "reporting/reminders.html",
        {
            "units": units,
            "things": sum(len(unit.things) for unit in units),
            "alerts": Alert.objects.visible_to(request.user).standing_now().select_related("agency"),
            "runs": bool(own),
            "words": "\n\n".join(unit.words for unit in units),
            "on": clock.today(),
        },
    )


@require_POST
def reminders_bulk(request):
    """Reminds the ticked units, or tells the authority about them."""
    own = standing_agencies(request.user)
    if not own:
        raise Http404
    chosen = set(request.POST.getlist("don_vi"))
    units = overdue_units(standing=[agency.pk for agency in own], on=clock.today(), sender=own[0].name)
    units = [unit for unit in units if str(unit.agency.pk) in chosen]
    action = request.POST.get("thao_tac", "")
    if not units:
        messages.error(request, "Hãy chọn ít nhất một đơn vị có việc quá hạn.")
    elif action == "nhac":
        _remind(request, units)
    elif action == "bao-cao-lanh-dao":
        _tell_authority(request, own, units)
    else:
        messages.error(request, "Không có thao tác này. Hãy tải lại trang rồi chọn lại.")
    return redirect("reminders")


def _remind(request, units) -> None:
    done = []
    for unit in units:
        try:
            remind_unit(unit=unit, by=request.user)
            done.append(unit.agency.short_name)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
    if done:
        messages.success(request, f"Đã nhắc {len(done)} đơn vị: {join_words(done)}.")


def _tell_authority(request, own: list[Agency], units) -> None:
    for standing in own:
        theirs = [unit for unit in units if any(thing.standing == standing for thing in unit.things)]
        if not theirs:
            continue
        try:
            told = report_to_authority(
                standing=standing, units=theirs, by=request.user, note=request.POST.get("ghi_chu", "")[:200]
            )
            messages.success(request, f"Đã báo cáo lãnh đạo {join_words([agency.name for agency in told])}.")
        except NotAllowed as refusal:
            messages.error(request, str(refusal))


def reminder_ledger(request):
    """Sổ nhắc việc: every reminder with its people and the way each was reached; filters live in the address."""
    lines = Reminder.objects.visible_to(request.user)
    kind, unit = request.GET.get("cach", ""), whole_number(request.GET.get("don_vi"))
    if kind in ReminderKind.values:
        lines = lines.filter(kind=kind)
    if unit is not None:
        lines = lines.filter(agency=unit)
    people = Prefetch("notices", Notice.objects.select_related("user", "mail"))
    page = Paginator(lines.select_related("agency", "by").prefetch_related(people), PER_PAGE)
    told = Reminder.objects.visible_to(request.user).order_by().values("agency")
    return render(
        request,
        "reporting/reminder_ledger.html",
        {
            "page": page.get_page(request.GET.get("trang")),
            "kinds": ReminderKind.choices,
            "kind": kind,
            "unit": unit,
            "agencies": Agency.objects.filter(pk__in=told).order_by("order", "pk"),
            "rules": ReminderRule.objects.filter(is_active=True).order_by("days").select_related("authority"),
        },
    )
