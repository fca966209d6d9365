"""The yardstick: a minimal Django view that sends the same bytes after one indexed query, and nothing else.

`BARE_BODIES` names a folder with the bodies to send. "/search" ranks by `ts_rank` and counts by grouping sets, plainly;
it is given the tsquery that the portal's own search comes to, so that both find the same listings.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

import environ
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="a yardstick keeps no secrets",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {**environ.Env().db_url("DATABASE_URL"), "CONN_MAX_AGE": None}},
    USE_TZ=True,
)

import django  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

django.setup()

BODIES = {file.stem: file.read_bytes() for file in Path(os.environ["BARE_BODIES"]).glob("*.html")}
NEWEST = """
    SELECT id, title, summary FROM catalog_listing WHERE state = 'published' {more}
    ORDER BY published_at DESC, id DESC LIMIT 24
"""
SEARCH = """
    WITH found AS MATERIALIZED (
        SELECT l.id, l.title, l.kind, l.province_id, l.trl, ts_rank(i.words, query) AS rank
        FROM catalog_listing l JOIN catalog_listingindex i ON i.listing_id = l.id, CAST(%s AS tsquery) query
        WHERE l.state = 'published' AND i.words @@ query
    ), best AS (SELECT id, title FROM found ORDER BY rank DESC, id DESC LIMIT 24),
    counts AS (SELECT kind, province_id, trl, count(*) FROM found GROUP BY GROUPING SETS ((kind), (province_id), (trl)))
    SELECT (SELECT count(*) FROM best), (SELECT count(*) FROM counts)
"""

QUEUE = """
    SELECT id, title, reference, review_due_on FROM catalog_listing WHERE state IN ('submitted', 'in_review')
    ORDER BY review_due_on, id LIMIT 25
"""
FUNNEL = "SELECT code, count(*) FROM cooperation_cooperationstage WHERE state = 'done' GROUP BY code"


def asked(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.fetchall()


def newest(_request: HttpRequest) -> HttpResponse:
    asked(NEWEST.format(more=""))
    return HttpResponse(BODIES["list"])


def category(_request: HttpRequest) -> HttpResponse:
    asked(NEWEST.format(more="AND facets && ARRAY['field:2']"))
    return HttpResponse(BODIES["category"])


def search(request: HttpRequest) -> HttpResponse:
    asked(SEARCH, unquote(request.GET["q"]))
    return HttpResponse(BODIES["search"])


def detail(_request: HttpRequest, reference: str) -> HttpResponse:
    asked("SELECT * FROM catalog_listing WHERE reference = %s", reference)
    return HttpResponse(BODIES["listing"])


def queue(_request: HttpRequest) -> HttpResponse:
    asked(QUEUE)
    return HttpResponse(BODIES["queue"])


def funnel(_request: HttpRequest) -> HttpResponse:
    asked(FUNNEL)
    return HttpResponse(BODIES["funnel"])


def save(request: HttpRequest, reference: str) -> HttpResponse:
    """One text of a draft, in a transaction, as plainly as it can be stored."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM catalog_listing WHERE reference = %s FOR UPDATE", [reference])
        cursor.execute(
            "UPDATE catalog_listing SET tried = %s WHERE reference = %s", [request.POST.get("tried", ""), reference]
        )
    return HttpResponse(BODIES["save"])


urlpatterns = [
    path("list", newest),
    path("category", category),
    path("search", search),
    path("queue", queue),
    path("funnel", funnel),
    path("listing/<str:reference>", detail),
    path("save/<str:reference>", save),
]
application = get_wsgi_application()
