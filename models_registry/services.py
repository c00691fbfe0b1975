"""A proposal's life: registered, revised, moved along its table, recognised into the registry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, Duty, DutyKind, Role, User
from models_registry.models import Adoption, Outcome, Proposal, ProposalKind, ReformModel
from models_registry.models.proposal import WRITABLE
from workflow.evidence import SIGNED, store
from workflow.models import Event, Evidence
from workflow.services import lock, move, notify
from workflow.transitions import AUTHOR, AUTHORITY, STANDING, NotAllowed

FILES_MAX = 20
# move -> (who is told, in which roles, what, icon)
NEWS = {
    "send_up": ((AUTHOR,), (Role.HEAD,), "Chờ thủ trưởng: đăng ký “{name}”.", "person-check"),
    "hand_back": ((AUTHOR,), (Role.STAFF,), "Chuyển lại đăng ký “{name}”: {reason}", "arrow-return-left"),
    "submit": ((STANDING,), (Role.STAFF, Role.HEAD), "{author} đăng ký {kind}: “{name}”.", "lightbulb"),
    "submit_signed": ((STANDING,), (Role.STAFF, Role.HEAD), "{author} đăng ký {kind}: “{name}”.", "lightbulb"),
    "recall": ((STANDING,), (Role.STAFF, Role.HEAD), "{author} rút lại đăng ký “{name}”: {reason}", "arrow-left"),
    "return": ((AUTHOR,), (Role.STAFF, Role.HEAD), "Đề nghị bổ sung đăng ký “{name}”: {reason}", "arrow-return-left"),
    "appraise": (
        (AUTHORITY,),
        (Role.HEAD,),
        "Đã thẩm định, trình công nhận: “{name}” của {author}.",
        "clipboard-check",
    ),
    "approve": ((AUTHOR, STANDING), (Role.STAFF, Role.HEAD), "Được công nhận: “{name}” của {author}.", "award"),
    "reject": (
        (AUTHOR, STANDING),
        (Role.STAFF, Role.HEAD),
        "Chưa công nhận “{name}” của {author}: {reason}",
        "info-circle",
    ),
}


def judges_of(author: Agency) -> tuple[Agency, Agency] | None:
    """(authority, standing agency) to which a unit registers today: the nearest committee above it that has the duty."""
    above = author.ancestor_ids[:-1]
    duties = Duty.objects.active(clock.today()).filter(kind=DutyKind.STANDING, jurisdiction__in=above)
    found = {duty.jurisdiction_id: duty for duty in duties.select_related("jurisdiction", "agency").order_by("-pk")}
    nearest = next((found[pk] for pk in reversed(above) if pk in found), None)
    return (nearest.jurisdiction, nearest.agency) if nearest else None


@transaction.atomic
def register_proposal(*, author: Agency, by: User, files: Iterable = (), **fields) -> Proposal:
    """A new draft of a unit; `fields` are those of the form. Raises `NotAllowed` for others' units."""
    if author.pk not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức hoặc người đứng đầu của đơn vị được đăng ký mô hình, cách làm hay.")
    judges = judges_of(author)
    if judges is None:
        raise NotAllowed(f"Trên {author} chưa có cơ quan thường trực CCHC nên chưa có nơi nhận đăng ký.")
    authority, standing = judges
    proposal = Proposal(author=author, authority=authority, standing=standing, state=Proposal.State.DRAFT, **fields)
    proposal.save()
    _attach(proposal, by, files)
    return proposal


@transaction.atomic
def revise_proposal(
    *, proposal: Proposal, by: User, revision: int, files: Iterable = (), drop: Iterable[Evidence] = (), **fields
) -> Proposal:
    """Saves a draft; files named in `drop` are taken off it. Raises `NotAllowed` when it is not this person's to write, or somebody saved it in between."""
    proposal = _writable(proposal, by)
    if proposal.revision != revision:
        raise NotAllowed(
            "Người khác vừa lưu bản đăng ký này. Nội dung bạn nhập vẫn ở đây: hãy mở bản mới ở cửa sổ khác, "
            "đối chiếu rồi lưu lại."
        )
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.revision += 1
    proposal.save()
    proposal.evidence.remove(*drop)
    _attach(proposal, by, files)
    return proposal


def _writable(proposal: Proposal, by: User) -> Proposal:
    proposal = lock(proposal)
    if proposal.author_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức hoặc người đứng đầu của đơn vị đăng ký được sửa.")
    if proposal.state not in WRITABLE:
        raise NotAllowed(f"Đăng ký đang ở trạng thái “{proposal.get_state_display()}” nên không sửa được.")
    return proposal


def _attach(proposal: Proposal, by: User, files: Iterable) -> None:
    files = list(files)
    if files and proposal.evidence.count() + len(files) > FILES_MAX:
        raise NotAllowed(f"Một đăng ký có tối đa {FILES_MAX} tệp. Hãy gộp các ảnh vào một tệp.")
    proposal.evidence.add(*[store(upload=upload, agency=proposal.author, by=by) for upload in files])


@transaction.atomic
def advance(
    *,
    proposal: Proposal,
    name: str,
    by: User,
    reason: str = "",
    recommendation: str = "",
    decision: str = "",
    upload=None,
    token: uuid.UUID | None = None,
) -> Event:
    """One move along the proposal's table and the news of it.

    `recommendation` ("APPROVE" or "DECLINE") goes with an appraisal, `decision` with a recognition, `upload` with a
    registration signed on paper. Recognising writes the model into the registry. Raises `NotAllowed`.
    """
    if name not in NEWS:
        raise NotAllowed("Việc nhân rộng được ghi khi đưa mô hình vào kế hoạch.")
    if upload is not None and proposal.transition(name) in proposal.moves_for(by):
        proposal = lock(proposal)
        proposal.signed_file = store(upload=upload, agency=proposal.author, by=by, allowed=SIGNED)
        proposal.save()
    changes: dict = {}
    if name in ("submit", "submit_signed"):
        changes["submitted_on"] = proposal.submitted_on or clock.today()
    if name == "approve":
        changes["decision"] = decision
    event = move(
        document=proposal,
        transition=name,
        by=by,
        reason=reason,
        token=token,
        data={"recommendation": recommendation} if recommendation else {},
        changes=changes,
    )
    proposal.refresh_from_db()
    if name == "approve" and proposal.reform_model_id is None:
        proposal.reform_model = _into_registry(proposal)
        proposal.save()
        Adoption.objects.get_or_create(
            reform_model=proposal.reform_model,
            agency=proposal.author,
            defaults={"since": proposal.applied_on, "outcome": Outcome.WORKS, "note": proposal.result[:500]},
        )
    _tell(proposal, event, by)
    return event


def _into_registry(proposal: Proposal) -> ReformModel:
    """The registry's entry for a recognised proposal; a model of the same name is the same model."""
    model, _ = ReformModel.objects.get_or_create(
        name=proposal.name,
        defaults={
            "short_name": proposal.name[:100],
            "field": proposal.field,
            "origin": proposal.decision or f"{proposal.author.name} đăng ký năm {proposal.year}",
            "origin_agency": proposal.author,
            "purpose": proposal.problem or proposal.content,
        },
    )
    return model


def _tell(proposal: Proposal, event: Event, by: User) -> None:
    parties, roles, words, icon = NEWS[event.name]
    agencies = {AUTHOR: proposal.author, STANDING: proposal.standing, AUTHORITY: proposal.authority}
    notify(
        agencies=[agencies[party] for party in parties],
        roles=roles,
        text=words.format(
            name=proposal.name,
            author=proposal.author.short_name,
            kind=ProposalKind(proposal.kind).label.lower(),
            reason=event.reason,
        ),
        url=proposal.get_absolute_url(),
        icon=icon,
        event=event,
        but=by,
    )


@transaction.atomic
def assess_adoption(
    *, reform_model: ReformModel, agency: Agency, by: User, since: date, outcome: str, note: str = ""
) -> Adoption:
    """A unit's word on a model it applies; the earlier one stays in the history. Raises `NotAllowed` for other units."""
    if agency.pk not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức hoặc người đứng đầu của đơn vị được đánh giá việc áp dụng mô hình.")
    if since > clock.today():
        raise NotAllowed("Ngày bắt đầu áp dụng không được sau hôm nay.")
    adoption, _ = Adoption.objects.update_or_create(
        reform_model=reform_model,
        agency=agency,
        defaults={
            "since": since,
            "outcome": outcome,
            "note": note.strip(),
            "assessed_on": clock.today(),
            "assessed_by": by,
        },
    )
    return adoption
