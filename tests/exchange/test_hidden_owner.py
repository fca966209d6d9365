"""A need without a name, searched for by its owner's name: every address, feed, file and letter that others get."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import text_models, texts
from accounts.models import Organisation, OutboxMessage, User
from catalog import arrivals, watch_letters
from catalog.indexing import index_awaiting
from catalog.models import Attachment, Listing, SavedListing
from catalog.text import strip_accents
from cooperation import interests, introductions, triage
from cooperation.models import Interest, Triage
from matching import digests
from matching.models import Suggestion
from matching.suggestions import match_awaiting
from tests.embedders import use_words
from tests.exchange.test_pdf import unpacked
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import PITCH
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db

NAME, NAME_EN = "Công ty TNHH Đúc Zuvanka", "Zuvanka Foundry"
#: What would give the owner away, without accents and capitals.
SECRETS = ("zuvanka", "0201987654", "chu-nhan@zuv.test", "hop-thu@zuv.test", "0912998877", "quynh zenobia")
#: A part of an address and what it may be filled with; the rest of the parts come from the world.
FIXED = {"kind": ["need", "offer"], "theme": ["dark"], "section": ["needs-vi", "needs", "listings"], "step": ["check"]}
#: Signing in, and the administration, which only administrators enter.
LEFT_OUT = re.compile(r"^(account|admin)/")
LETTERS_TO_OTHERS = {"digest", "watches", "introduced", "interest_declined"}


@dataclass(frozen=True, slots=True)
class World:
    need: Listing
    offer: Listing
    owner: User
    other: User
    parts: dict[str, list[str]]


def bare(text: str) -> str:
    """Without markup's escapes, accents and capitals."""
    return strip_accents(html.unescape(text)).casefold()


def told_by(response: HttpResponse) -> str:
    """All that a response tells: headers, text, and what a PDF file holds."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    body = unpacked(body) if body.startswith(b"%PDF") else body
    return bare(f"{list(response.headers.items())} {response.cookies} {body.decode('utf-8', 'replace')}")


@pytest.fixture
def world(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A hidden owner’s need beside an offer that fits it, and all that happens between two sides before acceptance."""
    use_words(monkeypatch)
    for key in text_models.SiteText.Key.values:
        texts.load_first(key)
    with time_machine.travel(now, tick=True):
        yield make_world(now)


def make_world(now: datetime) -> World:
    hidden = make_organisation(
        NAME, kind="enterprise", name_en=NAME_EN, slug="duc-zuvanka", tax_code="0201987654",
        contact_email="hop-thu@zuv.test", contact_phone="0912998877", website="https://zuvanka.test",
        about_vi="Zuvanka đúc gang từ năm 1990.",
    )  # fmt: skip
    owner = make_member(hidden, name="Quỳnh Zenobia", email="chu-nhan@zuv.test", phone="0912998877")
    asking = make_organisation("Viện Nuôi biển Đông Bắc", kind="institute", slug="vien-nuoi-bien")
    other = make_member(asking, name="Đoàn Thị Lam", suggestion_mail=User.SuggestionMail.AT_ONCE, quiet_hours="never")
    make_watch("kind=need", owner=other, now=now, rhythm="instant")
    texts_of = {
        "title": "Sấy cát khuôn đúc bằng nhiệt thải",
        "summary": "Cần sấy cát khuôn đúc bằng nhiệt thải của lò.",
    }
    offer = make_published("offer", organisation=asking, by=other, now=now, **texts_of)
    need = make_published(
        "need", organisation=hidden, by=owner, now=now, is_anonymous=True, confidential="Lò của Zuvanka", **texts_of,
        disclosure="interest",
    )  # fmt: skip
    own = attach_drawing(need)
    SavedListing.objects.create(listing=need, organisation=asking, saved_by=other, saved_at=now)
    index_awaiting()
    match_awaiting(now=now)
    pair, _ = Suggestion.objects.get_or_create(
        need=need,
        offer=offer,
        defaults={"score": 0.8, "logit": 1, "weights_id": 1, "need_hash": "n", "offer_hash": "o"},
    )
    Suggestion.objects.filter(pk=pair.pk).update(score=0.9)
    arrivals.find_new(now=now)
    interest = interests.send_from_suggestion(suggestion=pair, side="offer", by=other, now=now, pitch=PITCH)
    parts = {
        "reference": [need.reference, offer.reference],
        "slug": ["duc-zuvanka", "vien-nuoi-bien"],
        "pk": [str(pk) for pk in sorted({pair.pk, interest.pk, *other_pks()})],
        "key": [str(getattr(own, "key", own.pk)), "4", "31", "C", "about", "privacy"],
        "name": [own.public_name, own.name],
        **FIXED,
    }
    return World(need, offer, owner, other, parts)


def attach_drawing(need: Listing) -> Attachment:
    """A public file that carries the owner's name."""
    file = Attachment(
        listing=need, name="ban-ve-zuvanka.pdf", content_type="application/pdf", size=4, sha256="a" * 64,
        uploaded_by=need.contact,
    )  # fmt: skip
    file.file.save("zuvanka.pdf", ContentFile(b"tep!"))
    return file


def other_pks() -> set[int]:
    """Ids of rows that addresses of members lead to."""
    return set(SavedListing.objects.values_list("pk", flat=True)) | set(Triage.objects.values_list("pk", flat=True))


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """All routes of the portal but those left out, below the Vietnamese prefix."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(each.pattern)
        if LEFT_OUT.match(path):
            continue
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, path)
        elif isinstance(each, URLPattern):
            yield path


def addresses(world: World) -> Iterator[str]:
    """Every route with all that its parts can be filled with; unknown parts get a word nobody uses."""
    for route in routes():
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        for values in itertools.product(*(world.parts.get(name, ["khong-co"]) for name in names)):
            filled = iter(values)
            yield "/" + re.sub(r"<[^>]+>", lambda _part: next(filled), route)  # noqa: B023


def is_about_the_owner(address: str) -> bool:
    """The directory and an organisation's own page name it; what they must not tell is the need."""
    return "duc-zuvanka" in address or address == "/organisations/"


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_address_names_the_owner(world: World, who: str) -> None:
    client, leaks, seen = Client(), [], 0
    if who == "member":
        client.force_login(world.other)
    asked = [
        *addresses(world),
        "/listings/?kind=need&page=1",
        f"/listings/compare/?id={world.need.reference}&id={world.offer.reference}",
        f"/listings/compare/pdf/?id={world.need.reference}&id={world.offer.reference}",
        "/listings/feed/?kind=need",
        "/listings/?q=say+cat+khuon",
        "/search/suggest/?q=s%E1%BA%A5y",
    ]
    for language, address in itertools.product(("", "/en"), asked):
        response = client.get(language + address)
        told = told_by(response)
        seen += response.status_code == 200
        secrets = [bare(world.need.reference), bare(world.need.title)] if is_about_the_owner(address) else SECRETS
        leaks += [(address, secret) for secret in secrets if secret in told and not asked_back(address, secret)]
    assert leaks == []
    assert seen > 60


def asked_back(address: str, secret: str) -> bool:
    """An address that holds the word itself gets it back, for example in a link to the other language."""
    return secret in bare(address)


SOUGHT = ("Zuvanka", "zuvanka foundry", '"Công ty TNHH Đúc Zuvanka"', "0201987654", "zuvank")
SEARCHES = ("/listings/", "/listings/feed/", "/search/suggest/", "/organisations/")


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_what_is_found_by_the_owners_name_does_not_depend_on_it(world: World, who: str) -> None:
    """Words that say nothing find what is nearest in meaning; a need found by its owner would be lost on renaming."""
    client = Client()
    if who == "member":
        client.force_login(world.other)
    before = found(client, world.need)
    named = {"name_vi": "Hợp tác xã Bình Minh", "name_en": "", "slug": "binh-minh", "tax_code": "", "about_vi": ""}
    Organisation.objects.filter(pk=world.need.organisation_id).update(**named)
    Listing.objects.filter(pk=world.need.pk).update(indexed_at=None)
    index_awaiting()
    assert found(client, world.need) == before


def found(client: Client, need: Listing) -> dict[tuple[str, str], list[int]]:
    """How often each search by the owner's words tells of the need."""
    told = {key: told_by(client.get(key[0], {"q": key[1]})) for key in itertools.product(SEARCHES, SOUGHT)}
    return {key: [text.count(word) for word in (bare(need.reference), bare(need.title))] for key, text in told.items()}


def test_no_letter_to_others_names_the_owner(world: World, now: datetime) -> None:
    spare = make_published("offer", organisation=world.offer.organisation, by=world.other, now=now)
    index_awaiting()
    weights = Suggestion.objects.filter(need=world.need)[0].weights
    Suggestion.objects.create(
        need=world.need, offer=spare, score=0.8, logit=1, weights=weights, need_hash="n", offer_hash="o"
    )
    watch_letters.send_due(now=now + timedelta(minutes=5))
    digests.send_due(now=now + timedelta(minutes=5))
    interest = Interest.objects.get()
    interests.decline(interest=interest, by=world.owner, now=now, reason="too_early", note="Để sang năm.")
    introductions.introduce(need=world.need, offer=spare, by=make_officer(), words=PITCH, now=now)
    triage.start_clocks(now=now)
    clock = Triage.objects.get(need=world.need)
    triage.end(triage=clock, outcome="gap", by=make_officer(), now=now)
    others = OutboxMessage.objects.exclude(to=world.owner.email).exclude(user__role__in=["officer", "manager"])
    assert set(others.values_list("kind", flat=True)) >= LETTERS_TO_OTHERS
    for letter in others:
        told = bare(f"{letter.subject} {letter.text} {letter.html} {letter.reply_to} {letter.unsubscribe_url}")
        assert [secret for secret in SECRETS if secret in told] == [], letter.kind


def test_the_walk_finds_a_name_where_one_is(world: World) -> None:
    Listing.objects.filter(pk=world.need.pk).update(is_anonymous=False)
    index_awaiting()
    assert "zuvanka" in told_by(Client().get(f"/listings/{world.need.reference}/"))
