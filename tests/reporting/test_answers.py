"""Typing a report: saving, conflicts, locks and bad input, through the pages."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.vietnamese import format_number
from reporting import moves
from reporting.models import AnswerStatus, Origin
from tests import make
from tests.reporting.test_report_moves import bring_to

FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}


def post(client, answer, **values):
    values.setdefault("revision", answer.revision)
    return client.post(reverse("answer_save", args=[answer.pk]), values, **FETCH)


@pytest.fixture
def staff(district, client):
    client.force_login(district.staff)
    return client


def test_a_number_typed_the_vietnamese_way_is_saved(district, staff):
    answer = make.answer(district.report(), "chuc-mung")
    reply = post(staff, answer, number="1.238")
    assert reply.status_code == 200
    assert reply.json()["revision"] == 1
    answer.refresh_from_db()
    assert (answer.number, answer.status, answer.origin, answer.saved_by) == (1238, "GIVEN", "TYPED", district.staff)


def test_the_same_again_changes_nothing(district, staff):
    answer = make.answer(district.report(), "chuc-mung")
    post(staff, answer, number="5")
    reply = post(staff, answer, number="5")
    assert reply.status_code == 200
    answer.refresh_from_db()
    assert answer.revision == 1


def test_two_tabs_conflict_and_both_texts_are_there(district, staff):
    answer = first_words(district)
    assert post(staff, answer, text="Bản của tab một.").status_code == 200
    reply = post(staff, answer, text="Bản của tab hai.")
    assert reply.status_code == 409
    assert reply.json()["theirs"]["text"] == "Bản của tab một."
    answer.refresh_from_db()
    assert answer.text == "Bản của tab một."
    again = post(staff, answer, text="Bản của tab hai.", revision=reply.json()["revision"])
    assert again.status_code == 200


def first_words(district):
    return district.report().open_version.answers.filter(question__kind="NARRATIVE").first()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-5", "không được âm"),
        ("năm", "nhập một số"),
        ("1,234", "tối đa 2 chữ số"),
        ("9" * 20, "quá lớn"),
        ("12.34.5", "nhập một số"),
    ],
)
def test_a_wrong_number_is_refused_with_a_sentence_and_nothing_stored_is_lost(typed, says, district, staff):
    answer = make.answer(district.report(), "chuc-mung")
    post(staff, answer, number="7")
    answer.refresh_from_db()
    reply = post(staff, answer, number=typed)
    assert reply.status_code == 422
    assert says in reply.json()["errors"]["number"][0]
    answer.refresh_from_db()
    assert answer.number == 7


def test_a_million_characters_are_refused_not_cut(district, staff):
    reply = post(staff, first_words(district), text="a" * 1_000_000)
    assert reply.status_code == 422
    assert "1.000.000 ký tự" in reply.json()["errors"]["text"][0]


def test_a_word_paste_is_cleaned(district, staff):
    answer = first_words(district)
    post(staff, answer, text="Kê\u0301t quả\u00a0tốt\u200b\r\n\r\n\r\n\r\nHai\x07")
    answer.refresh_from_db()
    assert answer.text == "Kết quả tốt\n\nHai"


def test_nothing_arose_counts_as_answered_and_clashes_with_a_number(district, staff):
    answer = make.answer(district.report(), "xin-loi")
    assert post(staff, answer, number="3", none="on").status_code == 422
    assert post(staff, answer, number="", none="on").status_code == 200
    answer.refresh_from_db()
    assert (answer.status, answer.number) == (AnswerStatus.NONE, None)


@pytest.mark.parametrize(
    ("number", "denominator", "field"), [("5", "", "denominator"), ("5", "0", "denominator"), ("5", "4", "number")]
)
def test_a_ratio_needs_both_numbers_and_stays_within_100_percent(number, denominator, field, district, staff):
    answer = make.answer(district.report(), "dung-hen")
    reply = post(staff, answer, number=number, denominator=denominator)
    assert reply.status_code == 422
    assert field in reply.json()["errors"]


def test_overriding_the_systems_number_needs_a_reason_and_can_be_taken_back(district, staff):
    answer = make.answer(district.report(), "chuc-mung")
    answer.number = answer.system_number = 52
    answer.origin, answer.status = Origin.SYSTEM, AnswerStatus.GIVEN
    answer.save()
    assert "reason" in post(staff, answer, number="57").json()["errors"]
    assert post(staff, answer, number="57", reason="5 ý kiến qua bưu chính").status_code == 200
    answer.refresh_from_db()
    assert (answer.number, answer.origin, answer.system_number) == (57, Origin.TYPED, 52)
    assert post(staff, answer, number=format_number(52), reason="").status_code == 200
    answer.refresh_from_db()
    assert (answer.origin, answer.reason) == (Origin.SYSTEM, "")


def test_only_the_returned_sections_open_and_the_server_refuses_the_others(district, staff):
    report = bring_to("RETURNED", district)
    opened = set(report.open_version.open_sections)
    rows = list(report.open_version.answers.select_related("question"))
    assert {row.question.section_id in opened for row in rows} == {True, False}
    for row in rows:
        values = (
            {"text": "Lời khác hẳn."} if row.question.kind == "NARRATIVE" else {"number": "77", "denominator": "99"}
        )
        reply = post(staff, row, **values)
        before = (row.number, row.text)
        row.refresh_from_db()
        if row.question.section_id in opened:
            assert reply.status_code == 200
        else:
            assert reply.status_code == 403
            assert "đang khóa" in reply.json()["detail"]
            assert (row.number, row.text) == before


@pytest.mark.parametrize("state", ["AWAITING_HEAD", "SUBMITTED", "ACCEPTED", "EXCUSED"])
def test_nobody_types_where_typing_has_ended(state, district, staff):
    report = bring_to(state, district)
    row = report.versions.first().answers.select_related("question").filter(question__kind="NUMBER").first()
    assert post(staff, row, number="77").status_code == 403


def test_another_units_answers_are_not_there(district, client):
    answer = make.answer(district.report(), "chuc-mung")
    for person in (make.user(district.communes[1]), district.standing_staff, district.chairman, make.user()):
        client.force_login(person)
        assert post(client, answer, number="1").status_code == 404


def test_a_lost_session_is_401_and_a_stale_token_too(district):
    answer = make.answer(district.report(), "chuc-mung")
    assert post(Client(), answer, number="1").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(district.staff)
    assert post(strict, answer, number="1").status_code == 401


def test_without_a_script_the_form_saves_all_the_same(district, staff):
    answer = make.answer(district.report(), "chuc-mung")
    reply = staff.post(reverse("answer_save", args=[answer.pk]), {"revision": "0", "number": "12"})
    assert reply.status_code == 302
    answer.refresh_from_db()
    assert answer.number == 12


def test_blank_is_not_zero(district, staff):
    answer = make.answer(district.report(), "chuc-mung")
    post(staff, answer, number="0")
    answer.refresh_from_db()
    assert (answer.status, answer.number) == (AnswerStatus.GIVEN, 0)
    post(staff, answer, number="")
    answer.refresh_from_db()
    assert (answer.status, answer.number) == (AnswerStatus.BLANK, None)


def test_the_page_lists_what_is_missing_and_says_so_when_nothing_is(district, staff):
    page = staff.get(reverse("report", args=[district.report().pk]))
    assert page.context["missing"]
    make.fill(district.report())
    page = staff.get(reverse("report", args=[district.report().pk]))
    assert not page.context["missing"]
    assert "Đủ nội dung bắt buộc" in page.content.decode()


def test_the_writing_page_costs_the_same_however_much_is_asked(district, staff, django_assert_max_num_queries):
    page = staff.get(reverse("report", args=[district.report().pk]))
    assert page.context["asked"] > 5
    with django_assert_max_num_queries(24):
        staff.get(reverse("report", args=[district.report().pk]))


def test_a_resent_report_shows_just_what_changed(district, client):
    report = bring_to("RETURNED", district)
    row = make.answer(report, "xin-loi")
    client.force_login(district.staff)
    post(client, row, number="9")
    moves.submit(report=report, by=district.head)
    client.force_login(district.standing_staff)
    page = client.get(reverse("review", args=[report.pk]))
    changed = [item.question.code for section in page.context["sections"] for item in section.rows if item.changed]
    assert changed == [row.question.code]
    assert "<del>1</del>" in page.content.decode()
    assert "<ins>9</ins>" in page.content.decode()
