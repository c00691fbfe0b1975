"""What a reviewer reads beside a figure: how far it moved since the period before."""

from decimal import Decimal

import pytest

from reporting.comparing import AnswerRow
from reporting.models import Answer, Question, QuestionKind


def row(kind, now, previous):
    now, previous = (Answer(number=Decimal(a), denominator=b and Decimal(b)) for a, b in (now, previous))
    return AnswerRow(Question(kind=kind), now, None, previous, changed=False)


def test_a_number_changes_in_percent():
    item = row(QuestionKind.NUMBER, (11, None), (10, None))
    assert (item.growth, item.points) == (10, None)


def test_a_ratio_changes_in_points_of_its_share_and_not_by_its_numerator():
    item = row(QuestionKind.RATIO, (1291, 1473), (1140, 1488))
    assert item.growth is None
    assert item.points == pytest.approx(11.03, abs=0.01)
