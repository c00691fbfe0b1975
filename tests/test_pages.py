"""Every address × every kind of person: the one right answer. A new address without a row here fails."""

import copy
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import get_resolver, reverse

from agencies import clock
from agencies.middleware import PUBLIC_VIEWS
from agencies.models import Role
from models_registry.services import advance, register_proposal
from plans.editing import receiving
from plans.models import Assignment, FocalOfficer, Intake, Nature, PlanState, SavedFilter, Scope, Target
from plans.services import (
    Conclusion,
    add_activity,
    complete_assignment,
    give_conclusions,
    issue_assignments,
    raise_difficulty,
)
from reporting import consolidating, letters, moves
from reporting.models import ReportVersion, UnitReport
from reporting.opening import prepare_round
from reporting.reminding.overdue import overdue_units
from tests import make
from tests.conftest import ORDINARY_DAY
from tests.reporting.test_report_moves import PDF

AUTHOR = {"staff", "head", "commune_clerk"}
STANDING = {"standing_staff", "standing_head"}
AUTHORITY = {"chairman", "clerk"}
RECORDING = STANDING | {"clerk"}
INSIDE = AUTHOR | STANDING | AUTHORITY | {"other_staff", "verifier_staff", "monitor_staff"}
EVERYBODY = INSIDE | {"outsider", "nobody", "administrator"}
MEMBERS = INSIDE | {"outsider"}
WRITERS = {"staff", "head", "other_staff", "verifier_staff", "monitor_staff", "chairman", "outsider"} | STANDING


def pdf():
    return SimpleUploadedFile("van-ban.pdf", PDF)


class World:
    """One object for every address: a sent report with files, a consolidation, a round in preparation, logged work."""

    def __init__(self):
        self.d = d = make.ReportingDistrict()
        d.other_staff = make.user(d.communes[1])
        d.outsider = make.user(make.District("huyện Khác").standing, Role.HEAD)
        d.nobody = make.user()
        d.administrator = make.user()
        d.administrator.is_staff = d.administrator.is_superuser = True
        d.administrator.save()
        task = make.task(d.plan, d.commune, text="Rà soát thủ tục")
        self.radio = make.requirement(
            d.letters, units=d.offices_group, nature=Nature.CADENCE, scope=Scope.SHARED, cadence_per="MONTH"
        )
        issue_assignments(plan=d.plan, on=d.plan.period_start)
        self.task = Assignment.objects.get(order=task)
        complete_assignment(assignment=self.task, by=d.staff, on=d.plan.period_start, result="Đã xong", files=[pdf()])
        self.shared_task = make.task(d.plan, d.commune, text="Việc của cả hai xã")
        make.assignment(self.shared_task, d.commune)
        make.assignment(self.shared_task, d.communes[1])
        self.source = give_conclusions(
            authority=d.committee,
            by=d.chairman,
            leader=d.chairman,
            name="Giao ban",
            on=d.round.to_on,
            conclusions=[Conclusion("Báo cáo", d.commune, clock.today())],
            file=pdf(),
        )
        self.difficulty = raise_difficulty(assignment=self.task, by=d.staff, text="Chưa có kinh phí")
        self.saved = SavedFilter.objects.create(user=d.standing_staff, name="Quá hạn", query="trang_thai=OVERDUE")
        self.saturday = Assignment.objects.get(order=d.saturdays, agency=d.commune)
        self.activity = add_activity(
            assignment=self.saturday, by=d.staff, on=d.round.to_on, text="Thứ 7", files=[pdf()]
        )
        self.intake = Intake.objects.create(agency=d.standing, by=d.standing_staff, name="mot-cua.xlsx")
        self.target = Target.objects.create(plan=d.plan, text="Hồ sơ trực tuyến", value=80, unit="%")
        value = self.target.values.create(on=d.round.to_on, value=70)
        value.evidence.add(self.activity.evidence.first())
        self.draft = register_proposal(
            author=d.commune, by=d.staff, name="Góc tự điền", field="PROCEDURES", year=2024, files=[pdf()]
        )
        self.proposal = register_proposal(
            author=d.commune,
            by=d.staff,
            name="Trả kết quả tại bến phà",
            field="PROCEDURES",
            year=2024,
            content="Ra bến phà",
            result="27 kết quả",
            applied_on=d.plan.period_start,
            files=[pdf()],
        )
        advance(proposal=self.proposal, name="submit", by=d.head)
        self.recognised = register_proposal(
            author=d.commune,
            by=d.staff,
            name="Mẫu viết sẵn",
            field="PROCEDURES",
            year=2024,
            content="Mẫu",
            result="Ít sai",
            applied_on=d.plan.period_start,
        )
        advance(proposal=self.recognised, name="submit", by=d.head)
        advance(proposal=self.recognised, name="appraise", by=d.standing_staff, reason="Tốt")
        advance(proposal=self.recognised, name="approve", by=d.chairman)
        self.report = make.fill(d.report())
        self.words = self.report.open_version.answers.filter(question__kind="NARRATIVE").first()
        self.words.evidence.add(self.activity.evidence.first())
        moves.submit_signed(
            report=self.report, by=d.staff, upload=pdf(), number="1", signed_on=d.round.to_on, signer_name="A"
        )
        self.document = consolidating.build(round=d.round, by=d.standing_staff)
        self.document.signed_file = self.activity.evidence.first()
        self.document.save()
        d.plan.signed_file = self.activity.evidence.first()
        d.plan.save()
        self.late_task = make.task(d.plan, d.communes[1], due=clock.today() - timedelta(days=2), text="Việc đã quá hạn")
        make.assignment(self.late_task, d.communes[1])
        late = overdue_units(standing=[d.standing.pk], on=clock.today())
        self.draft_letter = letters.draft_letter(standing=d.standing, units=late, by=d.standing_staff)
        self.letter = letters.draft_letter(
            standing=d.standing,
            units=[unit for unit in late if unit.agency == d.communes[1]],
            by=d.standing_staff,
        )
        letters.publish(
            letter=self.letter, by=d.standing_staff, upload=pdf(), number="1", symbol="PNV", issued_on=clock.today()
        )
        asking = make.task(d.plan, d.commune, text="Lập kế hoạch của đơn vị", asks_child_plan=True)
        self.asked = make.assignment(asking, d.commune)
        self.officer = FocalOfficer.objects.create(
            plan=d.plan, agency=d.commune, name="A", phone="1", since=clock.today(), state="REQUESTED"
        )
        d.plan.versions.update(signed_file=d.plan.signed_file)
        self.amendment = d.plan.amendments.create(
            decision="QĐ 12", effective_on=d.plan.period_end, signed_file=d.plan.signed_file, rows={}
        )
        self.prepared = prepare_round(
            authority=d.committee, by=d.standing_staff, period="HALF_1", year=2025, plans=[d.plan]
        )
        self.paragraph = consolidating.add_paragraph(
            consolidation=self.document, section=d.round.sections.first(), by=d.standing_staff, text="Một đoạn."
        )
        self.reading = receiving.start_blank(by=d.standing_staff, authority=d.committee, standing=d.standing)
        self.reading.file = self.activity.evidence.first()
        self.reading.save()
        self.signed_plan = make.plan(d, state=PlanState.SIGNED)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """A world made once for the tests of this file, and the directory of its files; nothing of it stays."""
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        clock.at(ORDINARY_DAY),
        transaction.atomic(),
    ):
        yield World(), media
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, portal_day, settings):
    """The world as it was built, whatever a test did before."""
    made, settings.MEDIA_ROOT = built
    return copy.deepcopy(made)


# name -> (arguments, who is answered with the first code; everybody else who is logged in gets the second code)
PAGES = {
    "home": (lambda w: [], EVERYBODY, 200, None),
    "profile": (lambda w: [], EVERYBODY, 200, None),
    "password_change": (lambda w: [], EVERYBODY, 200, None),
    "health": (lambda w: [], EVERYBODY, 200, None),
    "favicon": (lambda w: [], EVERYBODY, 302, None),
    "notices": (lambda w: [], EVERYBODY, 200, None),
    "search": (lambda w: [], EVERYBODY, 200, None),
    "overview": (lambda w: [], EVERYBODY, 200, None),
    "plans": (lambda w: [], EVERYBODY, 200, None),
    "tasks": (lambda w: [], EVERYBODY, 200, None),
    "task_export": (lambda w: [], EVERYBODY, 200, None),
    "task": (lambda w: [w.shared_task.pk], STANDING | AUTHORITY, 200, 404),
    "task_calendar": (lambda w: [], EVERYBODY, 200, None),
    "task_timeline": (lambda w: [], EVERYBODY, 200, None),
    "successions": (lambda w: [], EVERYBODY, 200, None),
    "directions": (lambda w: [], EVERYBODY, 200, None),
    "direction_new": (lambda w: [], STANDING | AUTHORITY | {"head", "commune_clerk", "outsider"}, 200, 403),
    "direction_source": (lambda w: [w.source.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "direction_file": (lambda w: [w.source.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "difficulties": (lambda w: [], EVERYBODY, 200, None),
    "difficulty": (lambda w: [w.difficulty.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "log": (lambda w: [], EVERYBODY, 200, None),
    "log_month": (lambda w: [], EVERYBODY, 200, None),
    "log_paste": (lambda w: [], EVERYBODY, 200, None),
    "log_load": (lambda w: [], STANDING, 200, 403),
    "load_sample": (lambda w: [], STANDING, 200, 403),
    "intake": (lambda w: [w.intake.pk], STANDING, 200, 404),
    "targets": (lambda w: [], EVERYBODY, 200, None),
    "target": (lambda w: [w.target.pk], INSIDE, 200, 404),
    "target_file": (lambda w: [w.target.pk, w.target.values.first().evidence.first().pk], INSIDE, 200, 404),
    "cadence": (lambda w: [], EVERYBODY, 200, None),
    "cadence_unit": (lambda w: [w.d.commune.pk], AUTHOR | STANDING | AUTHORITY | {"monitor_staff"}, 200, 404),
    "roster": (lambda w: [w.radio.pk], INSIDE, 200, 404),
    "reform_models": (lambda w: [], EVERYBODY, 200, None),
    "proposals": (lambda w: [], EVERYBODY, 200, None),
    "model_quota": (lambda w: [], EVERYBODY, 200, None),
    "model_map": (lambda w: [], EVERYBODY, 200, None),
    "model_compare": (lambda w: [w.d.letters.reform_model_id], MEMBERS, 200, 404),
    "proposal_replicate": (lambda w: [w.recognised.pk], RECORDING, 200, 404),
    "proposal_new": (lambda w: [], WRITERS, 200, 403),
    "proposal": (lambda w: [w.proposal.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "proposal_edit": (lambda w: [w.draft.pk], {"staff", "head"}, 200, 404),
    "proposal_file": (
        lambda w: [w.proposal.pk, w.proposal.evidence.first().pk],
        AUTHOR | STANDING | AUTHORITY,
        200,
        404,
    ),
    "rounds": (lambda w: [], EVERYBODY, 200, None),
    "consolidations": (lambda w: [], EVERYBODY, 200, None),
    "reminders": (lambda w: [], EVERYBODY, 200, None),
    "reminder_ledger": (lambda w: [], EVERYBODY, 200, None),
    "deadline": (lambda w: [], EVERYBODY, 200, None),
    "readings": (lambda w: [], RECORDING | {"outsider"}, 200, 403),
    "reading": (lambda w: [w.reading.pk], RECORDING, 200, 404),
    "reading_part": (lambda w: [w.reading.pk, "co-quan"], RECORDING, 200, 404),
    "reading_progress": (lambda w: [w.reading.pk], RECORDING, 200, 404),
    "reading_file": (lambda w: [w.reading.pk], RECORDING, 200, 404),
    "reading_amend": (lambda w: [w.reading.pk], RECORDING, 200, 404),
    "reading_confirm": (lambda w: [w.reading.pk], RECORDING, 200, 404),
    "letters": (lambda w: [], EVERYBODY, 200, None),
    "letter": (lambda w: [w.letter.pk], STANDING | AUTHORITY | {"other_staff"}, 200, 404),
    "letter_pdf": (lambda w: [w.letter.pk], STANDING | AUTHORITY | {"other_staff"}, 200, 404),
    "letter_docx": (lambda w: [w.draft_letter.pk], STANDING, 200, 404),
    "letter_signed_file": (lambda w: [w.letter.pk], STANDING | AUTHORITY | {"other_staff"}, 200, 404),
    "plan": (lambda w: [w.d.plan.pk], INSIDE, 200, 404),
    "plan_issue": (lambda w: [w.signed_plan.pk], {"clerk"}, 200, 404),
    "plan_tab": (lambda w: [w.d.plan.pk, "mo-hinh"], INSIDE, 200, 404),
    "plan_sums": (lambda w: [w.d.plan.pk], INSIDE, 200, 404),
    "plan_file": (lambda w: [w.d.plan.pk], INSIDE, 200, 404),
    "plan_model": (lambda w: [w.d.letters.pk], INSIDE, 200, 404),
    "child_plan_new": (lambda w: [w.asked.pk], {"staff", "head"}, 200, 404),
    "plan_focal": (lambda w: [w.d.plan.pk], INSIDE, 200, 404),
    "plan_amend": (lambda w: [w.d.plan.pk], RECORDING, 200, 404),
    "amend_add": (lambda w: [w.d.plan.pk], RECORDING, 200, 404),
    "amend_frame": (lambda w: [w.d.plan.pk], RECORDING, 200, 404),
    "amend_line": (lambda w: [w.d.plan.pk, str(w.d.letters.orders.first().pk)], RECORDING, 200, 404),
    "amend_target_add": (lambda w: [w.d.plan.pk], RECORDING, 200, 404),
    "amend_target": (lambda w: [w.d.plan.pk, str(w.target.pk)], RECORDING, 200, 404),
    "amendment_file": (lambda w: [w.d.plan.pk, w.amendment.pk], INSIDE, 200, 404),
    "plan_version_file": (lambda w: [w.d.plan.pk, 0], INSIDE, 200, 404),
    "reform_model": (lambda w: [w.d.letters.reform_model_id], MEMBERS, 200, 404),
    "assignment": (lambda w: [w.task.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "assignment_file": (lambda w: [w.task.pk, w.task.evidence.first().pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "activity_file": (
        lambda w: [w.activity.pk, w.activity.evidence.first().pk],
        AUTHOR | STANDING | AUTHORITY,
        200,
        404,
    ),
    "activity_correct": (lambda w: [w.activity.pk], {"staff", "head"}, 200, 404),
    "agency": (lambda w: [w.d.commune.pk], INSIDE, 200, 404),
    "round_new": (lambda w: [], STANDING | {"outsider"}, 200, 302),
    "round": (lambda w: [w.d.round.pk], STANDING | AUTHORITY, 200, 404),
    "round_xlsx": (lambda w: [w.d.round.pk], STANDING | AUTHORITY, 200, 404),
    "round_setup": (lambda w: [w.prepared.pk], STANDING, 200, 404),
    "review_next": (lambda w: [w.d.round.pk], STANDING, 302, 404),
    "review": (lambda w: [w.report.pk], STANDING, 200, 404),
    "report": (lambda w: [w.report.pk], AUTHOR | STANDING | AUTHORITY | {"monitor_staff"}, 200, 404),
    "report_preview": (lambda w: [w.report.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "report_pdf": (lambda w: [w.report.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "report_docx": (lambda w: [w.report.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "report_xlsx": (lambda w: [w.report.pk], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "report_signed": (lambda w: [w.report.pk], AUTHOR, 200, 404),
    "report_signed_file": (lambda w: [w.report.pk, 1], AUTHOR | STANDING | AUTHORITY, 200, 404),
    "answer_rows": (
        lambda w: [make.answer(w.report, "chuc-mung").pk],
        AUTHOR | STANDING | AUTHORITY | {"monitor_staff"},
        200,
        404,
    ),
    "evidence_file": (
        lambda w: [w.words.pk, w.words.evidence.first().pk],
        AUTHOR | STANDING | AUTHORITY | {"monitor_staff"},
        200,
        404,
    ),
    "monitoring": (lambda w: [w.d.round.pk], {"monitor_staff"}, 200, 404),
    "consolidation": (lambda w: [w.document.pk], STANDING | AUTHORITY | {"verifier_staff"}, 200, 404),
    "consolidation_preview": (lambda w: [w.document.pk], STANDING | AUTHORITY | {"verifier_staff"}, 200, 404),
    "consolidation_pdf": (lambda w: [w.document.pk], STANDING | AUTHORITY | {"verifier_staff"}, 200, 404),
    "consolidation_docx": (lambda w: [w.document.pk], STANDING | AUTHORITY | {"verifier_staff"}, 200, 404),
    "consolidation_xlsx": (lambda w: [w.document.pk], STANDING | AUTHORITY | {"verifier_staff"}, 200, 404),
    "consolidation_signed_file": (lambda w: [w.document.pk], STANDING | AUTHORITY | {"verifier_staff"}, 200, 404),
}
# Answers that are neither of the two: a unit is led from the matrix to its own report.
SPECIAL = {("round", who): 302 for who in AUTHOR | {"other_staff", "verifier_staff", "monitor_staff"}}
# A unit is led from a task to its own part of it.
SPECIAL |= {("task", who): 302 for who in AUTHOR | {"other_staff"}}

SEEN_REPORT = AUTHOR | STANDING | AUTHORITY | {"monitor_staff"}
SEEN_SUM = STANDING | AUTHORITY | {"verifier_staff"}
# Writes posted empty: those who may know of the thing are answered in words (302, or 422 with the form), others 404.
WRITES = {
    "notices_read": (lambda w: [], EVERYBODY, 302, None),
    "logout": (lambda w: [], EVERYBODY, 302, None),
    "direction_give": (lambda w: [], {"chairman", "head"}, 422, 403),
    "reading_blank": (lambda w: [], RECORDING | {"outsider"}, 302, 403),
    "reading_again": (lambda w: [w.reading.pk], RECORDING, 302, 404),
    "reading_draft": (lambda w: [w.reading.pk], RECORDING, 302, 404),
    "reading_match": (lambda w: [w.reading.pk], RECORDING, 302, 404),
    "reading_new_agency": (lambda w: [w.reading.pk], RECORDING, 302, 404),
    "reading_settle_general": (lambda w: [w.reading.pk], RECORDING, 302, 404),
    "reading_settle": (lambda w: [w.reading.pk, "plan"], RECORDING, 302, 404),
    "reading_add": (lambda w: [w.reading.pk, "task"], RECORDING, 302, 404),
    "reading_row": (lambda w: [w.reading.pk, "plan", "len"], RECORDING, 302, 404),
    "reading_save": (lambda w: [w.reading.pk, "plan"], RECORDING, 200, 404),
    "plan_edit": (lambda w: [w.d.plan.pk], INSIDE, 302, 404),
    "child_plans_ask": (lambda w: [w.d.plan.pk], INSIDE, 302, 404),
    "focal_move": (lambda w: [w.officer.pk, "replace"], AUTHOR | STANDING, 302, 404),
    "amend_drop": (lambda w: [w.d.plan.pk, "0"], RECORDING, 302, 404),
    "amend_restore": (lambda w: [w.d.plan.pk, "0"], RECORDING, 302, 404),
    "amend_target_drop": (lambda w: [w.d.plan.pk, "0"], RECORDING, 302, 404),
    "amend_target_restore": (lambda w: [w.d.plan.pk, "0"], RECORDING, 302, 404),
    "amendment_take_back": (lambda w: [w.d.plan.pk, w.amendment.pk], RECORDING, 302, 404),
    "plan_move": (lambda w: [w.d.plan.pk, "close"], INSIDE, 302, 404),
    "proposal_move": (lambda w: [w.proposal.pk, "approve"], AUTHOR | STANDING | AUTHORITY, 302, 404),
    "task_bulk": (lambda w: [], EVERYBODY, 422, None),
    "task_units": (lambda w: [w.shared_task.pk], None, None, None),
    "filter_save": (lambda w: [], EVERYBODY, 422, None),
    "filter_delete": (lambda w: [w.saved.pk], {"standing_staff"}, 302, 404),
    "adoption_assess": (lambda w: [w.d.letters.reform_model_id], MEMBERS, 422, 404),
    "succession_pass": (lambda w: [w.d.commune.pk], set(), 302, 404),
    "difficulty_move": (lambda w: [w.difficulty.pk, "answer"], AUTHOR | STANDING | AUTHORITY, 422, 404),
    "difficulty_raise": (lambda w: [w.task.pk], None, None, None),
    "target_value": (lambda w: [w.target.pk], INSIDE, 422, 404),
    "target_milestones": (lambda w: [w.target.pk], None, None, None),
    "assignment_progress": (lambda w: [w.task.pk], None, None, None),
    "assignment_complete": (lambda w: [w.task.pk], None, None, None),
    "assignment_extend": (lambda w: [w.task.pk], None, None, None),
    "assignment_confirm": (lambda w: [w.task.pk], None, None, None),
    "assignment_return": (lambda w: [w.task.pk], None, None, None),
    "round_open": (lambda w: [w.prepared.pk], STANDING, 302, 404),
    "round_discard": (lambda w: [w.prepared.pk], STANDING, 302, 404),
    "question_add": (lambda w: [w.prepared.pk], STANDING, 302, 404),
    "question_change": (lambda w: [w.prepared.pk, w.prepared.questions.first().pk], STANDING, 302, 404),
    "round_bulk": (lambda w: [w.d.round.pk], STANDING, 302, 404),
    "reminders_bulk": (lambda w: [], STANDING, 302, 404),
    "letter_draft": (lambda w: [], STANDING, 302, 404),
    "letter_save": (lambda w: [w.draft_letter.pk], STANDING, 422, 404),
    "letter_move": (lambda w: [w.letter.pk, "drop"], STANDING | AUTHORITY | {"other_staff"}, 302, 404),
    "review_start": (lambda w: [w.report.pk], STANDING, 302, 404),
    "review_accept": (lambda w: [w.report.pk], STANDING, 302, 404),
    "review_return": (lambda w: [w.report.pk], STANDING, 422, 404),
    "review_excuse": (lambda w: [w.report.pk], STANDING, 302, 404),
    "review_remark": (lambda w: [w.report.pk], SEEN_REPORT, 302, 404),
    "report_move": (lambda w: [w.report.pk, "send_up"], SEEN_REPORT, 302, 404),
    "answer_save": (lambda w: [w.words.pk], AUTHOR, 302, 404),
    "answer_evidence": (lambda w: [w.words.pk], AUTHOR, 302, 404),
    "consolidation_build": (lambda w: [w.d.round.pk], STANDING, 302, 404),
    "consolidation_move": (lambda w: [w.document.pk, "verify"], SEEN_SUM, 302, 404),
    "consolidation_rebuild": (lambda w: [w.document.pk], SEEN_SUM, 302, 404),
    "consolidation_supplement": (lambda w: [w.document.pk], SEEN_SUM, 302, 404),
    "consolidation_carry": (lambda w: [w.document.pk, w.report.pk], STANDING | AUTHORITY, 302, 404),
    "paragraph_restore": (lambda w: [w.document.pk, w.paragraph.pk], SEEN_SUM, 302, 404),
    "paragraph_add": (lambda w: [w.document.pk], None, None, None),
    "paragraph_save": (lambda w: [w.document.pk, w.paragraph.pk], SEEN_SUM, 302, 404),
    "figure_change": (lambda w: [w.document.pk, w.d.question("xin-loi").pk], SEEN_SUM, 302, 404),
    "report_pin": (lambda w: [w.document.pk, w.report.pk], SEEN_SUM, 302, 404),
    "monitor_remark": (lambda w: [w.d.round.sections.first().pk], INSIDE, 302, 404),
}
OUTSIDE_EVERYTHING = ("outsider", "nobody", "administrator")


def all_names():
    found = []

    def walk(patterns, prefix=""):
        for item in patterns:
            if hasattr(item, "url_patterns"):
                if not str(item.pattern).startswith("quan-tri"):
                    walk(item.url_patterns, prefix + str(item.pattern))
            else:
                found.append(item.name)

    walk(get_resolver().url_patterns)
    return found


def test_every_address_stands_in_the_tables():
    named = set(all_names())
    assert named - {"login"} == set(PAGES) | set(WRITES)


def log_in(world, who) -> Client:
    client = Client()
    client.force_login(getattr(world.d, who))
    return client


@pytest.mark.parametrize("name", sorted(PAGES))
def test_reading(name, world):
    arguments, who_may, answer, otherwise = PAGES[name]
    url = reverse(name, args=arguments(world))
    for who in sorted(EVERYBODY):
        wanted = SPECIAL.get((name, who), answer if who in who_may else otherwise)
        got = log_in(world, who).get(url).status_code
        assert got == wanted, f"{name} for {who}: {got}, not {wanted}"


@pytest.mark.parametrize("name", sorted(WRITES))
def test_writing(name, world):
    """GET never writes (405), strangers get 404 whatever they post, those who may know are answered in words."""
    arguments, who_may, answer, otherwise = WRITES[name]
    url = reverse(name, args=arguments(world))
    if name not in ("logout",):
        assert log_in(world, "standing_staff").get(url).status_code == 405
    for who in sorted(EVERYBODY):
        if who_may is None:
            if who in OUTSIDE_EVERYTHING:
                assert log_in(world, who).post(url, {}).status_code == 404, f"{name} for {who}"
            continue
        wanted = answer if who in who_may else otherwise
        with transaction.atomic():
            got = log_in(world, who).post(url, {}).status_code
            transaction.set_rollback(True)
        assert got == wanted, f"{name} for {who}: {got}, not {wanted}"


@pytest.mark.parametrize("name", sorted({*PAGES, *WRITES}))
def test_an_anonymous_visitor_is_led_to_the_login(name, world):
    arguments = (PAGES.get(name) or WRITES[name])[0]
    reply = (Client().get if name in PAGES else Client().post)(reverse(name, args=arguments(world)))
    if name in PUBLIC_VIEWS:
        assert reply.status_code in (200, 302) and not reply.headers.get("Location", "").startswith(reverse("login"))
    else:
        assert reply.status_code == 302
        assert reply.url.startswith(reverse("login"))


def test_the_matrix_costs_the_same_for_few_units_and_for_many(world):
    """Same statements with sixty units more, and their rows are there."""
    d = world.d
    client = log_in(world, "standing_staff")
    url = reverse("round", args=[d.round.pk])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url)
        return len(seen), sum(len(group) for _, group, _ in page.context["groups"])

    few, rows_before = cost()
    more = [make.agency(f"UBND xã số {n}", kind="COMMITTEE", level="COMMUNE", parent=d.committee) for n in range(60)]
    for agency in more:
        report = UnitReport.objects.create(
            round=d.round,
            agency=agency,
            agency_name=agency.name,
            kept_by=agency,
            due=d.round.due,
            first_due=d.round.due,
        )
        ReportVersion.objects.create(report=report, number=1)
    many, rows_after = cost()
    assert rows_after == rows_before + 60
    assert many == few
    assert many <= 20
