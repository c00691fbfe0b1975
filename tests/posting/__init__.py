"""One plausible form for every address that takes one (several where the address names a move), by where it belongs.

tests/test_posting.py lets everybody send each of them; tests/test_bad_input.py spoils them field by field.
"""

from tests.posting.plans import MODELS, PLANS, READINGS
from tests.posting.reports import CONSOLIDATION, REMINDERS, ROUNDS
from tests.posting.work import WORK

FORMS = {
    "work": WORK,
    "plans": PLANS,
    "readings": READINGS,
    "models": MODELS,
    "rounds": ROUNDS,
    "consolidation": CONSOLIDATION,
    "reminders": REMINDERS,
}
