"""Rows are locked so that others may still refer to them: else every new reference waits, and two for each other."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from accounts.models import User
from catalog import publishing
from matching import digests
from tests.factories_catalog import make_member, make_organisation, make_published

ROOT = Path(__file__).resolve().parents[1]
APPS = ("taxonomy", "accounts", "catalog", "matching", "cooperation", "advisory", "exchange")


def locks(code: str) -> list[ast.Call]:
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "select_for_update"]


def test_every_lock_leaves_the_key_alone() -> None:
    found = {path: locks(path.read_text(encoding="utf-8")) for app in APPS for path in (ROOT / app).rglob("*.py")}
    assert sum(map(len, found.values())) > 40
    assert [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path, calls in found.items()
        for call in calls
        if not any(keyword.arg == "no_key" for keyword in call.keywords)
    ] == []


@pytest.mark.django_db(transaction=True)
def test_a_locked_person_and_listing_can_be_referred_to(now: datetime) -> None:
    """A letter that is being written keeps nobody from acting, nor does a listing that somebody changes."""
    organisation = make_organisation()
    person = make_member(organisation, suggestion_mail=User.SuggestionMail.DAILY)
    listing = make_published("need", now=now, organisation=organisation, by=person)
    insert = "INSERT INTO catalog_listingevent (listing_id, actor_id, at, action, from_state, to_state, note) "
    with transaction.atomic():
        publishing.lock(listing)
        digests.send_to(user_id=person.pk, now=now)
        with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.ClientCursor}) as other:
            other.execute("SET lock_timeout = '5s'")
            other.execute(insert + "VALUES (%s, %s, now(), 'edit', '', 'published', '')", [listing.pk, person.pk])
            other.commit()
    assert listing.events.filter(action="edit").count() == 1
