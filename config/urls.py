"""All addresses of the portal."""

from django.contrib import admin
from django.urls import include, path

handler400 = "agencies.views.errors.bad_request"

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("", include("agencies.urls")),
    path("", include("workflow.urls")),
    path("", include("models_registry.urls")),
    path("", include("plans.urls")),
    path("", include("reporting.urls")),
]
