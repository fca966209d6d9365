"""Choices, the texts they were made on, and what follows from them."""

import pytest
from django.db import DatabaseError, transaction

from accounts import consent, texts
from accounts.models import Consent, SiteText
from tests.factories import ManagerFactory, SiteTextFactory, UserFactory

pytestmark = pytest.mark.django_db
SUGGESTIONS, CONTACT = Consent.Purpose.SUGGESTIONS, Consent.Purpose.CONTACT


def test_nobody_has_agreed_before_being_asked():
    user = UserFactory()
    assert (consent.has_given(user, SUGGESTIONS), consent.given_purposes(user)) == (False, set())


def test_consent_keeps_the_version_it_was_given_to(now):
    SiteTextFactory(version=1)
    second = SiteTextFactory(version=2)
    SiteTextFactory(version=3, published_at=None)
    given = consent.give(user=UserFactory(), purpose=CONTACT, now=now)
    assert (given.text, given.at, given.is_given) == (second, now, True)


def test_withdrawal_ends_suggestion_letters(now):
    user = UserFactory()
    consent.give(user=user, purpose=SUGGESTIONS, now=now)
    assert user.suggestion_mail == "at_once"
    consent.withdraw(user=user, purpose=SUGGESTIONS, now=now)
    user.refresh_from_db()
    assert (user.suggestion_mail, consent.has_given(user, SUGGESTIONS)) == ("never", False)
    assert Consent.objects.count() == 2


def test_same_choice_again_leaves_the_first(now):
    user = UserFactory()
    for _ in range(3):
        consent.withdraw(user=user, purpose=SUGGESTIONS, now=now)
    assert Consent.objects.count() == 1
    for _ in range(3):
        consent.give(user=user, purpose=SUGGESTIONS, now=now)
    assert Consent.objects.count() == 2
    SiteTextFactory(version=2)
    assert consent.give(user=user, purpose=SUGGESTIONS, now=now).text.version == 2
    assert Consent.objects.count() == 3


def test_one_purpose_does_not_touch_another(now):
    user = UserFactory()
    consent.give(user=user, purpose=SUGGESTIONS, now=now)
    consent.give(user=user, purpose=CONTACT, now=now)
    consent.withdraw(user=user, purpose=SUGGESTIONS, now=now)
    assert consent.given_purposes(user) == {CONTACT}


def test_consent_is_never_changed(now):
    given = consent.give(user=UserFactory(), purpose=CONTACT, now=now)
    given.is_given = False
    with pytest.raises(DatabaseError), transaction.atomic():
        given.save()


@pytest.mark.parametrize("key", SiteText.Key.values)
def test_shipped_text_is_in_force_from_the_start(key):
    text = texts.in_force(key)
    assert (text.version, text.is_reviewed, text == texts.in_force(key)) == (1, False, True)
    assert len(text.body_vi) > 100
    assert len(text.body_en) > 100


def test_new_version_counts_when_it_is_published(now):
    first = texts.in_force("about")
    draft = texts.write_version(key="about", body_vi="Mới", body_en="New", author=ManagerFactory())
    assert (draft.version, texts.in_force("about")) == (2, first)
    texts.publish(text=draft, now=now)
    assert texts.in_force("about") == draft


def test_older_draft_is_not_published_after_a_newer(now):
    manager = ManagerFactory()
    older, newer = (texts.write_version(key="about", body_vi="a", body_en="a", author=manager) for _ in range(2))
    texts.publish(text=newer, now=now)
    for text in (older, newer):
        with pytest.raises(texts.NotPublishable):
            texts.publish(text=text, now=now)


def test_published_text_never_changes():
    text = texts.in_force("terms")
    text.body_vi = "Khác"
    with pytest.raises(DatabaseError), transaction.atomic():
        text.save()
