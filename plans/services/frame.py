"""What an amendment may change of a plan besides its lines: title, short title, period and legal bases.

Everything is text here, as an amendment keeps it: days in ISO form, one legal basis to a line.
"""

from __future__ import annotations

from datetime import date

from plans.editing import days
from plans.models import LegalBasis, Plan

DAYS = ("period_start", "period_end")
# Kind, number, day and issuer of a basis, in this order on its line.
MARK = " | "


def frame_of(plan: Plan) -> dict[str, str]:
    """One statement, for the legal bases."""
    said = {"title": plan.title, "short_title": plan.short_title}
    said |= {name: getattr(plan, name).isoformat() for name in DAYS}
    return said | {"bases": "\n".join(map(_line, plan.legal_bases.all()))}


def frame_change(plan: Plan, wanted: dict[str, str]) -> dict[str, list[str]]:
    """Name of a field -> its value now and the one wanted, where these differ; no statement where nothing is wanted."""
    if not wanted:
        return {}
    now = frame_of(plan)
    return {name: [now[name], value] for name, value in wanted.items() if value != now[name]}


def write_frame(plan: Plan, change: dict[str, list[str]]) -> None:
    """Writes a `frame_change` into the plan; what it was stays readable with the version that keeps the change."""
    for name, (_, value) in change.items():
        if name != "bases":
            setattr(plan, name, date.fromisoformat(value) if name in DAYS else value)
    if change:
        plan.save()
    if "bases" in change:
        plan.legal_bases.all().delete()
        lines = change["bases"][1].splitlines()
        LegalBasis.objects.bulk_create(basis_of(plan, line, place) for place, line in enumerate(lines, start=1))


def _line(basis: LegalBasis) -> str:
    parts = (basis.kind, basis.number, days.typed(basis.issued_on), basis.issuer)
    return MARK.join(parts).rstrip(MARK)


def basis_of(plan: Plan, line: str, place: int) -> LegalBasis:
    """The basis a line tells of, not saved. Raises `ValueError` with what to do."""
    parts = [part.strip() for part in line.split(MARK.strip())]
    if len(parts) > 4 or not parts[0]:
        raise ValueError("Mỗi dòng gồm: loại văn bản | số, ký hiệu | ngày | cơ quan ban hành.")
    kind, number, day, issuer = parts + [""] * (4 - len(parts))
    if len(kind) > 60 or len(number) > 60 or len(issuer) > 200:
        raise ValueError("Loại văn bản, số ký hiệu dài nhất 60 ký tự, cơ quan ban hành 200 ký tự.")
    return LegalBasis(plan=plan, position=place, kind=kind, number=number, issued_on=days.iso(day), issuer=issuer)
