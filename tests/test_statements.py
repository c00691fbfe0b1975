"""The pages that grow with the office's work cost the same number of statements with few rows and with five times them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from models_registry.models import Adoption, Outcome
from plans.models import FocalOfficer, Part, PartKind, PlanVersion, Target, TargetMilestone, TargetValue
from plans.services import Conclusion, add_activity, give_conclusions, issue_assignments, raise_difficulty
from reporting import consolidating
from reporting.models import ReportVersion, UnitReport
from reporting.opening import open_round, prepare_round
from tests import make
from tests.test_pages import World, log_in, pdf

PAGES = (
    "home", "overview", "consolidations", "log", "directions", "difficulties", "targets", "reform_models", "model_map",
)  # fmt: skip
TABS = (
    "tong-quan", "mo-hinh", "nhiem-vu", "chi-tieu", "van-ban", "bao-cao", "dau-moi", "ke-hoach-don-vi", "lich-su",
)  # fmt: skip


@pytest.fixture
def world(db, portal_day):
    return World()


def more_units(d, count: int, day: date) -> None:
    """Communes with a report, a focal officer, work of every kind, and what they said of it."""
    asking = make.task(d.plan, d.communes[0], text="Lập kế hoạch của đơn vị", asks_child_plan=True)
    for _ in range(count):
        commune = make.agency(
            f"UBND xã số {UnitReport.objects.count()}", kind="COMMITTEE", level="COMMUNE", parent=d.committee
        )
        Part.objects.create(order=asking, part=PartKind.LEAD, agency=commune)
        staff = make.user(commune)
        report = UnitReport.objects.create(
            round=d.round, agency=commune, agency_name=commune.name, kept_by=commune, due=d.round.due,
            first_due=d.round.due,
        )  # fmt: skip
        ReportVersion.objects.create(report=report, number=1)
        for state in ("REPLACED", "CONFIRMED"):
            FocalOfficer.objects.create(plan=d.plan, agency=commune, name="A", phone="1", since=day, state=state)
        work = make.task(d.plan, commune, due=day, text=f"Việc của {commune}")
        issue_assignments(plan=d.plan, on=day)
        raise_difficulty(assignment=work.assignments.get(), by=staff, text="Chưa có kinh phí")
        saturday = d.saturdays.assignments.get(agency=commune)
        add_activity(assignment=saturday, by=staff, on=day, text="Thứ 7", files=[pdf()])
        child = make.plan(d, authority=commune, standing=commune, parent=d.plan, kind="TASKS")
        child.answers = asking.assignments.get(agency=commune)
        child.save()


def more_content(d, count: int, day: date) -> None:
    """Models, targets, conclusions, amendments and rounds."""
    for step in range(count):
        model = make.plan_model(d.plan, "9")
        order = make.requirement(
            model, units=d.offices_group, monitor=d.monitor, measures=(("so-ho", "Số hộ", "Tỷ lệ"), ("so-xa", "Số xã"))
        )
        issue_assignments(plan=d.plan, on=day)
        row = order.assignments.get(agency=d.office, part=PartKind.IMPLEMENT)
        add_activity(assignment=row, by=d.office_staff, on=day, files=[pdf()])
        for agency in d.communes:
            Adoption.objects.create(
                reform_model=model.reform_model, agency=agency, since=day, outcome=Outcome.values[0]
            )
        target = Target.objects.create(plan=d.plan, text="Hồ sơ trực tuyến", value=80, unit="%", by_agency=step % 2)
        TargetMilestone.objects.create(target=target, year=2024, value=70)
        for agency in (None, *d.communes):
            TargetValue.objects.create(target=target, agency=agency, on=day, value=70)
        give_conclusions(
            authority=d.committee, by=d.chairman, leader=d.chairman, name="Giao ban", on=day, file=pdf(),
            conclusions=[Conclusion("Báo cáo", d.commune, day), Conclusion("Rà soát", d.communes_group, day, [d.office])],
        )  # fmt: skip
        last = d.plan.versions.count()
        version = PlanVersion.objects.create(
            plan=d.plan, number=last, decision=f"QĐ {last}", effective_on=day, signed_file=d.plan.signed_file
        )
        new = make.task(d.plan, d.office, text="Việc thêm khi điều chỉnh")
        new.added_in = version
        new.save()
        make.assignment(new, d.office)
        dropped = make.task(d.plan, d.office, text="Việc bỏ khi điều chỉnh")
        dropped.dropped_in = version
        dropped.save()
        d.plan.legal_bases.create(position=last, kind="Quyết định", number=f"{last}/QĐ-UBND")
        year = 2025 + last
        round_ = open_round(
            round=prepare_round(
                authority=d.committee, by=d.standing_staff, period="YEAR", year=year, plans=[d.plan],
                from_on=day - timedelta(days=30), to_on=day, due=day + timedelta(days=3),
            ),
            by=d.standing_staff,
        )  # fmt: skip
        consolidating.build(round=round_, by=d.standing_staff)


def test_no_page_asks_more_of_the_database_when_there_is_more_to_show(world):
    d, day = world.d, clock.today()
    d.office_staff = make.user(d.office)
    urls = [reverse(name) for name in PAGES] + [reverse("round", args=[d.round.pk])]
    urls += [reverse("plan_tab", args=[d.plan.pk, tab]) for tab in TABS]

    def costs() -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Statements and bytes of every page, for the standing agency and for a unit."""
        found, sizes = {}, {}
        for who in ("standing_staff", "staff"):
            client = log_in(world, who)
            client.get(urls[0])
            for url in urls:
                with CaptureQueriesContext(connection) as seen:
                    page = client.get(url)
                if page.status_code == 200:
                    found[who, url], sizes[who, url] = len(seen), len(page.content)
        return found, sizes

    more_units(d, 1, day)
    more_content(d, 1, day)
    few, short = costs()
    more_units(d, 4, day)
    more_content(d, 4, day)
    many, long = costs()
    assert {page: (few[page], cost) for page, cost in many.items() if cost > few[page]} == {}
    assert [page for page in long if page[0] == "standing_staff" and long[page] <= short[page]] == []
