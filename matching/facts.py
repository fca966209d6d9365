"""The facts of stored listings as the score reads them: from their fields, and from what their text states."""

from __future__ import annotations

from dataclasses import replace

from catalog.content import comparison_lines, document_of
from catalog.models import Listing
from catalog.text import normalise
from matching.features import FormTable, ListingFacts, Path
from matching.statements import statements
from taxonomy.models import Concept, FormCompatibility

RELATED = ("fields__parent__parent", "industries__parent", "forms")
RED_RIVER_DELTA = "red_river_delta"


def facts_of(listing: Listing) -> ListingFacts:
    """What is stated in the fields, paths taken from the classification's own tree, and what the public text states.

    A readiness level in the text counts only where the field is empty. The listing's `targets` and
    `comparisons` are best prefetched.
    """
    document, table = document_of(listing), "\n".join(comparison_lines(listing))
    stated = statements(document, is_need=listing.is_need, tried=normalise(listing.tried), table=table)
    facts = fields_of(listing)
    return replace(
        facts, trl=facts.trl if facts.trl is not None else stated.trl, figures=stated.figures, scope=stated.scope,
        subjects=stated.subjects,
    )  # fmt: skip


def fields_of(listing: Listing) -> ListingFacts:
    """What is stated in the fields alone: of hundreds of listings the text is read only where it can matter."""
    languages = {listing.language}
    if listing.description_alt:
        languages.add(listing.other_language)
    level = listing.trl if listing.is_need or listing.verified_trl is None else listing.verified_trl
    return ListingFacts(
        fields=tuple(path_of(concept) for concept in listing.fields.all()),
        industries=tuple(path_of(concept) for concept in listing.industries.all()),
        trl=level,
        forms=frozenset(concept.code for concept in listing.forms.all()),
        amount_min=listing.amount_min,
        amount_max=listing.amount_max,
        province=listing.province.code if listing.province else "",
        region=region_of(listing.province),
        country=listing.country,
        languages=frozenset(languages),
        import_accepted=listing.import_accepted if listing.is_need else None,
    )


def left_open(listing: Listing) -> list[str]:
    """What matching reads and a listing does not state, of fields, industries, trl, forms and amount."""
    stated = {
        "fields": bool(listing.fields.all()),
        "industries": bool(listing.industries.all()),
        "trl": listing.trl is not None,
        "forms": bool(listing.forms.all()),
        "amount": listing.amount_min is not None or listing.amount_max is not None,
    }
    return [name for name, is_stated in stated.items() if not is_stated]


def path_of(concept: Concept) -> Path:
    """The codes from the top of the scheme down to the concept."""
    path = [concept.code]
    while concept.parent is not None:
        concept = concept.parent
        path.insert(0, concept.code)
    return tuple(path)


def region_of(province: Concept | None) -> str:
    """The region of a province as far as the data names one."""
    return RED_RIVER_DELTA if province and str(province.data.get(RED_RIVER_DELTA, "")) in ("1", "True") else ""


def form_table() -> FormTable:
    """The editable compatibility table: (offer form, need form) → 0–1."""
    rows = FormCompatibility.objects.values_list("offer_form__code", "need_form__code", "value")
    return {(offered, wanted): value for offered, wanted, value in rows}
