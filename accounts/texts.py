"""Texts that managers edit: the version in force, new versions, publication."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import SiteText, User

FIRST_TEXTS = Path(__file__).parent / "data" / "texts"


class NotPublishable(Exception):
    """A newer version is in force already."""


def in_force(key: str) -> SiteText:
    """The version in force; before anybody wrote one, the text the portal was shipped with."""
    return SiteText.objects.current(key) or load_first(key)


def load_first(key: str) -> SiteText:
    """Publish the shipped text as version 1, unless a version 1 exists."""
    text, _ = SiteText.objects.get_or_create(
        key=SiteText.Key(key),
        version=1,
        defaults={
            "body_vi": (FIRST_TEXTS / f"{key}.vi.md").read_text(),
            "body_en": (FIRST_TEXTS / f"{key}.en.md").read_text(),
            "published_at": timezone.now(),
        },
    )
    return text


def newest(key: str) -> SiteText:
    """The newest version, in force or not: what an editor goes on from."""
    return SiteText.objects.filter(key=key).order_by("-version").first() or load_first(key)


@transaction.atomic
def write_version(*, key: str, body_vi: str, body_en: str, author: User) -> SiteText:
    """Keep a new version as a draft."""
    versions = SiteText.objects.filter(key=key)
    list(versions.select_for_update(no_key=True).values_list("pk", flat=True))
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    return SiteText.objects.create(key=key, version=latest + 1, body_vi=body_vi, body_en=body_en, created_by=author)


@transaction.atomic
def publish(*, text: SiteText, now: datetime) -> SiteText:
    """Put a version in force; it never changes afterwards."""
    versions = list(SiteText.objects.select_for_update(no_key=True).filter(key=text.key, version__gte=text.version))
    if any(version.published_at is not None for version in versions):
        raise NotPublishable(text)
    text.published_at = now
    text.save(update_fields=["published_at"])
    return text
