"""Deadlines typed on screens, in the words of documents."""

from datetime import date

import pytest
from django import forms
from django.urls import reverse

from agencies.models import Role
from plans.deadlines import DeadlineField, read_deadline
from tests import make

ON = date(2024, 12, 20)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("30/6/2025", date(2025, 6, 30)),
        ("2025-06-30", date(2025, 6, 30)),
        ("Quý I/2025", date(2025, 3, 31)),
        ("quí 4", date(2024, 12, 31)),
        ("Trước ngày 31/12", date(2024, 12, 30)),
        ("trong tháng 01 năm 2025", date(2025, 1, 31)),
        ("10 ngày kể từ ngày ban hành", date(2024, 12, 30)),
        (" ", None),
    ],
)
def test_words_become_the_last_day_they_allow(words, due):
    assert read_deadline(words, on=ON) == due


@pytest.mark.parametrize("words", ["khi phát sinh", "thường xuyên", "sớm nhất có thể", "31/02/2025"])
def test_words_without_a_day_are_asked_for_again(words):
    with pytest.raises(ValueError, match="Hãy ghi ngày"):
        read_deadline(words, on=ON)


class AskForm(forms.Form):
    due = DeadlineField(label="Hạn")


def test_what_was_typed_stays_in_the_field_with_the_sentence(portal_day):
    form = AskForm({"due": "lúc nào xong"})
    assert not form.is_valid()
    assert 'value="lúc nào xong"' in str(form["due"])
    assert "Hãy ghi hạn." in str(AskForm({"due": ""}).errors)


def test_the_day_is_said_while_typing(client, db, portal_day):
    client.force_login(make.user(make.District().office, Role.STAFF))
    url = reverse("deadline")
    assert client.get(url, {"gia-han-due": "Quý I/2025"}).text == "Hiểu là: hạn 31/03/2025"
    assert client.get(url, {"due": "31/03/2025"}).text == ""
    assert "Chưa tính được ngày" in client.get(url, {"due": "<b>khi rảnh</b>"}).text
    assert client.get(url).text == ""


def test_more_time_is_given_in_the_words_of_a_document(client, db, portal_day):
    d = make.District()
    late = make.assignment(make.task(make.plan(d), d.office, due=date(2024, 12, 24)), d.office)
    client.force_login(make.user(d.standing, Role.STAFF))
    given = {"gia-han-due": "Quý I/2025", "gia-han-reason": "Chờ hướng dẫn của Tỉnh"}
    client.post(reverse("assignment_extend", args=[late.pk]), given)
    late.refresh_from_db()
    assert late.due == date(2025, 3, 31)
