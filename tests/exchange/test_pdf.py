"""PDF files: tagged, with the portal's fonts, reading only static files; a page in words where none can be made."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from exchange import pdf

ROOT = Path(__file__).resolve().parents[2]
PAGE = '<!DOCTYPE html><html lang="vi"><head><title>Lọc khí</title></head><body><h1>Lọc khí</h1>{}</body></html>'


def made(body: str = "") -> bytes:
    return pdf.make_pdf(PAGE.format(body), address="http://localhost:8000/x/")


def unpacked(content: bytes) -> bytes:
    """The file with its compressed streams in clear."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(inflated(stream) for stream in streams)


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def test_file_is_tagged_and_names_language_and_fonts() -> None:
    content = unpacked(made("<p>Ủy ban nhân dân, <b>đổi mới</b></p>"))
    assert content.startswith(b"%PDF-1.7")
    for part in (b'pdfuaid:part="1"', b"/Marked true", b"/DisplayDocTitle true", b"/StructTreeRoot", b"/Lang (vi)"):
        assert part in content, part
    assert set(re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w-]+)", content)) == {
        b"Be-Vietnam-Pro", b"Be-Vietnam-Pro-Semi-Bold"
    }  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "http://127.0.0.1:1/x.png", "data:image/png;base64,AA==", "/static/../manage.py",
        "/static/%2e%2e/manage.py", "//evil.example/static/x.png", "/static/khong-co.png", "font:400/../x",
    ],
)  # fmt: skip
def test_nothing_but_static_files_is_read(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    monkeypatch.setattr(pdf, "static_file", lambda name, real=pdf.static_file: read.append(real(name)) or read[-1])
    made(f'<img src="{url}" alt="x"><link rel="stylesheet" href="{url}"><p style="background:url({url})">x</p>')
    assert {path.name for path in read} <= {"pdf.css"}


def test_names_outside_the_static_folders_are_refused() -> None:
    for url in ("http://other.example/static/x.css", f"{settings.SITE_URL}/media/x"):
        with pytest.raises(pdf.Forbidden):
            pdf.static_name(url)
    with pytest.raises((pdf.Forbidden, SuspiciousOperation)):
        pdf.static_file("../manage.py")


@pytest.mark.parametrize(
    "body", ["<table>" * 50, "&#0;&#x1F4A9;", "<p>" + "a" * 8000, "<svg><use href='#x'/></svg>", "<h2>"]
)
def test_odd_pages_are_laid_out(body: str) -> None:
    assert made(body).startswith(b"%PDF-1.7")


def answer(rf: RequestFactory, **context: Any) -> Any:
    request = rf.get("/listings/HP-1/pdf/")
    request.user = AnonymousUser()
    return pdf.pdf_response(request, "pdf/base.html", context, filename="tin.pdf")


def test_response_is_a_file_to_keep(rf: RequestFactory) -> None:
    response = answer(rf)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="tin.pdf"'


def without_pango(name: str, *args: Any, real: Any = builtins.__import__, **kwargs: Any) -> Any:
    if name.startswith("weasyprint"):
        raise OSError("cannot load library 'libpango-1.0-0'")
    return real(name, *args, **kwargs)


def test_without_pango_a_page_offers_printing(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "__import__", without_pango)
    response = answer(rf)
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")
    assert "dùng lệnh in của trình duyệt" in response.content.decode()


def test_too_long_and_too_busy_are_said_in_words(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LONGEST", 10)
    assert "quá dài" in answer(rf).content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(pdf, "_turn", threading.Lock())
    with pdf._turn:
        assert answer(rf).status_code == 503


def test_start_does_not_load_the_layout() -> None:
    code = "import sys, exchange.pdf; sys.exit('weasyprint' in sys.modules or 'fontTools' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "exchange.settings", "DATABASE_URL": "postgres://nowhere/none",
                   "REDIS_URL": "redis://nowhere:1/0"}  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=False).returncode == 0
