"""Nothing typed is lost: typing a report in a real browser, with a second tab, without network, after the session."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district(transactional_db, portal_day):
    return make.ReportingDistrict()


@pytest.fixture
def answer(district):
    return district.report().open_version.answers.filter(question__kind="NARRATIVE").first()


@pytest.fixture
def writing(district, answer, page, enter):
    """The report page of the commune's staff, with the block of the answer open."""
    enter(page, district.staff)
    return open_report(page, district, answer)


def open_report(page, district, answer):
    page.goto(f"{district.report().get_absolute_url()}#c{answer.pk}")
    expect(words(page, answer)).to_be_visible()
    return page


def words(page, answer):
    return page.locator(f"#c{answer.pk} textarea[name=text]")


def sign(page):
    return page.locator("[data-save-sign]")


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('cchc:')).length")


def wait_until_saved(page):
    """The sign may still show the last save but one; the browser's own copy goes only when the server has it all."""
    for _ in range(50):
        if not kept(page):
            return
        page.wait_for_timeout(100)
    pytest.fail("the browser still keeps a copy")


def text_of(answer):
    answer.refresh_from_db()
    return answer.text


def test_leaving_a_field_saves_it_and_says_when(writing, answer):
    block, mark = writing.locator(f"#c{answer.pk}"), writing.locator(f"#muc-{answer.question.section_id}")
    expect(block).to_have_class(re.compile("missing"))
    missing_before = mark.inner_text()
    words(writing, answer).fill("Đã gửi 12 Thư chúc mừng.")
    words(writing, answer).blur()
    expect(sign(writing)).to_have_text(re.compile(r"^đã lưu lúc \d\d:\d\d$"))
    expect(block).not_to_have_class(re.compile("missing"))
    expect(mark).not_to_have_text(missing_before)
    assert text_of(answer) == "Đã gửi 12 Thư chúc mừng."
    assert kept(writing) == 0


def test_whoever_never_stops_typing_is_saved_all_the_same(writing, answer):
    words(writing, answer).click()
    with writing.expect_response(lambda reply: "tra-loi" in reply.url, timeout=8000) as reply:
        for _ in range(24):
            words(writing, answer).press_sequentially("ă")
            writing.wait_for_timeout(180)
    assert reply.value.status == 200
    words(writing, answer).blur()
    wait_until_saved(writing)
    assert text_of(answer) == "ă" * 24


def test_two_tabs_show_both_texts_and_one_is_chosen(writing, watch, district, answer):
    watch.expect("409")
    other = open_report(watch.follow(writing.context.new_page()), district, answer)
    words(other, answer).fill("Bản của tab hai.")
    words(other, answer).blur()
    expect(sign(other)).to_contain_text("đã lưu lúc")

    words(writing, answer).fill("Bản của tab một.")
    words(writing, answer).blur()
    panel = writing.locator(".conflict")
    expect(panel).to_contain_text("Bản của tab một.")
    expect(panel).to_contain_text("Bản của tab hai.")
    assert text_of(answer) == "Bản của tab hai."

    panel.get_by_role("button", name="Giữ bản của tôi").click()
    expect(panel).to_have_count(0)
    expect(sign(writing)).to_contain_text("đã lưu lúc")
    assert text_of(answer) == "Bản của tab một."

    words(other, answer).fill("Bản thứ ba.")
    words(other, answer).blur()
    other.get_by_role("button", name="Lấy bản đang lưu").click()
    expect(words(other, answer)).to_have_value("Bản của tab một.")
    assert kept(other) == 0


def test_without_network_the_text_waits_and_is_saved_when_it_is_back(writing, watch, answer):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    writing.context.set_offline(True)
    words(writing, answer).fill("Viết khi mất mạng.")
    words(writing, answer).blur()
    expect(sign(writing)).to_have_text(re.compile(r"^chưa lưu từ \d\d:\d\d$"))
    expect(sign(writing)).to_have_class(re.compile("unsaved"))
    assert kept(writing) == 1
    writing.context.set_offline(False)
    expect(sign(writing)).to_contain_text("đã lưu lúc", timeout=8000)
    assert text_of(answer) == "Viết khi mất mạng."
    assert kept(writing) == 0


def test_after_a_lost_session_the_text_comes_back_and_is_saved(writing, watch, enter, district, answer):
    watch.expect("401")
    writing.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    words(writing, answer).fill("Viết sau khi hết phiên.")
    words(writing, answer).blur()
    notice = writing.locator("#thong-bao")
    expect(notice).to_contain_text("Nội dung vẫn được giữ trên máy này.")
    assert text_of(answer) == ""
    notice.get_by_role("link", name="Đăng nhập lại").click()
    expect(writing.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    assert writing.locator("input[name=next]").input_value() == district.report().get_absolute_url()

    enter(writing, district.staff)
    open_report(writing, district, answer)
    expect(words(writing, answer)).to_have_value("Viết sau khi hết phiên.")
    expect(sign(writing)).to_contain_text("đã lưu lúc")
    assert text_of(answer) == "Viết sau khi hết phiên."
    assert kept(writing) == 0


def test_what_came_back_never_overwrites_what_somebody_saved_meanwhile(writing, watch, enter, district, answer):
    watch.expect("401|409")
    writing.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    words(writing, answer).fill("Bản giữ trên máy.")
    words(writing, answer).blur()
    expect(writing.locator("#thong-bao")).to_contain_text("Đăng nhập lại")
    type(answer).objects.filter(pk=answer.pk).update(text="Bản của người khác.", status="GIVEN", revision=7)

    enter(writing, district.staff)
    writing.reload()
    expect(writing.locator(".conflict")).to_contain_text("Bản của người khác.")
    expect(writing.locator(".conflict")).to_contain_text("Bản giữ trên máy.")
    assert text_of(answer) == "Bản của người khác."


def test_a_refused_number_stays_with_its_reason(writing, watch, district):
    watch.expect("422")
    figure = make.answer(district.report(), "chuc-mung")
    row = writing.locator(f"#c{figure.pk}")
    writing.evaluate("(id) => { document.getElementById(id).closest('details').open = true; }", f"c{figure.pk}")
    row.locator("input[name=number]").fill("mười hai")
    row.locator("input[name=number]").blur()
    expect(row.get_by_role("alert")).to_contain_text("Hãy nhập một số")
    expect(row.locator("input[name=number]")).to_have_value("mười hai")
    expect(row.locator("input[name=number]")).to_have_attribute("aria-invalid", "true")
    row.locator("input[name=number]").fill("12")
    row.locator("input[name=number]").blur()
    expect(row.get_by_role("alert")).to_have_count(0)
    figure.refresh_from_db()
    assert figure.number == 12


def test_sending_up_waits_until_the_last_words_are_saved(writing, district, answer):
    words(writing, answer).fill("Câu cuối trước khi trình.")
    writing.evaluate("() => document.querySelector('form[action*=\"send_up\"]').requestSubmit()")
    expect(writing.locator("h1").locator("xpath=following-sibling::*[1]")).to_contain_text("Chờ ký")
    assert text_of(answer) == "Câu cuối trước khi trình."
    assert district.report().state == "AWAITING_HEAD"


def test_the_writing_page_is_accessible(writing, assert_accessible):
    assert_accessible(writing)


def test_on_a_phone_what_is_missing_is_one_tap_away(district, answer, phone, enter, assert_accessible):
    enter(phone, district.staff)
    open_report(phone, district, answer)
    phone.get_by_role("link", name="Còn thiếu gì").tap()
    expect(phone.locator("#muc-hoan-thanh")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(phone)
