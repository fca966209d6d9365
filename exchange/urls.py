"""Addresses: Vietnamese at /…, English at /en/…; pages that combine layers have their views in `exchange`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from exchange import health, views

handler400 = "exchange.errors.bad_request"
handler403 = "exchange.errors.permission_denied"
handler404 = "exchange.errors.not_found"
handler500 = "exchange.errors.server_error"

shell_patterns = (
    [
        path("", views.home, name="home"),
        path("style-guide/", views.style_guide, name="style-guide"),
        path("display/theme/", views.set_theme, name="set-theme"),
    ],
    "exchange",
)

urlpatterns = [
    path("health/", health.health, name="health"),
    *i18n_patterns(
        path("", include(shell_patterns)),
        path("admin/", admin.site.urls),
        path("account/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
