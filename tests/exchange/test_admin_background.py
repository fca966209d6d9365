"""The start page of the administration says how far the work in the background has come."""

from __future__ import annotations

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.indexing import index_awaiting
from catalog.lsa import Lsa
from matching.suggestions import match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import make_published, make_user

pytestmark = pytest.mark.django_db


def lines(language: str = "/en") -> list[str]:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = BeautifulSoup(client.get(f"{language}/admin/").content, "html.parser")
    return [item.get_text() for item in page.select("section[aria-labelledby=background] li")]


def test_a_machine_without_the_neural_model_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exchange.background.embedder", Lsa)
    assert lines()[-1].startswith("Meanings are read by latent semantic analysis")
    assert "AVX2" in lines("")[-1]


def test_what_is_matched_and_what_waits_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    for _ in range(2):
        make_published("offer", now=now)
    unsure = "How long the rest takes cannot be told yet; until then earlier suggestions stay."
    assert lines() == [
        f"0 of 2 listings are matched under version 1 of the weights. {unsure}",
        "2 listings wait to be read.",
    ]
    index_awaiting()
    match_awaiting(now=now)
    assert lines() == ["2 of 2 listings are matched under version 1 of the weights.", "0 listings wait to be read."]
    assert lines("")[1] == "0 tin đang chờ đọc nội dung."
