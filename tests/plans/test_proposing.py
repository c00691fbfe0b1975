"""A document read as an amendment: the difference that is shown, and the amendment it becomes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from models_registry.models import ReformModel
from plans.editing.making import record
from plans.editing.rows import blank_fields
from plans.editing.working import add_row, find, save_row
from plans.models import Amendment, ReadingState
from plans.services import draft_of, proposed
from plans.services.difference import content_of
from tests import make
from tests.plans.editing.conftest import read
from tests.plans.make import PDF
from tests.reading import papers
from workflow.evidence import store

HEAD = ["STT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]
REVIEW = ["1", "Rà soát, đánh giá thủ tục hành chính", "Phòng Nội vụ", "", "Quý II/2024"]
TRAIN = ["2", "Tập huấn công chức làm việc tại bộ phận một cửa", "Phòng Nội vụ", "", "31/10/2024"]
SURVEY = ["3", "Khảo sát mức độ hài lòng của người dân", "Phòng Nội vụ", "", "30/11/2024"]
PRINT = ["4", "In tờ rơi tuyên truyền đến từng hộ dân", "Phòng Nội vụ", "", "30/11/2024"]


def document(*rows, number="15"):
    made = papers.Paper(
        title="Cải cách hành chính năm 2024",
        left=["ỦY BAN NHÂN DÂN", "HUYỆN THỬ", f"Số: {number}/KH-UBND"],
        place_line="Thử, ngày 10 tháng 01 năm 2024",
        body=["UBND Huyện xây dựng kế hoạch như sau:", "I. NHIỆM VỤ", papers.Grid([HEAD, *rows])],
        signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Nguyễn Văn Thử"],
    )
    return SimpleUploadedFile("ke-hoach.docx", papers.docx(made))


@pytest.fixture
def d(portal_day):
    district = make.District(communes=2)
    district.staff = make.user(district.standing)
    district.outsider = make.user(make.District("huyện Khác").standing)
    return district


@pytest.fixture
def plan(d):
    signed = store(upload=SimpleUploadedFile("ky.pdf", PDF), agency=d.standing, by=d.staff)
    given = {"signed_file": signed, "number": "15", "symbol": "KH-UBND", "issued_on": date(2024, 1, 10)}
    return record(reading=read(d, document(REVIEW, TRAIN, SURVEY)), by=d.staff, **given)


@pytest.fixture
def page_of(d, plan, client):
    client.force_login(d.staff)

    def open_page(reading, **asked):
        return client.get(reverse("reading_amend", args=[reading.pk]), {"ke_hoach": plan.pk, **asked})

    return open_page


def test_a_plan_written_anew_shows_what_is_added_changed_and_left_out(d, plan, page_of):
    later = [*TRAIN[:4], "30/11/2024"]
    page = page_of(read(d, document(REVIEW, later, PRINT, number="16")))
    assert page.context["found"].words == "thêm 1, thay đổi 1 và bỏ 1"
    assert "In tờ rơi tuyên truyền" in page.text
    assert "<del>31/10/2024</del>" in page.text
    assert not Amendment.objects.exists()


def test_a_document_of_a_few_rows_leaves_the_others_alone(d, plan, page_of):
    reading = read(d, document(PRINT, number="16"))
    page = page_of(reading)
    assert page.context["found"].words == "thêm 1"
    assert "không nhắc đến 3 trong 3 nội dung" in page.text
    assert page_of(reading, bo="1").context["found"].words == "thêm 1 và bỏ 3"


def test_the_same_document_in_other_type_is_no_amendment(d, plan, page_of):
    shouted = [REVIEW[0], REVIEW[1].upper(), "Phòng nội vụ", "", "quý  II/2024"]
    page = page_of(read(d, document(shouted, TRAIN, SURVEY, number="16")))
    assert not page.context["found"]
    assert "không có nội dung nào khác" in page.text


def test_the_difference_becomes_the_amendment_in_preparation(d, plan, page_of, client):
    reading = read(d, document(REVIEW, [*TRAIN[:4], "30/11/2024"], PRINT, number="16"))
    reply = client.post(reverse("reading_amend", args=[reading.pk]), {"ke_hoach": plan.pk, "bo": "1"})
    assert reply.url == reverse("plan_amend", args=[plan.pk])
    lines = proposed(content_of(plan), draft_of(plan))
    assert sorted(line.value("text") for line in lines.values()) == sorted([REVIEW[1], TRAIN[1], PRINT[1]])
    assert {line.value("due") for line in lines.values()} == {date(2024, 6, 30), date(2024, 11, 30)}
    assert "In tờ rơi tuyên truyền" in client.get(reply.url).text
    reading.refresh_from_db()
    assert (reading.state, reading.amends) == (ReadingState.DONE, plan)
    assert "dự thảo điều chỉnh" in client.get(reading.get_absolute_url()).text
    again = client.post(reverse("reading_amend", args=[reading.pk]), {"ke_hoach": plan.pk})
    assert again.url == reading.get_absolute_url()


def test_a_new_model_comes_into_the_plan_with_the_amendment(d, plan, page_of, client):
    reading = read(d, document(REVIEW, TRAIN, SURVEY, number="16"))
    model = add_row(reading=reading, kind="model", by=d.staff)
    given = {"number": "1", "name": "Ngày thứ 7 vì dân", "implementers": "UBND cấp xã"}
    save_row(reading=reading, ident=model["id"], by=d.staff, revision=0, values=given)
    asked = {"text": "Trả kết quả sáng thứ 7", "level": "COMMUNE"}
    save_row(reading=reading, ident=f"{model['id']}-1", by=d.staff, revision=0, values=asked)
    assert "Trả kết quả sáng thứ 7" in page_of(reading).text
    assert not ReformModel.objects.filter(name="Ngày thứ 7 vì dân").exists()
    client.post(reverse("reading_amend", args=[reading.pk]), {"ke_hoach": plan.pk, "bo": "0"})
    given = {"decision": "QĐ số 30", "effective_on": "2024-12-20", "upload": SimpleUploadedFile("qd.pdf", PDF)}
    assert client.post(reverse("plan_amend", args=[plan.pk]), given).status_code == 302
    ordered = plan.plan_models.get()
    assert (ordered.name, ordered.added_in.number) == ("Ngày thứ 7 vì dân", 1)
    assert {row.agency for row in ordered.orders.get().assignments.all()} == set(d.communes)


def test_an_unknown_name_is_asked_for_first(d, plan, page_of, client):
    reading = read(d, document([*PRINT[:2], "Tổ Biên tập", *PRINT[3:]], number="16"))
    assert "1 tên cơ quan chưa rõ" in page_of(reading).text
    client.post(reverse("reading_amend", args=[reading.pk]), {"ke_hoach": plan.pk})
    assert not Amendment.objects.exists()


def test_plans_of_others_cannot_be_amended(d, plan, page_of):
    reading = read(d, document(PRINT, number="16"))
    foreign = make.plan(make.District("huyện Xa"))
    assert page_of(reading, ke_hoach=foreign.pk).status_code == 404


def test_the_comparison_costs_the_same_for_few_rows_and_for_many(d, plan, page_of):
    """The rows added name agencies, groups and models nothing else names."""
    reading = read(d, document(REVIEW, TRAIN, SURVEY, number="16"))
    page_of(reading)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            shown = page_of(reading).context["found"]
        return len(seen), len(shown.added)

    def more(start: int, end: int):
        task = find(reading, "task-1")
        for n in range(start, end):
            office = make.agency(f"Phòng Chuyên đề số {n}", parent=d.committee)
            group = make.group(f"Tổ công tác số {n}", d.committee, kinds=["OFFICE"], levels=["DISTRICT"])
            said = {"content": f"In tài liệu số {n} gửi {n} hộ", "lead": office.name, "coordinators": group.name}
            reading.rows.append(task | {"id": f"task-them-{n}", "fields": task["fields"] | said})
            model = make.plan_model(plan, str(n), f"Mô hình thứ {n}")
            make.requirement(model, units=group)
            fields = blank_fields("model")
            fields |= {"number": f"{n}", "name": f"Sáng kiến {n}", "implementers": group.name}
            reading.rows.append(task | {"id": f"model-them-{n}", "kind": "model", "fields": fields})
            asked = blank_fields("requirement") | {"text": f"Làm việc {n}", "level": "DISTRICT"}
            reading.rows.append(
                task | {"id": f"model-them-{n}-1", "kind": "requirement", "parent": f"model-them-{n}", "fields": asked}
            )
        reading.save()

    more(0, 2)
    few, before = cost()
    more(2, 15)
    many, after = cost()
    assert after > before
    # Four of them are every page's: session, user, posts and the menu's counts.
    assert many == few <= 15 + 4


def test_targets_of_the_document_are_compared_and_those_it_leaves_out_stay(d, plan, page_of, client):
    online = plan.targets.create(text="Tỷ lệ hồ sơ nộp trực tuyến đạt 80%", value=80, unit="%", direction="AT_LEAST")
    errors = plan.targets.create(text="Tỷ lệ hồ sơ trả trễ hạn", value=2, unit="%", direction="AT_MOST")
    reading = read(d, document(REVIEW, TRAIN, SURVEY, number="16"))

    def says(text, value, unit="%"):
        row = add_row(reading=reading, kind="target", by=d.staff)
        values = {"text": text, "value": value, "unit": unit, "direction": "AT_LEAST"}
        save_row(reading=reading, ident=row["id"], by=d.staff, revision=0, values=values)

    assert page_of(reading).context["made"].is_whole
    assert page_of(reading, bo="1").context["found"].words == "", "a document without targets leaves them alone"
    says("Tỷ lệ hồ sơ nộp trực tuyến đạt 85%", "85")
    says("Số thủ tục được cắt giảm", "10", "thủ tục")
    page = page_of(reading, bo="0")
    assert page.context["found"].words == "thêm 1 và thay đổi 1"
    assert "<del>80</del> → <ins>85</ins>" in page.text and "ít nhất 10 thủ tục" in page.text
    assert page_of(reading, bo="1").context["found"].words == "thêm 1, thay đổi 1 và bỏ 1"
    client.post(reverse("reading_amend", args=[reading.pk]), {"ke_hoach": plan.pk, "bo": "0"})
    assert set(draft_of(plan).targets) == {str(online.pk), "n1"}
    given = {"decision": "QĐ số 30", "effective_on": "2024-12-20", "upload": SimpleUploadedFile("qd.pdf", PDF)}
    assert client.post(reverse("plan_amend", args=[plan.pk]), given).status_code == 302
    assert {target.value for target in plan.targets.current()} == {85, 2, 10}
    assert errors.replaced_by.count() == 0
