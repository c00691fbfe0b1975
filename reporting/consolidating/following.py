"""After issue: numbered supplements, and the issued figures as an author's report one level up."""

from __future__ import annotations

from django.db import transaction

from agencies.models import Role, User
from agencies.vietnamese import long_date
from reporting import rollup
from reporting.consolidating.access import runs
from reporting.consolidating.building import collate, pin_confirmed
from reporting.models import (
    Answer,
    AnswerStatus,
    Consolidation,
    ConsolidationState,
    Origin,
    Round,
    RoundState,
    UnitReport,
)
from workflow.transitions import NotAllowed


@transaction.atomic
def supplement(*, consolidation: Consolidation, by: User, title: str) -> Consolidation:
    """A numbered supplement to an issued report; the issued one is never opened again.

    The round opens again, so that units that had not sent can; the supplement sums up everything confirmed by then and
    tells what the issued report did not know. `title` says what it is about.
    """
    Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    if consolidation.state != ConsolidationState.ISSUED or consolidation.supplements_id:
        raise NotAllowed("Chỉ lập báo cáo bổ sung cho báo cáo tổng hợp đã phát hành.")
    if not runs(consolidation.round, by):
        raise NotAllowed("Chỉ cơ quan thường trực được lập báo cáo bổ sung.")
    if not title.strip():
        raise NotAllowed("Hãy ghi nội dung bổ sung.")
    earlier = consolidation.supplemented_by.all()
    if earlier.exclude(state=ConsolidationState.ISSUED).exists():
        raise NotAllowed("Đang có báo cáo bổ sung chưa phát hành. Hãy phát hành báo cáo đó trước.")
    day = f" {long_date(consolidation.issued_on)}" if consolidation.issued_on else ""
    heading = (
        f"Bổ sung lần {earlier.count() + 1} Báo cáo số {consolidation.number}/{consolidation.symbol}{day}: "
        f"{title.strip()[:1].lower()}{title.strip()[1:]}"
    )
    made = Consolidation.objects.create(
        round=consolidation.round, supplements=consolidation, title=heading[:400], symbol=consolidation.symbol
    )
    Round.objects.filter(pk=consolidation.round_id).update(state=RoundState.OPEN, lock_on=None)
    pin_confirmed(made)
    collate(made)
    return made


def carriable(consolidation: Consolidation, by: User):
    """Reports one level up that `by` may fill from this issued consolidation."""
    if consolidation.state != ConsolidationState.ISSUED:
        return UnitReport.objects.none()
    return (
        UnitReport.objects.waiting_for(by)
        .filter(
            agency=consolidation.round.authority_id,
            kept_by__in=by.agency_ids(Role.STAFF, Role.HEAD),
            round__from_on__lte=consolidation.round.to_on,
            round__to_on__gte=consolidation.round.from_on,
        )
        .select_related("round")
    )


FILLED = (
    "number",
    "denominator",
    "status",
    "origin",
    "system_number",
    "system_denominator",
    "reason",
    "revision",
)


@transaction.atomic
def carry_up(*, consolidation: Consolidation, report: UnitReport, by: User) -> int:
    """Fills an author's report one level up from its own issued consolidation, by question code; returns how many.

    Ratios carry numerator and denominator, means and counts the number of units, so that the level above computes them
    again. A figure somebody typed stays, with the carried one beside it.
    """
    if consolidation.state != ConsolidationState.ISSUED:
        raise NotAllowed("Chỉ dùng được báo cáo tổng hợp đã phát hành.")
    if report.agency_id != consolidation.round.authority_id:
        raise NotAllowed("Báo cáo này không thuộc đơn vị đã ban hành báo cáo tổng hợp.")
    if report.kept_by_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức và người đứng đầu của đơn vị được ghi báo cáo này.")
    version = report.open_version
    if version is None or not report.is_writable:
        raise NotAllowed(f"Báo cáo đang ở trạng thái “{report.get_state_display()}” nên không đưa số liệu vào được.")
    values = rollup.carried(consolidation)
    changed = []
    for answer in version.answers.select_for_update(of=("self",)).select_related("question"):
        value = values.get(answer.question.code)
        if value is None or not version.may_write(answer.question.section_id):
            continue
        answer.system_number, answer.system_denominator = value.number, value.denominator
        if answer.status == AnswerStatus.BLANK or answer.origin == Origin.SYSTEM:
            answer.number, answer.denominator, answer.status = value.number, value.denominator, value.status
            answer.origin, answer.reason = Origin.SYSTEM, ""
        answer.revision += 1
        changed.append(answer)
    Answer.objects.bulk_update(changed, FILLED)
    return len(changed)
