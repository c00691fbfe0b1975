"""Việc của tôi: what waits for one person, by due date, each one click from its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from agencies.models import Role, User
from agencies.vietnamese import format_date, format_weekday
from models_registry.models import Proposal, ProposalState
from plans.models import Plan
from reporting.models import (
    AnswerStatus,
    Consolidation,
    ConsolidationState,
    Letter,
    LetterState,
    ReportState,
    Round,
    UnitReport,
)
from reporting.plan_work import cadence_items, confirmation_items, difficulty_items, focal_items, task_items, turn_items
from reporting.workitem import SOON, WorkItem


@dataclass(frozen=True)
class WorkGroup:
    name: str
    late: bool
    items: list[WorkItem]


def _report_items(user: User, on: date) -> list[WorkItem]:
    """Reports of the person's own agencies on which he makes the next move."""
    mine = user.agency_ids(Role.STAFF, Role.HEAD)
    states = [ReportState.DRAFT, ReportState.RETURNED, ReportState.AWAITING_HEAD]
    given = Q(versions__sealed_at=None) & ~Q(versions__answers__status=AnswerStatus.BLANK)
    missing = Q(
        versions__sealed_at=None,
        versions__answers__status=AnswerStatus.BLANK,
        versions__answers__question__required=True,
    )
    reports = (
        UnitReport.objects.waiting_for(user)
        .filter(kept_by__in=mine, state__in=states)
        .in_open_rounds(on=on)
        .select_related("round")
        .annotate(
            asked=Count("versions__answers", filter=Q(versions__sealed_at=None)),
            given=Count("versions__answers", filter=given),
            missing=Count("versions__answers", filter=missing),
        )
    )
    heads = set(user.agency_ids(Role.HEAD))
    items = []
    for report in reports:
        late = report.days_late(on=on)
        if report.state == ReportState.AWAITING_HEAD and report.kept_by_id not in heads:
            continue
        detail = f"Đã trả lời {report.given}/{report.asked} nội dung"
        detail += f", còn thiếu {report.missing}." if report.missing else ", đủ nội dung bắt buộc."
        if report.due != report.first_due:
            detail += f" Hạn gốc {report.first_due:%d/%m}, gia hạn: {report.extended_reason}."
        action, icon = "Viết tiếp", "pencil"
        if report.state == ReportState.AWAITING_HEAD:
            action, icon = "Xem và ký gửi", "pen"
        elif report.state == ReportState.RETURNED:
            action, icon = "Chỉnh lý, bổ sung", "pencil"
        elif not report.given:
            action = "Bắt đầu viết"
        chip = ("report", report.state, "")
        if report.state == ReportState.DRAFT and report.asked:
            chip = ("report", report.state, f"Đang soạn {100 * report.given // report.asked} %")
        items.append(
            WorkItem(
                due=report.effective_due(),
                kind="Báo cáo",
                title=f"{report.round}: {report.agency_name}",
                detail=detail,
                chip=chip,
                action=action,
                url=report.get_absolute_url(),
                icon=icon,
                late_days=late,
            )
        )
    return items


def _review_items(user: User) -> list[WorkItem]:
    """For the standing agency: one line per round with reports that wait for review."""
    rounds = Round.objects.run_by(user, Role.STAFF, Role.HEAD).annotate(
        waiting=Count("reports", filter=Q(reports__state=ReportState.SUBMITTED)),
        owed=Count("reports", filter=~Q(reports__state=ReportState.EXCUSED)),
        accepted=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
    )
    return [
        WorkItem(
            due=round_.lock_on,
            kind="Xem xét báo cáo",
            title=f"{round_}: {round_.waiting} báo cáo chờ xem xét",
            detail=f"Đã xác nhận {round_.accepted}/{round_.owed} đơn vị.",
            chip=("report", ReportState.SUBMITTED, f"{round_.waiting} chờ xem xét"),
            action="Xem xét lần lượt",
            url=reverse("review_next", args=[round_.pk]),
            icon="eye",
        )
        for round_ in rounds.filter(waiting__gt=0)
    ]


CONSOLIDATION_ACTIONS = {
    ConsolidationState.DRAFT: ("Soạn tiếp", "pencil"),
    ConsolidationState.RETURNED: ("Chỉnh lý", "pencil"),
    ConsolidationState.AWAITING_HEAD: ("Xem và trình UBND", "bank"),
    ConsolidationState.PRESENTED: ("Xem xét", "clipboard-check"),
    ConsolidationState.VERIFIED: ("Xem và ký", "pen"),
    ConsolidationState.SIGNED: ("Phát hành", "patch-check"),
}


def _consolidation_items(user: User) -> list[WorkItem]:
    items = []
    for document in Consolidation.objects.waiting_for(user).select_related("round__standing").defer("content"):
        action, icon = CONSOLIDATION_ACTIONS[document.state]
        items.append(
            WorkItem(
                due=document.round.lock_on,
                kind="Báo cáo tổng hợp",
                title=str(document),
                detail=f"{document.round.standing} lập; số liệu đến {format_date(document.round.to_on)}.",
                chip=("document", document.state, ""),
                action=action,
                url=document.get_absolute_url(),
                icon=icon,
            )
        )
    return items


LETTER_ACTIONS = {
    LetterState.DRAFT: ("Xem và trình ký", "pencil"),
    LetterState.AWAITING_HEAD: ("Xem và ký", "pen"),
    LetterState.SIGNED: ("Phát hành", "patch-check"),
}


def _letter_items(user: User) -> list[WorkItem]:
    items = []
    for letter in Letter.objects.waiting_for(user).select_related("made_by"):
        action, icon = LETTER_ACTIONS[letter.state]
        items.append(
            WorkItem(
                due=None,
                kind="Công văn đôn đốc",
                title=f"V/v {letter.about}",
                detail=f"{letter.made_by} lập; đơn vị thực hiện chậm nhất {format_date(letter.reply_by)}.",
                chip=("document", letter.state, letter.get_state_display()),
                action=action,
                url=letter.get_absolute_url(),
                icon=icon,
            )
        )
    return items


def _plan_items(user: User) -> list[WorkItem]:
    return [
        WorkItem(
            due=None,
            kind="Kế hoạch",
            title=plan.short_title,
            detail=f"{plan.standing} trình.",
            chip=("document", "DRAFT", plan.get_state_display()),
            action="Xem",
            url=plan.get_absolute_url(),
            icon="eye",
        )
        for plan in Plan.objects.waiting_for(user).select_related("standing")
    ]


PROPOSAL_ACTIONS = {
    ProposalState.DRAFT: ("Soạn tiếp", "pencil"),
    ProposalState.RETURNED: ("Bổ sung", "pencil"),
    ProposalState.AWAITING_HEAD: ("Xem và gửi", "pen"),
    ProposalState.SUBMITTED: ("Thẩm định", "clipboard-check"),
    ProposalState.APPRAISED: ("Xem và công nhận", "award"),
}


def _proposal_items(user: User) -> list[WorkItem]:
    """Registrations on which the person makes the next move; a draft waits for those who write it."""
    writes = user.agency_ids(Role.STAFF)
    items = []
    for proposal in Proposal.objects.waiting_for(user).select_related("author"):
        if proposal.state == ProposalState.DRAFT and proposal.author_id not in writes:
            continue
        action, icon = PROPOSAL_ACTIONS[proposal.state]
        sent = f", gửi ngày {format_date(proposal.submitted_on)}" if proposal.submitted_on else ""
        items.append(
            WorkItem(
                due=None,
                kind="Đăng ký mô hình, cách làm hay",
                title=proposal.name,
                detail=f"{proposal.author}{sent}.",
                chip=("proposal", proposal.state, ""),
                action=action,
                url=proposal.get_absolute_url(),
                icon=icon,
            )
        )
    return items


# What `waiting_of` counts -> the lines it becomes; of a kind that nothing waits of, nothing is read.
SIGNED = {"sums": _consolidation_items, "plans": _plan_items, "letters": _letter_items}
DOCUMENTS = SIGNED | {
    "reviews": _review_items,
    "proposals": _proposal_items,
    "difficulties": difficulty_items,
    "officers": focal_items,
}


def _lines(user: User, waiting: dict[str, int], kinds: dict[str, Callable]) -> list[WorkItem]:
    return [item for kind, items_of in kinds.items() if waiting[kind] for item in items_of(user)]


def work_of(user: User, waiting: dict[str, int], *, on: date) -> list[WorkItem]:
    """Everything that waits for a person on a day, earliest due first; `waiting` is what `waiting_of` counted for him."""
    items = _report_items(user, on) if waiting["reports"] else []
    items += _lines(user, waiting, DOCUMENTS)
    items += task_items(user, on) + confirmation_items(user) + cadence_items(user, on)
    items += turn_items(user, on)
    return sorted(items, key=lambda item: (item.due is None, item.due or date.max, item.kind))


def signing_of(user: User, waiting: dict[str, int]) -> list[WorkItem]:
    """Consolidated reports, plans and letters on which the person makes the next move."""
    items = _lines(user, waiting, SIGNED)
    return sorted(items, key=lambda item: (item.due is None, item.due or date.max))


def grouped(items: list[WorkItem], *, on: date) -> list[WorkGroup]:
    """The ledger's groups: overdue first, then today, the next seven days, later, without a date."""
    groups = (
        ("Quá hạn", lambda due: due is not None and due < on),
        ("Hôm nay", lambda due: due == on),
        ("Trong 7 ngày tới", lambda due: due is not None and on < due <= on + SOON),
        ("Sau đó", lambda due: due is not None and due > on + SOON),
        ("Chưa định ngày", lambda due: due is None),
    )
    found = [WorkGroup(name, name == "Quá hạn", [item for item in items if holds(item.due)]) for name, holds in groups]
    return [group for group in found if group.items]


def summary(items: list[WorkItem], *, on: date) -> dict:
    """The sentence under the heading: how much is due within seven days and how much is late."""
    soon = [item for item in items if item.due is not None and on <= item.due <= on + SOON]
    late = [item for item in items if item.due is not None and item.due < on]
    weekday = format_weekday(on)
    return {"day": f"{weekday[:1].upper()}{weekday[1:]}, {format_date(on)}", "soon": len(soon), "late": len(late)}
