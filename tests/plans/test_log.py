"""Cập nhật kết quả: entered once by the unit that owns the figure, corrected without losing the old one."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import Role
from plans.models import Activity, PartKind, PlanState
from plans.services import add_activity, correct_activity
from tests.plans import make
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


@pytest.fixture
def letters(here, plan):
    """On-demand work of the first commune with two measures, one of them a share of the count."""
    order = make.requirement(plan, nature="ON_DEMAND", count_label="Tổng số thư", count_unit="thư")
    make.measure(order, "xin-loi", label="Thư xin lỗi", unit="thư")
    make.measure(order, "dung-han", label="Gửi đúng hạn", unit="thư", ratio_label="Tỷ lệ đúng hạn", position=1)
    return make.assignment(order, here.communes[0])


@pytest.fixture
def clerk(here):
    return make.user(here.communes[0])


def figure_names(assignment):
    return [f"f-{assignment.pk}-{measure.pk}" for measure in assignment.order.measures.all()]


def test_an_event_is_entered_with_its_figures_and_photo(client, letters, clerk):
    client.force_login(clerk)
    sorry, in_time = figure_names(letters)
    answer = client.post(
        reverse("log"),
        {
            "assignment": letters.pk,
            "on": "2024-12-14",
            "count": "1.234",
            "text": "Gửi thư tháng 12",
            sorry: "3",
            in_time: "1.200",
            "files": [make.upload("anh.pdf")],
        },
        follow=True,
    )
    assert answer.status_code == 200
    entry = Activity.objects.get()
    assert (entry.on, entry.count, entry.entered_by) == (date(2024, 12, 14), 1234, clerk)
    assert {f.measure.code: f.count for f in entry.figures.all()} == {"xin-loi": 3, "dung-han": 1200}
    page = answer.content.decode()
    assert "Đã lưu kết quả." in page and "1.234" in page and "anh.pdf" in page
    file = client.get(reverse("activity_file", args=[entry.pk, entry.evidence.get().pk]))
    assert file.status_code == 200 and b"".join(file.streaming_content) == make.PDF


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"count": "-5"}, "Số lượng phải từ 0 trở lên"),
        ({"count": "năm"}, "Hãy nhập một số"),
        ({"count": "99999999999"}, "Số lượng quá lớn"),
        ({"count": ""}, "Hãy nhập số lượng"),
        ({"on": "2024-12-21"}, "không được sau hôm nay"),
        ({"on": "2020-12-31"}, "phải trong thời gian của kế hoạch"),
        ({"on": "hôm nay"}, "Hãy nhập ngày"),
        ({"assignment": "0"}, "Hãy chọn lại"),
        ({"text": "x" * 501}, "dài quá 500 ký tự"),
        ({"text": "x" * 1_000_000}, "dài quá 500 ký tự"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, letters, clerk, typed, said):
    client.force_login(clerk)
    sent = {"assignment": letters.pk, "on": "2024-12-14", "count": "7", "text": "Một dòng đã gõ"} | typed
    answer = client.post(reverse("log"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not Activity.objects.exists()
    if "text" not in typed:
        assert "Một dòng đã gõ" in page


def test_a_share_cannot_exceed_its_whole(client, letters, clerk):
    client.force_login(clerk)
    _, in_time = figure_names(letters)
    answer = client.post(reverse("log"), {"assignment": letters.pk, "on": "2024-12-14", "count": "7", in_time: "8"})
    assert "không thể lớn hơn “Tổng số thư”" in answer.content.decode()
    assert not Activity.objects.exists()


def test_a_file_of_the_wrong_kind_is_refused_and_the_entry_with_it(client, letters, clerk):
    client.force_login(clerk)
    sent = {"assignment": letters.pk, "on": "2024-12-14", "count": "7", "files": [make.upload("chay.exe", b"MZ")]}
    answer = client.post(reverse("log"), sent)
    assert answer.status_code == 422 and "Không nhận tệp loại" in answer.content.decode()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
def test_only_staff_and_head_of_the_unit_enter_results(here, letters, role):
    for person in (make.user(here.communes[0], role), make.user(here.communes[1], Role.HEAD), make.user(here.standing)):
        with pytest.raises(NotAllowed):
            add_activity(assignment=letters, by=person, on=TODAY)
    assert add_activity(assignment=letters, by=make.user(here.communes[0], Role.HEAD), on=TODAY)


def test_another_units_work_cannot_be_chosen_on_the_page(client, here, letters):
    client.force_login(make.user(here.communes[1]))
    answer = client.post(reverse("log"), {"assignment": letters.pk, "on": "2024-12-14", "count": "7"})
    assert answer.status_code == 422 and not Activity.objects.exists()


def test_monitors_and_closed_plans_take_no_entries(here, plan, letters, clerk):
    watcher = make.assignment(letters.order, here.standing, PartKind.MONITOR)
    with pytest.raises(NotAllowed, match="theo dõi"):
        add_activity(assignment=watcher, by=make.user(here.standing), on=TODAY)
    plan.state = PlanState.CLOSED
    plan.save()
    with pytest.raises(NotAllowed, match="kết thúc"):
        add_activity(assignment=letters, by=clerk, on=TODAY)


def test_a_correction_stands_in_place_of_the_old_entry_once(client, letters, clerk):
    wrong = make.activity(letters, date(2024, 12, 2), 70, figures={"xin-loi": 1}, text="Gõ nhầm")
    wrong.evidence.add(*[])
    client.force_login(clerk)
    page = client.get(reverse("activity_correct", args=[wrong.pk])).content.decode()
    assert 'value="70"' in page and "Gõ nhầm" in page
    sorry, in_time = figure_names(letters)
    sent = {"assignment": letters.pk, "on": "2024-12-02", "count": "7", "text": "Đúng", sorry: "1", in_time: ""}
    assert client.post(reverse("activity_correct", args=[wrong.pk]), sent).status_code == 302
    right = Activity.objects.counted().get()
    assert (right.count, right.corrects) == (Decimal(7), wrong)
    assert client.get(reverse("activity_correct", args=[wrong.pk])).status_code == 404, "already corrected"
    with pytest.raises(NotAllowed, match="đã được sửa"):
        correct_activity(activity=wrong, by=clerk, count=Decimal(8))
    assert Activity.objects.count() == 2


def month(client, **sent):
    return client.post(reverse("log_month") + "?thang=2024-12", sent)


def test_a_months_figures_are_one_page_written_once_and_corrected_after(client, letters, clerk):
    client.force_login(clerk)
    sorry, in_time = figure_names(letters)
    count = f"c-{letters.pk}"
    assert month(client, on="2024-12-14", **{count: "40", sorry: "2", in_time: "39"}).status_code == 302
    entry = Activity.objects.get()
    assert (entry.monthly, entry.on, entry.count) == (True, date(2024, 12, 14), 40)
    assert month(client, on="2024-12-20", **{count: "40", sorry: "2", in_time: "39"}).status_code == 302
    assert Activity.objects.count() == 1, "the same figures again write nothing"
    assert month(client, on="2024-12-20", **{count: "45", sorry: "2", in_time: "39"}).status_code == 302
    assert Activity.objects.counted().get().count == 45
    with pytest.raises(NotAllowed, match="đã có số liệu"):
        add_activity(assignment=letters, by=clerk, on=TODAY, monthly=True)


def test_a_month_is_counted_whole_or_one_by_one_never_both(here, letters, clerk):
    add_activity(assignment=letters, by=clerk, on=date(2024, 12, 14), count=Decimal(21), monthly=True)
    with pytest.raises(NotAllowed, match="đã có số liệu cả tháng"):
        add_activity(assignment=letters, by=clerk, on=TODAY)
    add_activity(assignment=letters, by=clerk, on=date(2024, 11, 14), count=Decimal(3))
    add_activity(assignment=letters, by=clerk, on=date(2024, 11, 15), count=Decimal(4))
    with pytest.raises(NotAllowed, match="từng lần"):
        add_activity(assignment=letters, by=clerk, on=date(2024, 11, 30), count=Decimal(7), monthly=True)


def test_a_correction_proposes_the_day_the_figure_was_counted_to(client, letters, clerk):
    """Moved to today it would not be in the report in writing that closed on the 14th."""
    make.activity(letters, date(2024, 12, 14), 21, monthly=True)
    client.force_login(clerk)
    assert client.get(reverse("log_month")).context["form"]["on"].value() == date(2024, 12, 14)


def test_blank_is_not_zero_on_the_page_of_a_month(client, letters, clerk):
    client.force_login(clerk)
    assert month(client, on="2024-12-20").status_code == 302
    assert not Activity.objects.exists()
    assert month(client, on="2024-12-20", **{f"c-{letters.pk}": "0"}).status_code == 302
    assert Activity.objects.get().count == 0
    answer = month(client, on="2024-12-20", **{f"c-{letters.pk}": ""})
    assert answer.status_code == 422 and "nếu không phát sinh thì nhập 0" in answer.content.decode()


def test_the_month_page_keeps_all_that_was_typed_when_one_box_is_wrong(client, letters, clerk):
    client.force_login(clerk)
    sorry, in_time = figure_names(letters)
    answer = month(client, on="2024-12-20", **{f"c-{letters.pk}": "40", sorry: "hai", in_time: "39"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Hãy nhập một số" in page
    assert 'value="hai"' in page and 'value="40"' in page
    answer = month(client, on="2025-01-02", **{f"c-{letters.pk}": "40"})
    assert "Hãy chọn ngày từ 01/12/2024 đến 20/12/2024" in answer.content.decode()
    assert not Activity.objects.exists()


def test_events_with_a_cadence_are_not_asked_by_the_month(client, here, plan, clerk):
    make.assignment(make.requirement(plan), here.communes[0])
    client.force_login(clerk)
    assert "Không có số liệu tháng" in client.get(reverse("log_month")).content.decode()


def test_late_work_goes_on_after_the_end_of_its_plan(client, here, clerk):
    plan = make.plan(here.committee, here.standing, period_start=date(2023, 1, 1), period_end=date(2023, 12, 31))
    row = make.assignment(make.task(plan, date(2023, 12, 31)), here.communes[0], PartKind.LEAD)
    client.force_login(clerk)
    sent = {"tien-do-on": "2024-12-18", "tien-do-text": "Đang làm nốt"}
    client.post(reverse("assignment_progress", args=[row.pk]), sent)
    assert row.activities.get().text == "Đang làm nốt"
    counted = make.assignment(make.requirement(plan), here.communes[0])
    with pytest.raises(NotAllowed, match="trong thời gian của kế hoạch"):
        add_activity(assignment=counted, by=clerk, on=TODAY)
