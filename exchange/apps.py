from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Portal")

    def ready(self) -> None:
        # Here rather than in the package, so that the embedded servers start without loading Celery.
        from exchange import celery  # noqa: F401, PLC0415
