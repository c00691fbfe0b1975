"""What is sent is sealed: the rows, a self-contained record of them, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from agencies import clock
from agencies.models import Membership
from agencies.statements import kept
from plans.models import Plan
from reporting import prefill
from reporting.models import Answer, ReportVersion, UnitReport
from workflow.transitions import NotAllowed


def canonical(content: dict) -> bytes:
    """The bytes that are hashed: UTF-8 JSON with sorted keys and no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: dict) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def _plain(number) -> str | None:
    return (
        None
        if number is None
        else str(number.normalize().to_integral() if number == number.to_integral() else number.normalize())
    )


def answer_content(answer: Answer) -> dict:
    question = answer.question
    return {
        "question": question.pk,
        "code": question.code,
        "label": question.label,
        "kind": question.kind,
        "unit": question.unit,
        "required": question.required,
        "numerator_label": question.numerator_label,
        "denominator_label": question.denominator_label,
        "status": answer.status,
        "number": _plain(answer.number),
        "denominator": _plain(answer.denominator),
        "choice": answer.choice,
        "text": answer.text,
        "estimate": _plain(answer.estimate),
        "origin": answer.origin,
        "system_number": _plain(answer.system_number),
        "system_denominator": _plain(answer.system_denominator),
        "reason": answer.reason,
    }


@kept
def _answers(version: int):
    """The answers of a version with questions and sections, in the order of the report."""
    answers = Answer.objects.filter(version=version).select_related("question__section")
    return answers.order_by("question__section__position", "question__position", "question__pk")


@kept
def _plans(round_: int):
    """The plans a round reports on."""
    return Plan.objects.filter(rounds=round_).order_by("period_start", "pk")


def content_of(version: ReportVersion) -> dict:
    """Everything a document of this version needs, from the rows as they are; plain JSON values only."""
    report = version.report
    round_, agency = report.round, report.agency
    superior = agency.parent if agency.parent and not agency.is_committee else None
    sections: dict[int, dict] = {}
    for answer in _answers(version.pk):
        section = answer.question.section
        held = sections.setdefault(
            section.pk,
            {
                "id": section.pk,
                "number": section.number,
                "title": section.title,
                "short_title": section.short_title,
                "kind": section.kind,
                "questions": [],
            },
        )
        held["questions"].append(answer_content(answer))
    return {
        "round": {
            "id": round_.pk,
            "name": round_.name,
            "subject": round_.subject,
            "from": round_.from_on.isoformat(),
            "to": round_.to_on.isoformat(),
            "year": round_.year,
            "period": round_.period,
        },
        "plans": [
            {
                "title": plan.title,
                "short_title": plan.short_title,
                "kind": plan.kind,
                "reference": plan.reference,
                "issued_text": plan.issued_text,
                "decision": plan.decision,
            }
            for plan in _plans(round_.pk)
        ],
        "agency": {
            "id": agency.pk,
            "name": report.agency_name,
            "official_name": agency.official_name,
            "short_name": agency.short_name,
            "kind": agency.kind,
            "level": agency.level,
            "symbol": agency.symbol,
            "place": agency.place or round_.authority.place,
            "head_title": agency.head_title,
            "superior": superior.official_name if superior else None,
        },
        "authority": {
            "name": round_.authority.name,
            "official_name": round_.authority.official_name,
            "level": round_.authority.level,
            "place": round_.authority.place,
        },
        "standing": {"name": round_.standing.name, "official_name": round_.standing.official_name},
        "version": version.number,
        "sections": list(sections.values()),
    }


def seal(*, version: ReportVersion, membership: Membership, signed: dict | None = None) -> ReportVersion:
    """Closes a version for ever. `signed` holds signed_file, signed_number, signed_on, signer_name where there are any."""
    if version.sealed_at is not None:
        raise NotAllowed("Bản này đã gửi nên không thay đổi được nữa.")
    for name, value in (signed or {}).items():
        setattr(version, name, value)
    version.content = content_of(version)
    version.sha256 = digest(version.content)
    version.sealed_at = clock.now()
    version.sealed_by = membership
    version.save()
    return version


COPIED = (
    "question_id",
    "status",
    "number",
    "denominator",
    "choice",
    "text",
    "estimate",
    "origin",
    "system_number",
    "system_denominator",
    "reason",
)


def open_next_version(*, report: UnitReport, sections: Iterable[int] | None, reason: str) -> ReportVersion:
    """The last sealed version copied into a new open one, with only `sections` writable (None: all of them).

    What the log came to hold since goes into those sections.
    """
    last = report.versions.order_by("-number").first()
    if last.sealed_at is None:
        return last
    version = ReportVersion.objects.create(
        report=report,
        number=last.number + 1,
        open_sections=None if sections is None else sorted(sections),
        return_reason=reason,
    )
    rows = list(last.answers.all())
    copies = Answer.objects.bulk_create(
        [Answer(version=version, **{name: getattr(row, name) for name in COPIED}) for row in rows]
    )
    files = Answer.evidence.through
    new_id = {copy.question_id: copy.pk for copy in copies}
    old = {row.pk: row.question_id for row in rows}
    files.objects.bulk_create(
        [
            files(answer_id=new_id[old[link.answer_id]], evidence_id=link.evidence_id)
            for link in files.objects.filter(answer__version=last)
        ]
    )
    prefill.fill(version)
    return version
