"""“Mỗi năm ít nhất 01 mô hình, cách làm hay”: counted for each reform field and the office that leads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models_registry.models import FieldLead, Proposal
from models_registry.models.proposal import CONSIDERED, RECOGNISED


@dataclass
class QuotaRow:
    """One office and field in a year. Only recognised proposals count; those under consideration keep it open."""

    lead: FieldLead
    on: date
    year: int
    recognised: list[Proposal] = field(default_factory=list)
    considered: list[Proposal] = field(default_factory=list)

    @property
    def state(self) -> str:
        """MET, OPEN or MISSED; a year is open until its last day has passed."""
        if len(self.recognised) >= self.lead.per_year:
            return "MET"
        return "OPEN" if self.considered or self.on <= date(self.year, 12, 31) else "MISSED"


def quota_of_year(user, *, year: int, on: date) -> tuple[list[QuotaRow], list[Proposal]]:
    """(a row per office and field of the jurisdictions the person belongs to, proposals outside those rows).

    Two statements. What is under consideration is seen by its unit, the standing agency and the authority only.
    """
    day = min(on, date(year, 12, 31))
    leads = FieldLead.objects.visible_to(user).active(day).select_related("agency", "jurisdiction")
    rows = {(lead.jurisdiction_id, lead.field, lead.agency_id): QuotaRow(lead, on, year) for lead in leads}
    others = []
    found = Proposal.objects.visible_to(user).filter(year=year, state__in=[*RECOGNISED, *CONSIDERED])
    for proposal in found.for_list().order_by("author__order", "submitted_on", "pk"):
        row = rows.get((proposal.authority_id, proposal.field, proposal.author_id))
        if row is None:
            others.append(proposal)
        else:
            (row.recognised if proposal.state in RECOGNISED else row.considered).append(proposal)
    return list(rows.values()), others
