"""Fills an empty portal with the demonstration's organisations, people, listings and texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts import texts
from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount
from accounts.models import Membership, Organisation, SiteText, User
from accounts.organisations import sort_key
from catalog.embedding_cache import load_vectors
from catalog.models import TransferRule
from exchange.demo.attention import load_attention
from exchange.demo.cooperations import load_cooperations
from exchange.demo.dossiers import load_dossiers
from exchange.demo.experts import load_experts
from exchange.demo.interests import load_consents, load_interests
from exchange.demo.listings import load_listings
from exchange.demo.outcomes import load_outcomes
from exchange.demo.papers import load_papers
from exchange.demo.services import load_services
from exchange.demo.shortlists import load_shortlists
from exchange.demo.triage import load_triage
from exchange.demo.watches import load_watches
from taxonomy.loading import codes

DATA = Path(__file__).parent / "data"

DEMO_SOURCE = "Dữ liệu minh họa; trước khi dùng phải thay bằng danh mục đang có hiệu lực"

FAMILY_NAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"]
MIDDLE_NAMES = ["Thị", "Văn", "Minh", "Thu", "Quốc", "Ngọc", "Đức", "Hải"]
GIVEN_NAMES = ["An", "Bình", "Chi", "Dũng", "Hà", "Khang", "Linh", "Nam", "Oanh", "Phong", "Sơn", "Trang", "Yến"]


def read_lines(pattern: str) -> list[dict[str, Any]]:
    """The objects of the data files whose names fit, in the order of the files."""
    lines = [line for path in sorted(DATA.glob(pattern)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


@transaction.atomic
def load_demo() -> None:
    """Everything the demonstration starts with; only ever into a portal without listings."""
    now = timezone.now()
    organisations = load_organisations(now=now)
    people = load_people(organisations, now=now)
    for key in SiteText.Key.values:
        texts.load_first(key)
    load_consents(people, now=now)
    load_transfer_rules(now=now)
    rows = read_lines("offers-*.jsonl") + read_lines("needs-*.jsonl")
    listings = load_listings(rows, organisations, people, now=now)
    load_interests(read_lines("interests.jsonl"), listings, organisations, people, now=now)
    load_triage(read_lines("triage.jsonl"), listings, people, now=now)
    load_cooperations(read_lines("cooperations.jsonl"), listings, organisations, people, now=now)
    load_papers(people, now=now)
    load_outcomes(read_lines("outcomes.jsonl"), listings, people)
    load_shortlists(read_lines("shortlists.jsonl"), listings, organisations, people, now=now)
    load_watches(people, now=now)
    load_attention(now=now)
    load_vectors(DATA / "vectors.npz")
    load_experts(read_lines("experts.jsonl"), people["officer"], invented(now), now=now)
    load_services(listings, organisations, people, now=now)
    load_dossiers(listings, people, now=now)


def load_transfer_rules(*, now: datetime) -> None:
    """Entries that show how the legal check works; a department enters the lists as they are in force."""
    TransferRule.objects.bulk_create(
        TransferRule(source=DEMO_SOURCE, valid_from=(now - timedelta(days=400)).date(), **row)
        for row in read_lines("transfer_rules.jsonl")
    )


def load_organisations(*, now: datetime) -> dict[str, Organisation]:
    rows = read_lines("organisations.jsonl")
    kinds, provinces, wards, sizes = codes("actor_type"), codes("province"), codes("ward"), codes("size_class")
    made = [
        Organisation(
            slug=row["key"],
            kind=kinds[row["kind"]],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            province=provinces.get(row["province"]),
            ward=wards.get(row["ward"]),
            country=row["country"],
            size_class=sizes.get(row["size"]),
            website=row["website"],
            about_vi=row["about_vi"],
            about_en=row["about_en"],
            language=row["language"],
            contact_email=f"{row['key'][:40]}@vidu.test",
            verified_at=now - timedelta(days=200) if row["verified"] else None,
            verified_until=(now + timedelta(days=530)).date() if row["verified"] else None,
            created_at=now - timedelta(days=400),
        )
        for row in rows
    ]
    for organisation in made:
        organisation.sort_key = sort_key(organisation)
    Organisation.objects.bulk_create(made)
    industries = codes("vsic")
    link = Organisation.industries.through
    link.objects.bulk_create(
        link(organisation_id=organisation.pk, concept_id=industries[code].pk)
        for organisation, row in zip(made, rows, strict=True)
        for code in row["industries"]
    )
    return {organisation.slug: organisation for organisation in made}


def load_people(organisations: dict[str, Organisation], *, now: datetime) -> dict[str, User]:
    """One owner per organisation, the accounts of the sign-in page, and the department's staff."""
    password = make_password(DEMO_PASSWORD)
    accounts = {account.organisation: account for account in DEMO_ACCOUNTS if account.organisation}
    people = {key: person(key, number, accounts.get(key), password, now) for number, key in enumerate(organisations)}
    for organisation in organisations.values():
        people[organisation.slug].language = organisation.language
    staff = [staff_member(account, password, now) for account in DEMO_ACCOUNTS if not account.organisation]
    User.objects.bulk_create([*people.values(), *staff])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in [*people.values(), *staff]
    )
    Membership.objects.bulk_create(
        Membership(user=people[key], organisation=organisation, role=Membership.Role.OWNER)
        for key, organisation in organisations.items()
    )
    return {**people, **{user.role: user for user in staff if user.is_officer}}


def person(key: str, number: int, account: DemoAccount | None, password: str, now: datetime) -> User:
    name = " ".join(
        names[(number * step) % len(names)] for names, step in ((FAMILY_NAMES, 3), (MIDDLE_NAMES, 5), (GIVEN_NAMES, 7))
    )
    return User(
        email=account.email if account else f"{key[:40]}@vidu.test",
        full_name=account.full_name if account else name,
        suggestion_mail=User.SuggestionMail.AT_ONCE if account else User.SuggestionMail.NEVER,
        # Whoever tries the demonstration in the evening sees its letters too.
        quiet_hours=User.QuietHours.NEVER if account else User.QuietHours.DAYS_OFF,
        password=password,
        date_joined=now - timedelta(days=400),
    )


def invented(now: datetime) -> Callable[[str, int], User]:
    """People of the demonstration beside its organisations."""
    password = make_password(DEMO_PASSWORD)
    return lambda key, number: person(key, number, None, password, now)


def staff_member(account: DemoAccount, password: str, now: datetime) -> User:
    return User(
        email=account.email,
        full_name=account.full_name,
        role=account.role,
        password=password,
        is_staff=account.is_superuser,
        is_superuser=account.is_superuser,
        date_joined=now - timedelta(days=500),
    )
