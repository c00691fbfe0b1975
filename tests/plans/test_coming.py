"""An amendment signed today for a later day: shown at once, in force on its day, whenever the clockwork runs."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from agencies import clock
from agencies.models import Role
from plans.cadence import strips
from plans.models import Amendment, Assignment, PartKind
from plans.services import (
    amend_plan,
    bring_amendments_into_force,
    coming_of,
    complete_assignment,
    drop_line,
    issue_assignments,
    put_frame,
    put_line,
    record_amendment,
    take_back_amendment,
)
from plans.services.difference import Line, Named, content_of, differences_of
from plans.services.frame import frame_of
from tests.blanks import flowing
from tests.plans import make
from tests.plans.test_amending import line_data
from workflow.transitions import NotAllowed

NEW_YEAR = date(2025, 1, 1)
LATE = "2025-01-06 08:00"


@pytest.fixture
def here(today):
    there = make.district(communes=3)
    there.plan = make.plan(there.committee, there.standing)
    there.task = make.task(there.plan, date(2025, 2, 28), text="Rà soát thủ tục hành chính", number="A.1")
    make.part(there.task, there.all_communes)
    there.office_task = make.task(there.plan, text="Công khai thủ tục", number="A.2")
    make.part(there.office_task, there.offices[0], PartKind.LEAD)
    there.monthly = make.requirement(there.plan, per="MONTH")
    make.part(there.monthly, there.all_communes)
    issue_assignments(plan=there.plan, on=date(2024, 1, 1))
    there.officer = make.user(there.standing)
    there.writer = make.user(there.communes[0])
    return there


def line_of(here, order) -> Line:
    return next(line for line in content_of(here.plan) if line.order == order.pk)


def change(here, order, **values) -> None:
    line = line_of(here, order)
    put_line(
        plan=here.plan,
        by=here.officer,
        key=str(order.pk),
        line=Line(line.values | values, line.parts, order.pk, line.plan_model),
    )


def sign(here, on=NEW_YEAR, decision="QĐ 12/QĐ-UBND") -> Amendment:
    return record_amendment(
        plan=here.plan, by=here.officer, decision=decision, effective_on=on, note="", upload=make.upload()
    )


def prepared(here) -> Amendment:
    """Signed for the new year: a task worded anew and due later, one dropped, one added, another rhythm."""
    change(here, here.task, text="Rà soát, đơn giản hóa thủ tục hành chính", due=date(2025, 3, 31))
    drop_line(plan=here.plan, by=here.officer, key=str(here.office_task.pk))
    change(here, here.monthly, cadence_times=4)
    new = Line({"text": "Lắp ki-ốt", "due": date(2025, 6, 30)}, frozenset({Named("LEAD", agency=here.offices[0].pk)}))
    put_line(plan=here.plan, by=here.officer, line=new)
    return sign(here)


def texts(here) -> list[str]:
    return [line.value("text") for line in content_of(here.plan)]


def test_until_its_day_the_plan_and_the_work_stay_as_they_are(here):
    before = content_of(here.plan)
    amendment = prepared(here)
    assert amendment.is_waiting and amendment.signed_file
    assert bring_amendments_into_force() == 0
    with clock.at("2024-12-31 23:59"):
        assert bring_amendments_into_force() == 0
    assert content_of(here.plan) == before and here.plan.versions.count() == 1
    assert here.writer.notices.filter(text__contains="sẽ được điều chỉnh từ 01/01/2025").count() == 1
    event = here.plan.events.get(name="amend_sign")
    assert (event.actor, event.label) == (here.officer, "Ghi nhận điều chỉnh, hiệu lực từ 01/01/2025")


def test_it_takes_effect_from_its_day_once_however_late_the_clockwork_runs(here, settings):
    prepared(here)
    with clock.at(LATE):
        assert bring_amendments_into_force() == 1
        assert bring_amendments_into_force() == 0
    (version,) = here.plan.versions.filter(number=1)
    assert (version.effective_on, version.decision) == (NEW_YEAR, "QĐ 12/QĐ-UBND")
    assert texts(here)[0] == "Rà soát, đơn giản hóa thủ tục hành chính"
    added = here.plan.orders.get(text="Lắp ki-ốt")
    assert Assignment.objects.get(order=added).starts == NEW_YEAR
    here.office_task.refresh_from_db()
    assert here.office_task.dropped_in == version
    assert {row.due for row in Assignment.objects.filter(order=here.task)} == {date(2025, 3, 31)}
    found = differences_of(here.plan)[version.pk]
    assert (len(found.added), len(found.changed), len(found.removed)) == (1, 2, 1)
    new = here.monthly.replaced_by.get()
    span = {"first": date(2024, 12, 1), "last": date(2025, 1, 31), "on": date(2025, 1, 6)}
    (old_strip,) = strips(
        [here.monthly.__class__.objects.get(pk=here.monthly.pk)], agencies=[here.communes[0].pk], **span
    )
    (new_strip,) = strips([new], agencies=[here.communes[0].pk], **span)
    assert [cell.state for cell in old_strip.cells] == ["MISSED", "NOT_REQUIRED"]
    assert [cell.state for cell in new_strip.cells] == ["NOT_REQUIRED", "OPEN"]
    event = here.plan.events.get(name="amend")
    assert (event.actor, event.acting_as) == (None, "Hệ thống")
    assert here.writer.notices.filter(text__contains="được điều chỉnh, hiệu lực từ 01/01/2025").count() == 1


def test_tick_brings_it_into_force(here, settings, capsys):
    settings.DEMO_DAY = "2024-12-20"
    prepared(here)
    call_command("tick", day=NEW_YEAR)
    assert "Điều chỉnh kế hoạch bắt đầu có hiệu lực: 1" in capsys.readouterr().out
    assert here.plan.versions.count() == 2


def test_what_is_handed_in_between_the_day_and_a_late_run_is_judged_by_the_new_day(here):
    work = Assignment.objects.get(order=here.task, agency=here.communes[0])
    change(here, here.task, due=date(2025, 3, 31))
    sign(here)
    with clock.at("2025-01-03 09:00"):
        complete_assignment(assignment=work, by=here.writer, on=date(2025, 1, 3), result="Xong")
    with clock.at(LATE):
        bring_amendments_into_force()
    work.refresh_from_db()
    assert (work.due, work.done_on) == (date(2025, 3, 31), date(2025, 1, 3))


def test_an_amendment_that_came_between_is_kept_and_pointed_out(client, here):
    change(here, here.task, text="Rà soát, đơn giản hóa", due=date(2025, 3, 31))
    drop_line(plan=here.plan, by=here.officer, key=str(here.office_task.pk))
    sign(here)
    meanwhile = [
        Line(line.values | {"deliverable": "Báo cáo", "text": "Lời khác"}, line.parts, line.order, line.plan_model)
        if line.order == here.task.pk
        else line
        for line in content_of(here.plan)
        if line.order != here.office_task.pk
    ]
    amend_plan(plan=here.plan, content=meanwhile, by=here.officer, decision="QĐ 13", effective_on=clock.today())
    (coming,) = coming_of(here.plan)
    assert [line.order for line in coming.otherwise] == [here.task.pk] and coming.gone == ["A.2 Công khai thủ tục"]
    client.force_login(here.officer)
    page = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).text
    assert "Kế hoạch đã được điều chỉnh thêm" in page and "A.2 Công khai thủ tục" in page
    with clock.at(LATE):
        bring_amendments_into_force()
    here.task.refresh_from_db()
    assert (here.task.text, here.task.deliverable, here.task.due) == (
        "Rà soát, đơn giản hóa",
        "Báo cáo",
        date(2025, 3, 31),
    )
    assert [version.decision for version in here.plan.versions.order_by("number")][1:] == ["QĐ 13", "QĐ 12/QĐ-UBND"]


def test_what_was_prepared_follows_an_order_that_another_rhythm_replaced(here):
    change(here, here.monthly, text="Mỗi tháng một buổi")
    sign(here)
    faster = [
        Line(line.values | {"cadence_times": 2}, line.parts, line.order, line.plan_model)
        if line.order == here.monthly.pk
        else line
        for line in content_of(here.plan)
    ]
    amend_plan(plan=here.plan, content=faster, by=here.officer, decision="QĐ 13", effective_on=clock.today())
    with clock.at(LATE):
        bring_amendments_into_force()
    new = here.plan.orders.current().get(plan_model=here.monthly.plan_model)
    assert (new.text, new.cadence_times) == ("Mỗi tháng một buổi", 2)


def test_two_that_wait_come_in_the_order_of_their_days(here):
    change(here, here.task, text="Lời của tháng hai")
    sign(here, on=date(2025, 2, 1), decision="QĐ 1")
    change(here, here.task, text="Lời của tháng một")
    sign(here, on=NEW_YEAR, decision="QĐ 2")
    with clock.at("2025-02-03 08:00"):
        assert bring_amendments_into_force() == 2
    assert texts(here)[0] == "Lời của tháng hai"
    versions = here.plan.versions.filter(number__gt=0).order_by("number")
    assert [version.effective_on for version in versions] == [NEW_YEAR, date(2025, 2, 1)]


def test_one_whose_day_has_come_goes_before_what_is_signed_later(here):
    change(here, here.task, text="Lời của năm mới")
    sign(here)
    with clock.at(LATE):
        change(here, here.task, deliverable="Báo cáo")
        sign(here, on=date(2025, 1, 6), decision="QĐ 14")
    here.task.refresh_from_db()
    assert (here.task.text, here.task.deliverable) == ("Lời của năm mới", "Báo cáo")


def test_a_plan_that_was_closed_is_not_amended_any_more(here):
    prepared(here)
    type(here.plan).objects.filter(pk=here.plan.pk).update(state="CLOSED")
    with clock.at(LATE):
        assert bring_amendments_into_force() == 0


# Through the pages


def test_signed_on_the_page_shown_on_the_plan_and_taken_back(client, here):
    client.force_login(here.officer)
    page = reverse("plan_amend", args=[here.plan.pk])
    client.post(reverse("amend_line", args=[here.plan.pk, here.task.pk]), line_data())
    client.post(reverse("amend_drop", args=[here.plan.pk, here.office_task.pk]))
    said = {"decision": "QĐ 12/QĐ-UBND", "effective_on": "2025-01-01", "upload": make.upload()}
    assert client.post(page, said).url == reverse("plan_tab", args=[here.plan.pk, "lich-su"])
    amendment = Amendment.objects.get()
    assert "có hiệu lực từ 01/01/2025" in flowing(client.get(page))
    for person in (here.officer, here.writer, make.user(here.offices[0])):
        client.force_login(person)
        assert "có hiệu lực từ 01/01/2025" in flowing(client.get(here.plan.get_absolute_url()))
        shown = flowing(client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])))
        assert "<del>A.2 Công khai thủ tục</del>" in shown and "31/03/2025" in shown
        assert client.get(reverse("amendment_file", args=[here.plan.pk, amendment.pk])).status_code == 200
        assert ("Đưa lại về dự thảo" in shown) == (person == here.officer)
    url = reverse("amendment_take_back", args=[here.plan.pk, amendment.pk])
    client.force_login(here.writer)
    assert client.post(url, {"reason": "Nhầm"}).status_code == 404
    client.force_login(here.officer)
    assert "Hãy ghi lý do" in client.post(url, {}, follow=True).text
    assert client.post(url, {"reason": "UBND thu hồi văn bản"}).url == page
    amendment.refresh_from_db()
    assert (amendment.effective_on, amendment.decision, amendment.signed_file) == (None, "", None)
    assert "<del>A.2 Công khai thủ tục</del>" in flowing(client.get(page))
    with clock.at(LATE):
        assert bring_amendments_into_force() == 0


def test_it_is_taken_back_only_while_it_waits_and_nothing_else_is_prepared(here):
    amendment = prepared(here)
    change(here, here.task, deliverable="Báo cáo")
    with pytest.raises(NotAllowed, match="dự thảo điều chỉnh khác"):
        take_back_amendment(amendment=amendment, by=here.officer, reason="Nhầm")
    with clock.at(LATE):
        bring_amendments_into_force()
        with pytest.raises(NotAllowed, match="đã có hiệu lực"):
            take_back_amendment(amendment=amendment, by=here.officer, reason="Nhầm")


def test_nobody_else_reads_or_stops_it(client, here):
    amendment = prepared(here)
    for person in (make.user(here.communes[1], Role.HEAD), make.user(make.district().standing)):
        client.force_login(person)
        url = reverse("amendment_take_back", args=[here.plan.pk, amendment.pk])
        assert client.post(url, {"reason": "Nhầm"}).status_code == 404
    assert client.get(reverse("amendment_file", args=[here.plan.pk, amendment.pk])).status_code == 404


# Title, period, legal bases


def frame_data(**changes):
    return {
        "title": "Cải cách hành chính giai đoạn 2021 - 2027",
        "short_title": "Kế hoạch CCHC",
        "period_start": "2021-01-01",
        "period_end": "2027-12-31",
        "bases": "Nghị quyết | 76/NQ-CP | 15/7/2021 | Chính phủ\nKế hoạch | 20/KH-UBND | 2021",
    } | changes


def test_title_period_and_bases_are_amended_and_what_they_were_stays_readable(client, here):
    here.plan.legal_bases.create(kind="Quyết định", number="1/QĐ-UBND", issued_on="2021-09-11", issuer="UBND Tỉnh")
    old = here.plan.title
    client.force_login(here.officer)
    url, page = reverse("amend_frame", args=[here.plan.pk]), reverse("plan_amend", args=[here.plan.pk])
    assert url in client.get(page).text
    assert "Quyết định | 1/QĐ-UBND | 11/09/2021 | UBND Tỉnh" in client.get(url).text
    assert client.post(url, frame_data()).url == page
    assert "31/12/2027" in client.get(page).text and "2027" in client.get(url).context["form"]["title"].value()
    here.plan.refresh_from_db()
    assert here.plan.title == old
    client.post(page, {"decision": "QĐ 12/QĐ-UBND", "effective_on": "2024-12-20", "upload": make.upload()})
    here.plan.refresh_from_db()
    assert (here.plan.title, here.plan.period_end) == ("Cải cách hành chính giai đoạn 2021 - 2027", date(2027, 12, 31))
    assert [(row.kind, row.number, row.issued_on, row.issuer) for row in here.plan.legal_bases.all()] == [
        ("Nghị quyết", "76/NQ-CP", "2021-07-15", "Chính phủ"),
        ("Kế hoạch", "20/KH-UBND", "2021", ""),
    ]
    version = here.plan.versions.get(number=1)
    assert version.frame["title"][0] == old
    fields = {row.label: row for row in differences_of(here.plan)[version.pk].frame_fields}
    assert fields["Đến hết ngày"].before == "31/12/2026" and "1/QĐ-UBND" in fields["Căn cứ"].before
    history = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).text
    assert "31/12/2026" in history and "1/QĐ-UBND" in history
    assert not here.writer.notices.exists(), "no unit's work changed"


def test_they_wait_for_their_day_like_the_rest(client, here):
    put_frame(plan=here.plan, by=here.officer, said=frame_of(here.plan) | {"period_end": "2025-12-31"})
    sign(here)
    here.plan.refresh_from_db()
    assert here.plan.period_end == date(2026, 12, 31)
    assert coming_of(here.plan)[0].found.words == "sửa đến hết ngày"
    with clock.at(LATE):
        bring_amendments_into_force()
    here.plan.refresh_from_db()
    assert here.plan.period_end == date(2025, 12, 31)


def test_said_as_it_is_nothing_is_amended(client, here):
    put_frame(plan=here.plan, by=here.officer, said=frame_of(here.plan))
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"period_end": "2020-12-31"}, "kết thúc trước khi bắt đầu"),
        ({"bases": "| 76/NQ-CP"}, "Dòng 1"),
        ({"bases": "Nghị quyết | 76/NQ-CP | 31/02/2021"}, "không có trong lịch"),
        ({"title": ""}, "Hãy ghi trích yếu"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(client, here, said, why):
    client.force_login(here.officer)
    reply = client.post(reverse("amend_frame", args=[here.plan.pk]), frame_data(**said))
    assert reply.status_code == 422 and why in reply.text and "Kế hoạch CCHC" in reply.text
    assert not Amendment.objects.exists()
