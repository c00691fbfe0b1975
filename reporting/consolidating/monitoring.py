"""Nhận xét của cơ quan theo dõi: the word of the agency that monitors a model, before the report goes to UBND."""

from __future__ import annotations

from django.db import transaction

from agencies import clock
from agencies.models import Role, User
from agencies.statements import kept
from plans.models import Assignment, PartKind
from reporting.answers import clean_text
from reporting.models import Consolidation, MonitorRemark, RoundState, Section
from workflow.services import notify
from workflow.transitions import NotAllowed


def monitoring_agency(section: Section, by: User) -> int | None:
    """The id of the agency in whose name `by` monitors the model of a section; None where he does not."""
    if not section.plan_model_id:
        return None
    return (
        Assignment.objects.filter(
            order__plan_model=section.plan_model_id,
            part=PartKind.MONITOR,
            kept_by__in=by.agency_ids(Role.STAFF, Role.HEAD),
        )
        .order_by("pk")
        .values_list("kept_by", flat=True)
        .first()
    )


@kept
def _monitoring(plan_model: int):
    """(agency, keeper, version that dropped the order) of the monitors of a model, in their order."""
    monitoring = Assignment.objects.filter(order__plan_model=plan_model, part=PartKind.MONITOR)
    return monitoring.order_by("agency__order").values_list("agency__name", "kept_by", "order__dropped_in")


def monitors_of(section: Section, user: User) -> tuple[list[str], bool]:
    """The agencies that monitor the model of a section, by name in their order; whether `user` writes for one of them."""
    if not section.plan_model_id:
        return [], False
    rows = _monitoring(section.plan_model_id)
    names = dict.fromkeys(name for name, _, dropped in rows if dropped is None)
    mine = user.agency_ids(Role.STAFF, Role.HEAD)
    return list(names), any(keeper in mine for _, keeper, _ in rows)


@transaction.atomic
def monitor_remark(*, section: Section, by: User, text: str) -> MonitorRemark:
    """The monitoring agency's word on a model; written again it replaces its own former word, nobody else's."""
    text = clean_text(text)
    if not text:
        raise NotAllowed("Hãy viết nhận xét.")
    agency = monitoring_agency(section, by)
    if agency is None:
        raise NotAllowed("Chỉ cơ quan theo dõi, kiểm tra mô hình này được nhận xét.")
    if section.round.state == RoundState.PREPARING:
        raise NotAllowed("Kỳ báo cáo chưa mở.")
    main = Consolidation.objects.filter(round=section.round, supplements=None).first()
    if main is not None and not main.is_editable:
        raise NotAllowed(
            f"Báo cáo tổng hợp đang ở trạng thái “{main.get_state_display()}” nên không nhận thêm nhận xét."
        )
    remark, _ = MonitorRemark.objects.update_or_create(
        section=section, agency_id=agency, defaults={"text": text, "by": by, "at": clock.now()}
    )
    notify(
        agencies=[section.round.standing],
        text=f"{remark.agency} nhận xét “{section.short_title}”, {section.round.name}.",
        url=f"{main.get_absolute_url()}?phan={section.pk}" if main else section.round.get_absolute_url(),
        icon="chat-left-text",
        but=by,
    )
    return remark
