from django.http import Http404


def plan_list(request, **keys):
    raise Http404


def plan_page(request, **keys):
    raise Http404


def plan_file(request, **keys):
    raise Http404


def plan_move(request, **keys):
    raise Http404


def plan_model(request, **keys):
    raise Http404
