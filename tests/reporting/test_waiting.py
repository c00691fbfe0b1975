"""The statement of the frame, written once for each list of roles, says of every person what the documents' tables say."""

from agencies import clock
from agencies.models import Membership, Role
from models_registry.models import Proposal
from plans.models import Difficulty, FocalOfficer, Plan
from reporting.context import navigation_of
from reporting.models import Consolidation, Letter, Round, UnitReport
from reporting.waiting import waiting_of
from tests import make
from tests.test_pages import MEMBERS, World

PEOPLE = ("chairman", "standing_staff", "head", "staff")
DOCUMENTS = {
    "sums": Consolidation,
    "letters": Letter,
    "plans": Plan,
    "proposals": Proposal,
    "difficulties": Difficulty,
    "officers": FocalOfficer,
}


def counted_one_by_one(user) -> dict:
    reports = UnitReport.objects.waiting_for(user).movable(on=clock.today())
    return {
        "runs": Round.objects.filter(standing__in=user.agency_ids()).exists(),
        "leads": Round.objects.filter(authority__in=user.agency_ids(Role.HEAD, Role.CLERK)).exists(),
        "reports": reports.filter(kept_by__in=user.agency_ids()).count(),
        "reviews": reports.exclude(kept_by__in=user.agency_ids()).count(),
        **{name: model.objects.waiting_for(user).distinct().count() for name, model in DOCUMENTS.items()},
        "unread": user.notices.filter(read_at=None).count(),
    }


def test_it_counts_for_everybody_what_waits(db, portal_day):
    d = World().d
    Membership.objects.create(user=d.chairman, agency=d.commune, role=Role.STAFF)
    people = [getattr(d, who) for who in sorted(MEMBERS)]
    found = {user.pk: waiting_of(user) for user in people}
    assert found == {user.pk: counted_one_by_one(user) for user in people}
    for kind in ("runs", "leads", "reports", "reviews", "letters", "proposals", "difficulties", "officers", "unread"):
        assert any(waiting[kind] for waiting in found.values()), kind


def test_a_report_of_a_closed_round_waits_for_nobody(db, portal_day):
    d = make.ReportingDistrict()
    assert waiting_of(d.staff)["reports"] == 1
    d.round.state = "CLOSED"
    d.round.save()
    assert waiting_of(d.staff)["reports"] == 0


def test_who_looks_at_other_units_has_the_overview_and_a_leader_among_the_first(db, portal_day):
    d = make.ReportingDistrict()
    names = {who: [item.label for item in navigation_of("/", waiting_of(getattr(d, who)))] for who in PEOPLE}
    assert "Tổng quan" in names["chairman"][:4]
    assert "Tổng quan" in names["standing_staff"] and "Kết quả" in names["standing_staff"][:4]
    # The head of a commune leads a committee, but nobody reports to it.
    assert not {"Tổng quan", "Tổng hợp"} & {*names["head"], *names["staff"]}
