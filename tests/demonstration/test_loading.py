"""Loading once, twice, and where it must not."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from agencies.models import User
from reporting.demonstration.data import read
from reporting.models import UnitReport

OURS = ("agencies", "workflow", "models_registry", "plans", "reporting")


def rows_of_every_table() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


def test_second_run_changes_nothing_and_says_so(demo):
    before = rows_of_every_table()
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert "không thay đổi gì" in said.getvalue()
    assert rows_of_every_table() == before


def test_database_with_other_data_is_refused_with_exit_2(demo):
    User.objects.filter(username="quantri").update(email="quan.tri@huyen.example")
    before = rows_of_every_table()
    with pytest.raises(CommandError, match="đã có dữ liệu khác") as refusal:
        call_command("load_demo", stdout=StringIO())
    assert refusal.value.returncode == 2
    assert rows_of_every_table() == before


def test_accounts_as_json_open_the_door(demo, client):
    said = StringIO()
    call_command("demo_accounts", "--json", stdout=said)
    accounts = {row["username"]: row for row in json.loads(said.getvalue())}
    assert {"username", "password", "role", "agency"} <= set(accounts["congchuc.thuonglac"])
    assert accounts["congchuc.thuonglac"]["agency"] == "UBND xã Thường Lạc"
    assert accounts["congchuc.thuonglac"]["role"] == "STAFF"
    assert accounts["ubnd.chutich"]["role"] == "HEAD"
    assert accounts["quantri"]["role"] == "ADMIN"
    for name in ("congchuc.thuonglac", "chutich.thuonglac", "noivu.chuyenvien", "ubnd.vanthu", "quantri"):
        assert client.login(username=name, password=accounts[name]["password"]), name


def test_accounts_as_table_name_role_and_agency(demo):
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    line = next(line for line in said.getvalue().splitlines() if "noivu.truongphong" in line)
    assert "Người đứng đầu" in line and line.endswith("Phòng Nội vụ")
    assert read("accounts")["password"] in said.getvalue()
    assert len(said.getvalue().splitlines()) < 25
    everybody = StringIO()
    call_command("demo_accounts", "--all", stdout=everybody)
    assert len(everybody.getvalue().splitlines()) == 1 + len(read("accounts")["people"])


def test_accounts_where_there_are_none_exit_2(demo):
    User.objects.update(email="")
    with pytest.raises(CommandError, match="load_demo") as refusal:
        call_command("demo_accounts", stdout=StringIO())
    assert refusal.value.returncode == 2


def test_people_are_roles_not_names(demo):
    """Every full name begins with what the person is."""
    begins = (
        "Chủ tịch",
        "Phó Chủ tịch",
        "Công chức",
        "Chuyên viên",
        "Viên chức",
        "Trưởng",
        "Chánh",
        "Giám đốc",
        "Văn thư",
    )
    others = [user.full_name for user in User.objects.all() if not user.full_name.startswith(begins)]
    assert sorted(others) == ["Người xem của UBND huyện Hồng Ngự", "Quản trị hệ thống"]


def test_every_reporting_unit_has_someone_who_writes_and_someone_who_signs(demo):
    for report in UnitReport.objects.select_related("agency"):
        roles = set(report.agency.memberships.values_list("role", flat=True))
        assert {"STAFF", "HEAD"} <= roles, report
