"""A plan comes out: recorded as issued, kept as ended, or a draft on its way to a signature."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from agencies import clock
from agencies.matching import remember
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
    Target,
)
from tests import make
from tests.plans.editing.conftest import part, row, save
from tests.plans.make import PDF
from workflow.evidence import store
from workflow.models import Notice
from workflow.transitions import NotAllowed


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
