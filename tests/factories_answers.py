"""Many answers to suggestions, drawn as people would give them who weigh by given weights."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from catalog import publishing
from catalog.models import Kind, Listing
from matching.fitting import FEATURES
from matching.models import Answer, Suggestion
from matching.rescoring import Parts
from matching.scoring import DEFAULT_WEIGHTS, Weights, sigmoid, weighed
from matching.weights import active_weights
from tests.factories_catalog import make_member, make_organisation


def make_answers(
    count: int, *, now: datetime, truth: Weights = DEFAULT_WEIGHTS, needs: int = 20, reason: str = ""
) -> list[Answer]:
    """`count` answers of the demand side, about pairs of `needs` needs and as many offers as that takes."""
    source, stored = random.Random(1), active_weights()[0]
    pairs = list(product(_listings(Kind.NEED, needs, now), _listings(Kind.OFFER, -(-count // needs), now)))[:count]
    suggestions, answers = [], []
    for need, offer in pairs:
        values = {name: source.random() ** 0.5 for name in FEATURES} | {"text": source.uniform(0.35, 0.85)}
        contributions = _contributions(values)
        suggestions.append(
            Suggestion(
                need=need, offer=offer, score=sigmoid(contributions["logit"]), logit=contributions["logit"],
                contributions=contributions, weights=stored, need_hash="n", offer_hash="o",
            )
        )  # fmt: skip
        accepts = source.random() < sigmoid(Parts(values, False).logit(truth))
        answers.append(
            Answer(
                suggestion=suggestions[-1], side="need", answer="interested" if accepts else "declined", at=now,
                reason="" if accepts else reason, contributions=contributions, weights=stored,
            )
        )  # fmt: skip
    Suggestion.objects.bulk_create(suggestions)
    return Answer.objects.bulk_create(answers)


def _listings(kind: Kind, count: int, now: datetime) -> list[Listing]:
    organisation = make_organisation()
    by = make_member(organisation)
    made = [
        publishing.create_listing(
            kind=kind,
            organisation=organisation,
            by=by,
            now=now,
            title=f"Tin {number}",
            summary="Thử",
            description="Thử",
        )
        for number in range(count)
    ]
    ids = [each.pk for each in made]
    until = (now + timedelta(days=365)).date()
    Listing.objects.filter(pk__in=ids).update(state="published", published_at=now, valid_until=until)
    return list(Listing.objects.filter(pk__in=ids))


def _contributions(values: dict[str, float]) -> dict[str, Any]:
    items, logit = weighed(values, DEFAULT_WEIGHTS, capped=False)
    stored = [
        {"feature": each.feature, "value": each.value, "mean": each.mean, "weight": each.weight, "amount": each.amount,
         "known": each.known}
        for each in items
    ]  # fmt: skip
    return {"base": DEFAULT_WEIGHTS.base, "logit": logit, "items": stored, "reasons": []}
