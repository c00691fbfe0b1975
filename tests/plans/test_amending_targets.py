"""Targets in an amendment: added, put in other words, aimed elsewhere, set aside; what was reached is never lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from plans.models import Amendment, Target, TargetValue
from plans.services import (
    bring_amendments_into_force,
    draft_of,
    drop_target,
    put_target,
    put_value,
    record_amendment,
    set_milestones,
    take_back_amendment,
)
from plans.services.target_lines import TargetLine, targets_of
from reporting.opening import open_round, prepare_round
from tests.plans import make
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)
NEW_YEAR = date(2025, 1, 1)
BOXES = {"direction": "AT_LEAST", "value": "80", "unit": "%", "due": "31/12/2025"}


@pytest.fixture
def here(today):
    there = make.district(communes=2)
    there.plan = make.plan(there.committee, there.standing)
    there.online = make.target(there.plan, "Hồ sơ nộp trực tuyến", 80, steps={2024: 70}, by_agency=True)
    there.kept = make.target(there.plan, "Người dân hài lòng", 90)
    there.officer = make.user(there.standing)
    there.value = put_value(
        target=there.online,
        by=there.officer,
        on=date(2024, 6, 30),
        value=Decimal(65),
        source="Báo cáo 6 tháng",
        files=[make.upload()],
    )
    put_value(
        target=there.online,
        by=there.officer,
        on=date(2024, 6, 30),
        value=Decimal(50),
        source="BC",
        agency=there.communes[0],
    )
    return there


def line_of(here, target) -> TargetLine:
    return next(line for line in targets_of(here.plan) if line.target == target.pk)


def aim(here, target, **changes) -> None:
    """Changes the target in the amendment that is being prepared."""
    values = {name: getattr(line_of(here, target), name) for name in TargetLine.__dataclass_fields__}
    put_target(plan=here.plan, by=here.officer, line=TargetLine(**values | changes), key=str(target.pk))


def sign(here, on=TODAY) -> Amendment:
    return record_amendment(
        plan=here.plan,
        by=here.officer,
        decision="QĐ 12/QĐ-UBND",
        effective_on=on,
        note="",
        upload=make.upload(),
    )


def current(here) -> list[str]:
    return [f"{line.text}: {line.goal}" for line in targets_of(here.plan)]


# Through the pages


def test_targets_are_amended_on_the_page_of_the_amendment_and_the_old_ones_stay_readable(client, here):
    client.force_login(here.officer)
    page = reverse("plan_amend", args=[here.plan.pk])
    edit = reverse("amend_target", args=[here.plan.pk, here.online.pk])
    assert edit in client.get(page).text
    wrong = client.post(edit, BOXES | {"text": "Hồ sơ trực tuyến toàn trình", "due": "31/12/2030"})
    assert wrong.status_code == 422
    assert "Hạn đạt phải trong thời gian của kế hoạch" in wrong.text and "toàn trình" in wrong.text
    said = BOXES | {"text": "Hồ sơ nộp trực tuyến", "value": "85", "nam-2024": "72,5"}
    assert client.post(edit, said).status_code == 302
    client.post(
        reverse("amend_target_add", args=[here.plan.pk]),
        BOXES | {"text": "Thứ hạng PAR INDEX", "direction": "RANK", "value": "4", "unit": "hạng"},
    )
    client.post(reverse("amend_target_drop", args=[here.plan.pk, here.kept.pk]))
    shown = client.get(page).text
    assert "thêm 1, thay đổi 1 và bỏ 1" in shown and "<del>2024: 70</del>" in shown
    assert "Thứ hạng PAR INDEX (hạng 4 trở lên, đến 31/12/2025)" in shown
    assert current(here) == ["Hồ sơ nộp trực tuyến: ít nhất 80 %", "Người dân hài lòng: ít nhất 90 %"]
    given = {"decision": "QĐ 12/QĐ-UBND", "effective_on": "2024-12-20", "upload": make.upload()}
    assert client.post(page, given).status_code == 302
    assert current(here) == ["Hồ sơ nộp trực tuyến: ít nhất 85 %", "Thứ hạng PAR INDEX: hạng 4 trở lên"]

    history = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).text
    assert "<del>80</del> → <ins>85</ins>" in history and "Người dân hài lòng" in history
    new = here.online.replaced_by.get()
    for listed in (reverse("targets"), reverse("plan_tab", args=[here.plan.pk, "chi-tieu"])):
        text = client.get(listed).text
        assert new.get_absolute_url() in text and "Thứ hạng PAR INDEX" in text
        assert here.online.get_absolute_url() not in text and "Người dân hài lòng" not in text
    old = client.get(here.online.get_absolute_url()).text
    assert "Đã thay bằng" in old and "QĐ 12/QĐ-UBND" in old and "hiệu lực từ 20/12/2024" in old
    assert "Báo cáo 6 tháng" in old and "Lưu giá trị" not in old
    assert "Đã bãi bỏ" in client.get(here.kept.get_absolute_url()).text
    text = client.get(new.get_absolute_url()).text
    assert here.online.get_absolute_url() in text and "Báo cáo 6 tháng" in text and "Lưu giá trị" in text


def test_what_was_prepared_can_be_taken_back(client, here):
    client.force_login(here.officer)
    client.post(reverse("amend_target_drop", args=[here.plan.pk, here.kept.pk]))
    client.post(reverse("amend_target_restore", args=[here.plan.pk, here.kept.pk]))
    assert not Amendment.objects.exists()
    url = reverse("amend_target", args=[here.plan.pk, here.online.pk])
    form = client.get(url).context["form"]
    same = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    assert client.post(url, same).status_code == 302
    assert not Amendment.objects.exists()
    assert client.get(reverse("amend_target", args=[here.plan.pk, "n7"])).status_code == 404


def test_the_page_costs_the_same_for_many_targets(client, here):
    client.force_login(here.officer)
    url = reverse("plan_amend", args=[here.plan.pk])

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url)
        return len(seen), page.text.count("Chỉ tiêu phụ")

    drop_target(plan=here.plan, by=here.officer, key=str(here.kept.pk))
    client.get(url)
    few, _ = cost()
    for _ in range(20):
        make.target(here.plan, "Chỉ tiêu phụ", 5, steps={2024: 3})
    many, shown = cost()
    assert shown >= 20 and few == many


# What an amendment makes of the values


def test_other_words_leave_a_target_what_it_is(here):
    aim(here, here.online, text="Tỷ lệ hồ sơ nộp trực tuyến")
    sign(here)
    here.online.refresh_from_db()
    assert (here.online.text, here.online.dropped_in, Target.objects.count()) == ("Tỷ lệ hồ sơ nộp trực tuyến", None, 2)
    assert here.online.values.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": "YES_NO", "value": None, "unit": ""},
        {"value": None, "steps": {2024: 70}},
        {"value": 80, "due": date(2030, 12, 31)},
        {"value": 80, "due": None},
    ],
)
def test_other_words_are_put_on_any_target_a_plan_was_recorded_with(client, here, fields):
    odd = make.target(here.plan, "Xây dựng Trung tâm\nPhục vụ hành chính công", **fields)
    client.force_login(here.officer)
    url = reverse("amend_target", args=[here.plan.pk, odd.pk])
    said = {bound.html_name: bound.value() for bound in client.get(url).context["form"] if bound.value() is not None}
    assert client.post(url, said | {"text": said["text"].replace("\n", "\r\n")}).status_code == 302
    assert not Amendment.objects.exists()
    assert client.post(url, said | {"text": "Lập Trung tâm Phục vụ hành chính công"}).status_code == 302
    sign(here)
    odd.refresh_from_db()
    assert (odd.text, odd.dropped_in) == ("Lập Trung tâm Phục vụ hành chính công", None)


@pytest.mark.parametrize(
    ("changes", "carried"),
    [
        ({"value": Decimal(85)}, True),
        ({"steps": ((2024, Decimal(75)),)}, True),
        ({"due": date(2025, 6, 30)}, True),
        ({"direction": "AT_MOST"}, True),
        ({"unit": "hồ sơ", "value": Decimal(3000)}, False),
        ({"direction": "YES_NO"}, False),
    ],
)
def test_another_aim_is_another_target_that_goes_on_from_the_values_it_can_be_measured_by(here, changes, carried):
    aim(here, here.online, **changes)
    version = sign(here).version
    here.online.refresh_from_db()
    new = here.online.replaced_by.get()
    assert (here.online.dropped_in, new.added_in, new.by_agency) == (version, version, True)
    assert here.online.values.count() == 2 and here.online.milestones.get().value == 70
    assert new.values.count() == (2 if carried else 0)
    if carried:
        copy = new.values.get(agency=None)
        assert (copy.carried_from, copy.value, copy.source) == (here.value, 65, "Báo cáo 6 tháng")
        assert (copy.entered_by, copy.entered_at) == (here.officer, here.value.entered_at)
        assert list(copy.evidence.all()) == list(here.value.evidence.all())
        assert new.values.get(agency=here.communes[0]).value == 50


def test_a_target_that_is_no_longer_aimed_at_takes_no_more_values(here):
    drop_target(plan=here.plan, by=here.officer, key=str(here.online.pk))
    sign(here)
    with pytest.raises(NotAllowed, match="đã được thay hoặc bãi bỏ"):
        put_value(target=here.online, by=here.officer, on=TODAY, value=Decimal(70), source="BC")
    with pytest.raises(NotAllowed, match="đã được thay hoặc bãi bỏ"):
        set_milestones(target=here.online, by=here.officer, values={2025: Decimal(80)})


def test_units_that_enter_values_of_their_own_are_told(here):
    followers, others = make.user(here.communes[0]), make.user(here.communes[1])
    aim(here, here.online, value=Decimal(85))
    sign(here)
    assert followers.notices.get().text.endswith("hiệu lực từ 20/12/2024: đơn vị có 1 chỉ tiêu thay đổi.")
    assert not others.notices.exists()


# A later day


def test_a_later_day_is_waited_for_and_tick_brings_it_into_force(client, here, settings):
    settings.DEMO_DAY = "2024-12-20"
    aim(here, here.online, value=Decimal(85))
    assert sign(here, on=NEW_YEAR).is_waiting
    assert current(here)[0] == "Hồ sơ nộp trực tuyến: ít nhất 80 %"
    put_value(target=here.online, by=here.officer, on=TODAY, value=Decimal(71), source="BC năm")
    client.force_login(here.officer)
    waiting = client.get(reverse("plan_tab", args=[here.plan.pk, "lich-su"])).text
    assert "Đã ký, chờ ngày có hiệu lực" in waiting and "<ins>85</ins>" in waiting
    call_command("tick", day=NEW_YEAR)
    new = here.online.replaced_by.get()
    assert (new.value, new.added_in.effective_on) == (85, NEW_YEAR)
    assert new.values.get(on=TODAY).value == 71


def test_a_signed_amendment_prepared_again_keeps_its_targets(here):
    aim(here, here.online, value=Decimal(85))
    take_back_amendment(amendment=sign(here, on=NEW_YEAR), by=here.officer, reason="Sai số")
    assert draft_of(here.plan).targets[str(here.online.pk)]["line"]["value"] == "85.00"


def test_two_amendments_of_one_target_both_hold(here):
    """The words are put right for a later day while another decision raises the value at once."""
    aim(here, here.online, text="Tỷ lệ hồ sơ nộp trực tuyến")
    drop_target(plan=here.plan, by=here.officer, key=str(here.kept.pk))
    sign(here, on=NEW_YEAR)
    aim(here, here.online, value=Decimal(85))
    drop_target(plan=here.plan, by=here.officer, key=str(here.kept.pk))
    sign(here)
    with clock.at("2025-01-02 08:00"):
        assert bring_amendments_into_force() == 1
    assert current(here) == ["Tỷ lệ hồ sơ nộp trực tuyến: ít nhất 85 %"]
    assert "không điều chỉnh: Chỉ tiêu: Người dân hài lòng" in here.plan.events.filter(name="amend").last().reason


# Reports


def test_a_round_that_is_open_keeps_its_questions_and_the_next_asks_what_is_aimed_at_now(client, here):
    def asked(year):
        return prepare_round(authority=here.committee, by=here.officer, period="YEAR", year=year, plans=[here.plan])

    before = open_round(round=asked(2024), by=here.officer, agencies=[here.standing])
    aim(here, here.online, value=Decimal(85))
    drop_target(plan=here.plan, by=here.officer, key=str(here.kept.pk))
    sign(here)
    assert [question.target for question in before.questions.order_by("position")] == [here.online, here.kept]
    client.force_login(here.officer)
    report = before.reports.get(agency=here.standing)
    assert "Người dân hài lòng" in client.get(report.get_absolute_url()).text
    following = asked(2025).questions.all()
    assert [question.target for question in following] == [here.online.replaced_by.get()]
    assert following.get().code == before.questions.get(target=here.online).code, "the figure beside it is last year's"


def test_a_round_in_preparation_is_not_opened_with_a_target_that_was_dropped_meanwhile(here):
    round_ = prepare_round(authority=here.committee, by=here.officer, period="YEAR", year=2024, plans=[here.plan])
    drop_target(plan=here.plan, by=here.officer, key=str(here.kept.pk))
    sign(here)
    with pytest.raises(NotAllowed, match="Chỉ tiêu “Người dân hài lòng” đã được thay hoặc bãi bỏ"):
        open_round(round=round_, by=here.officer, agencies=[here.standing])
    round_.questions.get(target=here.kept).delete()
    assert open_round(round=round_, by=here.officer, agencies=[here.standing]).state == "OPEN"


def test_values_carried_twice_still_name_their_source(here):
    aim(here, here.online, value=Decimal(85))
    sign(here)
    second = here.online.replaced_by.get()
    aim(here, second, value=Decimal(88))
    sign(here)
    copies = TargetValue.objects.filter(on=date(2024, 6, 30), agency=None).order_by("pk")
    assert [copy.carried_from for copy in copies] == [None, copies[0], copies[1]]
