from django.http import Http404


def reform_models(request, **keys):
    raise Http404


def reform_model(request, **keys):
    raise Http404
