"""What the history and the letters say of an event, in the active language."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from advisory.models import ServiceEvent
from taxonomy.formats import date_short, money


def told(event: ServiceEvent) -> str:
    """One sentence about an event; the reason stands beside it."""
    values = event.values
    count, days = int(values.get("count", 0)), int(values.get("days", 0))
    conflict = _("A conflict of interest is declared.") if values.get("conflict") else ""
    sentences = {
        "asked": _("The service has been asked for."),
        "taken": _("An officer looks after the request."),
        "invited": ngettext(
            "%(count)s expert is asked for an offer.", "%(count)s experts are asked for offers.", count
        ),
        "offered": ngettext(
            "An expert offers: %(price)s, %(days)s day.", "An expert offers: %(price)s, %(days)s days.", days
        ),
        "offer_declined": _("An expert who was asked has declined."),
        "chosen": _("An offer has been chosen. The work is due on %(due_on)s."),
        "deadline": _("The deadline is now %(to_date)s; it was %(from_date)s."),
        "delivered": _("The expert has delivered."),
        "returned": _("The work was returned for completion, due on %(to_date)s."),
        "accepted": _("The work has been accepted: the request is done."),
        "withdrawn": _("The organisation has withdrawn the request."),
        "refused": _("The connection point cannot help with this request."),
        "rated": _("%(side)s has rated the work: %(stars)s out of 5."),
        "reminded": _("A reminder was sent: the work is due on %(due_on)s."),
    }
    return " ".join(filter(None, [sentences[event.action] % words(event), conflict]))


def words(event: ServiceEvent) -> dict[str, str]:
    """The values of an event as words."""
    values = event.values
    days = ("due_on", "to_date", "from_date")
    return {
        "side": str(event.get_party_display()),
        "price": money(values.get("price", 0), get_language() or "vi"),
        **{name: str(values[name]) for name in ("count", "days", "stars") if name in values},
        **{name: date_short(date.fromisoformat(str(values[name]))) for name in days if name in values},
    }
