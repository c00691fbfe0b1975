"""Khó khăn, vướng mắc: the list, one of them with what was said, and the moves."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of, way_back, whole_number
from agencies.models import Agency, User
from agencies.statements import kept
from agencies.vietnamese import normal
from plans.models import Difficulty, DifficultyState, Order
from plans.services import move_difficulty
from workflow.transitions import NotAllowed

PER_PAGE = 30
SHOWN_WITH_TASK = 20
WAITING_FIRST = Case(When(state=DifficultyState.OPEN, then=0), default=1)
SAID = {
    "answer": "Đã trả lời; đơn vị nhận được thông báo.",
    "supplement": "Đã trả lời thêm; đơn vị nhận được thông báo.",
    "forward": "Đã chuyển để cho ý kiến.",
    "ask_more": "Đã gửi câu hỏi thêm.",
    "withdraw": "Đã ghi nhận đơn vị tự xử lý.",
}


def difficulty_list(request):
    """What the person may read, waiting first; counts by state before a pill is pressed."""
    text = normal(request.GET.get("q", ""))[:200]
    state = request.GET.get("trang_thai", "")
    found = Difficulty.objects.visible_to(request.user).matching(text)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    shown = found.filter(state=state) if state in DifficultyState.values else found
    rows = shown.for_list().order_by(WAITING_FIRST, "-raised_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    pills = [(key, label, counts.get(key, 0)) for key, label in DifficultyState.choices]
    return render(
        request,
        "plans/difficulty_list.html",
        {"page": page, "text": text, "state": state, "pills": pills, "total": sum(counts.values())},
    )


@kept
def _said_of(user: User, order: int):
    """The newest difficulties of a task that `user` may read."""
    return Difficulty.objects.visible_to(user).filter(assignment__order=order).with_what_was_said()[:SHOWN_WITH_TASK]


@kept
def _waiting_of(user: User, order: int):
    """Ids of the difficulties of a task that `user` may answer."""
    return Difficulty.objects.waiting_for(user).filter(assignment__order=order).values_list("pk", flat=True)


def difficulties_of(user: User, order: Order) -> dict:
    """For the page of a task: `difficulties`, newest first, and in `to_answer` the ids of those he may answer."""
    said = _said_of(user, order.pk)
    return {"difficulties": said, "to_answer": set(_waiting_of(user, order.pk)) if said else set()}


def _visible(request, pk: int) -> Difficulty:
    rows = Difficulty.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows.select_related("assignment__kept_by", "assignment__order__plan__authority"), pk=pk)


def difficulty_page(request, pk):
    return _page(request, _visible(request, pk))


def _page(request, difficulty: Difficulty, *, status=200, refused="", typed=None):
    """`refused` is the sentence of a refused move, `typed` what was sent with it."""
    authority = difficulty.assignment.order.plan.authority
    moves = difficulty.moves_for(request.user)
    offices = Agency.objects.none()
    if any(row.name == "forward" for row in moves):
        offices = Agency.objects.within(authority).active(clock.today()).exclude(pk=difficulty.assignment.kept_by_id)
    page = {
        "difficulty": difficulty,
        "order": difficulty.assignment.order,
        "moves": moves,
        "offices": offices.exclude(pk=authority.pk).order_by("order", "pk"),
        "refused": refused,
        "typed": typed or {},
    }
    return render(request, "plans/difficulty.html", page, status=status)


@require_POST
def difficulty_move(request, pk, name):
    difficulty = _visible(request, pk)
    try:
        move_difficulty(
            difficulty=difficulty,
            name=name,
            by=request.user,
            text=request.POST.get("text", ""),
            to=Agency.objects.filter(pk=whole_number(request.POST.get("to"))).first(),
            token=token_of(request),
        )
    except NotAllowed as refusal:
        return _page(request, difficulty, status=422, refused=str(refusal), typed=request.POST.dict() | {"name": name})
    messages.success(request, SAID[name])
    return redirect(way_back(request, difficulty.get_absolute_url()))
