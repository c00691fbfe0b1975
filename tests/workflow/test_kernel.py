"""The kernel: from its two tables a document says who may do what, who sees it and whom it waits for."""

import uuid
from datetime import date

import pytest
from django.apps import apps

from agencies.models import Role
from models_registry.models import Proposal
from plans.models import Difficulty, FocalOfficer, Plan, PlanState
from reporting.models import Consolidation, Letter, ReportVersion, Round, UnitReport
from tests import make
from workflow.models import Document, Event
from workflow.services import move
from workflow.transitions import AUTHOR, AUTHORITY, MONITOR, STANDING, VERIFIER, NotAllowed, Party

pytestmark = pytest.mark.django_db

# Written out by hand from the office's rules; the tables of reports and consolidations stand in tests/reporting.
PLAN = {
    "send_up": ({"DRAFT"}, {(STANDING, "STAFF"), (STANDING, "HEAD")}),
    "hand_back": ({"REVIEW"}, {(AUTHORITY, "HEAD")}),
    "sign": ({"REVIEW"}, {(AUTHORITY, "HEAD")}),
    "issue": ({"SIGNED"}, {(AUTHORITY, "CLERK")}),
    "record": ({"DRAFT"}, {(STANDING, "STAFF"), (STANDING, "HEAD"), (AUTHORITY, "CLERK")}),
    "record_ended": ({"DRAFT"}, {(STANDING, "STAFF"), (STANDING, "HEAD"), (AUTHORITY, "CLERK")}),
    "close": ({"ISSUED"}, {(STANDING, "HEAD")}),
}
OPEN = {"DRAFT", "RETURNED"}
PROPOSAL = {
    "send_up": (OPEN, {(AUTHOR, "STAFF")}),
    "hand_back": ({"AWAITING_HEAD"}, {(AUTHOR, "HEAD")}),
    "submit": ({*OPEN, "AWAITING_HEAD"}, {(AUTHOR, "HEAD")}),
    "submit_signed": ({*OPEN, "AWAITING_HEAD"}, {(AUTHOR, "STAFF"), (AUTHOR, "CLERK"), (AUTHOR, "HEAD")}),
    "recall": ({"SUBMITTED"}, {(AUTHOR, "HEAD"), (AUTHOR, "CLERK")}),
    "return": ({"SUBMITTED"}, {(STANDING, "STAFF"), (STANDING, "HEAD")}),
    "appraise": ({"SUBMITTED"}, {(STANDING, "STAFF"), (STANDING, "HEAD")}),
    "approve": ({"APPRAISED"}, {(AUTHORITY, "HEAD")}),
    "reject": ({"APPRAISED"}, {(AUTHORITY, "HEAD")}),
    "replicate": ({"APPROVED"}, {(STANDING, "STAFF"), (STANDING, "HEAD"), (AUTHORITY, "CLERK")}),
    "set_back": ({"REPLICATED"}, {(STANDING, "STAFF"), (STANDING, "HEAD"), (AUTHORITY, "CLERK")}),
}
ANSWERERS = {(STANDING, "STAFF"), (STANDING, "HEAD"), (MONITOR, "STAFF"), (MONITOR, "HEAD"), (AUTHORITY, "HEAD")}
RAISERS = {(AUTHOR, "STAFF"), (AUTHOR, "HEAD")}
DIFFICULTY = {
    "answer": ({"OPEN"}, ANSWERERS),
    "supplement": ({"ANSWERED"}, ANSWERERS),
    "forward": ({"OPEN"}, {(STANDING, "STAFF"), (STANDING, "HEAD")}),
    "ask_more": ({"ANSWERED"}, RAISERS),
    "withdraw": ({"OPEN"}, RAISERS),
}
RUN = {(STANDING, "STAFF"), (STANDING, "HEAD")}
FOCAL = {
    "confirm": ({"REQUESTED"}, RUN),
    "return": ({"REQUESTED"}, RUN),
    "withdraw": ({"REQUESTED"}, RAISERS),
    "replace": ({"ACTIVE"}, RUN),
}
LETTER = {
    "send_up": ({"DRAFT"}, RUN),
    "hand_back": ({"AWAITING_HEAD"}, {(AUTHOR, "HEAD")}),
    "sign": ({"AWAITING_HEAD"}, {(AUTHOR, "HEAD")}),
    "publish": ({"SIGNED"}, {(AUTHOR, "CLERK"), *RUN}),
    "publish_signed": ({"DRAFT", "AWAITING_HEAD"}, {(AUTHOR, "CLERK"), *RUN}),
    "drop": ({"DRAFT"}, RUN),
}
CLASSES = (Plan, Proposal, Difficulty, FocalOfficer, UnitReport, Consolidation, Letter)


class World:
    """One document of each class, each party an agency of its own, in each agency one person of each role."""

    def __init__(self):
        self.agencies = {party: make.agency(f"Cơ quan {party.label}", kind="COMMITTEE") for party in Party}
        self.agencies["OTHER"] = make.agency("Cơ quan khác")
        self.people = {(party, role): make.user(at, role) for party, at in self.agencies.items() for role in Role}
        at = self.agencies
        self.plan = make.plan(_Sides(at), state=PlanState.DRAFT)
        self.round = Round.objects.create(
            authority=at[AUTHORITY],
            standing=at[STANDING],
            verifier=at[VERIFIER],
            name="Năm 2024",
            period="YEAR",
            year=2024,
            from_on=date(2024, 1, 1),
            to_on=date(2024, 12, 14),
            due=date(2024, 12, 17),
        )
        owed = make.assignment(make.task(self.plan, at[AUTHOR]), at[AUTHOR])
        self.documents = {
            Plan: self.plan,
            Difficulty: Difficulty.objects.create(
                assignment=owed, agency=at[AUTHOR], asked_of=at[MONITOR], text="Thiếu kinh phí", state="OPEN"
            ),
            FocalOfficer: FocalOfficer.objects.create(
                plan=self.plan, agency=at[AUTHOR], name="A", phone="1", since=date(2024, 1, 1), state="REQUESTED"
            ),
            Proposal: Proposal.objects.create(
                author=at[AUTHOR],
                standing=at[STANDING],
                authority=at[AUTHORITY],
                name="Cách làm",
                state="DRAFT",
                year=2024,
            ),
            UnitReport: UnitReport.objects.create(
                round=self.round,
                agency=at[AUTHOR],
                agency_name="x",
                kept_by=at[AUTHOR],
                due=self.round.due,
                first_due=self.round.due,
                state="DRAFT",
            ),
            Letter: Letter.objects.create(
                standing=at[STANDING],
                authority=at[AUTHORITY],
                issuer=at[AUTHOR],
                about="đôn đốc",
                reply_by=self.round.due,
                made_by=self.people[STANDING, Role.STAFF],
            ),
            Consolidation: Consolidation.objects.create(round=self.round, title="Báo cáo", state="DRAFT"),
        }


class _Sides:
    def __init__(self, agencies):
        self.committee, self.standing = agencies[AUTHORITY], agencies[STANDING]


def put(document, state: str) -> None:
    """Into a state past its table; a confirmed report names the version that was confirmed."""
    more = {}
    if isinstance(document, UnitReport):
        version, _ = ReportVersion.objects.get_or_create(report=document, number=1)
        more = {"accepted": version if state == "ACCEPTED" else None}
    type(document).objects.filter(pk=document.pk).update(state=state, **more)


@pytest.fixture
def world(portal_day):
    return World()


def test_every_kind_of_document_stands_here():
    assert {model for model in apps.get_models() if issubclass(model, Document)} == set(CLASSES)


@pytest.mark.parametrize(
    ("model", "table"),
    [(Plan, PLAN), (Proposal, PROPOSAL), (Difficulty, DIFFICULTY), (FocalOfficer, FOCAL), (Letter, LETTER)],
)
def test_the_tables_are_those_of_the_office(model, table):
    given = {
        row.name: (set(row.sources), {(str(party), str(role)) for party, role in row.by}) for row in model.TRANSITIONS
    }
    assert given == {name: (states, {(str(party), role) for party, role in by}) for name, (states, by) in table.items()}


@pytest.mark.parametrize("model", CLASSES)
def test_every_move_is_offered_to_its_party_in_its_role_and_state_only(world, model):
    """Every move × party × role × state, outsiders included."""
    document = world.documents[model]
    for state in model.State.values:
        document.state = state
        for (party, role), person in world.people.items():
            expected = {row.name for row in model.TRANSITIONS if (party, role) in row.by and state in row.sources}
            assert {row.name for row in document.moves_for(person)} == expected, (state, party, role)


@pytest.mark.parametrize("model", CLASSES)
def test_the_server_refuses_what_the_screen_does_not_offer(world, model):
    """For every move and state: whoever is not offered it moves nothing, and no event says otherwise."""
    document = world.documents[model]
    rights = {(str(party), str(role)) for row in model.TRANSITIONS for party, role in row.by}
    for row in model.TRANSITIONS:
        wrong = [*sorted(rights - row.by)[:1], ("OTHER", Role.HEAD)]
        for party, role in wrong:
            put(document, sorted(row.sources)[0])
            with pytest.raises(NotAllowed, match="không có quyền"):
                move(document=document, transition=row.name, by=world.people[party, role], reason="x")
        for state in set(model.State.values) - row.sources:
            put(document, state)
            with pytest.raises(NotAllowed, match="trạng thái hiện nay"):
                move(document=document, transition=row.name, by=world.people[sorted(row.by)[0]], reason="x")
    assert not Event.objects.exists()


@pytest.mark.parametrize("model", CLASSES)
def test_a_move_that_needs_a_reason_is_refused_without_one(world, model):
    document = world.documents[model]
    for row in model.TRANSITIONS:
        if row.needs_reason:
            put(document, sorted(row.sources)[0])
            with pytest.raises(NotAllowed, match="Hãy ghi lý do"):
                move(document=document, transition=row.name, by=world.people[sorted(row.by)[0]], reason=" \n ")


@pytest.mark.parametrize("model", CLASSES)
def test_waiting_for_names_those_who_can_make_an_awaited_move_today(world, model):
    document = world.documents[model]
    for state in model.State.values:
        put(document, state)
        document.refresh_from_db()
        for key, person in world.people.items():
            awaited = any(row.awaited for row in document.moves_for(person))
            assert model.objects.waiting_for(person).exists() == awaited, (state, key)


def test_an_event_says_who_acted_in_what_post_from_where_to_where(world):
    head, token = world.people[STANDING, Role.HEAD], uuid.uuid4()
    event = move(document=world.plan, transition="send_up", by=head, token=token)
    assert (event.actor, event.from_state, event.to_state, event.token) == (head, "DRAFT", "REVIEW", token)
    assert event.membership == head.memberships.get()
    assert "cơ quan thường trực" in event.acting_as
    world.plan.refresh_from_db()
    assert (world.plan.state, world.plan.came_from) == ("REVIEW", "DRAFT")


def test_the_event_keeps_the_post_under_its_old_name(world):
    head = world.people[STANDING, Role.HEAD]
    event = move(document=world.plan, transition="send_up", by=head)
    world.agencies[STANDING].name = "Tên mới"
    world.agencies[STANDING].save()
    event.refresh_from_db()
    assert "Tên mới" not in event.acting_as


def test_who_has_two_posts_may_say_in_which_he_acts(world):
    person = world.people[STANDING, Role.STAFF]
    second = person.memberships.create(agency=world.agencies[AUTHORITY], role=Role.CLERK)
    Plan.objects.filter(pk=world.plan.pk).update(state="SIGNED")
    with pytest.raises(NotAllowed):
        move(document=world.plan, transition="issue", by=person, membership=person.memberships.first())
    Plan.objects.filter(pk=world.plan.pk).update(state="REVIEW")
    third = person.memberships.create(agency=world.agencies[AUTHORITY], role=Role.HEAD)
    person = type(person).objects.get(pk=person.pk)
    assert move(document=world.plan, transition="sign", by=person, membership=third).membership == third
    assert second != third


@pytest.mark.parametrize("dates", [{"active_to": date(2024, 12, 19)}, {"active_from": date(2024, 12, 21)}])
def test_a_post_that_has_ended_or_not_begun_moves_nothing(world, dates):
    person = world.people[STANDING, Role.HEAD]
    person.memberships.update(**dates)
    with pytest.raises(NotAllowed):
        move(document=world.plan, transition="send_up", by=person)
    assert not Plan.objects.visible_to(person).exists()
    assert not Plan.objects.waiting_for(person).exists()


def test_an_agency_that_has_ended_moves_nothing(world):
    world.agencies[STANDING].active_to = date(2024, 12, 19)
    world.agencies[STANDING].save()
    with pytest.raises(NotAllowed):
        move(document=world.plan, transition="send_up", by=world.people[STANDING, Role.HEAD])


def test_a_stale_page_meets_the_true_state(world):
    """Two people have the same page open; the second is told what the state is now."""
    stale = Plan.objects.get(pk=world.plan.pk)
    move(document=world.plan, transition="send_up", by=world.people[STANDING, Role.STAFF])
    assert stale.state == "DRAFT"
    with pytest.raises(NotAllowed, match="người khác vừa thao tác; hãy tải lại trang"):
        move(document=stale, transition="send_up", by=world.people[STANDING, Role.HEAD])
    assert Event.objects.count() == 1


def test_a_move_nobody_knows_is_refused_in_words(world):
    with pytest.raises(NotAllowed, match="Không có thao tác này"):
        move(document=world.plan, transition="delete", by=world.people[STANDING, Role.HEAD])


@pytest.mark.parametrize("model", CLASSES)
def test_outsiders_and_people_of_no_agency_see_no_draft(world, model):
    for person in (world.people["OTHER", Role.HEAD], make.user()):
        assert not model.objects.visible_to(person).exists()
        assert not model.objects.waiting_for(person).exists()
