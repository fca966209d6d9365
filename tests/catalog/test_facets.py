"""Facets: tokens kept true by the database, counts that are what the click brings, filters that forgive."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Organisation
from catalog.facet_options import Group, Option, chips, groups
from catalog.filters import ListingFilter
from catalog.finding import find, wanted
from catalog.models import IPRight, Listing
from taxonomy.models import Concept
from tests.factories_catalog import concept, make_listing, make_organisation, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def today_now() -> datetime:
    return timezone.now()


def tokens(listing: Listing) -> set[str]:
    return set(Listing.objects.values_list("facets", flat=True).get(pk=listing.pk))


def test_a_listing_carries_its_values_and_what_they_are_part_of(today_now: datetime) -> None:
    offer = make_listing("offer", now=today_now, amount_min=90_000_000, amount_max=600_000_000, title_alt="Filter")
    offer.industries.add(concept("vsic", "03"))
    offer.forms.add(concept("transfer_form", "licence"))
    IPRight.objects.create(listing=offer, kind=concept("ip_kind", "patent"), status="granted")
    assert tokens(offer) == {
        "kind:offer", "lang:vi", "lang:en", "trl:7", "open:yes", "province:31", "province:rrd", "field:4", "field:401",
        "industry:03", "industry:A", "form:licence", "ip:granted", "price:0-100", "price:100-500", "price:500-1000",
        "org:cooperative",
    }  # fmt: skip


def test_tokens_follow_every_change(today_now: datetime) -> None:
    need = make_listing("need", now=today_now)
    assert {"price:none", "field:401"} <= tokens(need)
    need.fields.clear()
    Listing.objects.filter(pk=need.pk).update(amount_max=6_000_000_000, accepting_interest=False)
    Organisation.objects.update(verified_at=today_now, kind=concept("actor_type", "enterprise"))
    assert tokens(need) == {"kind:need", "lang:vi", "province:31", "province:rrd", "price:5000-", "verified:yes",
                            "org:enterprise"}  # fmt: skip
    Concept.objects.filter(pk=concept("province", "31").pk).update(data={})
    assert "province:rrd" not in tokens(need)


def test_a_stale_instance_cannot_write_old_tokens(today_now: datetime) -> None:
    need = make_listing("need", now=today_now)
    need.facets = ["kind:offer"]
    need.save()
    assert "kind:need" in tokens(need)
    assert "kind:offer" not in tokens(need)


def test_a_hidden_owner_has_neither_kind_nor_mark(today_now: datetime) -> None:
    owner = make_organisation(verified_at=today_now)
    need = make_listing("need", now=today_now, organisation=owner, is_anonymous=True)
    assert not [token for token in tokens(need) if token.startswith(("org:", "verified:"))]


# --- Counts ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def market(today_now: datetime) -> None:
    """Sixty listings of all sorts, always the same; most are public."""
    chance = random.Random(7)
    owners = [make_organisation(f"Đơn vị {n}", kind=kind, verified_at=today_now if n % 2 else None)
              for n, kind in enumerate(["enterprise", "cooperative", "institute"])]  # fmt: skip
    provinces = list(Concept.objects.of("province")[:4])
    listings = Listing.objects.bulk_create(
        Listing(
            kind=chance.choice(["offer", "need"]), reference=f"X-{number}",
            state="published" if number % 10 else "draft",
            title="Máy", summary="Máy", organisation=chance.choice(owners), published_at=today_now,
            valid_until=today_now.date() + timedelta(days=9), trl=chance.choice([None, 3, 5, 7, 9]),
            amount_min=chance.choice([None, 50, 300, 900, 9_000]), province=chance.choice(provinces),
            language=chance.choice(["vi", "en"]), accepting_interest=chance.random() < 0.8,
        )
        for number in range(60)
    )  # fmt: skip
    for name, scheme in (("fields", "st_field"), ("industries", "vsic"), ("forms", "transfer_form")):
        link, pool = getattr(Listing, name).through, list(Concept.objects.of(scheme)[:12])
        link.objects.bulk_create(link(listing_id=each.pk, concept_id=concept.pk)
                                 for each in listings for concept in chance.sample(pool, 2))  # fmt: skip
    Listing.objects.update(amount_min=F("amount_min") * 10**6)


def total(address: str) -> int:
    """What the filters alone find; the counting query has to agree."""
    wish = wanted(QueryDict(address))
    number = wish.filters.qs.count()
    assert find(wish).counts.total == number
    return number


def shown(address: str) -> list[Group]:
    wish = wanted(QueryDict(address))
    return groups(wish.filters, find(wish).counts)


def every_option(found: list[Group]) -> list[Option]:
    top = [option for group in found for option in (*group.options, *group.up_to)]
    return [*top, *(part for option in top for part in option.children)]


def after_click(address: str, option: Option) -> str:
    """The address after the option is chosen; a level replaces the one before it."""
    query = QueryDict(address, mutable=True)
    if option.name in ("trl", "trl_to"):
        query[option.name] = option.value
    else:
        query.appendlist(option.name, option.value)
    return query.urlencode()


@pytest.mark.parametrize(
    "address",
    ["", "kind=offer", "trl=5", "trl_to=7&trl=3", "field=1&kind=need", "price=100-500&price=0-100&lang=vi",
     "province=01&org=institute&verified=yes", "industry=01&form=licence&ip=none&open=yes",
     "kind=offer&kind=need&trl=4"],
)  # fmt: skip
def test_every_count_is_what_the_click_brings(market: None, address: str) -> None:
    now = total(address)
    usable = [option for option in every_option(shown(address)) if not (option.is_checked or option.is_disabled)]
    for option in random.Random(address).sample(usable, min(15, len(usable))):
        promised = now + option.count if option.is_gain else option.count
        assert total(after_click(address, option)) == promised, option


def test_random_walks_keep_the_promise(market: None) -> None:
    """Four visitors click four times each at random: the number beside the value is what they get."""
    chance = random.Random(11)
    for _visitor in range(4):
        address, now = "", total("")
        for _click in range(4):
            usable = [each for each in every_option(shown(address)) if not (each.is_disabled or each.is_checked)]
            option = chance.choice([each for each in usable if each.count])
            address = after_click(address, option)
            now = now + option.count if option.is_gain else option.count
            assert total(address) == now, address


def test_empty_values_are_shown_but_disabled(today_now: datetime) -> None:
    make_published("offer", now=today_now)
    options = {(option.name, option.value): option for option in every_option(shown(""))}
    assert options["kind", "offer"].count == 1
    assert not options["kind", "offer"].is_disabled
    assert options["kind", "need"].is_disabled
    assert options["province", "01"].count == 0


def test_the_parts_of_a_chosen_value_are_included(market: None) -> None:
    parts = next(option for option in every_option(shown("field=1")) if option.value == "1").children
    assert parts
    assert all(part.is_included and part.is_disabled for part in parts)


# --- Filters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("field=4&field=nonsense&field=4", {"field": ["4"]}),
        ("kind=car&trl=99&price=&lang=xx", {}),
        ("trl=8&trl_to=2", {"trl": "2", "trl_to": "8"}),
        ("&".join(["kind=offer"] * 500), {"kind": ["offer"]}),
        ("kind__in=offer&organisation__contact_email__startswith=a", {}),
    ],
)
def test_what_is_unknown_is_ignored(address: str, values: dict[str, object]) -> None:
    assert ListingFilter(QueryDict(address), Listing.objects.published()).values == values


def test_chips_name_each_value_and_lead_to_the_rest() -> None:
    made = chips(ListingFilter(QueryDict("q=a&kind=offer&trl=4&page=3&kind=need"), Listing.objects.published()))
    assert [chip["href"] for chip in made] == [
        "?q=a&kind=need&trl=4",
        "?q=a&kind=offer&trl=4",
        "?q=a&kind=offer&kind=need",
    ]


def test_the_address_of_a_wish_is_always_the_same() -> None:
    left, right = (
        wanted(QueryDict("kind=need&q=+a++b&kind=offer&x=1&page=2")),
        wanted(QueryDict("q=a b&kind=offer&kind=need")),
    )
    assert left.address() == right.address() == "q=a+b&kind=need&kind=offer"
