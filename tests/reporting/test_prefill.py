"""Figures typed once: a report's system figures are the log's until it is sent, whenever its round was opened."""

from datetime import date
from decimal import Decimal

import pytest

from plans.services import add_activity, correct_activity
from reporting import moves
from reporting.models import AnswerStatus, Origin
from tests import make

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def log(district, django_capture_on_commit_callbacks):
    """Writes an entry of the commune's Saturday sessions; the report hears of it."""
    work = district.saturdays.assignments.get(agency=district.commune)

    def write(**values):
        with django_capture_on_commit_callbacks(execute=True):
            if "activity" in values:
                return correct_activity(by=district.staff, **values)
            return add_activity(**{"assignment": work, "by": district.staff, "on": date(2024, 12, 7)} | values)

    return write


def sessions(district):
    return make.answer(district.report(), "buoi")


def test_what_is_logged_after_the_round_was_opened_is_in_the_report(district, log):
    assert sessions(district).status == AnswerStatus.BLANK
    log(count=2)
    log(count=1)
    log(count=5, on=date(2024, 12, 18))
    held = sessions(district)
    assert (held.number, held.system_number, held.origin) == (3, 3, Origin.SYSTEM), "18/12 is of the next report"
    other = make.answer(district.report(district.communes[1]), "buoi")
    assert other.status == AnswerStatus.BLANK


def test_a_correction_follows_and_what_was_moved_away_is_asked_for_again(district, log):
    entry = log(count=2)
    entry = log(activity=entry, count=Decimal(4))
    assert sessions(district).number == 4
    log(activity=entry, on=date(2024, 12, 18))
    held = sessions(district)
    assert (held.number, held.system_number, held.status) == (None, None, AnswerStatus.BLANK)


def test_a_figure_typed_by_hand_stays_with_the_logs_number_beside_it(district, log):
    held = sessions(district)
    held.number, held.status, held.origin = 7, AnswerStatus.GIVEN, Origin.TYPED
    held.save()
    log(count=2)
    held = sessions(district)
    assert (held.number, held.system_number, held.origin) == (7, 2, Origin.TYPED)


def test_a_sent_report_stays_as_sent_and_takes_the_rest_when_it_comes_back(district, log):
    log(count=2)
    report = make.fill(district.report(), buoi=2)
    moves.submit(report=report, by=district.head)
    log(count=1)
    assert sessions(district).number == 2
    moves.recall(report=district.report(), by=district.head, reason="Bổ sung số liệu")
    assert sessions(district).system_number == 3


def test_an_excused_report_follows_too_as_it_may_be_asked_for_after_all(district, log):
    moves.excuse(report=district.report(), by=district.standing_head, reason="Sáp nhập")
    log(count=2)
    moves.require(report=district.report(), by=district.standing_head, reason="Vẫn báo cáo")
    assert sessions(district).number == 2
