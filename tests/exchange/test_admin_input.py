"""The administration and addresses that nobody meant to write."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.models import Organisation
from tests import factories
from tests.exchange.world import make_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_admin())
    return client


@pytest.mark.parametrize(
    "address",
    [
        "accounts/organisation/?created_at__year=99999999999&created_at__month=13",
        "catalog/listing/?created_at__year=99999999999",
        "catalog/listing/?created_at__gte=nodate&state=%27&o=-1.99",
        "pghistory/events/?_facets=True",
        "pghistory/events/?_facets=True&obj=accounts.User:1",
        "usersessions/usersession/?created_at__day=99999999999",
    ],
)
def test_odd_filters_get_a_page(administrator: Client, address: str) -> None:
    answer = administrator.get(f"/admin/{address}")
    assert answer.status_code in (200, 302, 400, 404)


def test_view_on_site_leads_only_to_pages_of_shown_rows(administrator: Client) -> None:
    organisation = factories.OrganisationFactory()
    for kind in ContentType.objects.all():
        assert administrator.get(f"/admin/r/{kind.pk}/1/").status_code in (302, 404), kind
    shown = ContentType.objects.get_for_model(Organisation)
    answer = administrator.get(f"/admin/r/{shown.pk}/{organisation.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"http://testserver/organisations/{organisation.slug}/",
    )
