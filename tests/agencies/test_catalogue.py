"""Django's own sentences, where its Vietnamese catalogue is silent or hard to read (config/locale)."""

from django.urls import reverse

from tests import make


def test_a_short_password_is_refused_in_vietnamese(client):
    user = make.user()
    user.set_password("mat-khau-dau-tien")
    user.save()
    client.force_login(user)
    typed = {"old_password": "mat-khau-dau-tien", "new_password1": "ngan", "new_password2": "ngan"}
    page = client.post(reverse("password_change"), typed).content.decode()
    assert "Hãy đặt mật khẩu có ít nhất 10 ký tự." in page


def test_the_administration_speaks_vietnamese(client):
    user = make.user()
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    page = client.get(reverse("admin:index")).content.decode()
    assert "Đến nội dung chính" in page and "Skip to main content" not in page
    assert "Tasks Database Backend" not in page
