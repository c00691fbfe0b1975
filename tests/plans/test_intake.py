"""Results from Excel: rows pasted by a unit, a workbook loaded for all units; seen first, then all written or none."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from agencies.models import DutyKind, Role
from plans.intake import day_of
from plans.models import Activity, Intake
from tests.blanks import flowing
from tests.plans import make

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


@pytest.fixture
def letters(here, plan):
    """Letters of every commune, a monthly figure with one measure."""
    model = make.plan_model(plan, "Thư xin lỗi", number="2")
    order = make.requirement(plan, plan_model=model, nature="ON_DEMAND", count_label="Tổng số thư", count_unit="thư")
    make.measure(order, "dung-han", label="Gửi đúng hạn", unit="thư", ratio_label="Tỷ lệ đúng hạn")
    return [make.assignment(order, commune) for commune in here.communes]


@pytest.fixture
def saturday(here, plan):
    model = make.plan_model(plan, "Ngày thứ 7 vì dân", number="9.1")
    return make.assignment(make.requirement(plan, plan_model=model, count_unit="buổi"), here.communes[0])


@pytest.fixture
def unit(client, here):
    client.force_login(make.user(here.communes[0]))
    return client


@pytest.fixture
def office(client, here):
    """The focal point of administrative procedures, which knows what the one-stop system counted."""
    make.duty(here.committee, DutyKind.PROCEDURES, here.offices[0])
    client.force_login(make.user(here.offices[0]))
    return client


def paste(client, text, **sent):
    return client.post(reverse("log_paste"), {"text": text} | sent)


def load(client, text, **sent):
    return client.post(reverse("log_load"), {"text": "Đơn vị\tMô hình\tSố liệu\tTháng\tSố lượng\n" + text} | sent)


def workbook(*rows, head=("Đơn vị", "Mô hình", "Số liệu", "Đơn vị tính", "Tháng", "Số lượng")):
    book, out = Workbook(), io.BytesIO()
    for row in (["Số liệu một cửa"], head, *rows):
        book.active.append(list(row))
    book.save(out)
    return SimpleUploadedFile("mot-cua.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("typed", "day", "month"),
    [
        ("14/12/2024", date(2024, 12, 14), False),
        ("14-12-2024", date(2024, 12, 14), False),
        ("2024-12-14", date(2024, 12, 14), False),
        ("2024-12-14 00:00:00", date(2024, 12, 14), False),
        ("7.12", date(2024, 12, 7), False),
        ("45640", date(2024, 12, 14), False),
        ("29/02/2024", date(2024, 2, 29), False),
        ("12/2024", TODAY, True),
        ("Tháng 11", date(2024, 11, 30), True),
        ("T2/2024", date(2024, 2, 29), True),
        ("2023-2", date(2023, 2, 28), True),
    ],
)
def test_days_and_months_are_read_as_people_write_them(typed, day, month):
    assert day_of(typed, today=TODAY) == (day, month)


@pytest.mark.parametrize("typed", ["12/25/2024", "29/02/2023", "31/4", "hôm qua", "0/0/0", "13/2024", "9" * 40, "²"])
def test_what_is_no_day_is_said(typed):
    with pytest.raises(ValueError, match="Hãy ghi ngày/tháng/năm"):
        day_of(typed, today=TODAY)


TEN = "\n".join(f"9.1\t{day:02d}/12/2024\t1\tTiếp {day + 20} hồ sơ" for day in range(1, 11))


def test_ten_rows_are_seen_first_and_then_written(unit, saturday):
    answer = paste(unit, TEN)
    assert answer.status_code == 200 and "10 dòng đều đúng" in answer.content.decode()
    assert not Activity.objects.exists()
    assert paste(unit, TEN, luu="1").status_code == 302
    assert Activity.objects.filter(assignment=saturday, monthly=False).count() == 10
    assert set(Activity.objects.values_list("entered_by", flat=True)) == {int(unit.session["_auth_user_id"])}


def test_the_same_rows_again_are_not_counted_twice(unit, saturday):
    paste(unit, TEN, luu="1")
    answer = paste(unit, TEN, luu="1")
    assert answer.status_code == 422 and "Đã có kết quả giống hệt ngày 01/12/2024" in answer.content.decode()
    assert Activity.objects.count() == 10


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9.9\t01/12/2024\t1", "Không có “9.9” trong việc của đơn vị"),
        ("\t01/12/2024\t1", "Thiếu mô hình hoặc nhiệm vụ"),
        ("9.1\t12/25/2024\t1", "Hãy ghi ngày/tháng/năm"),
        ("9.1\t\t1", "Thiếu ngày hoặc tháng"),
        ("9.1\t21/12/2024\t1", "ở sau hôm nay"),
        ("9.1\t31/12/2020\t1", "phải trong thời gian của kế hoạch"),
        ("9.1\t01/12/2024\t-1", "Số lượng phải từ 0 trở lên"),
        ("9.1\t01/12/2024\tnăm", "Số lượng “năm” không đọc được"),
        ("9.1\t01/12/2024", "Thiếu số lượng"),
        ("9.1\t01/12/2024\t1\t" + "x" * 501, "dài quá 500 ký tự"),
    ],
)
def test_a_wrong_row_is_told_in_a_sentence_and_nothing_is_half_stored(unit, saturday, row, said):
    text = f"9.1\t02/12/2024\t1\tĐúng\n{row}"
    answer = paste(unit, text, luu="1")
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "1 dòng cần sửa, 1 dòng đúng" in page
    assert "02/12/2024\t1\tĐúng" in page, "what was pasted stays in the box"
    assert not Activity.objects.exists()


def test_wrong_rows_can_be_left_out(unit, saturday):
    answer = paste(unit, "9.1\t02/12/2024\t1\tĐúng\n9.9\t02/12/2024\t1\tLạ", **{"bo-sai": "1"})
    page = answer.content.decode()
    assert "1 dòng đều đúng" in page and "Lạ" not in page
    assert not Activity.objects.exists()


def test_rows_may_name_their_columns_or_leave_the_model_to_the_choice(unit, saturday):
    assert (
        paste(unit, "Nội dung\tSố lượng\tNgày\nTiếp dân\t1\t07/12/2024", assignment=saturday.pk, luu="1").status_code
        == 302
    )
    assert paste(unit, '07/12/2024\t1\t"Ấp 3,\nẤp 4"', assignment=saturday.pk, luu="1").status_code == 302
    assert set(Activity.objects.values_list("text", flat=True)) == {"Tiếp dân", "Ấp 3, Ấp 4"}


def test_another_units_work_cannot_be_pasted_into(client, here, saturday):
    client.force_login(make.user(here.communes[1]))
    make.assignment(saturday.order, here.communes[1])
    paste(client, TEN, luu="1")
    assert set(Activity.objects.values_list("assignment__agency", flat=True)) == {here.communes[1].pk}
    assert paste(client, TEN, assignment=saturday.pk, luu="1").status_code == 422


ROWS = [
    ("UBND xã 1", "2 Thư xin lỗi", "Tổng số thư", "thư", "12/2024", 40),
    ("UBND xã 1", "2 Thư xin lỗi", "Gửi đúng hạn", "thư", "12/2024", 38),
    ("Xã 2", "2", "Tổng số thư", "thư", date(2024, 12, 14), 7),
    ("Ủy ban nhân dân xã 3", "2", "Tổng số thư", "thư", "12/2024", 0),
    ("UBND xã 1", "2", "Gửi đúng hạn", "thư", "11/2024", None),
]


def test_a_workbook_is_loaded_for_all_units_after_a_look(office, here, letters):
    answer = office.post(reverse("log_load"), {"file": workbook(*ROWS)})
    page = answer.content.decode()
    assert answer.status_code == 200 and "4 dòng đều đúng" in page and "bỏ qua 1 dòng" in page
    assert not Activity.objects.exists() and not Intake.objects.exists()
    form = answer.context["form"]
    sent = {"text": form["text"].value(), "name": form["name"].value(), "luu": "1"}
    assert office.post(reverse("log_load"), sent).status_code == 302
    first, second, _ = Activity.objects.order_by("assignment__agency__order", "assignment__agency")
    assert (first.count, first.monthly, first.figures.get().count) == (40, True, 38)
    assert (second.on, second.count) == (date(2024, 12, 14), 7)
    intake = Intake.objects.get()
    assert (intake.name, intake.agency, first.intake) == ("mot-cua.xlsx", here.offices[0], intake)
    assert "UBND xã 1" in office.get(reverse("intake", args=[intake.pk])).content.decode()


def test_loading_again_replaces_what_changed_and_keeps_the_old_value(office, client, here, letters):
    load(office, "UBND xã 1\t2\tTổng số thư\t12/2024\t40\nUBND xã 2\t2\tTổng số thư\t12/2024\t7", luu="1")
    page = load(office, "UBND xã 1\t2\tTổng số thư\t12/2024\t42\nUBND xã 2\t2\tTổng số thư\t12/2024\t7")
    assert "thay 40" in flowing(page) and "giữ nguyên" in flowing(page)
    load(office, "UBND xã 1\t2\tTổng số thư\t12/2024\t42\nUBND xã 2\t2\tTổng số thư\t12/2024\t7", luu="1")
    assert Activity.objects.count() == 3
    now = Activity.objects.counted().get(assignment=letters[0])
    assert (now.count, now.corrects.count) == (42, 40)
    client.force_login(make.user(here.communes[0]))
    page = flowing(client.get(reverse("log")))
    assert "số cũ" in page and "nạp từ Tệp Excel" in page
    assert "Các lần sửa" in client.get(reverse("activity_correct", args=[now.pk])).content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("UBND xã 9\t2\tTổng số thư\t12/2024\t5", "Không có đơn vị “UBND xã 9”"),
        ("Phòng 2\t2\tTổng số thư\t12/2024\t5", "Không có “2” trong việc của Phòng 2"),
        (
            "UBND xã 2\t2\tThư mời\t12/2024\t5",
            "không có số liệu “Thư mời”. Hãy ghi một trong: Tổng số thư; Gửi đúng hạn",
        ),
        ("UBND xã 2\t2\tGửi đúng hạn\t12/2024\t5", "Tháng này chưa có “Tổng số thư”"),
        ("UBND xã 1\t2\tTổng số thư\t12/2024\t5", "Trùng với dòng 2"),
        ("UBND xã 1\t2\tGửi đúng hạn\t12/2024\t41", "không thể lớn hơn “Tổng số thư”"),
        ("UBND xã 2\t2\tTổng số thư\t01/2025\t5", "ở sau hôm nay"),
    ],
)
def test_a_wrong_row_of_the_workbook_stops_the_whole(office, letters, row, said):
    answer = load(office, f"UBND xã 1\t2\tTổng số thư\t12/2024\t40\n{row}", luu="1")
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Activity.objects.exists() and not Intake.objects.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 hong"), "Tệp bị hỏng"),
        (SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0"), "Không nhận tệp loại"),
        (workbook(head=("A", "B", "C")), "Không thấy dòng tiêu đề"),
        (workbook(), "Chưa dòng nào có số lượng"),
    ],
    ids=["broken", "old", "no headings", "empty"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(office, letters, file, said):
    file.seek(0)
    answer = office.post(reverse("log_load"), {"file": file})
    assert answer.status_code == 422 and said in answer.content.decode()


def test_the_sample_holds_every_unit_and_what_is_known_and_reads_back(office, letters):
    make.activity(letters[0], date(2024, 12, 14), 21, monthly=True, figures={"dung-han": 20})
    answer = office.get(reverse("load_sample") + "?thang=2024-12")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 1 + 2 * 3
    assert rows[1][:6] == ("UBND xã 1", "2 Thư xin lỗi", "Tổng số thư", "thư", "12/2024", 21)
    again = office.post(reverse("log_load"), {"file": SimpleUploadedFile("mau.xlsx", answer.content)})
    assert "2 dòng đều đúng" in flowing(again) and "giữ nguyên" in flowing(again)


def test_only_the_office_that_holds_the_figures_loads_them(client, here, letters):
    for person in (make.user(here.communes[0]), make.user(here.standing, Role.CLERK), make.user(here.offices[1])):
        client.force_login(person)
        assert client.get(reverse("log_load")).status_code == 403
        assert client.get(reverse("load_sample")).status_code == 403
        assert load(client, "UBND xã 1\t2\tTổng số thư\t12/2024\t5", luu="1").status_code == 403
    assert not Activity.objects.exists()


def test_the_look_costs_the_same_reading_however_many_units(office, letters, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        assert office.get(reverse("log_load")).status_code == 200
