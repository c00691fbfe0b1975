"""An amendment in preparation: lines changed, added and set aside, kept until the decision is signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies import clock
from agencies.models import User
from models_registry.models import ReformModel
from plans.models import Amendment, Order, Plan, PlanVersion
from plans.services.amending import amend_plan, may_amend
from plans.services.difference import Line, Named, NewModel, content_of
from workflow.evidence import SIGNED, store
from workflow.services import lock
from workflow.transitions import NotAllowed

DAYS = ("starts", "due")


def draft_of(plan: Plan) -> Amendment | None:
    return Amendment.objects.filter(plan=plan, version=None).select_related("saved_by").first()


def _kept(line: Line) -> dict:
    """A line as JSON."""
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in line.values.items()}
    named = sorted(line.parts, key=lambda part: (part.part, part.name))
    parts = [[part.part, part.agency, part.group, part.name] for part in named]
    new = line.new_model
    model = new and {"pk": new.reform_model.pk, "number": new.number, "name": new.name, "purpose": new.purpose}
    return {"values": values, "parts": parts, "plan_model": line.plan_model, "new_model": model}


def _line(key: str, row: dict, known: dict[int, ReformModel]) -> Line:
    values = {
        name: date.fromisoformat(value) if name in DAYS and value else value for name, value in row["values"].items()
    }
    parts = frozenset(Named(*part) for part in row["parts"])
    order = int(key) if key.isdigit() else None
    new = None
    if model := row.get("new_model"):
        new = NewModel(known[model["pk"]], model["number"], model["name"], model["purpose"])
    return Line(values, parts, order=order, plan_model=row["plan_model"], new_model=new)


def proposed(current: list[Line], draft: Amendment | None) -> dict[str, Line]:
    """Key of a row -> the line as the amended plan will have it, new lines last; lines set aside are missing.

    `current` is `content_of` the plan.
    """
    rows = draft.rows if draft else {}
    models = {row["new_model"]["pk"] for row in rows.values() if row.get("new_model")}
    known = ReformModel.objects.in_bulk(models) if models else {}
    found: dict[str, Line] = {}
    for line in current:
        row = rows.get(str(line.order))
        if row is None:
            found[str(line.order)] = line
        elif "drop" not in row:
            found[str(line.order)] = _line(str(line.order), row, known)
    return found | {key: _line(key, row, known) for key, row in rows.items() if not key.isdigit()}


def _held(plan: Plan, by: User) -> Amendment:
    """The plan's amendment in preparation, locked; made on first use."""
    plan = lock(plan)
    if not may_amend(plan, by):
        raise NotAllowed(
            f"Chỉ {plan.standing} hoặc văn thư của {plan.authority} soạn điều chỉnh kế hoạch đang thực hiện."
        )
    draft, _ = Amendment.objects.get_or_create(plan=plan, version=None)
    return draft


def _save(draft: Amendment, by: User) -> None:
    if not draft.rows:
        draft.delete()
        return
    draft.saved_at, draft.saved_by = clock.now(), by
    draft.save()


def _order(plan: Plan, key: str) -> Order:
    order = plan.orders.current().filter(pk=key).first() if key.isdigit() else None
    if order is None:
        raise NotAllowed("Nội dung này không còn trong kế hoạch. Hãy tải lại trang.")
    return order


@transaction.atomic
def put_line(*, plan: Plan, by: User, line: Line, key: str = "") -> str:
    """Keeps a line in the amendment, a new one under a new key; a line as the plan already has it is no change."""
    draft = _held(plan, by)
    if key.isdigit():
        _order(plan, key)
        if line == next(row for row in content_of(plan) if row.order == int(key)):
            draft.rows.pop(key, None)
            _save(draft, by)
            return key
    elif key not in draft.rows:
        taken = [int(name[1:]) for name in draft.rows if not name.isdigit()]
        key = f"n{max(taken, default=0) + 1}"
    draft.rows[key] = _kept(line)
    _save(draft, by)
    return key


@transaction.atomic
def put_content(*, plan: Plan, by: User, content: Iterable[Line]) -> None:
    """Keeps whatever a content says otherwise than the plan in the amendment; orders it lacks are set aside.

    What was prepared before stays where the content says nothing else. Raises `NotAllowed` where nothing differs.
    """
    draft = _held(plan, by)
    missing = {line.order: line for line in content_of(plan)}
    rows: dict[str, dict] = {}
    number = max((int(name[1:]) for name in draft.rows if not name.isdigit()), default=0)
    for line in content:
        if line.order is None:
            number += 1
            rows[f"n{number}"] = _kept(line)
        elif line != missing.pop(line.order):
            rows[str(line.order)] = _kept(line)
    rows |= {str(pk): {"drop": True} for pk in missing}
    if not rows:
        raise NotAllowed("Văn bản không có nội dung nào khác với kế hoạch đang thực hiện.")
    draft.rows |= rows
    _save(draft, by)


@transaction.atomic
def drop_line(*, plan: Plan, by: User, key: str) -> None:
    """Sets an order of the plan aside, or forgets a new line."""
    draft = _held(plan, by)
    if key.isdigit():
        _order(plan, key)
        draft.rows[key] = {"drop": True}
    else:
        draft.rows.pop(key, None)
    _save(draft, by)


@transaction.atomic
def restore_line(*, plan: Plan, by: User, key: str) -> None:
    """The plan's own line again, without changes."""
    draft = _held(plan, by)
    draft.rows.pop(key, None)
    _save(draft, by)


@transaction.atomic
def record_amendment(
    *, plan: Plan, by: User, decision: str, effective_on: date, note: str, upload: UploadedFile
) -> PlanVersion:
    """What was prepared comes into force as the plan's new version, with its signed decision. Raises `NotAllowed`."""
    draft = _held(plan, by)
    if effective_on > clock.today() and any(key.isdigit() for key in draft.rows):
        raise NotAllowed(
            "Bản điều chỉnh có nội dung thay đổi hoặc bỏ thì ghi nhận được từ ngày có hiệu lực; đến ngày đó việc đang "
            "giao vẫn giữ nguyên. Bản soạn vẫn được giữ ở đây."
        )
    version = amend_plan(
        plan=plan,
        content=list(proposed(content_of(plan), draft).values()),
        by=by,
        decision=decision,
        effective_on=effective_on,
        note=note,
        signed_file=store(upload=upload, agency=plan.authority, by=by, allowed=SIGNED),
    )
    draft.version, draft.saved_at, draft.saved_by = version, clock.now(), by
    draft.save()
    return version
