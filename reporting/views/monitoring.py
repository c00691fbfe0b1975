"""For an agency that monitors models: what units sent on them, and its remark before consolidation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.models import User
from agencies.statements import kept
from plans.models import Assignment, PartKind
from reporting import consolidating
from reporting.models import Answer, AnswerStatus, Consolidation, MonitorRemark, Round, Section
from workflow.presses import acts_once
from workflow.transitions import NotAllowed


@require_POST
@acts_once
def monitor_remark(request, section_pk):
    """Nhận xét của cơ quan theo dõi on a model of a round."""
    rounds = Round.objects.visible_to(request.user)
    section = get_object_or_404(
        Section.objects.select_related("plan_model", "round__standing").filter(round__in=rounds), pk=section_pk
    )
    try:
        consolidating.monitor_remark(section=section, by=request.user, text=request.POST.get("text", ""))
        messages.success(request, "Đã gửi nhận xét.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    document = Consolidation.objects.visible_to(request.user).filter(round=section.round, supplements=None).first()
    if document is not None:
        return redirect(f"{document.get_absolute_url()}?phan={section.pk}")
    return redirect("monitoring", pk=section.round_id)


@kept
def _monitored(user: User, round_: int):
    """The sections on models that the person's agencies monitor, of a round he sees; each with the round."""
    monitoring = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=user.agency_ids())
    sections = Section.objects.filter(round=round_, plan_model__in=monitoring.values("order__plan_model"))
    return sections.filter(round__in=Round.objects.visible_to(user)).select_related("round")


@kept
def _sent(section: int):
    """What the units sent on a section, the confirmed version where there is one, else each, the latest first."""
    return (
        Answer.objects.filter(question__section=section, version__sealed_at__isnull=False)
        .exclude(status=AnswerStatus.BLANK)
        .filter(Q(version__report__accepted=None) | Q(version__report__accepted=F("version")))
        .select_related("question", "version__report__agency")
        .defer("version__content")
        .order_by("version__report__agency__order", "question__position", "-version__number")
    )


@kept
def _said(user: User, section: int):
    """What the person's agencies said of a section."""
    return MonitorRemark.objects.filter(section=section, agency__in=user.agency_ids())


def monitoring(request, pk):
    """The models this person's agency monitors in a round, with the last sent answers of every unit."""
    sections = _monitored(request.user, pk)
    if not sections:
        raise Http404
    chosen = next((s for s in sections if str(s.pk) == request.GET.get("phan")), sections[0])
    seen: set[tuple[int, int]] = set()
    rows: dict = {}
    for answer in _sent(chosen.pk):
        key = (answer.version.report_id, answer.question_id)
        if key not in seen:
            seen.add(key)
            rows.setdefault(answer.version.report, []).append(answer)
    said = next(iter(_said(request.user, chosen.pk)), None)
    context = {"round": chosen.round, "sections": sections, "section": chosen, "rows": rows.items(), "said": said}
    return render(request, "reporting/monitoring.html", context)
