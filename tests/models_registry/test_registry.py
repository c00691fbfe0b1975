"""The registry: what exists, who applies it since when, results by year."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Role
from tests.plans import make


@pytest.fixture(autouse=True)
def today(db, portal_day):
    return portal_day


@pytest.fixture
def here():
    return make.district(communes=2)


@pytest.fixture
def model(here):
    model = make.reform_model("Ngày thứ 7 vì dân", purpose="Phục vụ ngoài giờ")
    plan = make.plan(here.committee, here.standing, issued_first=date(2021, 10, 1))
    order = make.requirement(plan, plan_model=make.plan_model(plan, reform_model=model))
    for number, commune in enumerate(here.communes, 1):
        row = make.assignment(order, commune)
        make.activity(row, date(2023, 5, 1), 10 * number)
        make.activity(row, date(2024, 5, 1), number)
    return model


def test_the_list_finds_without_accents_and_counts_who_applies(client, here, model):
    make.reform_model("Tổng đài 1022")
    client.force_login(make.user(here.communes[0], Role.VIEWER))
    rows = client.get(reverse("reform_models"), {"q": "ngay THU 7"}).context["rows"]
    assert [(row.name, counts) for row, counts in rows] == [("Ngày thứ 7 vì dân", (2, 1, date(2021, 10, 1)))]
    assert len(client.get(reverse("reform_models")).context["rows"]) == 2
    assert "Không tìm thấy mô hình" in client.get(reverse("reform_models"), {"q": "xyz"}).content.decode()


def test_results_by_year_are_for_those_who_run_the_plan_and_each_unit_its_own(client, here, model):
    url = reverse("reform_model", args=[model.pk])
    client.force_login(make.user(here.standing))
    page = client.get(url).context
    assert page["years"] == [2023, 2024] and page["sums"] == [30, 3]
    assert [values for _, values in page["rows"]] == [[10, 1], [20, 2]]
    client.force_login(make.user(here.communes[0]))
    page = client.get(url).context
    assert [(unit["agency"], values) for unit, values in page["rows"]] == [(here.communes[0].pk, [10, 1])]
    assert [row.units for row in page["ordered"]] == [2]


def test_another_jurisdiction_sees_the_model_and_none_of_its_results(client, model):
    client.force_login(make.user(make.district().standing))
    page = client.get(reverse("reform_model", args=[model.pk])).context
    assert not page["rows"] and not page["ordered"]


def test_who_belongs_to_no_agency_sees_nothing(client, model):
    client.force_login(make.user())
    assert client.get(reverse("reform_model", args=[model.pk])).status_code == 404
    assert client.get(reverse("reform_models")).context["rows"] == []
