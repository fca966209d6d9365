"""A watched search in words, in the reader's language."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation

from catalog.models import Watch
from catalog.watch_wording import describe, title_of
from taxonomy.models import Concept
from tests.factories_catalog import make_user
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db


def in_both(watch: Watch) -> tuple[str, str]:
    titles = []
    for language in ("vi", "en"):
        with translation.override(language):
            titles.append(title_of(watch, *describe([watch])))
    return titles[0], titles[1]


def test_filters_that_are_known_are_named(now: datetime) -> None:
    watch = make_watch("q=H2S&kind=need&trl=4&trl_to=7", now=now)
    assert in_both(watch) == (
        "“H2S”, Nhu cầu công nghệ, TRL từ 4, TRL đến 7",
        "“H2S”, Technology needs, TRL from 4, TRL up to 7",
    )


@pytest.mark.parametrize(
    ("address", "vi", "en"),
    [
        ("field=zz1", "Công nghệ chào bán và nhu cầu công nghệ, 1 bộ lọc không còn dùng",
         "Technology offers and needs, 1 filter that no longer exists"),
        ("kind=offer&field=zz1&industry=zz2", "Công nghệ chào bán, 2 bộ lọc không còn dùng",
         "Technology offers, 2 filters that no longer exist"),
        ("q=H2S", "“H2S”", "“H2S”"),
    ],
)  # fmt: skip
def test_filters_that_are_gone_are_told(address: str, vi: str, en: str, now: datetime) -> None:
    watch = make_watch("q=x", now=now)
    watch.address = address
    assert in_both(watch) == (vi, en)


def test_a_code_that_leaves_the_classification_leaves_a_word_on_the_page(now: datetime) -> None:
    owner = make_user()
    watch = make_watch("field=401", owner=owner, now=now)
    Concept.objects.filter(scheme__code="st_field", code="401").update(code="999")
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(watch.get_absolute_url()).content.decode()
    assert "Công nghệ chào bán và nhu cầu công nghệ, 1 bộ lọc không còn dùng</h1>" in page
