"""Targets: the path, the distance to it, values with their source that are corrected without being lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import Role
from plans.models import Direction, PlanState, Target, TargetMilestone, TargetValue
from plans.services import put_value, set_milestones
from plans.targets import chart_of, path_at, progress_of
from tests.plans import make
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing, period_end=date(2025, 12, 31))


@pytest.fixture
def keeper(here):
    return make.user(here.standing)


def target(plan, value=80, direction=Direction.AT_LEAST, unit="%", due=date(2025, 12, 31), steps=None, **fields):
    made = Target.objects.create(
        plan=plan, text="Hồ sơ nộp trực tuyến", value=value, unit=unit, direction=direction, due=due, **fields
    )
    for year, step in (steps or {}).items():
        TargetMilestone.objects.create(target=made, year=year, value=step)
    return made


def progress(made, *values, on=TODAY):
    rows = [TargetValue(target=made, on=day, value=Decimal(str(value))) for day, value in values]
    return progress_of(made, rows, list(made.milestones.all()), on=on)


@pytest.mark.parametrize(
    ("direction", "goal", "steps", "reached", "state", "words"),
    [
        ("AT_LEAST", 80, {2023: 60, 2024: 76}, 69.6, "BEHIND", "thấp hơn lộ trình 6,4 điểm"),
        ("AT_LEAST", 80, {2023: 60, 2024: 76}, 77, "ON_PATH", "cao hơn lộ trình 1 điểm"),
        ("AT_LEAST", 80, {2023: 60, 2024: 76}, 76, "ON_PATH", "đúng lộ trình"),
        ("AT_LEAST", 80, {2023: 60, 2024: 76}, 80, "REACHED", "đã đạt"),
        ("AT_MOST", 2, {2024: 3}, 5, "BEHIND", "cao hơn lộ trình 2 điểm"),
        ("AT_MOST", 2, {2024: 3}, 2.5, "ON_PATH", "thấp hơn lộ trình 0,5 điểm"),
        ("AT_MOST", 2, {2024: 3}, 1, "REACHED", "đã đạt"),
        ("RANK", 4, {2024: 5}, 7, "BEHIND", "kém lộ trình 2 bậc"),
        ("RANK", 1, {2024: 5}, 4, "ON_PATH", "hơn lộ trình 1 bậc"),
        ("RANK", 4, {2024: 5}, 4, "REACHED", "đã đạt"),
        ("YES_NO", 1, {}, 0, "ON_PATH", "đang thực hiện"),
        ("YES_NO", 1, {}, 1, "REACHED", "đã đạt"),
    ],
)
def test_the_distance_is_said_in_the_direction_of_the_target(plan, direction, goal, steps, reached, state, words):
    found = progress(target(plan, goal, direction, steps=steps), (date(2024, 12, 31), reached), on=date(2024, 12, 31))
    assert (found.state, found.words) == (state, words)


def test_between_two_milestones_the_path_is_a_line_and_a_rank_a_step(plan):
    steps = {2023: 60, 2024: 70}
    middle = date(2024, 7, 1)
    line = progress(target(plan, 80, steps=steps), (middle, 65))
    assert path_at(line.target, line.path, middle) == pytest.approx(Decimal(65), abs=Decimal("0.1"))
    step = progress(target(plan, 4, Direction.RANK, steps={2023: 8, 2024: 6}), (middle, 6))
    assert path_at(step.target, step.path, middle) == 6
    assert path_at(line.target, line.path, date(2021, 1, 1)) == 60
    assert path_at(line.target, line.path, date(2030, 1, 1)) == 80


def test_what_is_due_and_not_reached_says_so_and_nothing_known_is_not_late(plan):
    late = target(plan, due=date(2024, 6, 30))
    assert progress(late, (date(2024, 6, 30), 70)).state == "MISSED"
    assert progress(late).words == "chưa có số liệu"
    assert progress(late, (date(2024, 12, 31), 90)).state == "NONE", "a day to come is not looked at"


@pytest.mark.parametrize("direction", list(Direction))
def test_a_chart_is_drawn_for_whatever_has_a_path(plan, direction):
    made = target(plan, 1, direction, steps={} if direction == "YES_NO" else {2024: 1})
    assert (chart_of(progress(made), on=TODAY) is None) == (direction == "YES_NO")
    if direction != "YES_NO":
        chart = chart_of(progress(made, (TODAY, 1)), on=TODAY)
        assert len(chart.dots) == 1 and chart.goal[2].startswith("1") and len(chart.levels) >= 1


def put(made, by, on=date(2024, 11, 30), value=70, source="Báo cáo số 12/BC-UBND", **fields):
    return put_value(target=made, by=by, on=on, value=Decimal(str(value)), source=source, **fields)


def test_a_value_is_entered_with_source_and_file_and_a_correction_keeps_the_old_one(client, plan, keeper):
    made = target(plan, steps={2023: 60, 2024: 76})
    client.force_login(keeper)
    url = reverse("target_value", args=[made.pk])
    sent = {"on": "2024-11-30", "value": "69,6", "source": "Báo cáo số 12", "files": [make.upload("bao-cao.pdf")]}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent | {"value": "71,2", "files": []}).status_code == 302
    old, new = TargetValue.objects.order_by("pk")
    assert (old.current, old.value, new.current, new.value) == (False, Decimal("69.6"), True, Decimal("71.2"))
    page = client.get(made.get_absolute_url()).content.decode()
    assert "số cũ" in page and "69,6" in page and "bao-cao.pdf" in page and "<svg" in page
    assert "thấp hơn lộ trình" in page.lower()
    assert client.get(reverse("target_file", args=[made.pk, old.evidence.get().pk])).status_code == 200


@pytest.mark.parametrize(
    ("direction", "typed", "said"),
    [
        ("AT_LEAST", {"value": "nhiều"}, "Hãy nhập một số"),
        ("AT_LEAST", {"value": "101"}, "không thể quá 100 %"),
        ("AT_LEAST", {"value": "-1"}, "từ 0 trở lên"),
        ("AT_LEAST", {"source": " "}, "Hãy ghi nguồn số liệu"),
        ("AT_LEAST", {"on": "2024-12-21"}, "không được sau hôm nay"),
        ("AT_LEAST", {"on": "2020-12-31"}, "phải trong thời gian của kế hoạch"),
        ("RANK", {"value": "2,5"}, "số nguyên"),
        ("YES_NO", {"value": "2"}, "2"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_stays_typed(client, plan, keeper, direction, typed, said):
    made = target(plan, direction=direction)
    client.force_login(keeper)
    sent = {"on": "2024-11-30", "value": "1", "source": "Nguồn đã gõ"} | typed
    answer = client.post(reverse("target_value", args=[made.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert "source" in typed or "Nguồn đã gõ" in page
    assert not TargetValue.objects.exists()


def test_a_unit_enters_its_own_value_where_the_target_is_followed_by_unit(client, here, plan, keeper):
    clerk = make.user(here.communes[0])
    whole, by_unit = target(plan), target(plan, by_agency=True)
    with pytest.raises(NotAllowed):
        put(whole, clerk)
    with pytest.raises(NotAllowed):
        put(by_unit, clerk, agency=here.communes[1])
    with pytest.raises(NotAllowed):
        put(by_unit, make.user(here.communes[0], Role.VIEWER), agency=here.communes[0])
    client.force_login(clerk)
    sent = {"agency": here.communes[0].pk, "on": "2024-11-30", "value": "64", "source": "Hệ thống một cửa"}
    assert client.post(reverse("target_value", args=[by_unit.pk]), sent).status_code == 302
    put(by_unit, keeper, agency=here.communes[1], value=55)
    assert "55 %" not in " ".join(client.get(by_unit.get_absolute_url()).content.decode().split()), "another unit's"
    client.force_login(keeper)
    units = client.get(by_unit.get_absolute_url()).context["units"]
    assert [(row[0], row[1].latest.value) for row in units] == [(here.communes[0], 64), (here.communes[1], 55)]


def test_milestones_are_the_standing_agencys(client, here, plan, keeper):
    made = target(plan)
    client.force_login(keeper)
    url = reverse("target_milestones", args=[made.pk])
    assert client.post(url, {"nam-2023": "60", "nam-2024": "70,5"}).status_code == 302
    assert dict(made.milestones.values_list("year", "value")) == {2023: 60, 2024: Decimal("70.5")}
    assert client.post(url, {"nam-2024": "71"}).status_code == 302
    assert dict(made.milestones.values_list("year", "value")) == {2024: 71}
    assert client.post(url, {"nam-2024": "71", "by_agency": "on"}).status_code == 302
    made.refresh_from_db()
    assert made.by_agency
    answer = client.post(url, {"nam-2024": "mốc"})
    assert answer.status_code == 422 and 'value="mốc"' in answer.content.decode()
    with pytest.raises(NotAllowed):
        set_milestones(target=made, by=make.user(here.communes[0]), values={2024: Decimal(1)})
    with pytest.raises(NotAllowed, match="ngoài thời gian"):
        set_milestones(target=made, by=keeper, values={2030: Decimal(1)})


def test_a_closed_plan_takes_no_more_values(plan, keeper):
    made = target(plan)
    plan.state = PlanState.CLOSED
    plan.save()
    with pytest.raises(NotAllowed, match="kết thúc"):
        put(made, keeper)


def test_the_list_filters_by_state_at_a_constant_cost(client, here, plan, keeper, django_assert_num_queries):
    for place in range(3):
        put(target(plan, steps={2023: 60}), keeper, value=50 + 20 * place if place < 2 else 85)
    client.force_login(keeper)
    client.get(reverse("targets"))
    with django_assert_num_queries(8) as few:
        page = client.get(reverse("targets"))
    assert {key: n for key, _, n, _ in page.context["states"]} == {"BEHIND": 1, "ON_PATH": 1, "REACHED": 1}
    for _ in range(10):
        target(plan)
    with django_assert_num_queries(len(few)):
        assert len(client.get(reverse("targets")).context["groups"][0][1]) == 13
    page = client.get(reverse("targets") + "?trang_thai=BEHIND")
    assert [row.state for _, rows in page.context["groups"] for row in rows] == ["BEHIND"]
