"""The demonstration's sign-ins on the sign-in page."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD

register = template.Library()


@register.inclusion_tag("accounts/_demo_sign_ins.html", takes_context=True)
def demo_sign_ins(context: template.Context) -> dict[str, Any]:
    """One button per role; nothing outside the demonstration."""
    accounts = DEMO_ACCOUNTS if settings.DEMO else []
    return {"accounts": accounts, "password": DEMO_PASSWORD, "csrf_token": context.get("csrf_token")}
