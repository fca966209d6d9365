"""Factories of people, organisations and classification codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.models import (
    Consent,
    DemoMail,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OutboxMessage,
    SiteText,
    User,
)
from taxonomy.models import Concept, Scheme

PASSWORD = "mot-mat-khau-that-dai"
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
# Hashing is slow on purpose; one hash serves all the people of a test run.
HASH = make_password(PASSWORD)


class SchemeFactory(DjangoModelFactory[Scheme]):
    class Meta:
        model = Scheme
        django_get_or_create = ("code", "is_current")

    code = "actor_type"
    version = "1"
    name_vi = factory.LazyAttribute(lambda scheme: scheme.code)
    name_en = factory.LazyAttribute(lambda scheme: scheme.code)
    is_current = True


class ConceptFactory(DjangoModelFactory[Concept]):
    """A code of a scheme's edition in use; one that is loaded already is taken as it is."""

    class Meta:
        model = Concept
        django_get_or_create = ("scheme", "code")

    scheme = factory.SubFactory(SchemeFactory)
    code = "enterprise"
    name_vi = factory.LazyAttribute(lambda concept: f"Mục {concept.code}")
    name_en = factory.LazyAttribute(lambda concept: f"Item {concept.code}")


def concept(scheme: str, code: str) -> Concept:
    """A code by scheme and code, made where the classification does not have it."""
    return ConceptFactory(scheme__code=scheme, code=code)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"nguoi{n}@vidu.test")
    full_name = factory.Sequence(lambda n: f"Phạm Văn Mẫu {n}")
    password = HASH
    language = "vi"

    @factory.post_generation
    def address(self: User, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The confirmed e-mail address one signs in with."""
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OfficerFactory(UserFactory):
    role = User.Role.OFFICER


class ManagerFactory(UserFactory):
    role = User.Role.MANAGER


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"don-vi-{n}")
    kind = factory.SubFactory(ConceptFactory, scheme__code="actor_type", code="enterprise")
    name_vi = factory.Sequence(lambda n: f"Công ty TNHH Thử nghiệm {n}")
    sort_key = factory.Sequence(lambda n: f"{n:06}")
    created_at = LONG_AGO


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.OWNER


class JoinRequestFactory(DjangoModelFactory[JoinRequest]):
    class Meta:
        model = JoinRequest

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    message = "Tôi làm ở phòng kỹ thuật."


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"moi{n}@vidu.test")
    role = Membership.Role.EDITOR
    invited_by = factory.SubFactory(UserFactory)
    created_at = LONG_AGO
    expires_at = datetime(2026, 1, 5, 2, 0, tzinfo=UTC) + timedelta(days=3650)


class SiteTextFactory(DjangoModelFactory[SiteText]):
    class Meta:
        model = SiteText
        django_get_or_create = ("key", "version")

    key = SiteText.Key.PRIVACY
    version = 1
    body_vi = "Nội dung"
    body_en = "Content"
    published_at = LONG_AGO


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    purpose = Consent.Purpose.SUGGESTIONS
    is_given = True
    text = factory.SubFactory(SiteTextFactory)
    wording = "Tôi đồng ý nhận gợi ý đối tác qua email."


class OutboxMessageFactory(DjangoModelFactory[OutboxMessage]):
    class Meta:
        model = OutboxMessage

    key = factory.Sequence(lambda n: f"thu/{n}")
    kind = "test"
    to = "nguoi-nhan@vidu.test"
    subject = "Thư thử"
    text = "Nội dung thư"
    html = "<p>Nội dung thư</p>"
    message_id = factory.Sequence(lambda n: f"<thu{n}@vidu.test>")
    next_attempt_at = LONG_AGO
    created_at = LONG_AGO


class DemoMailFactory(DjangoModelFactory[DemoMail]):
    class Meta:
        model = DemoMail

    message_id = factory.Sequence(lambda n: f"<mail{n}@vidu.test>")
    to = "nguoi-nhan@vidu.test"
    subject = factory.Sequence(lambda n: f"Thư {n}")
    text = "Nội dung thư"
    html = "<html><head></head><body><p>Nội dung thư</p></body></html>"
