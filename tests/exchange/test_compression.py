"""Pages go out compressed to whoever can read them so; files and pictures go out as they are."""

from __future__ import annotations

import gzip
import io

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from exchange.middleware import CompressionMiddleware
from tests.factories_catalog import make_member, make_organisation

READS_GZIP = {"accept-encoding": "gzip, deflate, br, zstd"}
HAS_NAME = 0b1000  # the flag of a gzip file that carries a name: here, padding


def compressed(response: HttpResponseBase) -> HttpResponseBase:
    request = RequestFactory().get("/", headers=READS_GZIP)

    def view(_request: HttpRequest) -> HttpResponseBase:
        return response

    return CompressionMiddleware(view)(request)


@pytest.mark.django_db
def test_a_page_is_compressed_with_padding_where_it_can_be_read(client: Client) -> None:
    plain = client.get("/account/password/reset/")
    packed = client.get("/account/password/reset/", headers=READS_GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content[3] & HAS_NAME
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "<h1" in gzip.decompress(packed.content).decode()
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2


@pytest.mark.django_db
def test_the_keys_of_a_second_factor_do_not_show_in_the_length(client: Client) -> None:
    client.force_login(make_member(make_organisation()))
    for name in ("mfa_index", "mfa_activate_totp"):
        assert "Content-Encoding" not in client.get(reverse(name), headers=READS_GZIP).headers


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/zip", "application/octet-stream"])
def test_what_is_compressed_already_stays_as_it_is(kind: str) -> None:
    answer = compressed(HttpResponse(b"a" * 5000, content_type=kind))
    assert "Content-Encoding" not in answer.headers


def test_a_file_streams_with_its_length() -> None:
    answer = compressed(FileResponse(io.BytesIO(b"a,b\n" * 5000), content_type="text/csv"))
    assert (answer.headers["Content-Length"], "Content-Encoding" in answer.headers) == ("20000", False)


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/atom+xml", "application/xml", "image/svg+xml"]
)
def test_words_are_compressed(kind: str) -> None:
    assert compressed(HttpResponse("chữ " * 500, content_type=kind)).headers["Content-Encoding"] == "gzip"
