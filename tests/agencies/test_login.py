"""Entering, being slowed down, one's own account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import LoginAttempt
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(portal_day):
    return make.user(make.agency("Phòng Nội vụ"), username="congchuc.noivu", full_name="Người soạn")


def enter(username: str, password: str, client: Client | None = None):
    client = client or Client()
    return client.post(reverse("login"), {"username": username, "password": password})


def fail(username: str, times: int) -> None:
    for _ in range(times):
        enter(username, "sai")


def test_the_right_password_leads_home_and_logging_out_leads_back(person, client):
    assert enter(person.username, make.PASSWORD, client).url == reverse("home")
    assert client.get(reverse("login")).status_code == 302, "whoever is in need not enter again"
    assert client.get(reverse("logout")).status_code == 405
    client.post(reverse("logout"))
    assert client.get(reverse("home")).url.startswith(reverse("login"))


def test_after_the_login_one_is_where_one_wanted_to_go_on_this_server_only(person):
    for wanted, reached in ((reverse("profile"), reverse("profile")), ("https://example.org/", reverse("home"))):
        sent = {"username": person.username, "password": make.PASSWORD, "next": wanted}
        assert Client().post(reverse("login"), sent).url == reached


def test_a_wrong_password_keeps_the_name_and_says_what_to_look_at(person):
    page = enter(person.username, "sai").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert 'value="congchuc.noivu"' in page
    assert 'value="sai"' not in page


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(person):
    def words(username):
        return enter(username, "sai").context["form"].non_field_errors()

    assert words("khong.co.ai") == words(person.username)


def test_a_closed_account_does_not_enter(person):
    person.is_active = False
    person.save()
    assert enter(person.username, make.PASSWORD).status_code == 200


def test_guessing_is_slowed_down_for_the_account_and_for_no_other(person, settings):
    other = make.user(username="nguoi.khac")
    fail(person.username, settings.LOGIN_ATTEMPTS)
    page = enter(person.username, make.PASSWORD)
    assert page.status_code == 200
    assert f"thử lại sau {settings.LOGIN_LOCK_MINUTES} phút" in page.content.decode()
    assert enter(person.username.upper(), make.PASSWORD).status_code == 200, "written large it is the same account"
    assert enter(other.username, make.PASSWORD).status_code == 302


def test_one_failure_less_does_not_lock_and_success_forgets_them(person, settings):
    fail(person.username, settings.LOGIN_ATTEMPTS - 1)
    assert enter(person.username, make.PASSWORD).status_code == 302
    assert not LoginAttempt.objects.exists()
    fail(person.username, settings.LOGIN_ATTEMPTS - 1)
    assert enter(person.username, make.PASSWORD).status_code == 302


def test_the_lock_opens_by_itself(person, settings):
    fail(person.username, settings.LOGIN_ATTEMPTS)
    LoginAttempt.objects.update(at=timezone.now() - timedelta(minutes=settings.LOGIN_LOCK_MINUTES, seconds=1))
    assert enter(person.username, make.PASSWORD).status_code == 302


def test_pressing_on_while_locked_does_not_make_it_longer(person, settings):
    fail(person.username, settings.LOGIN_ATTEMPTS + 5)
    assert LoginAttempt.objects.count() == settings.LOGIN_ATTEMPTS


def test_the_administration_is_entered_under_the_same_lock(person, settings):
    person.is_staff = person.is_superuser = True
    person.save()
    address = reverse("admin:login")
    for _ in range(settings.LOGIN_ATTEMPTS):
        Client().post(address, {"username": person.username, "password": "sai"})
    reply = Client().post(address, {"username": person.username, "password": make.PASSWORD})
    assert reply.status_code == 200
    assert enter(person.username, make.PASSWORD).status_code == 200


@pytest.mark.parametrize("username", ["", "\0", "x" * 5000, "ế" * 300, "' OR 1=1 --"])
def test_nonsense_in_the_name_is_answered_in_words(username):
    assert enter(username, "sai").status_code in (200, 400)


def test_the_profile_keeps_a_vietnamese_name_and_refuses_a_wrong_address(person, client):
    client.force_login(person)
    address = reverse("profile")
    page = client.post(address, {"full_name": "Trần Thị Bưởi", "email": "khong-phai", "phone": ""})
    assert page.status_code in (200, 422)
    assert "Trần Thị Bưởi" in page.content.decode()
    person.refresh_from_db()
    assert person.full_name == "Người soạn"
    client.post(address, {"full_name": "Trần Thị Bưởi", "email": "buoi@example.vn", "phone": "", "is_superuser": "1"})
    person.refresh_from_db()
    assert (person.full_name, person.is_superuser) == ("Trần Thị Bưởi", False)


def test_a_new_password_needs_the_old_one_and_not_an_easy_one(person, client):
    client.force_login(person)
    address = reverse("password_change")

    def change(old, new):
        return client.post(address, {"old_password": old, "new_password1": new, "new_password2": new})

    assert change("sai", "Mot-mat-khau-moi-2024").status_code == 200
    assert change(make.PASSWORD, "12345678").status_code == 200
    assert change(make.PASSWORD, "Mot-mat-khau-moi-2024").status_code == 302
    assert enter(person.username, "Mot-mat-khau-moi-2024").status_code == 302
