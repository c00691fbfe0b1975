"""Notices of one person."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST


def notices(request):
    page = Paginator(request.user.notices.all(), 40).get_page(request.GET.get("trang"))
    return render(request, "workflow/notices.html", {"page": page})


@require_POST
def notices_read(request):
    request.user.notices.filter(read_at=None).update(read_at=timezone.now())
    return redirect("notices")
