"""Every test here happens on the day of `now`, with an embedder that is there at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.embedders import use_words


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    """Files that are handed in go with the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    used = use_words(monkeypatch)
    for module in ("indexing", "suggesting"):
        monkeypatch.setattr(f"advisory.experts.{module}.embedder", lambda: used)
