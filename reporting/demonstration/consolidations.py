"""Consolidations of the demonstration: issued ones of past rounds, a draft of the present one."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies import clock
from agencies.models import User
from agencies.vietnamese import format_number
from reporting import consolidating, rollup
from reporting.demonstration.people import People
from reporting.demonstration.signed import report_file
from reporting.models import Consolidation, Round


def issue(round_: Round, row: dict, people: People) -> None:
    """Takes a past round's consolidation all the way: built, presented, verified, signed, published."""
    with clock.at(row["built"]):
        made = consolidating.build(round=round_, by=people["noivu.chuyenvien"])
    with clock.at(row["presented"]):
        consolidating.present(consolidation=made, by=people["noivu.truongphong"], note=row["note"])
    with clock.at(row["verified"]):
        consolidating.verify(
            consolidation=made,
            by=people["vanphong.chanhvanphong"],
            opinion="Thống nhất nội dung và thể thức, trình ký.",
        )
    with clock.at(row["signed"]):
        consolidating.sign(consolidation=made, by=people[row["signer"]], signer_form=row["form"])
    with clock.at(row["published"]) as moment:
        content = report_file(
            issuer=round_.authority.official_name,
            number=f"{row['number']}/BC-UBND",
            title=round_.subject,
            signer=row["signer_title"],
        )
        consolidating.publish(
            consolidation=made,
            by=people["ubnd.vanthu"],
            upload=SimpleUploadedFile(f"bao-cao-{row['number']}.pdf", content),
            number=row["number"],
            symbol="BC-UBND",
            issued_on=moment.date(),
        )


def build_draft(round_: Round, row: dict, by: User) -> Consolidation:
    """The draft as the standing agency left it: collated, with a few paragraphs in its own words."""
    made = consolidating.build(round=round_, by=by)
    sums = {
        figure.question.code.split("-", 1)[-1]: format_number(figure.value)
        for figure in rollup.figures(made)
        if figure.value is not None and figure.question.section.short_title == row["section"]
    }
    paragraphs = made.paragraphs.filter(section__short_title=row["section"])
    for edit in row["edits"]:
        chosen = (
            paragraphs.get(key="figures")
            if "agency" not in edit
            else paragraphs.filter(sources__version__report__agency__code=edit["agency"]).first()
        )
        text = edit["text"].format_map({name.replace("-", "_"): value for name, value in sums.items()})
        consolidating.save_paragraph(paragraph=chosen, by=by, revision=chosen.revision, text=text)
    consolidating.add_paragraph(
        consolidation=made, section=round_.sections.get(short_title=row["section"]), by=by, text=row["added"]
    )
    return made
