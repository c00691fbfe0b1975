"""What nobody types and somebody sends: every address answers in words, stores nothing and loses nothing."""

import re
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from plans.models import Activity
from reporting import moves
from reporting.models import Answer, Remark, ReportState, UnitReport
from tests import make
from tests.test_pages import PAGES, WRITES, World
from workflow.models import Event
from workflow.transitions import NotAllowed

FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}
NO_NUMBERS = ("²", "-1", "9" * 40, "NaN", "1e999", "٣", "", "' OR 1=1 --")
MILLION = "ế" * 1_000_000


@pytest.fixture
def world(db, portal_day):
    return World()


def log_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def field_names() -> set[str]:
    """Every name that a view reads from a form by hand."""
    views = "".join(path.read_text() for path in Path(settings.BASE_DIR).glob("*/views/*.py"))
    found = set(re.findall(r'POST\.(?:get|getlist)\(\s*"(\w+)"', views))
    assert {"reason", "sections", "bao_cao", "text"} <= found
    return found | {"section", "remark", "report", "revision", "token", "next"}


def test_views_read_numbers_in_the_one_place_that_trusts_nothing():
    """`"²".isdigit()` is true and `int("²")` an error of the server: agencies.incoming knows."""
    for path in Path(settings.BASE_DIR).glob("*/views/*.py"):
        assert not re.search(r"(int\(|pk=).*\.isdigit\(|\bint\(request|UUID\(request", path.read_text()), path


def test_a_form_full_of_nonsense_is_refused_in_words(world):
    names = field_names() - {"thao_tac", "bo"}
    for name in sorted(set(WRITES) - {"logout", "round_discard"}):
        arguments, who_may, *_ = WRITES[name]
        writer = "standing_head" if not who_may or "standing_head" in who_may else min(who_may)
        client = log_in(getattr(world.d, writer))
        address = reverse(name, args=arguments(world))
        for value in NO_NUMBERS:
            sent = dict.fromkeys(names, value) | ({"thao_tac": "loai"} if name == "figure_change" else {})
            for extra in ({}, FETCH) if name.endswith("_save") else ({},):
                reply = client.post(address, sent, **extra)
                assert reply.status_code in (200, 302, 403, 404, 409, 422), (name, value, reply.status_code)
    assert not Remark.objects.filter(section__isnull=False).exists()


def test_an_address_full_of_nonsense_shows_a_page(world):
    names = "ban phan so nguon doan trang thang viec don_vi loc tim q ke_hoach vai loai den_ngay nam trang_thai sort per_page"
    for name, who, *arguments in (
        ("home", "head"),
        ("search", "head"),
        ("tasks", "head"),
        ("log", "staff"),
        ("log_month", "staff"),
        ("plan", "head", world.d.plan.pk),
        ("plan_tab", "head", world.d.plan.pk, "mo-hinh"),
        ("reform_models", "head"),
        ("round", "standing_head", world.d.round.pk),
        ("round_setup", "standing_head", world.prepared.pk),
        ("review", "standing_head", world.report.pk),
        ("monitoring", "monitor_staff", world.d.round.pk),
        ("consolidation", "standing_head", world.document.pk),
    ):
        client = log_in(getattr(world.d, who))
        for value in ("²", "-1", "9" * 40, "a b c d e f g h i k l m " * 90, "2024-²", "10000-01"):
            reply = client.get(reverse(name, args=arguments), dict.fromkeys(names.split(), value))
            assert reply.status_code == 200, (name, value)


def test_a_version_that_is_no_number_is_not_there(world):
    for value in ("²", "9" * 40, "-1", "x"):
        reply = log_in(world.d.head).get(reverse("report", args=[world.report.pk]), {"ban": value})
        assert reply.status_code == 404


def test_the_number_of_a_row_may_be_huge(world):
    """Larger than any column holds: not there, on both databases."""
    client = log_in(world.d.standing_head)
    for name, (arguments, *_) in PAGES.items():
        sent = [10**30 if isinstance(value, int) else value for value in arguments(world)]
        if sent:
            assert client.get(reverse(name, args=sent)).status_code == 404, name


def test_the_character_zero_reaches_no_view(world):
    client = log_in(world.d.standing_head)
    address = reverse("review_excuse", args=[world.report.pk])
    page = client.post(address, {"reason": "không\0có"})
    assert page.status_code == 400
    assert "chưa được ghi" in page.content.decode()
    reply = client.post(address, {"reason": "không\0có"}, **FETCH)
    assert (reply.status_code, reply.headers["Content-Type"]) == (400, "application/json")
    assert client.get(reverse("search"), {"q": "a\0"}).status_code == 400


def test_control_characters_pasted_from_word_reach_no_document(world):
    letter = world.draft_letter
    sent = dict.fromkeys(("about", "opening", "closing", "symbol"), "Dòng một\x0bdòng hai\x1b\x01\uffff")
    client = log_in(world.d.standing_head)
    sent |= {"issuer": letter.issuer_id, "reply_by": "31/12/2024"}
    assert client.post(reverse("letter_save", args=[letter.pk]), sent).status_code == 302
    letter.refresh_from_db()
    assert letter.opening == "Dòng một\ndòng hai"
    assert client.get(reverse("letter_docx", args=[letter.pk])).status_code == 200


def test_a_million_letters_are_told_how_long_they_may_be(world):
    d = world.d
    draft = d.report(d.communes[1])
    words = draft.open_version.answers.filter(question__kind="NARRATIVE").first()
    client = log_in(d.other_staff)
    form = "application/x-www-form-urlencoded"
    text = "&".join(("revision=0", "text=" + "%E1%BA%BF" * 1_000_000))
    reply = client.post(reverse("answer_save", args=[words.pk]), text, content_type=form, **FETCH)
    assert reply.status_code == 422
    assert "1.000.000 ký tự, tối đa 20.000" in reply.json()["errors"]["text"][0]
    words.refresh_from_db()
    assert words.text == ""


def test_what_is_too_long_stays_in_its_box(world):
    task = make.assignment(make.task(world.d.plan, world.d.commune, due=date(2024, 12, 31)), world.d.commune)
    for address, field in (("assignment_complete", "result"), ("assignment_progress", "tien-do-text")):
        reply = log_in(world.d.staff).post(reverse(address, args=[task.pk]), {field: "Dài " * 3000})
        assert reply.status_code == 422
        page = reply.content.decode()
        assert "Dài Dài Dài" in page, address
        assert "dài quá" in page, address


def test_a_word_too_long_for_the_exchange_is_not_cut_in_silence(world):
    page = log_in(world.d.staff).post(
        reverse("review_remark", args=[world.report.pk]), {"text": "Dài " * 501}, follow=True
    )
    assert "dài quá 2.000 ký tự nên chưa gửi" in page.text
    assert not world.report.remarks.exists()


def test_a_request_beyond_all_measure_is_told_so(world, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client, address = log_in(world.d.staff), reverse("profile")
    page = client.post(address, {"full_name": "x" * 2000})
    assert page.status_code == 413
    assert "quá lớn" in page.content.decode()
    reply = client.post(address, {"full_name": "x" * 2000}, **FETCH)
    assert reply.status_code == 413
    assert "quá lớn" in reply.json()["detail"]


def test_numbers_below_zero_or_no_numbers_at_all_are_refused_and_kept(world):
    d = world.d
    draft = d.report(d.communes[1])
    answer = make.answer(draft, "chuc-mung")
    client = log_in(d.other_staff)
    for typed in ("-1", "−5", "abc", "1e5", "NaN", "Infinity", "0x10", "1,2,3", "12,345", "9" * 30, "--1", "²"):
        reply = client.post(
            reverse("answer_save", args=[answer.pk]), {"number": typed, "revision": answer.revision}, **FETCH
        )
        assert reply.status_code == 422, typed
        assert reply.json()["errors"]["number"][0].startswith(("Hãy", "Số", "Chỉ")), typed
    assert Answer.objects.get(pk=answer.pk).number is None


def test_the_log_refuses_wrong_numbers_and_keeps_them_in_the_form(world):
    d = world.d
    before = Activity.objects.count()
    for typed in ("-1", "nhiều", "9" * 19):
        sent = {"assignment": world.saturday.pk, "on": "2024-12-19", "count": typed, "text": "Chợ xã"}
        reply = log_in(d.staff).post(reverse("log"), sent)
        assert reply.status_code == 422
        assert f'value="{typed}"' in reply.content.decode()
        assert "Chợ xã" in reply.content.decode()
    assert Activity.objects.count() == before


def test_the_work_of_another_unit_is_not_taken_from_a_forged_form(world):
    d = world.d
    foreign = d.saturdays.assignments.get(agency=d.communes[1])
    sent = {"assignment": foreign.pk, "on": "2024-12-19", "count": "1"}
    reply = log_in(d.staff).post(reverse("log"), sent)
    assert reply.status_code == 422
    assert "không thuộc đơn vị của bạn" in reply.content.decode()
    assert not foreign.activities.exists()


def test_the_answer_of_another_unit_is_not_there(world):
    d = world.d
    answer = make.answer(d.report(d.communes[1]), "chuc-mung")
    for person in (d.staff, d.head, d.standing_head, d.chairman, d.outsider):
        reply = log_in(person).post(reverse("answer_save", args=[answer.pk]), {"number": "5", "revision": "0"}, **FETCH)
        assert reply.status_code == 404, person
    answer.refresh_from_db()
    assert answer.number is None


def test_a_return_names_sections_of_its_own_round_only(world):
    d = world.d
    foreign = make.ReportingDistrict().round.sections.first()
    sent = {"sections": [foreign.pk], "reason": "Xem lại", "due": "25/12/2024"}
    reply = log_in(d.standing_head).post(reverse("review_return", args=[world.report.pk]), sent)
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "không thuộc kỳ báo cáo này" in page
    assert "Xem lại" in page
    world.report.refresh_from_db()
    assert world.report.state == ReportState.SUBMITTED


def test_the_day_of_a_return_is_read_in_words_and_stays_where_it_is_not_understood(world):
    d, url = world.d, reverse("review_return", args=[world.report.pk])
    person = log_in(d.standing_head)
    sent = {"sections": [d.round.sections.first().pk], "reason": "Xem lại số liệu"}
    page = person.post(url, sent | {"due": "khi nào xong"})
    assert page.status_code == 422
    assert 'value="khi nào xong"' in page.text and "Xem lại số liệu" in page.text
    assert "Chưa tính được ngày từ lời văn này" in page.text
    assert person.post(url, sent | {"due": "trước 31/12"}).status_code == 302
    world.report.refresh_from_db()
    assert (world.report.state, world.report.return_due) == (ReportState.RETURNED, date(2024, 12, 30))


def test_ticks_of_another_jurisdiction_change_nothing(world):
    other = make.ReportingDistrict()
    foreign = other.report()
    sent = {"bao_cao": [foreign.pk], "thao_tac": "khong-yeu-cau", "reason": "Không"}
    reply = log_in(world.d.standing_head).post(reverse("round_bulk", args=[world.d.round.pk]), sent)
    assert reply.status_code == 302
    foreign.refresh_from_db()
    assert foreign.state == ReportState.DRAFT
    assert not foreign.events.exists()


def test_nobody_is_led_off_the_server_after_a_form(world):
    for address in ("https://example.org/", "//example.org/", "javascript:alert(1)", "²", "-1", "\\\\example.org"):
        sent = {"bao_cao": [world.report.pk], "thao_tac": "nhac", "next": address}
        reply = log_in(world.d.standing_head).post(reverse("round_bulk", args=[world.d.round.pk]), sent)
        assert reply.url == reverse("round", args=[world.d.round.pk])


# Tokens


def test_a_token_used_for_one_move_makes_no_other(world):
    """Confirmed, then back with the browser and sent back from the old page: refused, and said so."""
    d, token = world.d, uuid.uuid4()
    moves.accept(report=world.report, by=d.standing_head, token=token)
    sections = [d.round.sections.first().pk]
    sent = {"sections": sections, "reason": "Xem lại", "due": "25/12/2024", "token": str(token)}
    reply = log_in(d.standing_head).post(reverse("review_return", args=[world.report.pk]), sent, follow=True)
    assert "đã dùng cho một thao tác khác" in reply.content.decode()
    world.report.refresh_from_db()
    assert world.report.state == ReportState.ACCEPTED


def test_a_token_of_somebody_elses_page_moves_nothing(world):
    d = world.d
    first = world.report.events.get(name="submit_signed")
    other = make.fill(d.report(d.communes[1]))
    other_head = make.user(d.communes[1], "HEAD")
    page = log_in(other_head).post(
        reverse("report_move", args=[other.pk, "submit"]), {"token": str(first.token)}, follow=True
    )
    assert "đã dùng cho một thao tác khác" in page.content.decode()
    other.refresh_from_db()
    assert other.state == ReportState.DRAFT
    with pytest.raises(NotAllowed):
        moves.submit(report=other, by=d.head, token=uuid.uuid4())


def test_what_a_slow_line_sends_twice_is_kept_once(world):
    d, client = world.d, log_in(world.d.staff)
    before = world.saturday.activities.count()
    entry = {"assignment": world.saturday.pk, "on": "2024-12-19", "count": "2", "token": str(uuid.uuid4())}
    raised = {"kho-khan-text": "Thiếu máy in", "token": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(reverse("log"), entry).status_code == 302
        assert client.post(reverse("difficulty_raise", args=[world.task.pk]), raised).status_code == 302
    assert world.saturday.activities.count() == before + 1
    assert world.task.difficulties.filter(text="Thiếu máy in").count() == 1
    # Back in the browser and typed over: another entry, whatever the page's token.
    assert client.post(reverse("log"), entry | {"count": "3"}).status_code == 302
    assert world.saturday.activities.count() == before + 2
    said = {"text": "Báo cáo việc chậm hồ sơ", "lead": d.office.pk, "due": "31/12/2024"}
    replies = [log_in(d.chairman).post(reverse("direction_give"), said) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [302, 422]
    assert "Hôm nay đã giao" in replies[1].text


def test_pressing_twice_tells_everybody_once(world):
    d = world.d
    report, token = d.report(d.communes[1]), uuid.uuid4()
    head = make.user(d.communes[1], "HEAD")
    for _ in range(2):
        moves.send_up(report=report, by=d.other_staff, token=token)
    assert head.notices.filter(text__contains="chờ ký").count() == 1
    token = uuid.uuid4()
    for _ in range(2):
        moves.hand_back(report=report, by=head, reason="Xem lại số", token=token)
    assert d.other_staff.notices.filter(text__contains="chuyển lại").count() == 1
    token = uuid.uuid4()
    for _ in range(2):
        moves.excuse(report=report, by=d.standing_head, reason="Không có việc", token=token)
    assert head.notices.filter(text__contains="không phải báo cáo").count() == 1
    token = uuid.uuid4()
    for _ in range(2):
        moves.require(report=report, by=d.standing_head, reason="Có việc", token=token)
    assert head.notices.filter(text__contains="đề nghị đơn vị gửi").count() == 1
    assert (
        Event.objects.filter(document_id=report.pk, name__in=("send_up", "hand_back", "excuse", "require")).count() == 4
    )
    assert UnitReport.objects.get(pk=report.pk).due >= date(2024, 12, 1)
