"""Limits counted in the database."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from accounts import throttling
from accounts.models import ThrottleHit

pytestmark = pytest.mark.django_db
RULE = {"scope": "test", "key": "198.51.100.7", "limit": 3, "seconds": 60}


def test_hits_beyond_the_limit_are_refused(now):
    assert [throttling.hit(**RULE, now=now) for _ in range(5)] == [True, True, True, False, False]


def test_other_keys_and_windows_have_counters_of_their_own(now):
    for _ in range(4):
        throttling.hit(**RULE, now=now)
    assert throttling.hit(**{**RULE, "key": "198.51.100.8"}, now=now)
    assert throttling.hit(**{**RULE, "scope": "other"}, now=now)
    assert throttling.hit(**RULE, now=now + timedelta(seconds=60))


def test_forgiven_hit_does_not_count(now):
    for _ in range(6):
        assert throttling.hit(**RULE, now=now)
        throttling.forgive(scope="test", key=RULE["key"], seconds=60, now=now)


def test_addresses_are_stored_as_hashes_only(now):
    throttling.hit(**RULE, now=now)
    assert "198.51.100.7" not in ThrottleHit.objects.get().key


def test_purge_forgets_old_windows(now):
    throttling.hit(**RULE, now=now - timedelta(days=2))
    throttling.hit(**RULE, now=now)
    assert (throttling.purge(now=now), ThrottleHit.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_client_address_believes_only_our_own_proxies(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert throttling.client_address(request) == address


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_all_addresses_of_an_ipv6_subscriber_count_together(address, place):
    assert throttling.client_place(RequestFactory().get("/", REMOTE_ADDR=address)) == place
