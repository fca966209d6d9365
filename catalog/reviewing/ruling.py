"""An officer’s word on an entry of the lists of the law, recorded with the revision it was said of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog import publishing
from catalog.models import LegalRuling, Revision, TransferRule

Verdict = LegalRuling.Verdict


class PermissionInWriting(Exception):
    """A restricted technology is permitted by a written decision, and only a restricted one."""


@transaction.atomic
def rule_on(
    *, revision: Revision, rule: TransferRule, verdict: str, by: User, now: datetime, text: str = ""
) -> LegalRuling:
    """Confirm or reject that an entry concerns the revision; said again, nothing changes, and each change is kept."""
    listing = publishing.lock_read(revision, "legal ruling", by=by)
    is_restricted = rule.regime == TransferRule.Regime.RESTRICTED
    if verdict == Verdict.PERMITTED and not (is_restricted and text.strip()):
        raise PermissionInWriting(rule.pk)
    said = {"regime": rule.regime, "verdict": verdict, "text": text}
    earlier = LegalRuling.objects.filter(revision=revision, rule=rule).first()
    if earlier is not None and said == {name: getattr(earlier, name) for name in said}:
        return earlier
    ruling, _ = LegalRuling.objects.update_or_create(
        revision=revision, rule=rule, defaults={**said, "by": by, "at": now}
    )
    note = f"{rule.name_vi}: {ruling.get_verdict_display()}" + (f"\n{text}" if text else "")
    publishing.record(
        listing, action="legal_ruling", source=listing.state, by=by, now=now, note=note, revision=revision
    )
    return ruling
