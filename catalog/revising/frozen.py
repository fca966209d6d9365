"""A listing's content as plain JSON: taken from a listing, and written into one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Field

from catalog.models import Comparison, IPRight, Listing, Target
from taxonomy.models import Concept

Content = Mapping[str, Any]
#: Fields whose content is frozen in a revision, in the order a reader meets them.
CONTENT_FIELDS = (
    "language", "title", "summary", "description", "title_alt", "summary_alt", "description_alt", "keywords",
    "country", "disclosure", "confidential", "trl", "amount_min", "amount_max", "price_kind",
    "problem", "advantages", "economic_effect", "applications", "trl_evidence", "transfer_right", "customers",
    "support", "partner_sought", "present_state", "constraints", "tried", "time_from", "time_to",
    "import_accepted", "is_anonymous",
)  # fmt: skip
#: Content names that hold codes, and their schemes; rights name theirs in each row.
SCHEMES = {"fields": "st_field", "industries": "vsic", "forms": "transfer_form"}
PLACES = {"province": "province", "ward": "ward"}


def content_of(listing: Listing) -> dict[str, Any]:
    """All that an officer decides on, as plain JSON values."""
    content: dict[str, Any] = {name: plain(getattr(listing, name)) for name in CONTENT_FIELDS}
    for name in SCHEMES:
        content[name] = sorted(getattr(listing, name).values_list("code", flat=True))
    content["province"] = listing.province.code if listing.province else ""
    content["ward"] = listing.ward.code if listing.ward else ""
    content["targets"] = list(listing.targets.values("name", "value", "unit", "is_must"))
    content["comparisons"] = list(listing.comparisons.values("indicator", "ours", "best", "unit", "proof"))
    content["ip_rights"] = list(listing.ip_rights.values("kind__code", "number", "status", "territory"))
    content["attachments"] = list(listing.attachments.values("name", "sha256", "level"))
    return content


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def content_hash(content: Content) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write_content(listing: Listing, content: Content) -> None:
    """Give a listing the text, classification and rows of a content; its files are carried by `carried_files`.

    What the content does not name, because it was frozen before the portal asked for it, stays as it is.
    """
    for name in CONTENT_FIELDS:
        if name in content:
            field = Listing._meta.get_field(name)
            assert isinstance(field, Field)
            setattr(listing, name, field.to_python(content[name]))
    for name, scheme in PLACES.items():
        if name in content:
            setattr(listing, name, next(iter(concepts(scheme, [content[name]])), None))
    listing.save(update_fields=[*CONTENT_FIELDS, *PLACES])
    for name, scheme in SCHEMES.items():
        if name in content:
            getattr(listing, name).set(concepts(scheme, content[name]))
    write_rows(listing, content)


def write_rows(listing: Listing, content: Content) -> None:
    """All rows as the content has them, in its order."""
    for model, name in ((Target, "targets"), (Comparison, "comparisons")):
        rows: Any = model
        if name in content:
            rows.objects.filter(listing=listing).delete()
            rows.objects.bulk_create(
                rows(listing=listing, order=order, **row) for order, row in enumerate(content[name])
            )
    if "ip_rights" in content:
        kinds = {kind.code: kind for kind in concepts("ip_kind", {row["kind__code"] for row in content["ip_rights"]})}
        listing.ip_rights.all().delete()
        IPRight.objects.bulk_create(
            IPRight(
                listing=listing, kind=kinds[row["kind__code"]], number=row["number"], status=row["status"],
                territory=row["territory"],
            )
            for row in content["ip_rights"]
            if row["kind__code"] in kinds
        )  # fmt: skip


def concepts(scheme: str, codes: Iterable[str]) -> list[Concept]:
    """The concepts of these codes, of the scheme's edition in use or else of the latest that has them."""
    known = Concept.objects.filter(scheme__code=scheme, code__in=list(codes)).order_by("scheme__is_current", "scheme")
    return list({concept.code: concept for concept in known}.values())
