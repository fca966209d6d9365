"""The index of listings: what is in it, when it changes, what never gets in."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection

from accounts import organisations
from catalog import embedding_cache, indexing, neighbours, publishing
from catalog.arrivals import find_new
from catalog.embedding_cache import load_vectors, store, vectors_of
from catalog.indexing import await_other_models, awaiting_index, index_awaiting, index_listing, stored_vectors
from catalog.lexical import term_hash
from catalog.models import Listing, ListingIndex, Term, VectorCache
from catalog.search import search
from catalog.term_counts import LEX, public_listings
from taxonomy.models import Concept
from tests.embedders import use_words
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db
SECRET = "bí quyết nung xúc tác zirconi"


@pytest.fixture(autouse=True)
def model(monkeypatch):
    used = use_words(monkeypatch)
    monkeypatch.setattr(neighbours, "nearest", lambda text: [])
    return used


def world():
    rows = ListingIndex.objects.order_by("pk").values_list(
        "pk", "content_hash", "words", "is_public", "listing__indexed_at"
    )
    return list(rows), sorted(Term.objects.filter(df__gt=0).values_list("space", "term_hash", "df"))


def df(term):
    return Term.objects.filter(space=LEX, term_hash=term_hash(term)).values_list("df", flat=True).first() or 0


def test_a_published_listing_is_indexed_once(now):
    listing = make_published(now=now)
    assert index_awaiting() == 1
    assert (public_listings(), df("tôm")) == (1, 1)
    before = world()
    assert index_awaiting() == 0
    index_listing(listing=listing)
    assert world() == before


def test_another_model_reads_everything_again_and_meanwhile_words_find(now, monkeypatch, model):
    listing = make_published(now=now, title="Máy sấy lạnh nông sản")
    make_submitted(now=now)
    index_awaiting()
    before = ListingIndex.objects.get(pk=listing.pk)
    assert await_other_models() == 0
    model.name = "words-2"
    assert embedding_cache.dense_of(before) is None
    assert search(Listing.objects.published(), "sấy lạnh").ids == [listing.pk]
    assert await_other_models() == 2
    assert await_other_models() == 0
    assert index_awaiting() == 2
    after = ListingIndex.objects.get(pk=listing.pk)
    assert (before.model, after.model) == ("words-1", "words-2")
    assert before.content_hash != after.content_hash
    assert before.words == after.words
    assert public_listings() == 1


def test_drafts_are_not_indexed_and_submitted_ones_are_not_counted(now):
    make_listing(now=now)
    make_submitted(now=now)
    assert index_awaiting() == 1
    assert list(ListingIndex.objects.values_list("is_public", flat=True)) == [False]
    assert (public_listings(), df("tôm")) == (0, 0)


def test_withdrawing_takes_a_listing_out_of_the_counts(now):
    listing = make_published(now=now)
    index_awaiting()
    publishing.change_state(
        listing=listing, action="withdraw", by=author_of(listing), now=now + timedelta(hours=1), note="Đã có"
    )
    assert index_awaiting() == 1
    assert (public_listings(), df("tôm")) == (0, 0)
    assert not ListingIndex.objects.get().is_public


def test_changed_words_are_counted_anew(now):
    listing = make_published(now=now)
    index_awaiting()
    listing.title = "Máy sấy lúa"
    listing.updated_at = now + timedelta(minutes=5)
    listing.save()
    assert list(awaiting_index()) == [listing]
    index_awaiting()
    assert (df("sấy"), public_listings()) == (1, 1)


def test_publication_reuses_what_was_computed_at_submission(now, model):
    _, revision = make_submitted(now=now)
    index_awaiting()
    computed = len(model.asked)
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now + timedelta(days=1))
    assert index_awaiting() == 1
    assert len(model.asked) == computed > 0


def test_the_confidential_part_is_in_no_vector_and_no_word(now, model):
    make_published("offer", now=now, confidential=SECRET, disclosure="nda")
    index_awaiting()
    index = ListingIndex.objects.get()
    lex, plain = stored_vectors(index)
    assert all(term_hash(word) not in lex and term_hash("~" + word) not in plain for word in ("zirconi", "quyết"))
    assert "zirconi" not in index.words
    assert not any("zirconi" in text for text in model.asked)
    assert search(index.listing.__class__.objects.all(), "zirconi").ids == []


def test_a_listing_that_cannot_be_read_does_not_hold_up_the_others(now, monkeypatch):
    bad, good = make_published(now=now), make_published("offer", now=now)
    real = indexing.document_of

    def reader(listing):
        if listing.pk == bad.pk:
            raise RuntimeError("unreadable")
        return real(listing)

    monkeypatch.setattr(indexing, "document_of", reader)
    assert index_awaiting() == 1
    assert index_awaiting() == 0
    assert ListingIndex.objects.get(pk=good.pk).is_public


def test_vectors_are_cached_by_text_and_side(model):
    first = vectors_of(["nước thải", "nước thải"], "query")
    assert vectors_of(["nước thải"], "query")["nước thải"] == pytest.approx(first["nước thải"])
    vectors_of(["nước thải"], "passage")
    assert len(model.asked) == VectorCache.objects.count() == 2
    assert vectors_of(["chưa có"], "query", compute=False) == {}


def test_shipped_vectors_are_loaded_once(tmp_path, model):
    path = tmp_path / "vectors.npz"
    np.savez(path, keys=np.array(["a" * 64]), vectors=np.ones((1, 384), np.float16), model=np.array("words-1"))
    assert (load_vectors(path), load_vectors(path)) == (1, 1)
    assert VectorCache.objects.count() == 1
    store({}, "words-1")
    assert load_vectors(tmp_path / "none.npz") == 0


def test_the_sweep_is_answered_by_its_partial_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = awaiting_index().values("pk").explain()
    assert "listing_awaiting_index" in plan


def found(query):
    return search(Listing.objects.published(), query).ids


def renamed(organisation, name):
    organisations.update_organisation(organisation=organisation, name_vi=name)
    return index_awaiting()


def test_a_renamed_organisation_is_found_by_its_new_name(now):
    listing = make_published(now=now, organisation=make_organisation("Xưởng Omicron"))
    other = make_published(now=now, organisation=make_organisation("Xưởng Zeta"))
    index_awaiting()
    before = ListingIndex.objects.get(pk=listing.pk)
    assert renamed(listing.organisation, "Xưởng Lambda") == 1
    after = ListingIndex.objects.get(pk=listing.pk)
    assert (found("Omicron"), found("Lambda"), found("Zeta")) == ([], [listing.pk], [other.pk])
    assert (after.content_hash, after.dense) == (before.content_hash, before.dense)
    assert renamed(listing.organisation, "Xưởng Lambda") == 0


def test_an_english_name_counts_and_other_details_do_not(now):
    listing = make_published(now=now, organisation=make_organisation("Xưởng Omicron"))
    index_awaiting()
    owner = listing.organisation
    organisations.update_organisation(organisation=owner, about_vi="Lâu năm")
    assert index_awaiting() == 0
    organisations.update_organisation(organisation=owner, name_en="Kappa Works")
    assert (index_awaiting(), found("kappa")) == (1, [listing.pk])


def test_drafts_and_anonymous_needs_stay_as_they_were_when_the_owner_is_renamed(now):
    owner = make_organisation("Xưởng Omicron")
    make_published(now=now, organisation=owner, is_anonymous=True)
    make_listing(now=now, organisation=owner)
    index_awaiting()
    assert (renamed(owner, "Xưởng Lambda"), found("Lambda")) == (0, [])


def test_a_withdrawn_listing_comes_back_with_the_new_name(now):
    listing = make_published("offer", now=now, organisation=make_organisation("Xưởng Omicron"))
    index_awaiting()
    act = {"listing": listing, "by": author_of(listing), "now": now, "note": "x"}
    publishing.change_state(action="pause", **act)
    index_awaiting()
    renamed(listing.organisation, "Xưởng Lambda")
    assert found("Lambda") == []
    publishing.change_state(action="resume", **act)
    index_awaiting()
    assert (found("Omicron"), found("Lambda")) == ([], [listing.pk])


@pytest.mark.parametrize("name", ["fields", "industries"])
def test_a_renamed_field_or_industry_is_found_by_its_new_name(now, name):
    listing = make_published("offer", now=now)
    concept = Concept.objects.of({"fields": "st_field", "industries": "vsic"}[name]).last()
    getattr(listing, name).add(concept)
    index_awaiting()
    Concept.objects.filter(pk=concept.pk).update(name_vi="Omicron học")
    assert (index_awaiting(), found("Omicron")) == (1, [listing.pk])


def test_a_renamed_owners_listing_is_no_news_to_watches(now):
    watch = make_watch("", now=now)
    listing = make_published(now=now, organisation=make_organisation("Xưởng Omicron"))
    index_awaiting()
    find_new(now=now)
    late = make_watch("q=Lambda", now=now)
    renamed(listing.organisation, "Xưởng Lambda")
    assert (find_new(now=now), watch.hits.count(), late.hits.count()) == (0, 1, 0)
