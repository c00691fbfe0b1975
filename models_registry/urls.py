"""Addresses of registrations of models; those of the models themselves are with the plans that order them."""

from django.urls import path

from models_registry.views import proposal

urlpatterns = [
    path("mo-hinh/dang-ky/", proposal.proposals, name="proposals"),
    path("mo-hinh/dang-ky/moi/", proposal.proposal_new, name="proposal_new"),
    path("mo-hinh/dang-ky/<int:pk>/", proposal.proposal_page, name="proposal"),
    path("mo-hinh/dang-ky/<int:pk>/sua/", proposal.proposal_edit, name="proposal_edit"),
    path("mo-hinh/dang-ky/<int:pk>/thao-tac/<slug:name>/", proposal.proposal_move, name="proposal_move"),
    path("mo-hinh/dang-ky/<int:pk>/tep/<int:file_pk>/", proposal.proposal_file, name="proposal_file"),
    path("mo-hinh/chi-tieu-nam/", proposal.quota, name="model_quota"),
]
