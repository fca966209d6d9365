from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    default = True
    verbose_name = _("Portal")

    def ready(self) -> None:
        # Here rather than in the package, so that the embedded servers start without loading Celery.
        from exchange import celery  # noqa: F401, PLC0415


class AdministrationConfig(admin_apps.AdminConfig):
    default = False
    default_site = "exchange.administration.Administration"
