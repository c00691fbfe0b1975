"""Registrations of models and what units say of those they apply, told as moves made on their days."""

from __future__ import annotations

from datetime import date

from agencies import clock
from agencies.models import Agency
from models_registry.models import FieldLead, Proposal, ReformModel
from models_registry.services import advance, assess_adoption, register_proposal
from reporting.demonstration.data import read
from reporting.demonstration.people import DUTIES_SINCE, People

TEXTS = ("problem", "content", "result", "spread")


def load_models_life(people: People) -> None:
    content = read("proposals")
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for field, code in content["leads"]:
        FieldLead.objects.create(
            jurisdiction=agencies[content["jurisdiction"]],
            field=field,
            agency=agencies[code],
            source=content["leads_source"],
            active_from=DUTIES_SINCE,
        )
    for row in content["proposals"]:
        _tell(row, content, agencies[row["author"]], people)
    models = {row["key"]: ReformModel.objects.get(name=row["name"]) for row in read("models")}
    for row in content["adoptions"]:
        for code, outcome, since, note in row["units"]:
            agency = agencies[code]
            with clock.at(f"{row['assessed']} 15:00"):
                assess_adoption(
                    reform_model=models[row["model"]],
                    agency=agency,
                    by=people.staff(agency.pk),
                    since=date.fromisoformat(since),
                    outcome=outcome,
                    note=note,
                )


def _tell(row: dict, content: dict, author: Agency, people: People) -> None:
    with clock.at(row.get("submitted", "2024-12-18 16:00")):
        proposal = register_proposal(
            author=author,
            by=people.staff(author.pk),
            name=row["name"],
            kind=row["kind"],
            field=row["field"],
            year=row["year"],
            applied_on=row["applied_on"] and date.fromisoformat(row["applied_on"]),
            **{name: row.get(name, "") for name in TEXTS},
        )
        if "submitted" in row:
            advance(proposal=proposal, name="submit", by=people.head(author.pk))
    standing, authority = people[content["standing"]], people[content["authority"]]
    if "returned" in row:
        _move(proposal, "return", row["returned"][0], standing, reason=row["returned"][1])
    if "appraised" in row:
        at, recommendation, opinion = row["appraised"]
        _move(proposal, "appraise", at, standing, reason=opinion, recommendation=recommendation)
    if "approved" in row:
        _move(proposal, "approve", row["approved"][0], authority, decision=row["approved"][1])
    if "rejected" in row:
        _move(proposal, "reject", row["rejected"][0], authority, reason=row["rejected"][1])


def _move(proposal: Proposal, name: str, at: str, by, **values) -> None:
    with clock.at(at):
        advance(proposal=proposal, name=name, by=by, **values)
