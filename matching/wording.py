"""Puts the reasons of a score into sentences, the same on the page, in the e-mail and in the administration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalog.quantities import quantity_names
from catalog.subjects import subjects
from matching.models import Suggestion
from taxonomy.formats import list_and, money_range, number
from taxonomy.models import Concept

Values = Mapping[str, Any]
Names = Mapping[tuple[str, str], str]

#: How a reason's tone is shown: green, amber, grey; a hard fact that caps the score is red.
TONES = {"good": "ok", "weak": "warn", "unknown": "na"}


#: What the score is made of, as it is named beside its share.
FEATURES = {
    "text": _lazy("Texts"),
    "field": _lazy("Field of science and technology"),
    "industry": _lazy("Industry"),
    "trl": _lazy("Technology readiness level (TRL)"),
    "form": _lazy("Form of transfer"),
    "budget": _lazy("Price or budget"),
    "figures": _lazy("Figures in the texts"),
    "limits": _lazy("What the texts rule out"),
    "subject": _lazy("Species and waste waters"),
    "place": _lazy("Province or city"),
    "language": _lazy("Language of the text"),
    "cap": _lazy("Limited by a hard fact"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One reason in words."""

    code: str
    tone: str
    text: str


def concept_names() -> dict[tuple[str, str], str]:
    """Names in the active language by (scheme, code), in one query."""
    concepts = Concept.objects.filter(
        scheme__is_current=True, scheme__code__in=["st_field", "vsic", "transfer_form", "province"]
    ).select_related("scheme")
    return {(concept.scheme.code, concept.code): concept.name for concept in concepts}


def facts_of(suggestion: Suggestion, names: Names) -> list[Fact]:
    """The reasons of a suggestion, hard facts first, then as strong as they are, unknown ones last."""
    worded = [fact(reason, names) for reason in suggestion.reasons]
    return sorted((one for one in worded if one is not None), key=lambda one: one.tone != "bad")


def fact(reason: Values, names: Names) -> Fact | None:
    word = SENTENCES.get(reason["code"])
    if word is None:
        return None
    values = reason["values"]
    tone = "bad" if values.get("cap") else TONES[reason["tone"]]
    try:
        return Fact(reason["code"], tone, word(values, names))
    except KeyError:  # stored under an edition of a classification that is no longer in use
        return None


def language() -> str:
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def price(values: Values) -> str:
    return money_range(values["price_min"], values["price_max"], language())


def budget(values: Values) -> str:
    return money_range(values["budget_min"], values["budget_max"], language())


def terms(values: Values, names: Names) -> str:
    return _("Both texts speak of %(terms)s.") % {"terms": list_and(list(values["terms"]), language())}


def phrases(values: Values, names: Names) -> str:
    return _("“%(need_phrase)s” corresponds to “%(offer_phrase)s”.") % values


def field_same(values: Values, names: Names) -> str:
    return _("Same field: %(field)s.") % {"field": names[("st_field", values["field"])]}


def both(message: str, scheme: str, *keys: str) -> Callable[[Values, Names], str]:
    """A sentence that names two codes of one scheme, looked up when it is worded."""
    return lambda values, names: _(message) % {key: names[(scheme, values[key])] for key in keys}


def trl_ok(values: Values, names: Names) -> str:
    return _("The technology is at TRL %(offer_trl)s; at least TRL %(need_trl)s is required.") % values


def trl_low(values: Values, names: Names) -> str:
    return _("The technology is at TRL %(offer_trl)s, below the required TRL %(need_trl)s.") % values


def price_ok(values: Values, names: Names) -> str:
    highest, limit = values["price_max"], values["budget_max"]
    if highest is not None and limit is not None and highest > limit:
        sentence = _("The price (%(price)s) is partly within the budget (%(budget)s).")
    else:
        sentence = _("The price (%(price)s) is within the budget (%(budget)s).")
    return sentence % {"price": price(values), "budget": budget(values)}


def price_high(values: Values, names: Names) -> str:
    return _("The price (%(price)s) is above the budget (%(budget)s).") % {
        "price": price(values),
        "budget": budget(values),
    }


def figure(message: str) -> Callable[[Values, Names], str]:
    """A sentence that names a quantity and quotes both figures as their texts write them."""

    def sentence(values: Values, names: Names) -> str:
        return _(message) % {
            "quantity": getattr(quantity_names()[values["name"]], language()),
            "need": unbroken(values["need"]),
            "offer": unbroken(values["offer"]),
            "times": times(values["factor"]),
        }

    return sentence


def unbroken(figure_text: str) -> str:
    """A figure with no-break spaces, so that no line ends between number and unit."""
    return figure_text.replace(" ", "\N{NO-BREAK SPACE}")


def times(factor: float) -> str:
    """A factor as people say it: 2.5, 15, 400."""
    rounded = round(factor, 1) if factor < 10 else float(f"{factor:.2g}")
    return number(rounded, language())


def limit_stated(values: Values, names: Names) -> str:
    return _("The offer itself states a limit: “%(quote)s”.") % values


def tried_in_vain(values: Values, names: Names) -> str:
    return _("The need has already tried this without success: “%(quote)s”.") % values


def subject_names(codes: list[str]) -> str:
    """The subjects by name, from the list of the code that reads them."""
    return list_and([getattr(subjects()[code], language()) for code in codes], language())


def subject_same(values: Values, names: Names) -> str:
    return _("Both speak of: %(subjects)s.") % {"subjects": subject_names(values["subjects"])}


def subject_other(values: Values, names: Names) -> str:
    return _("Different subjects: %(need)s in the need, %(offer)s in the offer.") % {
        "need": subject_names(values["need_subjects"]),
        "offer": subject_names(values["offer_subjects"]),
    }


def import_refused(values: Values, names: Names) -> str:
    return _("The need asks for a technology from Vietnam; this one comes from abroad.")


def language_other(values: Values, names: Names) -> str:
    written = {"vi": _("Vietnamese"), "en": _("English")}[values["language"]]
    return _("The offer is only in %(language)s.") % {"language": written}


def unknown(values: Values, names: Names) -> str:
    return _("Not stated: %(item)s. This neither raises nor lowers the score.") % {"item": item_name(values["item"])}


def item_name(item: str) -> str:
    return {
        "trl": _("TRL"),
        "price": _("price"),
        "budget": _("budget"),
        "forms": _("form of transfer"),
        "field": _("field of science and technology"),
        "industry": _("industry"),
    }[item]


def step_name(step: str) -> str:
    """What an owner could do, as the end of a sentence."""
    return {
        "price": _("state a price range"),
        "budget": _("state a budget"),
        "trl": _("state the TRL"),
        "trl_evidence": _("add evidence for the TRL"),
        "forms": _("state the form of transfer"),
        "fields": _("choose the field of science and technology"),
        "industries": _("choose the industry"),
    }[step]


def to_raise(values: Values, names: Names) -> str:
    return _("To raise the score: %(step)s.") % {"step": step_name(values["step"])}


SENTENCES: dict[str, Callable[[Values, Names], str]] = {
    "terms": terms,
    "phrases": phrases,
    "field_same": field_same,
    "field_near": both(
        gettext_noop("Neighbouring fields: %(need_field)s and %(offer_field)s."),
        "st_field",
        "need_field",
        "offer_field",
    ),
    "field_far": both(
        gettext_noop("Different fields: %(need_field)s and %(offer_field)s."), "st_field", "need_field", "offer_field"
    ),
    "industry_same": both(gettext_noop("Same industry: %(industry)s."), "vsic", "industry"),
    "industry_near": both(
        gettext_noop("Neighbouring industries: %(need_industry)s and %(offer_industry)s."),
        "vsic",
        "need_industry",
        "offer_industry",
    ),
    "industry_far": both(
        gettext_noop("Different industries: %(need_industry)s and %(offer_industry)s."),
        "vsic",
        "need_industry",
        "offer_industry",
    ),
    "trl_ok": trl_ok,
    "trl_low": trl_low,
    "price_ok": price_ok,
    "price_high": price_high,
    "form_same": both(gettext_noop("Both sides have in mind: %(form)s."), "transfer_form", "form"),
    "form_fits": both(
        gettext_noop("Forms that go together: %(offer_form)s and %(need_form)s."),
        "transfer_form",
        "offer_form",
        "need_form",
    ),
    "form_other": both(
        gettext_noop("Different forms in mind: %(offer_form)s and %(need_form)s."),
        "transfer_form",
        "offer_form",
        "need_form",
    ),
    "capacity_fits": figure(gettext_noop("%(quantity)s: %(need)s needed, %(offer)s offered.")),
    "capacity_small": figure(
        gettext_noop("%(quantity)s: %(need)s needed, %(offer)s offered, too small by a factor of about %(times)s.")
    ),
    "capacity_large": figure(
        gettext_noop("%(quantity)s: %(need)s needed, %(offer)s offered, larger by a factor of about %(times)s.")
    ),
    "figure_met": figure(gettext_noop("%(quantity)s: %(need)s required, %(offer)s offered.")),
    "figure_missed": figure(gettext_noop("%(quantity)s: %(need)s required, but %(offer)s offered.")),
    "subject_same": subject_same,
    "subject_other": subject_other,
    "limit_stated": limit_stated,
    "tried_in_vain": tried_in_vain,
    "place_same": both(gettext_noop("Both sides are in %(province)s."), "province", "province"),
    "import_refused": import_refused,
    "language_other": language_other,
    "unknown": unknown,
    "raise": to_raise,
}
