from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    default = True
    verbose_name = _("Portal")

    def ready(self) -> None:
        # Here rather than in the package, so that the embedded servers start without loading Celery or Django.
        from exchange import celery  # noqa: F401, PLC0415
        from exchange.form_messages import put_in_force  # noqa: PLC0415

        put_in_force()


class AdministrationConfig(admin_apps.AdminConfig):
    default = False
    default_site = "exchange.administration.Administration"
