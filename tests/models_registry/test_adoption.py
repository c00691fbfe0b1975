"""Who applies which model since when, compared fairly; and a recognised model that becomes a plan's order."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from agencies.models import Role
from models_registry.models import Adoption
from models_registry.services import advance, assess_adoption, register_proposal
from plans.adoption import adoption_map, compared
from plans.models import Assignment, PartKind, PlanModel
from plans.services import (
    Replication,
    bring_amendments_into_force,
    record_amendment,
    replicate_model,
    take_back_amendment,
)
from tests.plans import make
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)
HOW = Replication(number="9.6", text="Trả kết quả tại bến phà", count_unit="hồ sơ")


@pytest.fixture(autouse=True)
def today(db, portal_day):
    return portal_day


@pytest.fixture
def here():
    there = make.district(communes=3)
    there.plan = make.plan(there.committee, there.standing, kind="MODELS", issued_first=date(2021, 10, 1))
    there.model = make.reform_model("Ngày thứ 7 vì dân")
    there.order = make.requirement(there.plan, plan_model=make.plan_model(there.plan, reform_model=there.model))
    there.works = [make.assignment(there.order, commune) for commune in there.communes]
    there.runner = make.user(there.standing)
    there.officer = make.user(there.communes[0])
    return there


def log(here, place, on, count, **figures):
    make.activity(here.works[place], on, count, figures={key.replace("_", "-"): v for key, v in figures.items()})


def test_the_map_joins_what_plans_order_with_what_units_say(here):
    assess_adoption(
        reform_model=here.model, agency=here.communes[0], by=here.officer, since=date(2022, 1, 8), outcome="WORKS"
    )
    own = make.reform_model("Góc tự điền")
    assess_adoption(reform_model=own, agency=here.communes[0], by=here.officer, since=date(2024, 5, 1), outcome="TRIAL")
    found = adoption_map(make.user(here.communes[1], Role.VIEWER))
    assert [model.name for model in found.models] == ["Ngày thứ 7 vì dân", "Góc tự điền"]
    first, second, _ = found.rows
    assert [(cell.since, cell.outcome) for cell in first.cells] == [
        (date(2022, 1, 8), "WORKS"),
        (date(2024, 5, 1), "TRIAL"),
    ]
    assert (second.cells[0].since, second.cells[0].outcome, second.cells[1]) == (date(2021, 10, 1), "", None)
    assert found.totals == [3, 1]
    assert adoption_map(make.user(make.district().standing)).rows == []


def test_a_unit_speaks_for_itself_and_its_earlier_word_stays_in_the_history(client, here):
    url = reverse("adoption_assess", args=[here.model.pk])
    client.force_login(here.officer)
    assert client.post(url, {"since": "2022-01-08", "outcome": "TRIAL"}).status_code == 302
    assert client.post(url, {"since": "2022-01-08", "outcome": "WORKS", "note": "Đông người"}).status_code == 302
    row = Adoption.objects.get()
    assert (row.agency, row.outcome, row.assessed_on) == (here.communes[0], "WORKS", TODAY)
    assert row.history.count() == 2
    reply = client.post(url, {"since": "2025-01-08", "outcome": "WORKS", "note": "Lời đã ghi"})
    assert reply.status_code == 422
    assert "không được sau hôm nay" in reply.content.decode() and "Lời đã ghi" in reply.content.decode()
    with pytest.raises(NotAllowed):
        assess_adoption(reform_model=here.model, agency=here.communes[1], by=here.officer, since=TODAY, outcome="WORKS")


def test_a_viewer_has_no_form_and_his_word_is_refused(client, here):
    client.force_login(make.user(here.communes[0], Role.VIEWER))
    url = reverse("adoption_assess", args=[here.model.pk])
    assert "Ghi đánh giá" not in client.get(reverse("reform_model", args=[here.model.pk])).content.decode()
    assert client.post(url, {"since": "2022-01-08", "outcome": "TRIAL"}).status_code == 422
    assert not Adoption.objects.exists()


def test_years_are_compared_over_the_same_days_and_the_same_units(here):
    log(here, 0, date(2023, 3, 1), 10)
    log(here, 0, date(2023, 12, 31), 90)
    log(here, 0, date(2024, 3, 1), 15)
    log(here, 1, date(2024, 3, 1), 40)
    (group,) = compared(here.model, here.runner, year=2024, measure="so-luong", on=TODAY)
    assert [(row.agency, row.now, row.before) for row in group.rows] == [
        (here.communes[1], 40, None),
        (here.communes[0], 15, 10),
        (here.communes[2], None, None),
    ]
    assert group.change == Decimal(50)
    assert group.mean == Decimal("27.5")
    (whole,) = compared(here.model, here.runner, year=2023, measure="so-luong", on=TODAY)
    assert [row.now for row in whole.rows if row.now] == [100]


def test_a_unit_compares_itself_with_its_own_years_only(here):
    log(here, 0, date(2024, 3, 1), 15)
    log(here, 1, date(2024, 3, 1), 40)
    (group,) = compared(here.model, here.officer, year=2024, measure="so-luong", on=TODAY)
    assert [(row.agency, row.now) for row in group.rows] == [(here.communes[0], 15)]


def test_what_a_requirement_measures_can_be_compared_too(client, here):
    make.measure(here.order)
    log(here, 0, date(2024, 3, 1), 1, nguoi_du=70)
    client.force_login(here.runner)
    page = client.get(reverse("model_compare", args=[here.model.pk]), {"so-lieu": "nguoi-du"})
    assert page.context["chosen"] == ("nguoi-du", "Số người dự", "người")
    assert page.context["groups"][0].rows[0].now == 70
    assert client.get(reverse("model_compare", args=[here.model.pk]), {"so-lieu": "la", "nam": "x"}).status_code == 200


def test_a_leap_day_is_compared_with_the_last_of_february(here):
    log(here, 0, date(2023, 2, 28), 3)
    log(here, 0, date(2024, 2, 29), 5)
    (group,) = compared(here.model, here.runner, year=2024, measure="so-luong", on=date(2024, 2, 29))
    assert (group.rows[0].now, group.rows[0].before) == (5, 3)


@pytest.mark.parametrize("name", ["model_map", "model_compare"])
def test_pages_cost_the_same_for_many_units(client, here, name):
    client.force_login(here.runner)
    url = reverse(name, args=[] if name == "model_map" else [here.model.pk])

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url)
        return len(seen), page.content.decode().count("xã số")

    client.get(url)
    few, _ = cost()
    for _ in range(30):
        row = make.assignment(here.order, make.commune(here.committee))
        make.activity(row, date(2024, 5, 1), 2)
    many, shown = cost()
    assert shown >= 30
    assert few == many <= 14


# Replication


def recognised(here):
    proposal = register_proposal(
        author=here.communes[0],
        by=here.officer,
        name="Trả kết quả tại bến phà",
        field="PROCEDURES",
        year=2024,
        content="Ra bến phà",
        result="27 kết quả",
        applied_on=date(2024, 10, 19),
    )
    advance(proposal=proposal, name="submit", by=make.user(here.communes[0], Role.HEAD))
    advance(proposal=proposal, name="appraise", by=here.runner, reason="Tốt", recommendation="APPROVE")
    advance(proposal=proposal, name="approve", by=make.user(here.committee, Role.HEAD))
    return proposal


def test_a_recognised_model_enters_a_plan_on_the_day_of_the_decision_and_units_are_told(client, here):
    proposal = recognised(here)
    client.force_login(here.runner)
    url = reverse("proposal_replicate", args=[proposal.pk])
    assert url in client.get(proposal.get_absolute_url()).content.decode()
    data = {
        "plan": here.plan.pk,
        "decision": "Quyết định số 12/QĐ-UBND ngày 18/12/2024",
        "effective_on": "2025-01-01",
        "number": "9.6",
        "text": "Sáng thứ Bảy trả kết quả tại bến phà",
        "units": [here.all_communes.pk],
        "nature": "CADENCE",
        "times": "1",
        "count_unit": "buổi",
    }
    reply = client.post(url, data)
    assert reply.status_code == 422
    assert "phải có chu kỳ" in reply.content.decode() and "Quyết định số 12" in reply.content.decode()
    assert client.post(url, data | {"per": "MONTH"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "REPLICATED"
    assert not PlanModel.objects.filter(plan=here.plan, number="9.6").exists()
    assert here.officer.notices.filter(text__startswith="Nhân rộng mô hình").exists()
    history = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).content.decode()
    assert "Quyết định số 12/QĐ-UBND" in history and "Sáng thứ Bảy trả kết quả" in history
    with pytest.raises(NotAllowed, match="hiệu lực từ 01/01/2025"):
        replicate_model(
            plan=here.plan,
            model=proposal.reform_model,
            by=here.runner,
            decision="QĐ",
            effective_on=date(2025, 2, 1),
            how=HOW,
            units=[here.all_communes],
        )
    with clock.at("2025-01-02 08:00"):
        assert bring_amendments_into_force() == 1
    ordered = PlanModel.objects.get(plan=here.plan, number="9.6")
    assert ordered.reform_model == proposal.reform_model
    assert (ordered.added_in.number, ordered.added_in.effective_on) == (1, date(2025, 1, 1))
    work = Assignment.objects.filter(order__plan_model=ordered)
    assert {row.agency for row in work} == set(here.communes)
    assert {row.starts for row in work} == {date(2025, 1, 1)}
    history = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).content.decode()
    assert "Quyết định số 12/QĐ-UBND" in history and "Sáng thứ Bảy trả kết quả" in history


def test_a_replication_that_is_prepared_again_is_none_until_it_is_signed(here):
    proposal = recognised(here)

    def state():
        proposal.refresh_from_db()
        return proposal.state

    amendment = replicate_model(
        plan=here.plan,
        model=proposal.reform_model,
        by=here.runner,
        decision="QĐ",
        effective_on=date(2025, 1, 1),
        how=HOW,
        units=[here.all_communes],
    )
    assert state() == "REPLICATED"
    take_back_amendment(amendment=amendment, by=here.runner, reason="Sai ngày")
    assert state() == "APPROVED"
    assert proposal.events.get(name="set_back").reason == "Sai ngày"
    record_amendment(plan=here.plan, by=here.runner, decision="QĐ", effective_on=TODAY, note="", upload=make.upload())
    assert state() == "REPLICATED" and here.plan.plan_models.filter(reform_model=proposal.reform_model).exists()


def test_replication_is_for_those_who_run_the_plan(client, here):
    proposal = recognised(here)
    url = reverse("proposal_replicate", args=[proposal.pk])
    for person in (here.officer, make.user(here.communes[1]), make.user(make.district().standing)):
        client.force_login(person)
        assert client.get(url).status_code == 404
    with pytest.raises(NotAllowed, match="Chỉ Phòng Nội vụ"):
        replicate_model(
            plan=here.plan,
            model=proposal.reform_model,
            by=here.officer,
            decision="QĐ",
            effective_on=TODAY,
            how=HOW,
            units=[here.all_communes],
        )


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"effective_on": date(2027, 1, 1)}, "Ngày hiệu lực phải trong thời gian của kế hoạch"),
        ({"effective_on": date(2023, 1, 1)}, "ngày của lần điều chỉnh trước"),
        ({"units": []}, "ít nhất một nhóm"),
        ({"model": None}, "đã có trong kế hoạch này"),
    ],
)
def test_what_cannot_be_replicated_is_refused_in_words(here, values, why):
    here.plan.versions.create(number=1, effective_on=date(2024, 1, 10))
    values = {"model": make.reform_model(), "effective_on": TODAY, "units": [here.all_communes]} | values
    values["model"] = values["model"] or here.model
    with pytest.raises(NotAllowed, match=why):
        replicate_model(plan=here.plan, by=here.runner, decision="QĐ", how=HOW, **values)
    assert here.plan.versions.count() == 2


def test_a_monitor_is_named_with_the_order(here):
    amendment = replicate_model(
        plan=here.plan,
        model=make.reform_model(),
        by=here.runner,
        decision="QĐ",
        effective_on=TODAY,
        how=HOW,
        units=[here.all_communes],
        monitor=here.offices[0],
    )
    watched = Assignment.objects.get(order__plan_model__added_in=amendment.version, part=PartKind.MONITOR)
    assert watched.agency == here.offices[0]
