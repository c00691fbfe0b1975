"""Who may write a consolidation, and while it stands where."""

from __future__ import annotations

from agencies.models import Role, User
from reporting.models import Consolidation, Round
from workflow.services import lock
from workflow.transitions import NotAllowed


def runs(round_: Round, by: User) -> bool:
    return round_.standing_id in by.agency_ids(Role.STAFF, Role.HEAD)


def may_edit(consolidation: Consolidation, by: User) -> bool:
    """Whether `by` may change figures and text now."""
    return consolidation.is_editable and runs(consolidation.round, by)


def refuse_unless_editing(consolidation: Consolidation, by: User) -> None:
    """Raises `NotAllowed` unless `by` works in the standing agency and the consolidation is still being written."""
    if not runs(consolidation.round, by):
        raise NotAllowed("Chỉ cơ quan thường trực được soạn báo cáo tổng hợp.")
    if not consolidation.is_editable:
        raise NotAllowed(
            f"Báo cáo tổng hợp đang ở trạng thái “{consolidation.get_state_display()}” nên không sửa được."
        )


def locked_for(consolidation: Consolidation, by: User) -> Consolidation:
    """The consolidation read again and locked, checked for editing; one writer of structure at a time."""
    held = lock(consolidation)
    refuse_unless_editing(held, by)
    return held
