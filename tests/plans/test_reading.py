"""A plan document goes in, a plan comes out: reading, correcting in two tabs, matching names, recording."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from agencies import clock
from agencies.matching import remember
from agencies.models import AgencyAlias, AgencyGroup, Role
from plans import reading as reader
from plans.editing import receiving, working
from plans.editing.making import make_draft, record
from plans.editing.proposals import short_title_of
from plans.models import (
    Assignment,
    Nature,
    Order,
    PartKind,
    Plan,
    PlanSection,
    PlanState,
    Reading,
    ReadingState,
    Target,
)
from tests import make
from tests.plans.make import PDF
from tests.reading import papers
from workflow.evidence import store
from workflow.jobs import run_job
from workflow.models import Job, Notice
from workflow.transitions import NotAllowed

PAPER = papers.Paper(
    title="Cải cách hành chính năm 2024 trên địa bàn huyện Thử",
    left=["ỦY BAN NHÂN DÂN", "HUYỆN THỬ", "Số: 15/KH-UBND"],
    place_line="Thử, ngày 10 tháng 01 năm 2024",
    body=[
        "Thực hiện Kế hoạch số 20/KH-UBND ngày 05 tháng 01 năm 2024 của UBND Tỉnh về cải cách hành chính năm 2024, UBND Huyện xây dựng kế hoạch như sau:",
        "I. NHIỆM VỤ",
        papers.Grid(
            [
                [
                    "STT",
                    "Nội dung công việc",
                    "Cơ quan chủ trì",
                    "Cơ quan phối hợp",
                    "Sản phẩm",
                    "Thời gian hoàn thành",
                ],
                ["1", "Rà soát thủ tục hành chính", "Phòng Nội vụ", "UBND các xã, thị trấn", "Báo cáo", "Quý II/2024"],
                [
                    "2",
                    "Tập huấn công chức một cửa",
                    "Các cơ quan chuyên môn Huyện",
                    "Văn phòng",
                    "Lớp",
                    "Trước 31/10/2024",
                ],
                ["3", "Đăng tin cải cách hành chính", "UBND xã A", "Bộ phận Truyền thông", "Tin, bài", "Hằng quý"],
            ]
        ),
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Nội vụ",
        "- Theo dõi, đôn đốc các cơ quan, đơn vị thực hiện Kế hoạch này.",
    ],
    recipients=["UBND Tỉnh", "Phòng Nội vụ"],
    signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Nguyễn Văn Thử"],
)


@pytest.fixture
def d():
    district = make.District(communes=2)
    district.staff = make.user(district.standing)
    district.chief = make.user(district.standing, Role.HEAD)
    district.clerk = make.user(district.committee, Role.CLERK)
    district.chairman = make.user(district.committee, Role.HEAD)
    district.unit = make.user(district.office)
    district.outsider = make.user(make.District("huyện Khác").standing)
    return district


@pytest.fixture
def upload():
    return SimpleUploadedFile("ke-hoach.docx", papers.docx(PAPER))


@pytest.fixture
def reading(d, upload, client):
    """The paper, read, in the hands of the standing office."""
    client.force_login(d.staff)
    return read(d, upload)


def read(d, upload):
    made = receiving.receive(upload=upload, by=d.staff, authority=d.committee, standing=d.standing)
    run_job.call(Job.objects.get(key=made.job_key).pk)
    made.refresh_from_db()
    return made


def row(reading, ident):
    reading.refresh_from_db()
    return working.find(reading, ident)


def save(client, reading, ident, revision=0, **fields):
    return client.post(reverse("reading_save", args=[reading.pk, ident]), {"revision": revision, **fields})


def part(reading, slug):
    return reverse("reading_part", args=[reading.pk, slug])


# Coming in


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


# Coming out


@pytest.fixture
def settled(d, reading):
    """Every name is known."""
    remember(jurisdiction=d.committee, phrase="Bộ phận Truyền thông", by=d.staff)
    return reading


def signed(d):
    return store(upload=SimpleUploadedFile("ky.pdf", PDF), agency=d.standing, by=d.staff)


def test_a_plan_whose_period_has_passed_is_said_to_come_late(d, settled, client):
    page = reverse("reading_confirm", args=[settled.pk])
    with clock.at("2024-12-31 12:00:00"):
        assert "use" not in client.get(page).context["form"].fields
    with clock.at("2030-01-01 12:00:00"):
        words = client.get(page).text
    assert "chỉ lưu để tra cứu" in words and 'value="tra-cuu"' in words.split("checked")[0][-120:]


def send(client, reading, **said):
    """The form that records the plan, filled in."""
    given = {"number": "15", "symbol": "KH-UBND", "issued_on": "2024-01-10"} | said
    return client.post(
        reverse("reading_confirm", args=[reading.pk]), given | {"upload": SimpleUploadedFile("ky.pdf", PDF)}
    )


def test_a_plan_of_a_past_year_is_kept_to_be_looked_up_and_asks_nobody_for_anything(d, settled, client):
    with clock.at("2025-03-03 09:00"):
        send(client, settled, use="tra-cuu")
        plan = Plan.objects.get()
        assert plan.state == PlanState.CLOSED
        assert plan.versions.get().number == 0 and not plan.orders.filter(added_in=None).exists()
        assert not Assignment.objects.exists() and not Notice.objects.exists()
        assert Plan.objects.visible_to(d.unit).filter(pk=plan.pk).exists()
        client.force_login(d.unit)
        page = client.get(plan.get_absolute_url()).text
        assert "Lưu để tra cứu" in page and "không giao việc" in page and "Quá hạn" not in page
        call_command("tick", verbosity=0, stdout=StringIO())
        assert not Notice.objects.exists()


def test_the_work_of_a_plan_of_a_past_year_is_given_when_that_is_chosen(d, settled, client):
    with clock.at("2025-03-03 09:00"):
        assert send(client, settled).status_code == 422
        send(client, settled, use="giao-viec")
    assert Plan.objects.get().state == PlanState.ISSUED and Assignment.objects.exists()


def test_a_plan_that_still_runs_is_not_kept_as_ended(d, settled):
    with pytest.raises(NotAllowed, match="chưa hết"):
        record(
            reading=settled,
            by=d.staff,
            signed_file=signed(d),
            number="",
            symbol="",
            issued_on=date(2024, 1, 10),
            ended=True,
        )
    assert not Plan.objects.filter(state=PlanState.CLOSED).exists()


def test_nothing_is_issued_while_something_is_missing(d, reading, client):
    page = client.get(reverse("reading_confirm", args=[reading.pk])).text
    assert "Bộ phận Truyền thông" in page
    with pytest.raises(NotAllowed):
        record(reading=reading, by=d.staff, signed_file=signed(d), number="", symbol="", issued_on=date(2024, 1, 10))
    assert not Plan.objects.exists()


def test_recording_makes_the_plan_with_all_its_parts_and_gives_the_work(d, settled, client):
    reply = client.post(
        reverse("reading_confirm", args=[settled.pk]),
        {"number": "15", "symbol": "KH-UBND", "issued_on": "2024-01-10", "upload": SimpleUploadedFile("ky.pdf", PDF)},
    )
    plan = Plan.objects.get()
    assert reply.url == plan.get_absolute_url()
    assert (plan.state, plan.number, plan.symbol) == (PlanState.ISSUED, "15", "KH-UBND")
    assert (plan.authority, plan.standing) == (d.committee, d.standing)
    assert (plan.period_start, plan.period_end) == (date(2024, 1, 1), date(2024, 12, 31))
    assert plan.signed_file and plan.legal_bases.count() == 1 and plan.recipients
    assert "Phòng Nội vụ" in plan.sections.get(heading="Tổ chức thực hiện").text
    review, training, news = plan.orders.order_by("position")
    assert (review.starts, review.due, review.nature) == (date(2024, 4, 1), date(2024, 6, 30), Nature.ONCE)
    assert training.due == date(2024, 10, 30)
    assert (news.nature, news.cadence_per) == (Nature.CADENCE, "QUARTER")
    assert {a.agency for a in Assignment.objects.filter(order=review, part=PartKind.COORDINATE)} == set(d.communes)
    offices = {d.standing, d.verifier, d.monitor, d.office}
    assert {a.agency for a in Assignment.objects.filter(order=training, part=PartKind.LEAD)} == offices
    settled.refresh_from_db()
    assert settled.plan == plan
    assert not settled.is_open
    assert save(client, settled, "plan", title="Khác").status_code == 403
    assert "chỉ để xem" in client.get(settled.get_absolute_url()).text


YEAR = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
TITLE = "Cải cách hành chính năm 2024  trên địa bàn huyện thử"
NUMBERED = {"number": "15", "symbol": "KH-UBND", "issued_first": date(2024, 1, 10), "issued_last": date(2024, 1, 10)}


@pytest.mark.parametrize("held", [YEAR | {"title": TITLE}, NUMBERED], ids=["title and period", "number and day"])
def test_the_same_plan_is_recorded_again_only_when_somebody_says_it_is_another(d, settled, client, held):
    url = reverse("reading_confirm", args=[settled.pk])
    assert "có vẻ đã có trên cổng" not in client.get(url).text
    twin = make.plan(d, **held)
    page = client.get(url).text
    assert "có vẻ đã có trên cổng" in page and twin.get_absolute_url() in page
    reply = send(client, settled)
    assert reply.status_code == 422 and 'value="15"' in reply.text and "Đây là một kế hoạch khác" in reply.text
    assert Plan.objects.count() == 1 and not Assignment.objects.exists()
    assert send(client, settled, another="on").status_code == 302
    assert Plan.objects.count() == 2


@pytest.mark.parametrize(
    "held",
    [
        {"title": TITLE},
        NUMBERED | {"symbol": "QĐ-UBND"},
        NUMBERED | {"issued_first": date(2023, 1, 10), "issued_last": date(2023, 1, 10)},
        YEAR | {"title": "Tuyên truyền cải cách hành chính năm 2024"},
    ],
    ids=["other period", "other kind of document", "other year", "other title"],
)
def test_another_plan_is_recorded_without_being_asked(d, settled, client, held):
    make.plan(d, **held)
    assert send(client, settled).status_code == 302


def test_recording_twice_makes_one_plan(d, settled):
    given = {"by": d.staff, "signed_file": signed(d), "number": "15", "symbol": "", "issued_on": date(2024, 1, 10)}
    record(reading=settled, **given)
    with pytest.raises(NotAllowed):
        record(reading=settled, **given)
    assert Plan.objects.count() == 1


def test_the_signed_file_is_asked_for_and_what_was_typed_stays(d, settled, client):
    url = reverse("reading_confirm", args=[settled.pk])
    reply = client.post(url, {"number": "15", "symbol": "KH-UBND", "issued_on": "2024-01-10"})
    assert reply.status_code == 422
    assert 'value="15"' in reply.text
    assert "đính kèm văn bản đã ký" in reply.text
    reply = client.post(url, {"issued_on": "2025-01-10", "upload": SimpleUploadedFile("ky.pdf", PDF)})
    assert "Ngày ban hành không được sau hôm nay" in reply.text


def test_a_draft_is_written_anew_until_it_is_issued(d, settled, client):
    client.post(reverse("reading_draft", args=[settled.pk]))
    plan = Plan.objects.get()
    assert plan.state == PlanState.DRAFT
    assert plan.orders.count() == 3
    assert not Assignment.objects.exists()
    kept = plan.orders.order_by("position").first()
    working.drop_row(reading=settled, ident="task-3", by=d.staff)
    make_draft(reading=settled, by=d.staff)
    assert Plan.objects.count() == 1
    assert Order.objects.filter(plan=plan).count() == 2
    assert plan.orders.order_by("position").first() == kept


@pytest.fixture
def draft(d):
    """A draft that came from nowhere near the reader."""
    plan = make.plan(d, state=PlanState.DRAFT)
    order = make.task(plan, d.office, text="Rà soát", due=date(2024, 6, 30))
    order.asks_evidence = True
    order.save()
    PlanSection.objects.create(plan=plan, heading="Tổ chức thực hiện", text="Phòng Nội vụ theo dõi.")
    Target.objects.create(plan=plan, text="Đạt 95%", value=95, unit="%")
    return plan


def test_any_draft_is_edited_on_the_same_page_and_keeps_what_the_page_does_not_show(d, draft, client):
    client.force_login(d.staff)
    page = client.get(draft.get_absolute_url()).text
    assert "Sửa dự thảo" in page
    reply = client.post(reverse("plan_edit", args=[draft.pk]))
    reading = Reading.objects.get(plan=draft)
    assert reply.url == reading.get_absolute_url()
    assert client.post(reverse("plan_edit", args=[draft.pk])).url == reply.url
    order = draft.orders.get()
    assert row(reading, f"order-{order.pk}")["fields"]["lead"] == d.office.name
    save(client, reading, f"order-{order.pk}", content="Rà soát, đơn giản hóa")
    make_draft(reading=reading, by=d.staff)
    again = draft.orders.get()
    assert (again.pk, again.text, again.due) == (order.pk, "Rà soát, đơn giản hóa", date(2024, 6, 30))
    assert again.asks_evidence
    assert draft.sections.get().text == "Phòng Nội vụ theo dõi."
    assert draft.targets.count() == 1
    client.force_login(d.outsider)
    assert client.post(reverse("plan_edit", args=[draft.pk])).status_code == 404


def test_a_signed_plan_is_issued_by_the_clerk_with_number_day_and_file(d, draft, client):
    draft.state = PlanState.SIGNED
    draft.save()
    client.force_login(d.clerk)
    url = reverse("plan_issue", args=[draft.pk])
    assert url in client.get(draft.get_absolute_url()).text
    assert "Hãy đính kèm văn bản đã ký" in client.post(url, {"number": "7", "issued_on": "2024-01-10"}).text
    given = {"number": "7", "issued_on": "2024-01-10", "upload": SimpleUploadedFile("ky.pdf", PDF)}
    assert client.post(url, given).url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.issued_text) == (PlanState.ISSUED, "7", "10/01/2024")
    assert Assignment.objects.get().agency == d.office
    assert client.get(url).status_code == 404


def test_a_plan_is_written_from_nothing(d, client):
    client.force_login(d.staff)
    client.post(reverse("reading_blank"))
    reading = Reading.objects.get()
    assert save(client, reading, "plan", title="Kế hoạch thử", short_title="Thử").status_code == 200
    client.post(reverse("reading_add", args=[reading.pk, "model"]))
    save(client, reading, "model-moi-1", number="1", name="Ngày thứ 7 vì dân", implementers="UBND cấp xã")
    save(
        client,
        reading,
        "model-moi-1-1",
        text="Mỗi quý một lần",
        nature="CADENCE",
        cadence_per="QUARTER",
        level="COMMUNE",
    )
    plan = make_draft(reading=reading, by=d.staff)
    order = plan.orders.get()
    assert (order.nature, order.cadence_per, order.level) == (Nature.CADENCE, "QUARTER", "COMMUNE")
    assert order.parts.get().group == d.communes_group
    assert order.plan_model.reform_model.name == "Ngày thứ 7 vì dân"


def test_an_unnamed_agency_of_another_level_has_no_part_in_a_requirement(d, client):
    reading = receiving.start_blank(by=d.staff, authority=d.committee, standing=d.standing)
    client.force_login(d.staff)
    save(client, reading, "plan", title="T", short_title="T")
    client.post(reverse("reading_add", args=[reading.pk, "model"]))
    save(client, reading, "model-moi-1", number="1", name="Đối thoại", implementers="UBND cấp xã\nPhòng Nội vụ")
    save(client, reading, "model-moi-1-1", text="Đối thoại với dân", level="COMMUNE")
    order = make_draft(reading=reading, by=d.staff).orders.get()
    assert [part.group for part in order.parts.all()] == [d.communes_group]


def test_the_editor_costs_the_same_for_few_rows_and_for_many(d, reading, client, django_assert_max_num_queries):
    held = Reading.objects.get(pk=reading.pk)
    task = working.find(held, "task-1")
    held.rows += [task | {"id": f"task-them-{n}"} for n in range(200)]
    held.save()
    with django_assert_max_num_queries(10):
        assert client.get(part(reading, "nhiem-vu")).text.count("data-autosave-url") == 203


def test_the_page_of_agencies_costs_the_same_for_few_groups_and_for_many(
    d, reading, client, django_assert_max_num_queries
):
    held = Reading.objects.get(pk=reading.pk)
    task = working.find(held, "task-1")
    for n in range(20):
        make.group(f"Tổ công tác số {n}", d.committee, kinds=["OFFICE"], levels=["DISTRICT"])
        held.rows.append(task | {"id": f"task-{n}-to", "fields": task["fields"] | {"lead": f"Tổ công tác số {n}"}})
    held.save()
    with django_assert_max_num_queries(10):
        assert client.get(part(reading, "co-quan")).text.count("Tổ công tác số 19") >= 1


def test_a_short_title_leaves_out_the_place_and_ends_on_a_whole_thought():
    title = "Kiểm soát thủ tục hành chính và truyền thông về cải cách thủ tục hành chính trên địa bàn huyện Hồng Hà năm 2021"
    assert short_title_of(title).endswith("về cải cách thủ tục hành chính năm 2021")
    title = "Kiểm tra, đánh giá công tác cải cách hành chính và kiểm soát thủ tục hành chính của các cơ quan, đơn vị năm 2024"
    assert short_title_of(title, limit=95).endswith("thủ tục hành chính")
    assert short_title_of("") == ""
