"""A plan document goes in: reading, correcting in two tabs, matching names."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from agencies.models import AgencyAlias, AgencyGroup
from plans import reading as reader
from plans.models import (
    Reading,
    ReadingState,
)
from tests import make
from tests.plans.editing.conftest import part, read, row, save
from tests.reading import papers
from workflow.jobs import run_job
from workflow.models import Job


def test_uploading_leads_to_the_rows_that_were_read(d, upload, client):
    client.force_login(d.staff)
    reply = client.post(reverse("readings"), {"upload": upload})
    reading = Reading.objects.get()
    assert reply.url == reading.get_absolute_url()
    assert reading.sha256 and reading.file.sha256 == reading.sha256
    assert "Đang chờ đến lượt đọc" in client.get(reading.get_absolute_url()).text
    assert "HX-Refresh" not in client.get(reverse("reading_progress", args=[reading.pk])).headers
    run_job.call(Job.objects.get().pk)
    assert client.get(reverse("reading_progress", args=[reading.pk])).headers["HX-Refresh"] == "true"
    page = client.get(part(reading, "nhiem-vu")).text
    assert "Rà soát thủ tục hành chính" in page
    assert "từ 01/04/2024, hạn 30/06/2024" in page
    assert "hạn 30/10/2024" in page
    assert "Nguyên văn" in page


def test_a_refusal_is_shown_in_the_readers_words_and_work_can_go_on_by_hand(d, client):
    client.force_login(d.staff)
    letter = papers.Paper(type="GIẤY MỜI", title="Họp giao ban", body=["Kính mời các đồng chí dự họp. " * 6])
    reading = read(d, SimpleUploadedFile("giay-moi.docx", papers.docx(letter)))
    assert reading.state == ReadingState.REFUSED
    page = client.get(reading.get_absolute_url()).text
    assert reading.refusal in page
    assert "Nhập tay kế hoạch này" in page


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"khong phai word"), ("a.exe", b"MZ"), ("a.pdf", b""), ("a.txt", b"\0\1\2" * 50)]
)
def test_a_wrong_file_is_refused_at_once_in_the_readers_words(d, client, name, content):
    client.force_login(d.staff)
    reply = client.post(reverse("readings"), {"upload": SimpleUploadedFile(name, content)})
    assert reply.status_code == 422
    assert not Reading.objects.exists()
    with pytest.raises(reader.Refused) as refused:
        reader.read(content, name=name)
    assert escape(str(refused.value)) in reply.text


def test_the_same_file_again_says_so_and_leads_to_the_earlier_reading(d, reading, client):
    again = SimpleUploadedFile("ban-khac.docx", reading.file.file.open("rb").read())
    reply = client.post(reverse("readings"), {"upload": again})
    assert "Tệp này đã được đọc" in reply.text
    assert reading.get_absolute_url() in reply.text
    assert Reading.objects.count() == 1
    reply = client.post(reverse("reading_again", args=[reading.pk]))
    assert Reading.objects.count() == 2
    assert reply.url == Reading.objects.first().get_absolute_url()


# Who


@pytest.mark.parametrize(
    ("who", "code"), [("staff", 200), ("chief", 200), ("clerk", 200), ("chairman", 403), ("unit", 403)]
)
def test_who_may_record_a_plan_may_read_one(d, client, who, code):
    client.force_login(getattr(d, who))
    assert client.get(reverse("readings")).status_code == code


@pytest.mark.parametrize("who", ["chairman", "unit", "outsider"])
def test_a_reading_of_others_is_not_there(d, reading, client, who):
    client.force_login(getattr(d, who))
    assert client.get(reading.get_absolute_url()).status_code == 404
    assert save(client, reading, "plan", title="X").status_code == 404
    assert client.get(reverse("reading_file", args=[reading.pk])).status_code == 404


# Correcting


def test_a_row_saves_itself_and_says_what_was_understood_of_a_deadline(reading, client):
    reply = save(client, reading, "task-1", schedule="Trước ngày 15/8/2024")
    assert reply.status_code == 200
    assert reply.json()["revision"] == 1
    html = reply.json()["html"]
    assert "hạn 14/08/2024" in html["#sau-task-1-schedule"]
    assert "hạn 14/08/2024" in html["#dau-task-1"]
    assert row(reading, "task-1")["fields"]["schedule"] == "Trước ngày 15/8/2024"
    assert row(reading, "task-1")["fields"]["content"] == "Rà soát thủ tục hành chính"


def test_two_tabs_never_overwrite_each_other(reading, client):
    assert save(client, reading, "task-1", content="Bản thứ nhất").status_code == 200
    late = save(client, reading, "task-1", content="Bản thứ hai")
    assert late.status_code == 409
    assert late.json()["theirs"]["content"] == "Bản thứ nhất"
    assert save(client, reading, "task-1", revision=1, content="Bản thứ hai").status_code == 200
    assert save(client, reading, "task-2", content="Dòng khác thì không vướng").status_code == 200


def test_nonsense_is_refused_at_its_field(reading, client):
    reply = save(client, reading, "plan", period_start="tháng sau", kind="XYZ", title="T")
    assert reply.status_code == 422
    assert set(reply.json()["errors"]) == {"period_start", "kind"}
    assert row(reading, "plan")["revision"] == 0


def test_rows_are_dropped_taken_back_moved_and_added(reading, client):
    def do(ident, action):
        return client.post(reverse("reading_row", args=[reading.pk, ident, action]))

    def tasks():
        reading.refresh_from_db()
        return [item["id"] for item in reading.rows if item["kind"] == "task"]

    do("task-1", "xuong")
    assert tasks() == ["task-2", "task-1", "task-3"]
    do("task-1", "len")
    do("task-1", "len")
    assert tasks() == ["task-1", "task-2", "task-3"]
    do("task-2", "bo")
    assert row(reading, "task-2")["dropped"]
    assert "Lấy lại" in client.get(part(reading, "nhiem-vu")).text
    do("task-2", "lay-lai")
    assert not row(reading, "task-2")["dropped"]
    reply = client.post(reverse("reading_add", args=[reading.pk, "model"]))
    assert reply.url.endswith("#model-moi-1")
    assert row(reading, "model-moi-1-1")["parent"] == "model-moi-1"
    assert client.post(reverse("reading_add", args=[reading.pk, "plan"])).status_code == 302
    assert sum(item["kind"] == "plan" for item in reading.rows) == 1


def test_a_doubt_is_settled_by_a_look_or_by_a_change(reading, client):
    def doubt(name):
        return {"field": name, "message": "Xem lại.", "done": False}

    row(reading, "task-1")["doubts"] = [doubt("schedule"), doubt("content")]
    reading.doubts = [doubt("")]
    reading.save()
    assert "3 chỗ cần xem lại" in client.get(part(reading, "nhiem-vu")).text
    save(client, reading, "task-1", content="Sửa lại")
    reply = client.post(
        reverse("reading_settle", args=[reading.pk, "task-1"]), {"cho": 0}, headers={"HX-Request": "true"}
    )
    assert 'hx-swap-oob="true"' in reply.text
    client.post(reverse("reading_settle_general", args=[reading.pk]), {"cho": 0})
    assert "Đã xem hết 3 chỗ" in client.get(part(reading, "nhiem-vu")).text


def test_a_duty_becomes_a_task_of_its_agency(reading, client):
    client.post(reverse("reading_row", args=[reading.pk, "responsibility-1", "nhiem-vu"]), {"cho": 0})
    made = row(reading, "task-moi-1")["fields"]
    assert made["lead"] == "Phòng Nội vụ"
    assert made["content"].startswith("Theo dõi, đôn đốc")


# Names


def test_names_are_matched_and_an_unknown_one_is_chosen_once(d, reading, client):
    page = client.get(part(reading, "co-quan")).text
    assert "Bộ phận Truyền thông" in page
    assert page.count("Chưa rõ là cơ quan nào") == 1
    client.post(reverse("reading_match", args=[reading.pk]), {"ten": "Bộ phận Truyền thông", "la": f"a{d.monitor.pk}"})
    assert AgencyAlias.objects.get().agency == d.monitor
    assert "Chưa rõ là cơ quan nào" not in client.get(part(reading, "co-quan")).text


def test_an_agency_of_another_jurisdiction_cannot_be_chosen(d, reading, client):
    other = make.agency("Phòng Ngoài")
    client.post(reverse("reading_match", args=[reading.pk]), {"ten": "Bộ phận Truyền thông", "la": f"a{other.pk}"})
    assert not AgencyAlias.objects.exists()


def test_a_missing_group_or_agency_is_added_on_the_spot(d, reading, client):
    url = reverse("reading_new_agency", args=[reading.pk])
    given = {"ten": "Các đơn vị, địa phương", "ten_moi": "Các đơn vị, địa phương", "loai": "nhom"}
    client.post(url, given | {"loai_co_quan": ["OFFICE", "COMMITTEE"], "cap": ["DISTRICT", "COMMUNE"]})
    assert AgencyGroup.objects.filter(name="Các đơn vị, địa phương", jurisdiction=d.committee).exists()
    client.post(
        url, {"ten": "Bộ phận Truyền thông", "ten_moi": "Đài Truyền thanh", "loai": "mot", "kieu": "SERVICE_UNIT"}
    )
    made = AgencyAlias.objects.get(printed="Bộ phận Truyền thông").agency
    assert (made.name, made.parent, made.level) == ("Đài Truyền thanh", d.committee, "DISTRICT")
