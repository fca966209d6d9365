"""Who changed a glossary entry and when, read from the history that the database keeps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from taxonomy.models import GlossaryEntry

SHOWN = 20


def events() -> Any:
    return GlossaryEntry.pgh_event_model.objects.select_related("pgh_context")  # type: ignore[attr-defined]


def with_editor(entries: Iterable[GlossaryEntry]) -> list[dict[str, Any]]:
    """Each entry with the name of whoever wrote it last."""
    entries = list(entries)
    last = events().filter(pgh_obj__in=entries).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    writers = {event.pgh_obj_id: user_id(event) for event in last}
    names = names_of(writers.values())
    return [{"entry": entry, "by": name_in(names, writers.get(entry.pk))} for entry in entries]


def changes_of(entry: GlossaryEntry) -> list[dict[str, Any]]:
    """The changes of one entry for a timeline, the latest first."""
    found = list(events().filter(pgh_obj=entry).order_by("-pgh_id")[:SHOWN])
    names = names_of(user_id(event) for event in found)
    return [
        {"title": title_of(event), "state": "done", "at": event.edited_at, "by": name_in(names, user_id(event))}
        for event in found
    ]


def title_of(event: Any) -> str:
    words = _("Added") if event.pgh_label == "insert" else _("Changed")
    return f"{words}: {event.term_vi} – {event.term_en} ({event.get_state_display()})"


def user_id(event: Any) -> int | None:
    """Who made the change; nobody for what was shipped with the portal."""
    context = event.pgh_context
    return context.metadata.get("user") if context else None


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in={pk for pk in ids if pk})}


def name_in(names: dict[int, str], pk: int | None) -> str:
    return names.get(pk, "") if pk else _("as shipped")
