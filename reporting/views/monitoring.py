"""For an agency that monitors models: what units sent on them, and its remark before consolidation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

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


def monitoring(request, pk):
    """The models this person's agency monitors in a round, with the last sent answers of every unit."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    models = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=request.user.agency_ids()).values(
        "order__plan_model"
    )
    sections = list(round_.sections.filter(plan_model__in=models))
    if not sections:
        raise Http404
    chosen = next((s for s in sections if str(s.pk) == request.GET.get("phan")), sections[0])
    answers = (
        Answer.objects.filter(question__section=chosen, version__sealed_at__isnull=False)
        .exclude(status=AnswerStatus.BLANK)
        .filter(Q(version__report__accepted=None) | Q(version__report__accepted=F("version")))
        .select_related("question", "version__report__agency")
        .order_by("version__report__agency__order", "question__position", "-version__number")
    )
    seen: set[tuple[int, int]] = set()
    rows: dict = {}
    for answer in answers:
        key = (answer.version.report_id, answer.question_id)
        if key not in seen:
            seen.add(key)
            rows.setdefault(answer.version.report, []).append(answer)
    said = MonitorRemark.objects.filter(section=chosen, agency__in=request.user.agency_ids()).first()
    context = {"round": round_, "sections": sections, "section": chosen, "rows": rows.items(), "said": said}
    return render(request, "reporting/monitoring.html", context)
