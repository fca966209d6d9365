"""Who may read a file, by its level and the state of its listing; and browsers of all of them."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from accounts.models import User
from catalog.disclosure import grant
from catalog.models import Listing
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation

#: Level, state, and the names of those who may.
READERS = [
    ("public", "draft", "owner reader"),
    ("public", "published", "owner reader partner nda officer visitor"),
    ("interest", "published", "owner reader partner nda"),
    ("nda", "published", "owner reader nda"),
    ("nda", "submitted", "owner reader officer"),
]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def readers_of(listing: Listing, *, now: datetime) -> dict[str, Client]:
    """Somebody of the owner, of two organisations with grants of different levels, an officer, and a visitor."""
    clients = {
        "owner": client_of(author_of(listing)),
        "reader": client_of(make_member(listing.organisation, role="reader")),
        "officer": client_of(make_officer()),
        "visitor": Client(),
    }
    for name, opened_up_to in (("partner", "interest"), ("nda", "nda")):
        person = make_member(make_organisation())
        grant(listing=listing, organisation=person.memberships.get().organisation, level=opened_up_to, now=now)
        clients[name] = client_of(person)
    return clients
