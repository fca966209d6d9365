"""Vendored files are what their manifest says, with a licence beside them."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
MANIFEST: dict[str, str] = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))


def test_manifest_lists_every_vendored_file() -> None:
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert found - {"MANIFEST.json"} == set(MANIFEST)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_file_has_the_hash_of_the_manifest(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST[name]


@pytest.mark.parametrize("folder", sorted(path.name for path in VENDOR.iterdir() if path.is_dir()))
def test_package_carries_its_version_and_licence(folder: str) -> None:
    assert folder.rsplit("-", 1)[1][0].isdigit()
    assert (VENDOR / folder / "LICENSE").is_file()


def test_first_visit_loads_little() -> None:
    fonts = sum(path.stat().st_size for path in VENDOR.rglob("*.woff2"))
    sheet = (ROOT / "static" / "css" / "cungcau.css").stat().st_size
    assert fonts + sheet / 4 < 100_000
