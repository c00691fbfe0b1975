"""Rows of the editor: from what was read, from nothing, from a plan as it stands."""

from __future__ import annotations

from datetime import date

from agencies.models import Agency
from agencies.vietnamese import format_number, join_words
from models_registry.models import ReformField
from plans.editing import days
from plans.editing.proposals import label_of, nature_of, nature_of_task, scope_of, short_title_of, unit_of
from plans.models import Direction, PlanKind, Reading

LEVELS = {"province": "PROVINCE", "district": "DISTRICT", "commune": "COMMUNE"}
# The parts of a result, in the order of the document, and the kind of row each becomes.
PARTS = {
    "legal_bases": "basis",
    "models": "model",
    "tasks": "task",
    "targets": "target",
    "responsibilities": "responsibility",
    "reporting": "reporting",
}


def new_row(kind: str, ident: str, fields: dict[str, str], *, parent: str = "", source=None, origin=None) -> dict:
    """An undropped row without doubts; `source` is {"page", "text"} or None."""
    return {
        "id": ident,
        "kind": kind,
        "parent": parent,
        "revision": 0,
        "dropped": False,
        "fields": fields,
        "source": source if source and source.get("text") else None,
        "doubts": [],
        "origin": origin,
    }


def from_result(result: dict) -> tuple[list[dict], list[dict]]:
    """(rows, doubts that belong to no row) of a reading in the structure of the contract."""
    rows = [new_row("plan", "plan", _plan_fields(result), source=result["plan"].get("source"))]
    by_place: dict[str, dict] = {"plan": rows[0]}
    for part, kind in PARTS.items():
        for place, record in enumerate(result.get(part) or [], start=1):
            row = new_row(kind, f"{kind}-{place}", _FIELDS_OF[kind](record), source=record.get("source"))
            rows.append(row)
            by_place.setdefault(f"{part}/{record.get('number') or place}", row)
            for step, asked in enumerate(record.get("requirements") or [] if kind == "model" else [], start=1):
                child = new_row(
                    "requirement",
                    f"{row['id']}-{step}",
                    _requirement_fields(asked),
                    parent=row["id"],
                    source=asked.get("source"),
                )
                rows.append(child)
                by_place.setdefault(f"{part}/{record.get('number') or place}/requirements", child)
    general = []
    for warning in result.get("warnings") or []:
        row, name = _place_of(warning.get("where") or "", by_place)
        doubt = {"field": name, "message": warning.get("message") or "", "done": False}
        (row["doubts"] if row else general).append(doubt)
    return rows, general


# The field of a row that a place in the contract's structure is typed in.
_NAMES = {"period": "period_start", "signer": "signer_name", "requirements": "text", "start": "schedule"}


def _place_of(where: str, by_place: dict[str, dict]) -> tuple[dict | None, str]:
    """The row and field a warning's "tasks/A.3.4/schedule" speaks of; (None, "") where there is no such row."""
    parts = where.strip("/").split("/")
    for length in range(len(parts), 0, -1):
        if row := by_place.get("/".join(parts[:length])):
            rest = parts[length:]
            name = next((part for part in rest if not part.isdigit()), "")
            if row["kind"] == "requirement" and not name:
                name = "text"
            return row, _NAMES.get(name, name)
    return None, ""


def _plan_fields(result: dict) -> dict[str, str]:
    plan = result["plan"]
    period, signer = plan.get("period") or {}, plan.get("signer") or {}
    title = plan.get("title") or ""
    return {
        "title": title,
        "short_title": short_title_of(title),
        "kind": (plan.get("kind") or PlanKind.TASKS).upper(),
        "number": plan.get("number") or "",
        "symbol": plan.get("symbol") or "",
        "issued_on": days.typed(plan.get("issued_on")),
        "period_start": days.typed(period.get("start")),
        "period_end": days.typed(period.get("end")),
        "signer_title": (signer.get("title") or "").capitalize(),
        "signer_name": signer.get("name") or "",
        "decision": "",
        "parent_text": "",
        "recipients": "\n".join(plan.get("recipients") or []),
    }


def _basis_fields(record: dict) -> dict[str, str]:
    return {
        "kind": record.get("kind") or "",
        "number": record.get("number") or "",
        "date": days.typed(record.get("date")),
        "issuer": record.get("issuer") or "",
    }


def _model_fields(record: dict) -> dict[str, str]:
    watch = record.get("monitors") or []
    return {
        "number": record.get("number") or "",
        "name": record.get("name") or "",
        "field": ReformField.PROCEDURES,
        "purpose": record.get("purpose") or "",
        "implementers": "\n".join(record.get("implementers") or []),
        "monitors": "\n".join(row["name"] for row in watch if row.get("role") != "coordinate"),
        "monitors_with": "\n".join(row["name"] for row in watch if row.get("role") == "coordinate"),
    }


def _requirement_fields(record: dict) -> dict[str, str]:
    text, cadence = record.get("text") or "", record.get("cadence") or {}
    nature = nature_of(text, cadence=bool(cadence))
    unit = unit_of(text, nature=nature)
    return {
        "text": text,
        "level": LEVELS.get(record.get("level") or "", ""),
        "nature": nature,
        "cadence_per": (cadence.get("per") or "").upper(),
        "cadence_times": str(cadence.get("times") or 1),
        "scope": scope_of(text),
        "count_unit": unit,
        "count_label": label_of(unit),
    }


def _task_fields(record: dict) -> dict[str, str]:
    schedule = record.get("schedule")
    content = record.get("content") or ""
    return {
        "number": record.get("number") or "",
        "section": record.get("section") or "",
        "content": content,
        "lead": "\n".join(record.get("lead") or []),
        "coordinators": "\n".join(record.get("coordinators") or []),
        "deliverable": record.get("deliverable") or "",
        "schedule": (schedule or {}).get("text") or "",
        "deadline": "",
        "nature": nature_of_task(schedule, content),
        "scope": scope_of(content),
        "count_unit": "",
    }


def _target_fields(record: dict) -> dict[str, str]:
    value = record.get("value")
    unit = record.get("unit") or ""
    return {
        "text": record.get("text") or "",
        "direction": Direction.RANK if "hạng" in unit.lower() else Direction.AT_LEAST,
        "value": format_number(value) if value is not None else "",
        "unit": unit,
        "due": days.typed(record.get("due")),
    }


def _responsibility_fields(record: dict) -> dict[str, str]:
    return {"agency": record.get("agency") or "", "duties": "\n".join(record.get("duties") or [])}


def _reporting_fields(record: dict) -> dict[str, str]:
    return {
        "by": "\n".join(record.get("by") or []),
        "cadence": (record.get("cadence") or "").upper(),
        "due": days.typed(record.get("due")),
        "to": record.get("to") or "",
        "via": record.get("via") or "",
    }


_FIELDS_OF = {
    "basis": _basis_fields,
    "model": _model_fields,
    "task": _task_fields,
    "target": _target_fields,
    "responsibility": _responsibility_fields,
    "reporting": _reporting_fields,
}


def blank_fields(kind: str) -> dict[str, str]:
    """What a row added by hand starts with."""
    if kind == "plan":
        return _plan_fields({"plan": {}})
    return _requirement_fields({}) | {"cadence_times": "1"} if kind == "requirement" else _FIELDS_OF[kind]({})


def blank(*, authority: Agency, on: date) -> list[dict]:
    """The rows of a plan made from nothing: the plan itself, of this year."""
    fields = blank_fields("plan") | {"symbol": "KH-UBND", "period_start": str(on.year), "period_end": str(on.year)}
    return [new_row("plan", "plan", fields)]


def phrases_of(row: dict) -> list[str]:
    """The agencies a row names, as printed."""
    from_names = {
        "model": ("implementers", "monitors", "monitors_with"),
        "task": ("lead", "coordinators"),
    }.get(row["kind"], ())
    return [line for name in from_names for line in row["fields"].get(name, "").splitlines() if line.strip()]


# Behind the printed name of a monitor that only helps.
WITH = "(phối hợp)"


def title_of(row: dict) -> str:
    """A row in one line, for lists and for what was laid aside."""
    fields = row["fields"]
    if row["kind"] == "reporting":
        return join_words(fields["by"].splitlines()) or "Chế độ báo cáo"
    if row["kind"] == "basis":
        return " ".join(part for part in (fields["kind"], fields["number"]) if part)
    name = {"model": "name", "task": "content", "responsibility": "agency"}.get(row["kind"], "text")
    return fields.get(name, "")


def shown_rows(reading: Reading, kind: str, parent: str | None = None) -> list[dict]:
    """Rows that are not laid aside, in their order; of a model that is laid aside, none."""
    gone = {row["id"] for row in reading.rows if row["dropped"]}
    return [
        row
        for row in reading.rows
        if row["kind"] == kind
        and not row["dropped"]
        and row["parent"] not in gone
        and (parent is None or row["parent"] == parent)
    ]


def plan_row(reading: Reading) -> dict:
    return next(row for row in reading.rows if row["kind"] == "plan")
