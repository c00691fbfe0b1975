"""Documents of sealed content are rendered once: by the worker after the move, or when somebody asks first."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from reporting.consolidating.moving import RENDER
from reporting.documents.consolidation import consolidation_document, tree_of
from reporting.documents.pdf import render_pdf
from reporting.models import Consolidation, Rendering
from workflow import jobs
from workflow.models import Job


def pdf_of(document: Consolidation) -> bytes:
    """The PDF of a consolidation; of sealed content it is read where it was kept, else rendered now."""
    if not document.is_editable and document.sha256:
        kept = Rendering.objects.filter(content_sha256=document.sha256, format="pdf").first()
        if kept is not None and kept.file.storage.exists(kept.file.name):
            with kept.file.open("rb") as file:
                return file.read()
    return render_pdf(tree_of(document))


def keep_pdf(document: Consolidation) -> Rendering:
    """Renders and keeps the PDF of sealed content; the same content is kept once, whoever comes second."""
    kept = Rendering.objects.filter(content_sha256=document.sha256, format="pdf").first()
    if kept is not None and kept.file.storage.exists(kept.file.name):
        return kept
    content = ContentFile(render_pdf(consolidation_document(document.content)))
    kept = kept or Rendering(content_sha256=document.sha256, format="pdf")
    kept.file.save(f"{document.sha256}.pdf", content, save=False)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        return Rendering.objects.get(content_sha256=document.sha256, format="pdf")
    return kept


@jobs.register(RENDER)
def render_job(job: Job) -> None:
    document = Consolidation.objects.get(pk=job.args["consolidation"])
    if document.content and not document.is_editable:
        keep_pdf(document)
