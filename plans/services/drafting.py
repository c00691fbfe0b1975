"""An amendment in preparation: lines changed, added and set aside, kept until the decision is signed.

The plan may be amended otherwise meanwhile. A row therefore keeps the line it was prepared from ("was"): what the row
changed is put on the line as it stands, and people are shown which lines stand otherwise than when they were prepared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from django.db import transaction

from agencies import clock
from agencies.models import User
from models_registry.models import ReformModel
from plans.models import Amendment, Order, Plan, Target
from plans.services.amending import may_amend
from plans.services.difference import FIELDS, Line, Named, NewModel, content_of
from plans.services.field_changes import AMENDED_MEANWHILE
from plans.services.frame import frame_change
from plans.services.target_lines import TargetLine, target_changes, target_rows, targets_of
from workflow.services import lock
from workflow.transitions import NotAllowed

DAYS = ("starts", "due")


def draft_of(plan: Plan) -> Amendment | None:
    draft = Amendment.objects.in_preparation().filter(plan=plan).select_related("saved_by").first()
    if draft:
        follow(draft)
    return draft


def follow(draft: Amendment) -> None:
    """Rows of orders and targets that another amendment dropped go with what replaced them; where nothing did they stay,
    under their old key. Nothing is saved."""
    _follow(draft.rows, Order)
    _follow(draft.targets, Target)


def _follow(rows: dict[str, dict], model: type[Order | Target]) -> None:
    dropped = {key for key in rows if key.isdigit()}
    dropped -= {str(pk) for pk in model.objects.current().filter(pk__in=dropped).values_list("pk", flat=True)}
    for key in dropped:
        heir = model.objects.filter(replaces=key).first()
        while heir is not None and heir.dropped_in_id:
            heir = model.objects.filter(replaces=heir).first()
        if heir is not None:
            rows.setdefault(str(heir.pk), rows.pop(key))


def _kept(line: Line) -> dict:
    """A line as JSON."""
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in line.values.items()}
    named = sorted(line.parts, key=lambda part: (part.part, part.name))
    parts = [[part.part, part.agency, part.group, part.name] for part in named]
    new = line.new_model
    model = new and {"pk": new.reform_model.pk, "number": new.number, "name": new.name, "purpose": new.purpose}
    return {"values": values, "parts": parts, "plan_model": line.plan_model, "new_model": model}


def _dropped(was: Line) -> dict:
    return {"drop": True, "was": _kept(was)}


def line_of_row(key: str, row: dict, known: dict[int, ReformModel]) -> Line:
    """A kept line; `known` are the models that new lines bring in, by id."""
    values = {
        name: date.fromisoformat(value) if name in DAYS and value else value for name, value in row["values"].items()
    }
    parts = frozenset(Named(*part) for part in row["parts"])
    order = int(key) if key.isdigit() else None
    new = None
    if model := row.get("new_model"):
        new = NewModel(known[model["pk"]], model["number"], model["name"], model["purpose"])
    return Line(values, parts, order=order, plan_model=row["plan_model"], new_model=new)


L = TypeVar("L")


@dataclass(frozen=True)
class Proposal(Generic[L]):
    """What an amendment makes of a plan's orders, or of its targets: key of a row -> its line, new lines last; lines
    set aside are missing.

    `otherwise` are lines of the plan that stand otherwise than when their rows were prepared: both changes hold, and of
    one field this amendment's. `gone` are titles of lines it speaks of that are in the plan no more.
    """

    lines: dict[str, L]
    otherwise: list[L]
    gone: list[str]


def proposal_of(current: list[Line], draft: Amendment | None) -> Proposal[Line]:
    """`current` is `content_of` the plan."""
    rows = dict(draft.rows) if draft else {}
    models = draft.new_models if draft else set()
    known = ReformModel.objects.in_bulk(models) if models else {}
    found: Proposal[Line] = Proposal({}, [], [])
    for line in current:
        key = str(line.order)
        row = rows.pop(key, None)
        was = replace(line_of_row(key, row["was"], known), plan_model=line.plan_model) if row and "was" in row else line
        if was != line:
            found.otherwise.append(line)
        if row is None:
            found.lines[key] = line
        elif "drop" not in row:
            found.lines[key] = _onto(line, was, line_of_row(key, row, known))
    for key, row in rows.items():
        if not key.isdigit():
            found.lines[key] = line_of_row(key, row, known)
        elif "was" in row:
            found.gone.append(line_of_row(key, row["was"], known).title)
    return found


def proposed(current: list[Line], draft: Amendment | None) -> dict[str, Line]:
    """Key of a row -> the line as the amended plan will have it (`Proposal.lines`)."""
    return proposal_of(current, draft).lines


def _onto(line: Line, was: Line, row: Line) -> Line:
    """What a row changed of the line it was prepared from, on the line as it stands."""
    changed = {name: row.value(name) for name in FIELDS if row.value(name) != was.value(name)}
    return replace(
        line, values=line.values | changed, parts=(line.parts - (was.parts - row.parts)) | (row.parts - was.parts)
    )


def hold_draft(plan: Plan, by: User) -> Amendment:
    """The plan's amendment in preparation, locked; made on first use."""
    plan = lock(plan)
    if not may_amend(plan, by):
        raise NotAllowed(
            f"Chỉ {plan.standing} hoặc văn thư của {plan.authority} soạn điều chỉnh kế hoạch đang thực hiện."
        )
    draft, _ = Amendment.objects.get_or_create(plan=plan, version=None, effective_on=None)
    follow(draft)
    return draft


def save_draft(draft: Amendment, by: User) -> None:
    """Keeps it, or nothing where it changes nothing any more."""
    if not draft.rows and not draft.targets and not draft.frame:
        draft.delete()
        return
    draft.saved_at, draft.saved_by = clock.now(), by
    draft.save()


def _standing(plan: Plan, key: str) -> Line:
    """The plan's own line of a key."""
    line = next((line for line in content_of(plan) if str(line.order) == key), None)
    if line is None:
        raise NotAllowed("Nội dung này không còn trong kế hoạch. Hãy tải lại trang.")
    return line


@transaction.atomic
def put_line(*, plan: Plan, by: User, line: Line, key: str = "") -> str:
    """Keeps a line in the amendment, a new one under a new key; a line as the plan already has it is no change."""
    draft = hold_draft(plan, by)
    if key.isdigit():
        was = _standing(plan, key)
        if line == was:
            draft.rows.pop(key, None)
        else:
            draft.rows[key] = _kept(line) | {"was": _kept(was)}
        save_draft(draft, by)
        return key
    key = key if key in draft.rows else Amendment.new_key(draft.rows)
    draft.rows[key] = _kept(line)
    save_draft(draft, by)
    return key


def rows_of(content: Iterable[Line], *, current: Iterable[Line], taken: Iterable[str] = ()) -> dict[str, dict]:
    """The rows of an amendment that makes a plan with the lines `current` have exactly `content`.

    New lines go under keys that are not `taken`. Raises `NotAllowed` for a line of an order the plan no longer has.
    """
    missing = {line.order: line for line in current}
    rows: dict[str, dict] = {}
    for line in content:
        if line.order is None:
            rows[Amendment.new_key([*taken, *rows])] = _kept(line)
        elif line.order not in missing:
            raise NotAllowed(AMENDED_MEANWHILE)
        elif line != (was := missing.pop(line.order)):
            rows[str(line.order)] = _kept(line) | {"was": _kept(was)}
    return rows | {str(pk): _dropped(line) for pk, line in missing.items()}


@transaction.atomic
def put_content(*, plan: Plan, by: User, content: Iterable[Line], targets: Iterable[TargetLine]) -> None:
    """Keeps whatever a content says otherwise than the plan in the amendment; orders and targets it lacks are set aside.

    What was prepared before stays where the content says nothing else. Raises `NotAllowed` where nothing differs.
    """
    draft = hold_draft(plan, by)
    rows = rows_of(content, current=content_of(plan), taken=draft.rows)
    aims = target_rows(target_changes(targets_of(plan), targets), taken=draft.targets)
    if not rows and not aims:
        raise NotAllowed("Văn bản không có nội dung nào khác với kế hoạch đang thực hiện.")
    draft.rows |= rows
    draft.targets |= aims
    save_draft(draft, by)


@transaction.atomic
def put_frame(*, plan: Plan, by: User, said: dict[str, str]) -> None:
    """Keeps what is said otherwise of the plan's title, period and bases (`frame.frame_of`) in the amendment."""
    draft = hold_draft(plan, by)
    draft.frame = {name: after for name, (_, after) in frame_change(plan, said).items()}
    save_draft(draft, by)


@transaction.atomic
def drop_line(*, plan: Plan, by: User, key: str) -> None:
    """Sets an order of the plan aside, or forgets a new line."""
    draft = hold_draft(plan, by)
    if key.isdigit():
        draft.rows[key] = _dropped(_standing(plan, key))
    else:
        draft.rows.pop(key, None)
    save_draft(draft, by)


@transaction.atomic
def restore_line(*, plan: Plan, by: User, key: str) -> None:
    """The plan's own line again, without changes."""
    draft = hold_draft(plan, by)
    draft.rows.pop(key, None)
    save_draft(draft, by)
