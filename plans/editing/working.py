"""Changing rows of a reading: compare and swap on the row's revision, so that two tabs never overwrite each other."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import clock
from agencies.models import User
from plans.editing.fields import KINDS, PARENTS, clean
from plans.editing.rows import blank_fields, new_row
from plans.models import Reading
from workflow.transitions import NotAllowed

ROWS_MAX = 2000


class Conflict(Exception):
    """Somebody saved this row in between; `row` is what is stored now, `reading` knows who and when."""

    def __init__(self, reading: Reading, row: dict):
        self.reading, self.row = reading, row
        super().__init__("Nội dung này vừa được lưu ở nơi khác.")


def _held(reading: Reading, by: User) -> Reading:
    """The reading locked, with rows that may change; raises `NotAllowed` otherwise."""
    held = (
        Reading.objects.select_for_update(of=("self",))
        .visible_to(by)
        .select_related("plan")
        .filter(pk=reading.pk)
        .first()
    )
    if held is None:
        raise NotAllowed("Tài khoản của bạn không có quyền soát văn bản này.")
    if not held.is_open:
        raise NotAllowed("Kế hoạch đã được ghi nhận nên không sửa ở đây được nữa. Hãy lập điều chỉnh kế hoạch.")
    return held


def _keep(reading: Reading, by: User) -> None:
    reading.saved_at, reading.saved_by = clock.now(), by
    reading.save(update_fields=["rows", "doubts", "saved_at", "saved_by"])


def find(reading: Reading, ident: str) -> dict:
    """Raises `NotAllowed` for a row that is not there (any more)."""
    row = next((row for row in reading.rows if row["id"] == ident), None)
    if row is None:
        raise NotAllowed("Dòng này không còn. Hãy tải lại trang.")
    return row


@transaction.atomic
def save_row(*, reading: Reading, ident: str, by: User, revision: int, values: dict[str, str]) -> tuple[Reading, dict]:
    """Stores what was typed if nobody saved in between; a doubt about a changed field is settled by the change.

    Raises `Conflict` (409), `NotAllowed` (403), `ValidationError` by field (422). The same again changes nothing.
    """
    held = _held(reading, by)
    row = find(held, ident)
    kept, errors = clean(row["kind"], values)
    if errors:
        raise ValidationError(errors)
    changed = {name for name, text in kept.items() if row["fields"].get(name, "") != text}
    if not changed:
        return held, row
    if row["revision"] != revision:
        raise Conflict(held, row)
    row["fields"].update(kept)
    row["revision"] += 1
    for doubt in row["doubts"]:
        doubt["done"] = doubt["done"] or doubt["field"] in changed
    _keep(held, by)
    return held, row


@transaction.atomic
def add_row(*, reading: Reading, kind: str, by: User, parent: str = "", fields: dict[str, str] | None = None) -> dict:
    """A new row after the last of its kind (of its model, for a requirement)."""
    held = _held(reading, by)
    if kind not in KINDS or kind == "plan":
        raise NotAllowed("Không thêm được loại dòng này. Hãy tải lại trang.")
    if len(held.rows) >= ROWS_MAX:
        raise NotAllowed("Kế hoạch đã quá nhiều dòng. Hãy tách thành hai kế hoạch.")
    if kind in PARENTS:
        find(held, parent)
    taken = {row["id"] for row in held.rows}
    ident = next(name for n in range(1, ROWS_MAX * 2) if (name := f"{kind}-moi-{n}") not in taken)
    start = blank_fields(kind) | (fields or {})
    row = new_row(kind, ident, start, parent=parent if kind in PARENTS else "")
    held.rows.append(row)
    if kind == "model":
        held.rows.append(new_row("requirement", f"{ident}-1", blank_fields("requirement"), parent=ident))
    _keep(held, by)
    return row


@transaction.atomic
def drop_row(*, reading: Reading, ident: str, by: User, dropped: bool = True) -> dict:
    """Lays a row aside or takes it back; what it held stays."""
    held = _held(reading, by)
    row = find(held, ident)
    if row["kind"] == "plan":
        raise NotAllowed("Thông tin kế hoạch không bỏ được.")
    row["dropped"] = dropped
    _keep(held, by)
    return row


@transaction.atomic
def move_row(*, reading: Reading, ident: str, by: User, down: bool) -> dict:
    """Changes places with the next row (the one before it) of the same kind and model that is not laid aside."""
    held = _held(reading, by)
    row = find(held, ident)
    alike = [
        place
        for place, other in enumerate(held.rows)
        if (other["kind"], other["parent"]) == (row["kind"], row["parent"]) and (not other["dropped"] or other is row)
    ]
    here = alike.index(held.rows.index(row))
    there = here + (1 if down else -1)
    if 0 <= there < len(alike):
        a, b = alike[here], alike[there]
        held.rows[a], held.rows[b] = held.rows[b], held.rows[a]
        _keep(held, by)
    return row


@transaction.atomic
def settle(*, reading: Reading, by: User, ident: str = "", place: int = 0) -> None:
    """A person looked at a doubt and leaves the text as it is. Without `ident`, a doubt about no row."""
    held = _held(reading, by)
    doubts = find(held, ident)["doubts"] if ident else held.doubts
    if not 0 <= place < len(doubts):
        raise NotAllowed("Chỗ cần xem này không còn. Hãy tải lại trang.")
    doubts[place]["done"] = True
    _keep(held, by)


@transaction.atomic
def duty_to_task(*, reading: Reading, ident: str, by: User, place: int) -> dict:
    """One duty of an agency becomes a task led by it, so that it is followed; the duty stays where it was."""
    row = find(reading, ident)
    duties = row["fields"].get("duties", "").splitlines()
    if row["kind"] != "responsibility" or not 0 <= place < len(duties):
        raise NotAllowed("Trách nhiệm này không còn. Hãy tải lại trang.")
    fields = {"content": duties[place], "lead": row["fields"]["agency"], "section": "Tổ chức thực hiện"}
    return add_row(reading=reading, kind="task", by=by, fields=fields)
