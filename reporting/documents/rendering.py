"""Documents of sealed content are rendered once: by the worker after the move, or when somebody asks before it did."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from reporting.consolidating.moving import RENDER
from reporting.documents.consolidation import consolidation_document, tree_of
from reporting.documents.pdf import render_pdf
from reporting.documents.report import tree_of_version
from reporting.documents.tree import OfficialDocument
from reporting.models import Consolidation, Rendering, ReportVersion
from reporting.moves import RENDER_VERSION
from workflow import jobs
from workflow.models import Job


def pdf_of(document: Consolidation) -> bytes:
    """The PDF of a consolidation; of sealed content it is read where it was kept, else rendered now."""
    return _kept("" if document.is_editable else document.sha256) or render_pdf(tree_of(document))


def pdf_of_version(version: ReportVersion) -> bytes:
    """The PDF of one version of a unit's report; once sent it is read where it was kept, else rendered now."""
    return _kept(version.printed_sha256 if version.sealed_at else "") or render_pdf(tree_of_version(version))


def _found(sha256: str) -> Rendering | None:
    rendering = Rendering.objects.filter(content_sha256=sha256, format="pdf").first() if sha256 else None
    return rendering if rendering and rendering.file.storage.exists(rendering.file.name) else None


def _kept(sha256: str) -> bytes | None:
    rendering = _found(sha256)
    if rendering is None:
        return None
    with rendering.file.open("rb") as file:
        return file.read()


def keep_pdf(sha256: str, tree: OfficialDocument) -> Rendering:
    """Renders and keeps the PDF of sealed content; the same content is kept once, whoever comes second.

    A rendering whose file was lost gets a new one. A file without its record, of a worker killed in between, is replaced.
    """
    if rendering := _found(sha256):
        return rendering
    content = ContentFile(render_pdf(tree))
    rendering = Rendering.objects.filter(content_sha256=sha256, format="pdf").first()
    rendering = rendering or Rendering(content_sha256=sha256, format="pdf")
    name = f"{sha256}.pdf"
    rendering.file.storage.delete(rendering.file.field.generate_filename(rendering, name))
    rendering.file.save(name, content, save=False)
    try:
        with transaction.atomic():
            rendering.save()
    except IntegrityError:
        return Rendering.objects.get(content_sha256=sha256, format="pdf")
    return rendering


@jobs.register(RENDER, awaited=False)
def render_job(job: Job) -> None:
    document = Consolidation.objects.get(pk=job.args["consolidation"])
    if document.content and not document.is_editable:
        keep_pdf(document.sha256, consolidation_document(document.content))


@jobs.register(RENDER_VERSION, awaited=False)
def render_version_job(job: Job) -> None:
    version = ReportVersion.objects.get(pk=job.args["version"])
    keep_pdf(version.printed_sha256, tree_of_version(version))
