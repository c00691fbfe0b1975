"""An amendment is signed: it is in force at once, or it waits for its day and then takes effect by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies import clock
from agencies.models import User
from agencies.vietnamese import format_date
from models_registry.models import Proposal
from plans.models import Amendment, Plan, PlanModel, PlanVersion
from plans.services.amending import (
    NO_DECISION,
    NOTHING_DIFFERS,
    may_amend,
    record_event,
    refuse_amendment,
    tell,
    write_version,
)
from plans.services.difference import Difference, Line, content_of, difference
from plans.services.drafting import follow, hold_draft, proposal_of, rows_of
from plans.services.frame import frame_change
from plans.services.target_drafting import target_proposal_of
from plans.services.target_lines import TargetLine, target_changes, targets_of
from workflow.evidence import SIGNED, store
from workflow.services import lock, move
from workflow.transitions import NotAllowed


@dataclass(frozen=True)
class Coming:
    """A signed amendment that waits for its day, and what it will change of the plan as it stands now.

    `otherwise` and `gone` as `drafting.Proposal` has them: another amendment came between.
    """

    amendment: Amendment
    found: Difference
    otherwise: list[Line | TargetLine]
    gone: list[str]


def coming_of(plan: Plan) -> list[Coming]:
    """The signed amendments of a plan that are not in force yet, each against the plan as it stands."""
    waiting = list(plan.amendments.waiting())
    current = content_of(plan) if waiting else []
    return [_coming(amendment, current) for amendment in waiting]


def _coming(amendment: Amendment, current: list[Line]) -> Coming:
    follow(amendment)
    made = proposal_of(current, amendment)
    targets = targets_of(amendment.plan) if amendment.targets else []
    aims = target_proposal_of(targets, amendment)
    found = difference(
        amendment.plan,
        made.lines.values(),
        on=amendment.effective_on,
        current=current,
        targets=target_changes(targets, aims.lines.values()),
        frame=frame_change(amendment.plan, amendment.frame),
    )
    return Coming(amendment, found, [*made.otherwise, *aims.otherwise], [*made.gone, *aims.gone])


@transaction.atomic
def record_amendment(
    *, plan: Plan, by: User, decision: str, effective_on: date, note: str, upload: UploadedFile
) -> Amendment:
    """What was prepared is signed: it comes into force as the plan's new version, on its day where that is to come.

    Raises `NotAllowed` (see `refuse_amendment`), also without a decision or anything that differs.
    """
    amendment = hold_draft(plan, by)
    # Days of silence must not let a later decision overtake one whose day has come.
    _bring_due(plan, on=clock.today())
    return _sign(amendment, by=by, decision=decision, effective_on=effective_on, note=note, upload=upload)


@transaction.atomic
def amend_plan(
    *,
    plan: Plan,
    content: Iterable[Line],
    by: User,
    decision: str,
    effective_on: date,
    note: str = "",
    announce: str = "",
) -> Amendment:
    """An amendment that is signed without having been prepared: the plan is to have exactly these lines.

    What else is being prepared stays as it is. `announce` replaces the sentence of the notices. Raises `NotAllowed` as
    `record_amendment` does, also for a content drafted before another amendment.
    """
    plan = lock(plan)
    _bring_due(plan, on=clock.today())
    amendment = Amendment(plan=plan, rows=rows_of(content, current=content_of(plan)))
    return _sign(amendment, by=by, decision=decision, effective_on=effective_on, note=note, announce=announce)


def _sign(
    amendment: Amendment,
    *,
    by: User,
    decision: str,
    effective_on: date,
    note: str,
    upload: UploadedFile | None = None,
    announce: str = "",
) -> Amendment:
    plan = amendment.plan
    refuse_amendment(plan, by, effective_on)
    decision = decision.strip()[:300]
    if not decision:
        raise NotAllowed(NO_DECISION)
    amendment.effective_on = effective_on
    found = _coming(amendment, content_of(plan)).found
    if not found:
        raise NotAllowed(NOTHING_DIFFERS)
    amendment.decision, amendment.note = decision, note.strip()[:500]
    if upload is not None:
        amendment.signed_file = store(upload=upload, agency=plan.authority, by=by, allowed=SIGNED)
    amendment.saved_at, amendment.saved_by = clock.now(), by
    amendment.save()
    _spread(amendment, by=by)
    if effective_on <= clock.today():
        _bring_into_force(amendment, by=by, announce=announce)
        return amendment
    since = format_date(effective_on)
    label = f"Ghi nhận điều chỉnh, hiệu lực từ {since}"
    event = record_event(plan, "amend_sign", label, found, by=by, decision=decision, note=amendment.note)
    tell(plan, found, f"sẽ được điều chỉnh từ {since}", event, announce=announce)
    return amendment


def _spread(amendment: Amendment, *, by: User, taken_back: str = "") -> None:
    """The registrations of the models it brings in are replicated from the decision on, or are not, for the reason
    `taken_back`, as long as no plan orders them; where the person records that."""
    name = "set_back" if taken_back else "replicate"
    proposals = Proposal.objects.filter(authority=amendment.plan.authority_id, reform_model__in=amendment.new_models)
    if taken_back:
        ordered = PlanModel.objects.filter(dropped_in=None, reform_model__in=amendment.new_models)
        proposals = proposals.exclude(reform_model__in=ordered.values("reform_model"))
    reason = taken_back or f"{amendment.plan.short_title}, từ {format_date(amendment.effective_on)}"
    for proposal in proposals:
        if proposal.transition(name) in proposal.moves_for(by):
            move(document=proposal, transition=name, by=by, reason=reason)


def _bring_into_force(amendment: Amendment, *, by: User | None = None, announce: str = "") -> PlanVersion:
    """The plan's new version as of the effective day, whatever day it is."""
    plan, on = amendment.plan, amendment.effective_on
    made = _coming(amendment, content_of(plan))
    version = write_version(
        plan=plan,
        found=made.found,
        decision=amendment.decision,
        effective_on=on,
        note=amendment.note,
        signed_file=amendment.signed_file,
        waited=by is None,
    )
    amendment.version = version
    amendment.save()
    left = [f"Không còn trong kế hoạch nên không điều chỉnh: {title}." for title in made.gone]
    event = record_event(
        plan,
        "amend",
        str(version),
        made.found,
        by=by,
        decision=amendment.decision,
        note=" ".join([version.note, *left]),
    )
    tell(plan, made.found, f"được điều chỉnh, hiệu lực từ {format_date(on)}", event, announce=announce)
    return version


def _bring_due(plan: Plan, *, on: date) -> int:
    """Brings the signed amendments of a plan into force whose day has come, in the order of their days."""
    due = list(plan.amendments.waiting().filter(effective_on__lte=on).select_for_update(of=("self",)))
    for amendment in due:
        _bring_into_force(amendment)
    return len(due)


def bring_amendments_into_force(*, on: date | None = None) -> int:
    """Every signed amendment whose day has come; safe twice and after days of silence. Returns how many."""
    on = on or clock.today()
    count = 0
    due = Amendment.objects.waiting().filter(effective_on__lte=on)
    for plan in Plan.objects.filter(pk__in=due.order_by().values("plan")):
        with transaction.atomic():
            count += _bring_due(lock(plan), on=on)
    return count


@transaction.atomic
def take_back_amendment(*, amendment: Amendment, by: User, reason: str) -> Amendment:
    """A signed amendment that is not in force yet is prepared again, without its decision and day.

    Raises `NotAllowed` for people who do not run the plan, without a reason, once it is in force, or while another
    one is being prepared.
    """
    plan = lock(amendment.plan)
    if not may_amend(plan, by):
        raise NotAllowed("Tài khoản của bạn không có quyền điều chỉnh kế hoạch này.")
    reason = reason.strip()[:400]
    if not reason:
        raise NotAllowed("Hãy ghi lý do đưa lại về dự thảo.")
    held = plan.amendments.waiting().filter(pk=amendment.pk).first()
    if held is None:
        raise NotAllowed("Bản điều chỉnh này đã có hiệu lực hoặc đã đưa lại về dự thảo. Hãy tải lại trang.")
    if plan.amendments.in_preparation().exists():
        raise NotAllowed(
            "Đang có một dự thảo điều chỉnh khác. Hãy ghi nhận hoặc bỏ các thay đổi trong dự thảo đó trước."
        )
    found = _coming(held, content_of(plan)).found
    label = f"Đưa lại về dự thảo điều chỉnh có hiệu lực từ {format_date(held.effective_on)}"
    event = record_event(plan, "amend_take_back", label, found, by=by, decision=held.decision, note=reason)
    announce = f"{plan.short_title}: điều chỉnh có hiệu lực từ {format_date(held.effective_on)} đang được soạn lại."
    tell(plan, found, "", event, announce=announce)
    _spread(held, by=by, taken_back=reason)
    held.decision, held.note, held.effective_on, held.signed_file = "", "", None, None
    held.saved_at, held.saved_by = clock.now(), by
    held.save()
    return held
