"""Who will see what, and whether an owner who stays unnamed can be guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Organisation
from catalog.audience.anonymity import LEAST, exposure_of, stands_in
from catalog.audience.levels import levels_of
from catalog.audience.wording import warning_of
from catalog.linting.draft import Draft
from catalog.linting.rules import lint
from catalog.models import Attachment, Kind, Listing
from catalog.posting_steps import STEPS
from tests.catalog.test_posting_views import edit_url, page_of, signed_in
from tests.factories_catalog import author_of, concept, make_listing, make_organisation

pytestmark = pytest.mark.django_db


def neighbours(count: int, *, industry: str = "03", **values: Any) -> list[Organisation]:
    """Other organisations of an industry."""
    found = [make_organisation(f"Hợp tác xã {number}", **values) for number in range(count)]
    for each in found:
        each.industries.add(concept("vsic", industry))
    return found


def unnamed(now: datetime, **values: Any) -> Listing:
    listing = make_listing(now=now, is_anonymous=True, **values)
    listing.industries.add(concept("vsic", "03"))
    return listing


def test_a_crowd_hides_its_members_and_a_name_that_is_shown_is_no_secret(now: datetime) -> None:
    listing = unnamed(now)
    neighbours(LEAST - 2)
    exposure = exposure_of(listing)
    assert exposure is not None
    assert (exposure.facts, exposure.count) == (("industries", "province"), LEAST - 1)
    neighbours(1)
    assert exposure_of(listing) is None
    listing.is_anonymous = False
    Organisation.objects.exclude(pk=listing.organisation_id).delete()
    assert exposure_of(listing) is None


def test_it_says_what_would_be_enough_to_leave_out(now: datetime) -> None:
    listing = unnamed(now)
    neighbours(1)
    neighbours(5, province=concept("province", "01"))
    neighbours(1, industry="10")
    exposure = exposure_of(listing)
    assert exposure is not None
    assert (exposure.count, exposure.remedies, exposure.without) == (2, ["province"], {"industries": 3, "province": 7})
    with translation.override("en"):
        known, advice = warning_of(exposure)
    assert known == "The industry and the province together fit only 2 organisations of the portal."
    assert "the province (then 7)" in advice


def test_a_ward_and_a_size_count_only_where_the_text_tells_them(now: datetime) -> None:
    ward = concept("ward", "11455")
    owner = make_organisation(ward=ward, size_class=concept("size_class", "small"))
    neighbours(6)
    listing = unnamed(now, organisation=owner)
    assert exposure_of(listing) is None
    listing.tried = f"Đã thử ở {ward.name_vi}, xưởng có 45 lao động."
    exposure = exposure_of(listing)
    assert exposure is not None
    assert (set(exposure.facts), exposure.count) == ({"industries", "province", "ward", "size"}, 1)
    assert exposure.remedies == []
    assert len(warning_of(exposure)) == 2


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        ("Phường Đồ Sơn", "ao ở Đồ Sơn", True),
        ("Xã Vĩnh Bảo", "tại xã vĩnh bảo", True),
        ("Phường An Dương", "an dưỡng", False),
        ("Phường Kiến An", "", False),
    ],
)
def test_places_are_found_as_people_write_them(place: str, text: str, found: bool) -> None:
    assert stands_in(place, text) is found


def test_each_audience_is_told_with_what_it_gets(now: datetime) -> None:
    files = [Attachment(level=level) for level in ("public", "nda", "nda")]
    with translation.override("en"):
        named = [
            level["parts"] for level in levels_of(make_listing(now=now, confidential="x", disclosure="nda"), files)
        ]
        hidden = [level["parts"] for level in levels_of(unnamed(now, confidential="x", disclosure="interest"), [])]
    assert named[0] == ["all that stands under “As others will see it”", "the name of your organisation", "1 file"]
    assert named[2] == ["the confidential part", "2 files"]
    assert hidden[0][1] == "of your organisation only the province"  # type: ignore[index]
    assert hidden[1][1:] == ["the name of your organisation", "the confidential part"]  # type: ignore[index]
    assert hidden[2] == []


def test_the_last_page_warns_and_counts_in_one_query(client: Client, now: datetime) -> None:
    counts = []
    for number in (1, 3):
        listing = unnamed(now, summary="")
        neighbours(number, province=concept("province", "01"))
        signed_in(client, author_of(listing)).get(edit_url(listing, "check"))
        with CaptureQueriesContext(connection) as found:
            page = page_of(client.get(edit_url(listing, "check")))
        assert page.select_one("section[aria-labelledby=audience] .notice") is not None
        assert listing.organisation.name_vi not in page.select_one("section[aria-labelledby=preview]").text  # type: ignore[union-attr]
        counts.append(len(found))
    assert counts[0] == counts[1]


def forms() -> list[Any]:
    return [step.form for kind in (Kind.NEED, Kind.OFFER) for step in STEPS[kind] if step.form is not None]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_examples_keep_the_rules_and_every_field_of_substance_has_both(language: Any) -> None:
    """Good ones raise no finding about the words themselves."""
    with translation.override(language):
        for form in forms():
            assert set(form.bad_examples) <= set(form.examples)
            texts = {name: str(text) for name, text in form.examples.items() if name != "keywords"}
            draft = Draft(is_offer=True, language=language, texts=texts, other={}, has_form=True, has_amount=True)
            told = {finding.code for finding in lint(draft)} - {"no_comparison", "no_figures"}
            assert told <= {"thin_description"}, (form.__name__, told)
    written = {name for form in forms() for name in form.bad_examples}
    assert written >= {
        "title", "summary", "description", "present_state", "tried", "constraints", "keywords", "problem", "advantages",
        "applications", "trl_evidence", "economic_effect", "customers", "support", "partner_sought",
    }  # fmt: skip


def test_the_second_language_stands_beside_the_first(client: Client, now: datetime) -> None:
    listing = make_listing(now=now, description="Một dòng\n\n<b>hai</b>")
    page = page_of(signed_in(client, author_of(listing)).get("/en" + edit_url(listing, "visibility")))
    beside = page.select(".split--half")
    assert [part.select_one("[name]")["name"] for part in beside] == ["title_alt", "summary_alt", "description_alt"]  # type: ignore[index]
    quote = beside[2].select_one(".quote [lang=vi]")
    assert quote is not None
    assert (quote.text.split(), quote.select("b")) == (["Một", "dòng", "<b>hai</b>"], [])
