"""The administrator's pages: all master data in Vietnamese, found with and without accents, nothing with history lost."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, AgencyAlias, DutyKind, Membership, Role, User
from tests import make
from tests.test_pages import World
from workflow.models import Event, Reminder

pytestmark = pytest.mark.django_db
# Kept by other means than the administrator's hands: typed by units, or written by the portal itself.
MASTER = {
    "agency",
    "agencygroup",
    "duty",
    "membership",
    "user",
    "reformmodel",
    "plan",
    "order",
    "questionset",
    "holiday",
}


@pytest.fixture
def world(portal_day):
    return World()


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.d.administrator)
    return client


def address(model, page: str, *arguments) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def registered():
    return [model for model in admin.site._registry if model._meta.app_label in OWN]


OWN = {"agencies", "workflow", "models_registry", "plans", "reporting"}


def test_all_master_data_can_be_kept_here():
    assert {model._meta.model_name for model in registered()} >= MASTER


def test_every_list_opens_searches_and_shows_its_rows(client):
    for model in registered():
        page = client.get(address(model, "changelist"), {"q": "thường lạc 2024"})
        assert page.status_code in (200, 302), model
        assert client.get(address(model, "changelist")).status_code == 200, model


def test_every_row_opens_and_names_are_vietnamese(client):
    for model in registered():
        assert not str(model._meta.verbose_name).isascii(), model
        row = model._default_manager.first()
        if row is not None:
            assert client.get(address(model, "change", row.pk)).status_code == 200, model


def test_only_administrators_come_in(world):
    for who in ("standing_head", "chairman", "staff", "outsider"):
        client = Client()
        client.force_login(getattr(world.d, who))
        for model in registered():
            reply = client.get(address(model, "changelist"))
            assert reply.status_code == 302, (who, model)
            assert reply.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("asked", ["thuong lac", "Thường Lạc", "THUONG LẠC", "lac thuong"])
def test_an_agency_is_found_with_and_without_accents(client, asked):
    make.agency("UBND xã Thường Lạc", kind="COMMITTEE", level="COMMUNE")
    found = client.get(address(Agency, "changelist"), {"q": asked}).context["cl"].queryset
    assert [agency.name for agency in found] == ["UBND xã Thường Lạc"]


def test_people_posts_duties_and_groups_are_found_without_accents(client, world):
    person = make.user(world.d.standing, full_name="Đỗ Thị Ánh")
    duty = make.duty(world.d.committee, DutyKind.FINANCE, make.agency("Phòng Tài chính - Kế hoạch"))
    group = make.group("Đội kiểm tra liên ngành", world.d.committee)
    for model, asked, wanted in (
        (User, "do thi anh", person),
        (Membership, "anh do", person.memberships.get()),
        (apps.get_model("agencies", "Duty"), "tai chinh", duty),
        (apps.get_model("agencies", "AgencyGroup"), "doi KIEM tra", group),
    ):
        found = client.get(address(model, "changelist"), {"q": asked}).context["cl"].queryset
        assert list(found) == [wanted], model


def test_autocomplete_finds_without_accents(client, world):
    made = make.agency("Phòng Nông nghiệp và Môi trường")
    sent = {"term": "nong nghiep", "app_label": "agencies", "model_name": "membership", "field_name": "agency"}
    found = client.get(reverse("admin:autocomplete"), sent).json()["results"]
    assert [row["text"] for row in found] == [made.name]


def test_nothing_with_history_is_deleted_one_by_one_or_in_heaps(client, world):
    """Whatever stands in the small world is referred to or is history; deleting is refused by the server."""
    for model in registered():
        page = client.get(address(model, "changelist"))
        if model is not AgencyAlias:
            assert b"delete_selected" not in page.content, model
    d = world.d
    for row in (
        d.committee,
        d.commune,
        d.staff,
        d.communes_group,
        d.plan,
        d.letters.reform_model,
        d.round,
        world.report,
    ):
        rows = type(row)._default_manager.count()
        assert client.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403, row
        sent = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(address(type(row), "changelist"), sent)
        assert type(row)._default_manager.count() == rows, row


def test_a_duty_or_a_post_that_ran_is_ended_by_a_day_not_deleted(client, world):
    d = world.d
    duty, post = d.committee.duties.first(), d.staff.memberships.get()
    for row in (duty, post):
        assert client.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403, row
    sent = {
        "user": d.staff.pk,
        "agency": d.commune.pk,
        "role": Role.STAFF,
        "title": "",
        "active_from": "",
        "active_to": "19/12/2024",
    }
    assert client.post(address(Membership, "change", post.pk), sent).status_code == 302
    assert not User.objects.get(pk=d.staff.pk).posts()


def test_a_typing_error_nobody_used_yet_can_be_deleted(client):
    wrong = make.agency("UBND xã Gõ Nhầm")
    assert client.post(address(Agency, "delete", wrong.pk), {"post": "yes"}).status_code == 302
    assert not Agency.objects.filter(pk=wrong.pk).exists()


def test_what_the_portal_writes_is_only_looked_at(client, world):
    event = Event.objects.first()
    for model in (Event, Reminder, apps.get_model("reporting", "UnitReport"), apps.get_model("workflow", "Evidence")):
        assert client.get(address(model, "add")).status_code == 403, model
    assert client.post(address(Event, "change", event.pk), {"reason": "khác"}).status_code == 403
    event.refresh_from_db()
    assert event.reason != "khác"


def test_changes_of_master_data_are_kept_with_who_and_when(client, world):
    agency = world.d.office
    before = agency.history.count()
    agency.name = "Phòng Nông nghiệp và Môi trường"
    agency.save()
    assert agency.history.count() == before + 1
    page = client.get(reverse("admin:agencies_agency_history", args=[agency.pk]))
    assert page.status_code == 200


def test_an_agency_under_itself_is_refused_in_words_and_the_form_keeps_its_values(client, world):
    committee = world.d.committee
    sent = {
        "name": "UBND huyện Tên Mới",
        "short_name": "x",
        "official_name": "x",
        "kind": "COMMITTEE",
        "level": "DISTRICT",
        "parent": world.d.commune.pk,
        "order": 1,
        "code": committee.code,
        **{f"{prefix}-{name}": 0 for prefix in ("succeeded_by", "duties") for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }
    page = client.post(address(Agency, "change", committee.pk), sent)
    assert page.status_code == 200
    assert "không thể trực thuộc chính nó" in page.content.decode()
    assert "UBND huyện Tên Mới" in page.content.decode()
