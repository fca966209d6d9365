"""Style sheets and scripts are collected once, compressed, and again after a change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from exchange.embedded.preparation import Preparation
from exchange.static_files import collect


@pytest.fixture
def sources(tmp_path: Path, settings: Any) -> Path:
    """A small folder of sources, to be collected as in production."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.css").write_text("p{color:red}" * 100)
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return folder


def collected() -> list[str]:
    """What lies compressed, by its name without the digest."""
    files = Path(staticfiles_storage.location).glob("*.gz")
    return sorted(file.name.split(".")[0] for file in files)


def test_files_are_collected_compressed_under_names_of_their_content(sources: Path) -> None:
    collect()
    name = staticfiles_storage.url("a.css").rpartition("/")[2]
    root = Path(staticfiles_storage.location)
    assert name != "a.css"
    assert (root / name).is_file()
    assert (root / f"{name}.gz").is_file()
    assert (root / f"{name}.br").is_file()


def test_unchanged_files_are_left_alone(sources: Path) -> None:
    collect()
    for file in Path(staticfiles_storage.location).glob("a.*"):
        file.unlink()
    collect()
    assert collected() == []


def test_a_change_is_collected_beside_what_was_there(sources: Path) -> None:
    collect()
    (sources / "a.css").write_text("p{color:blue}" * 100)
    (sources / "b.css").write_text("p{color:blue}" * 100)
    collect()
    assert collected() == ["a", "a", "b"]


def test_a_start_prepares_anew_when_the_collected_files_are_gone(tmp_path: Path) -> None:
    root, data = tmp_path / "root", tmp_path / "data"
    for folder in (root / "static", data / "postgres", data / "run", data / "static"):
        folder.mkdir(parents=True)
    (data / "postgres" / "database-made").touch()
    (data / "static" / "staticfiles.json").touch()
    preparation = Preparation(data, root)
    preparation.remember(["sign-in: somebody"])
    assert preparation.sign_ins() == ["sign-in: somebody"]
    (data / "static" / "staticfiles.json").unlink()
    assert preparation.sign_ins() is None


def test_a_start_prepares_anew_after_a_change_of_a_style_sheet(tmp_path: Path) -> None:
    root, data = tmp_path / "root", tmp_path / "data"
    for folder in (root / "static", data / "postgres", data / "run"):
        folder.mkdir(parents=True)
    (data / "postgres" / "database-made").touch()
    sheet = root / "static" / "a.css"
    sheet.touch()
    preparation = Preparation(data, root)
    preparation.remember([])
    os.utime(sheet, (1, 1))
    assert preparation.sign_ins() is None
