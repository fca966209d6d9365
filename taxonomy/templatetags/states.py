"""Template filters that give a state or a score its tone and icon."""

from __future__ import annotations

from typing import Any, Final

from django import template

register = template.Library()

TONES: Final = {
    "ok": (
        *("published", "accepted", "interested", "chosen", "fulfilled", "active", "verified", "delivered"),
        *("done", "completed"),
    ),
    "warn": (
        *("submitted", "in_review", "changes_requested", "on_hold", "revision_waiting", "sent", "waiting", "new"),
        *("current", "stalled", "returned"),
    ),
    "bad": ("rejected", "failed", "dead"),
}
ICONS: Final = {
    "draft": "edit",
    "submitted": "clock",
    "in_review": "clock",
    "changes_requested": "edit",
    "revision_waiting": "clock",
    "published": "ok",
    "rejected": "bad",
    "fulfilled": "check",
    "sent": "mail",
    "emailed": "mail",
    "new": "info",
    "viewed": "info",
    "interested": "ok",
    "accepted": "ok",
    "active": "ok",
    "delivered": "ok",
    "done": "check",
    "completed": "check",
    "current": "clock",
    "stalled": "warn",
    "planned": "right",
    "skipped": "close",
    "dropped": "close",
    "closed": "close",
    "verified": "shield",
    "returned": "edit",
    "superseded": "close",
    "failed": "bad",
    "dead": "bad",
}
HIGH_FROM: Final = 75
MID_FROM: Final = 50


@register.filter
def state_tone(state: str) -> str:
    """Return the tone of a state, or nothing for a state that is neither good nor urgent."""
    return next((tone for tone, states in TONES.items() if state in states), "")


@register.filter
def state_icon(state: str) -> str:
    """Return the icon that stands beside the words of a state."""
    return ICONS.get(state, "unknown")


@register.filter
def score_band(score: Any) -> str:
    """Return the band of a score between 0 and 100; a band passes through."""
    if score in ("high", "mid", "low"):
        return str(score)
    value = float(score or 0)
    return "high" if value >= HIGH_FROM else "mid" if value >= MID_FROM else "low"


@register.filter
def band_class(band: str) -> str:
    """Return the number the stylesheet knows a band by."""
    return {"high": "3", "mid": "2"}.get(band, "1")
