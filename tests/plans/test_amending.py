"""An issued plan is amended: what differs is shown before and after, and work follows without losing what was done."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role
from plans.cadence import strips
from plans.models import Amendment, Assignment, Nature, PartKind
from plans.services import add_activity, amend_plan, complete_assignment, issue_assignments
from plans.services.difference import Line, Named, content_of, difference, differences_of
from reporting.opening import prepare_round
from tests.plans import make
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)


@pytest.fixture(autouse=True)
def today(db, portal_day):
    return portal_day


@pytest.fixture
def here():
    there = make.district(communes=3)
    there.plan = make.plan(there.committee, there.standing)
    there.task = make.task(there.plan, date(2024, 12, 31), text="Rà soát thủ tục hành chính", number="A.1")
    make.part(there.task, there.all_communes)
    there.office_task = make.task(there.plan, text="Công khai thủ tục", number="A.2")
    make.part(there.office_task, there.offices[0], PartKind.LEAD)
    there.monthly = make.requirement(there.plan, per="MONTH")
    make.part(there.monthly, there.all_communes)
    issue_assignments(plan=there.plan, on=date(2024, 1, 1))
    there.officer = make.user(there.standing)
    there.writer = make.user(there.communes[0])
    return there


def amended(here, *, on=TODAY, drop=(), add=(), **changes):
    """The version of the plan amended: `drop` orders, `add` lines, and changed values of the task."""
    parts = changes.pop("parts", None)
    order = changes.pop("order", here.task)
    content = []
    for line in content_of(here.plan):
        if line.order in [row.pk for row in drop]:
            continue
        if line.order == order.pk and (changes or parts):
            line = Line(line.values | changes, parts or line.parts, line.order, line.plan_model)
        content.append(line)
    return amend_plan(
        plan=here.plan, content=[*content, *add], by=here.officer, decision="QĐ 12/QĐ-UBND", effective_on=on
    ).version


def work(order, commune=None):
    rows = Assignment.objects.filter(order=order)
    return rows.get(agency=commune) if commune else rows


def test_work_in_hand_takes_the_new_day_and_keeps_what_was_done(here):
    done = complete_assignment(assignment=work(here.task, here.communes[0]), by=here.writer, on=TODAY, result="Xong")
    open_row = work(here.task, here.communes[1])
    version = amended(here, due=date(2025, 3, 31), text="Rà soát, đơn giản hóa thủ tục hành chính")
    here.task.refresh_from_db()
    assert (here.task.due, here.task.text) == (date(2025, 3, 31), "Rà soát, đơn giản hóa thủ tục hành chính")
    done.refresh_from_db()
    open_row.refresh_from_db()
    assert (done.order, done.due, done.done_on) == (here.task, date(2024, 12, 31), TODAY)
    assert (open_row.due, open_row.first_due, open_row.was_extended) == (date(2025, 3, 31), date(2025, 3, 31), False)
    assert "Hạn theo điều chỉnh lần 1: 31/03/2025" in open_row.events.get().label
    (change,) = differences_of(here.plan)[version.pk].changed
    fields = {row.label: row for row in change.fields}
    assert (fields["Hạn"].before, fields["Hạn"].after) == ("31/12/2024", "31/03/2025")
    assert "".join(text for mark, text in fields["Nội dung"].words if mark == "ins") == " soát, đơn giản hóa"


def test_a_units_own_longer_extension_stays(here):
    row = work(here.task, here.communes[0])
    Assignment.objects.filter(pk=row.pk).update(due=date(2025, 6, 30))
    amended(here, due=date(2025, 3, 31))
    row.refresh_from_db()
    assert (row.first_due, row.due) == (date(2025, 3, 31), date(2025, 6, 30))


def test_units_come_and_go_and_the_log_stays_with_those_who_go(here):
    leaving = work(here.task, here.communes[2])
    add_activity(assignment=leaving, by=make.user(here.communes[2]), on=TODAY, count=1, text="Đã rà soát")
    names = frozenset(Named(PartKind.IMPLEMENT, agency=unit.pk) for unit in (*here.communes[:2], here.offices[0]))
    found = difference(
        here.plan,
        [
            Line(line.values, names if line.order == here.task.pk else line.parts, line.order, line.plan_model)
            for line in content_of(here.plan)
        ],
        on=TODAY,
    )
    (change,) = found.changed
    assert (change.joining, change.leaving) == ([here.offices[0]], [here.communes[2]])
    amended(here, parts=names)
    assert {row.agency for row in work(here.task)} == {*here.communes[:2], here.offices[0]}
    assert work(here.task, here.offices[0]).starts == TODAY
    leaving.refresh_from_db()
    assert leaving.order.dropped_in.number == 1 and leaving.activities.count() == 1
    assert leaving.order.text == here.task.text


def test_what_is_dropped_is_no_longer_asked_and_can_still_be_read(client, here):
    row = work(here.task, here.communes[0])
    amended(here, drop=[here.task])
    assert not Assignment.objects.doing().filter(order=here.task).exists()
    client.force_login(here.writer)
    assert client.get(row.get_absolute_url()).status_code == 200
    assert here.writer.notices.filter(text__contains="1 việc thôi thực hiện").exists()


def test_another_rhythm_never_judges_what_was_ordered_before_it(here):
    for month in range(1, 12):
        make.activity(work(here.monthly, here.communes[0]), date(2024, month, 10), 1)
    amended(here, order=here.monthly, on=date(2024, 12, 1), cadence_times=4)
    here.monthly.refresh_from_db()
    new = here.monthly.replaced_by.get()
    year = {"first": date(2024, 1, 1), "last": date(2024, 12, 31), "on": TODAY, "agencies": [here.communes[0].pk]}
    (before,) = strips([here.monthly], **year)
    (after,) = strips([new], **year)
    assert [cell.state for cell in before.cells] == ["MET"] * 11 + ["NOT_REQUIRED"]
    assert [cell.state for cell in after.cells] == ["NOT_REQUIRED"] * 11 + ["OPEN"]


def test_a_unit_that_joins_is_not_asked_for_what_was_before(here):
    names = frozenset(
        {Named(PartKind.IMPLEMENT, group=here.all_communes.pk), Named("IMPLEMENT", agency=here.offices[0].pk)}
    )
    amended(here, order=here.monthly, on=date(2024, 12, 1), parts=names)
    (strip,) = strips(
        [here.monthly], first=date(2024, 1, 1), last=date(2024, 12, 31), on=TODAY, agencies=[here.offices[0].pk]
    )
    assert {cell.state for cell in strip.cells[:11]} == {"NOT_REQUIRED"}


def test_the_history_of_two_amendments_tells_each_apart(here):
    new = Line({"text": "Lắp ki-ốt", "nature": Nature.ONCE}, frozenset({Named("LEAD", agency=here.offices[0].pk)}))
    first = amended(here, text="Lời thứ hai", add=[new])
    second = amended(here, text="Lời thứ ba", drop=[here.monthly])
    found = differences_of(here.plan)
    (change,) = found[first.pk].changed
    assert (change.before.value("text"), change.after.value("text")) == ("Rà soát thủ tục hành chính", "Lời thứ hai")
    assert [row.line.value("text") for row in found[first.pk].added] == ["Lắp ki-ốt"]
    (change,) = found[second.pk].changed
    assert (change.before.value("text"), change.after.value("text")) == ("Lời thứ hai", "Lời thứ ba")
    assert [row.line.order for row in found[second.pk].removed] == [here.monthly.pk]
    assert found[second.pk].added == []
    assert work(here.task).count() == 3


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "Chưa có nội dung nào khác"),
        ({"text": "Khác", "on": date(2027, 1, 1)}, "trong thời gian của kế hoạch"),
        ({"text": "Khác", "on": date(2023, 1, 1)}, "lần điều chỉnh trước"),
    ],
)
def test_what_cannot_be_an_amendment_is_refused_in_words(here, values, why):
    here.plan.versions.create(number=1, effective_on=date(2024, 1, 10))
    with pytest.raises(NotAllowed, match=why):
        amended(here, **values)
    assert here.plan.versions.count() == 2


def test_a_content_drafted_before_another_amendment_is_refused(here):
    old = content_of(here.plan)
    amended(here, drop=[here.task])
    with pytest.raises(NotAllowed, match="trong lúc bạn soạn"):
        amend_plan(plan=here.plan, content=old, by=here.officer, decision="QĐ", effective_on=TODAY)


# Through the pages


def line_data(**changes):
    return {
        "number": "A.1",
        "text": "Rà soát thủ tục hành chính",
        "schedule_text": "Trước ngày 01/4/2025",
        "nature": "ONCE",
        "cadence_times": "1",
        "scope": "EACH",
        "implement": "UBND các xã, thị trấn",
    } | changes


def test_an_amendment_is_prepared_line_by_line_and_recorded_with_its_decision(client, here):
    client.force_login(here.officer)
    page = reverse("plan_amend", args=[here.plan.pk])
    assert page in client.get(here.plan.get_absolute_url()).content.decode()
    edit = reverse("amend_line", args=[here.plan.pk, here.task.pk])
    reply = client.post(edit, line_data(implement="Sở Du lịch Sao Hỏa"))
    assert reply.status_code == 422
    assert "Chưa rõ “Sở Du lịch Sao Hỏa”" in reply.content.decode() and "01/4/2025" in reply.content.decode()
    assert client.post(edit, line_data()).status_code == 302
    client.post(reverse("amend_drop", args=[here.plan.pk, here.monthly.pk]))
    client.post(
        reverse("amend_add", args=[here.plan.pk]),
        line_data(text="Lắp ki-ốt", implement="", lead="Phòng 1\nUBND các xã, thị trấn"),
    )
    here.task.refresh_from_db()
    assert here.task.due == date(2024, 12, 31)
    words = client.get(page).content.decode()
    assert "mỗi tháng ít nhất 01 lần" in words and "31/12/2024" in words
    assert "thêm 1, thay đổi 1 và bỏ 1" in words and "3 đơn vị thôi thực hiện" in words
    decision = {"decision": "QĐ 12/QĐ-UBND", "effective_on": "2024-12-20"}
    assert "Hãy đính kèm văn bản đã ký" in client.post(page, decision).content.decode()
    assert client.post(page, decision | {"upload": make.upload()}).status_code == 302
    here.task.refresh_from_db()
    assert here.task.due == date(2025, 3, 31)
    assert not Amendment.objects.filter(version=None).exists()
    history = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).content.decode()
    assert "Lắp ki-ốt" in history and "QĐ 12/QĐ-UBND" in history
    client.force_login(here.writer)
    assert client.get(reverse("plan_version_file", args=[here.plan.pk, 1])).status_code == 200


def test_what_was_prepared_can_be_taken_back(client, here):
    client.force_login(here.officer)
    client.post(reverse("amend_drop", args=[here.plan.pk, here.task.pk]))
    client.post(reverse("amend_restore", args=[here.plan.pk, here.task.pk]))
    assert not Amendment.objects.exists()
    form = client.get(reverse("amend_line", args=[here.plan.pk, here.task.pk])).context["form"]
    same = {name: value for name, value in form.initial.items() if value not in (None, False)}
    assert client.post(reverse("amend_line", args=[here.plan.pk, here.task.pk]), same).status_code == 302
    assert not Amendment.objects.exists()


def test_only_those_who_run_the_plan_amend_it(client, here):
    for person in (here.writer, make.user(here.communes[1], Role.HEAD), make.user(make.district().standing)):
        client.force_login(person)
        assert client.get(reverse("plan_amend", args=[here.plan.pk])).status_code == 404
        assert client.post(reverse("amend_drop", args=[here.plan.pk, here.task.pk])).status_code == 404


def test_the_page_costs_the_same_for_a_long_plan(client, here):
    client.force_login(here.officer)
    client.post(reverse("amend_drop", args=[here.plan.pk, here.task.pk]))
    url = reverse("plan_amend", args=[here.plan.pk])

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url).content.decode()
        return len(seen), page.count("Việc phải làm số")

    client.get(url)
    few, _ = cost()
    for _ in range(25):
        make.part(make.task(here.plan, date(2025, 1, 1)), here.offices[0], PartKind.LEAD)
    many, shown = cost()
    assert shown >= 25
    assert few == many


def test_a_report_of_the_year_counts_what_was_logged_before_the_amendment(here):
    for month in (1, 2):
        make.activity(work(here.monthly, here.communes[0]), date(2024, month, 10), 1)
    amended(here, order=here.monthly, on=date(2024, 6, 1), cadence_times=2)
    new = here.monthly.replaced_by.get()
    amended(here, order=new, on=date(2024, 7, 1), text="Lời khác")
    new.refresh_from_db()
    assert [row.pk for row in new.before()][-1] == here.monthly.pk
    here.plan.kind = "MODELS"
    here.plan.save()
    round_ = prepare_round(authority=here.committee, by=here.officer, period="YEAR", year=2024, plans=[here.plan])
    question = round_.questions.get(kind="NUMBER")
    assert here.monthly in question.source_orders.all() and new in question.source_orders.all()
