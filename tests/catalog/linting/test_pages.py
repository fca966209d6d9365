"""The findings where people read them: before the submission, and at the review."""

from __future__ import annotations

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from catalog.linting.listings import draft_of, findings_of
from catalog.models import Kind, Listing, State
from tests.catalog.test_posting_views import edit_url, page_of, signed_in
from tests.factories_catalog import author_of, make_listing, make_officer, make_organisation, make_submitted

pytestmark = pytest.mark.django_db


def hints(page: BeautifulSoup) -> dict[str, str]:
    """Sentence → address of the field it is about."""
    return {
        str(item.get_text(" ", strip=True)): str(link["href"]) if (link := item.find("a")) else ""
        for item in page.select(".fact")
    }


def test_hints_lead_to_their_fields_and_do_not_block(client: Client, now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now, title="Công nghệ mới", support="Đây là tài liệu nội bộ.")
    page = page_of(signed_in(client, author_of(listing)).get(edit_url(listing, "check")))
    found = hints(page)
    assert {edit_url(listing, "technology") + "#id_title", edit_url(listing, "transfer") + "#id_support"} <= {
        *found.values()
    }
    client.post(reverse("catalog:listing-submit", args=[listing.reference]))
    assert Listing.objects.get().state == State.SUBMITTED


def test_every_finding_of_a_bad_listing_leads_to_a_field_that_is_there(client: Client, now: datetime) -> None:
    bad: dict[str, dict[str, str]] = {
        Kind.OFFER: {"advantages": "Tốt nhất!", "partner_sought": "Ai cũng được"},
        Kind.NEED: {"present_state": "Lâu lắm", "title_alt": "Máy sấy nông sản bằng năng lượng mặt trời"},
    }
    for kind, texts in bad.items():
        listing = make_listing(kind, now=now, title="Máy", summary="máy", **texts)
        signed_in(client, author_of(listing))
        links = [url for url in hints(page_of(client.get(edit_url(listing, "check")))).values() if url]
        assert len(links) >= 4
        for url in links:
            address, _, anchor = url.partition("#")
            assert page_of(client.get(address)).find(id=anchor) is not None, url


def test_a_hidden_name_is_looked_for_only_where_it_is_to_stay_hidden(now: datetime) -> None:
    organisation = make_organisation("Hợp tác xã Bàng La", name_en="Bang La Cooperative")
    listing = make_listing(now=now, organisation=organisation, tried="Ở Bàng La đã thử.", is_anonymous=True)
    assert [(each.code, each.field, each.quote) for each in findings_of(listing) if each.code == "names_owner"] == [
        ("names_owner", "tried", "Bàng La")
    ]
    listing.is_anonymous = False
    assert draft_of(listing).hidden_names == ()


def test_confidential_part_is_not_read(now: datetime) -> None:
    listing = make_listing(now=now, confidential="strictly confidential 0912345678", disclosure="nda")
    assert not {"secret", "contact"} & {finding.code for finding in findings_of(listing)}


def test_the_officer_reads_the_same_without_what_is_told_above(client: Client, now: datetime) -> None:
    listing, _revision = make_submitted(
        Kind.OFFER, now=now, title="Công nghệ mới", customers="Chủ trại, căn cước 031085001234"
    )
    page = page_of(signed_in(client, make_officer()).get(reverse("catalog:review-detail", args=[listing.reference])))
    found = [str(item.get_text(" ", strip=True)) for item in page.select("details .fact")]
    assert any("Tiêu đề" in text for text in found)
    assert not any("031085001234" in text for text in found)
    assert sum("031085001234" in text for text in hints(page)) == 1
