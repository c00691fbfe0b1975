"""Difficulties go up, answers come down; each is told to whom it concerns."""

from __future__ import annotations

import uuid

from django.db import transaction

from agencies import clock
from agencies.models import Agency, Role, User
from plans.models import Assignment, Difficulty, DifficultyState, PlanState
from plans.models.difficulty import TEXT_MAX
from plans.services.log import lock_own
from plans.services.progress import watchers
from workflow.models import Event
from workflow.services import move, notify, repeated
from workflow.transitions import NotAllowed

ASKED = {
    "answer": "Hãy ghi nội dung trả lời.",
    "supplement": "Hãy ghi nội dung trả lời thêm.",
    "ask_more": "Hãy ghi điều cần hỏi thêm.",
    "withdraw": "Hãy ghi đơn vị đã xử lý thế nào.",
}


def _checked(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise NotAllowed(missing)
    if len(text) > TEXT_MAX:
        raise NotAllowed("Nội dung dài quá 2.000 ký tự. Hãy ghi ngắn gọn.")
    return text


@transaction.atomic
def raise_difficulty(*, assignment: Assignment, by: User, text: str, token: uuid.UUID | None = None) -> Difficulty:
    """Sends a difficulty up to who runs the plan and who watches over the order. Raises `NotAllowed`.

    `token` is the sent form's: pressed again, on a slow line, it is raised once.
    """
    assignment = lock_own(assignment, by)
    text = _checked(text, "Hãy ghi khó khăn, vướng mắc và điều đề nghị.")
    if assignment.order.plan.state != PlanState.ISSUED:
        raise NotAllowed("Kế hoạch không còn hiệu lực nên không nêu khó khăn ở đây. Hãy ghi trong báo cáo của đơn vị.")
    raised = Event.objects.filter(token=token).first() if token else None
    if raised and (raised.name, raised.actor_id, raised.reason) == ("raise", by.pk, text):
        return raised.document
    difficulty = Difficulty.objects.create(
        assignment=assignment, agency=assignment.kept_by, text=text, raised_by=by, state=DifficultyState.OPEN
    )
    post = next(post for post in by.posts() if post.agency_id == assignment.kept_by_id)
    event = Event.objects.create(
        document=difficulty,
        token=uuid.uuid4() if raised or token is None else token,
        actor=by,
        membership=post,
        acting_as=str(post)[:250],
        name="raise",
        label="Nêu khó khăn, vướng mắc",
        to_state=DifficultyState.OPEN,
        reason=text,
    )
    notify(
        agencies=Agency.objects.filter(pk__in=watchers(assignment) - {assignment.order.plan.authority_id}),
        text=f"{assignment.kept_by} nêu khó khăn, vướng mắc: {text[:300]}",
        icon="question-circle",
        url=difficulty.get_absolute_url(),
        event=event,
        but=by,
    )
    return difficulty


@transaction.atomic
def move_difficulty(
    *,
    difficulty: Difficulty,
    name: str,
    by: User,
    text: str = "",
    to: Agency | None = None,
    token: uuid.UUID | None = None,
) -> Event:
    """Answers, forwards to an agency (`to`), asks again or withdraws; tells the other side. Raises `NotAllowed`."""
    if done := repeated(document=difficulty, transition=name, by=by, token=token):
        return done
    row = Difficulty.transition(name)
    changes: dict = {}
    if row.needs_reason:
        text = _checked(text, ASKED[name])
    if name == "forward":
        changes = {"asked_of": _askable(difficulty, to)}
    event = move(document=difficulty, transition=name, by=by, reason=text[:TEXT_MAX], changes=changes, token=token)
    told, words = _told(difficulty, name, to)
    notify(
        agencies=told,
        text=f"{words}: {(text or difficulty.text)[:300]}",
        icon="reply",
        url=difficulty.get_absolute_url(),
        event=event,
        but=by,
        roles=(Role.STAFF, Role.HEAD),
    )
    return event


def _askable(difficulty: Difficulty, to: Agency | None) -> Agency:
    authority = difficulty.assignment.order.plan.authority
    if to is None:
        raise NotAllowed("Hãy chọn cơ quan cho ý kiến.")
    if not to.path.startswith(authority.path) or not to.is_active(clock.today()):
        raise NotAllowed(f"{to} không hoạt động trên địa bàn của {authority}. Hãy chọn cơ quan khác.")
    if to.pk == difficulty.assignment.kept_by_id:
        raise NotAllowed("Đơn vị nêu khó khăn không tự cho ý kiến. Hãy chọn cơ quan khác.")
    return to


def _told(difficulty: Difficulty, name: str, to: Agency | None) -> tuple[list[Agency], str]:
    assignment = difficulty.assignment
    up = [assignment.order.plan.standing] + ([difficulty.asked_of] if difficulty.asked_of else [])
    match name:
        case "forward":
            return [to], f"Đề nghị cho ý kiến về khó khăn của {assignment.kept_by}"
        case "ask_more":
            return up, f"{assignment.kept_by} hỏi thêm"
        case "withdraw":
            return up, f"{assignment.kept_by} đã tự xử lý"
        case _:
            return [assignment.kept_by], "Trả lời khó khăn, vướng mắc"
