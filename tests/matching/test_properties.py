"""What holds for every score: shared facts help, order and spelling of what is irrelevant do not matter."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.embedding import prepare
from catalog.evidence import DocumentSide, QuerySide, compare
from catalog.lexical import REFERENCE_LENGTHS, document_frequencies, document_terms, document_vectors
from catalog.phrases import phrases
from catalog.text import Document, normalise, strip_accents
from matching.explain import shared_terms
from matching.features import DEFAULT_FORM_TABLE
from matching.scoring import score
from matching.statements import statements
from matching.text_score import text_pair
from tests.matching.test_scoring import facts, texts

NEED = "Xử lý nước thải nhà máy chế biến thủy sản, COD dưới 50 mg/l, công suất 500 m³/ngày."
OFFER = "Cụm màng lọc xử lý nước thải thủy sản. COD 40 mg/l."
#: Words that NEED has none of, nor any of their bigrams.
IRRELEVANT = tuple(
    "Viện đã thử nghiệm tại tám tỉnh miền Trung từ năm trước kết quả được hội đồng đánh giá tốt".split(" ")  # noqa: SIM905
)
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệốồổỗộớờởỡợứừửữự .,;50", max_size=120)
more = st.sampled_from([("1",), ("2", "207"), ("4", "405"), ("2", "207", "20701")])
#: A machine that is busy elsewhere is no fault of the score.
FEW = settings(max_examples=60)
SHARED = {
    "fields": more.map(lambda path: (path,)),
    "industries": more.map(lambda path: (path,)),
    "forms": st.sampled_from(["licence", "service", "assignment"]).map(lambda code: frozenset({code})),
    "languages": st.sampled_from(["vi", "en"]).map(lambda code: frozenset({code})),
    "subjects": st.sampled_from(["shrimp", "crustacean", "eel", "ww_textile"]).map(lambda code: frozenset({code})),
}


def added(own, shared):
    return own | shared if isinstance(own, frozenset) else (*own, *(each for each in shared if each not in own))


@pytest.mark.parametrize("name", SHARED)
@FEW
@given(need=facts, offer=facts, text=texts, data=st.data())
def test_what_both_sides_add_alike_never_lowers_the_score(name, need, offer, text, data):
    shared = data.draw(SHARED[name])
    before = score(need, offer, text)
    after = score(
        replace(need, **{name: added(getattr(need, name), shared)}),
        replace(offer, **{name: added(getattr(offer, name), shared)}),
        text,
    )
    assert after.logit >= before.logit - 1e-12


@FEW
@given(facts, facts, texts)
def test_the_same_province_never_lowers_the_score(need, offer, text):
    home = {"province": "31", "region": "red_river_delta"}
    assert score(replace(need, **home), replace(offer, **home), text).logit >= score(need, offer, text).logit - 1e-12


@FEW
@given(facts, facts, texts, st.randoms())
def test_the_order_in_which_facts_are_listed_does_not_matter(need, offer, text, random):
    def mixed(listing):
        orders = {name: list(getattr(listing, name)) for name in ("fields", "industries", "figures")}
        for order in orders.values():
            random.shuffle(order)
        return replace(listing, **{name: tuple(order) for name, order in orders.items()})

    assert score(mixed(need), mixed(offer), text, form_table=DEFAULT_FORM_TABLE).logit == score(need, offer, text).logit


def by_words(need, offer):
    """The evidence of two texts by words alone, among a few others."""
    asked, offered = (
        document_terms(Document(body=need, language="vi")),
        document_terms(Document(body=offer, language="vi")),
    )
    others = [document_terms(Document(body=text, language="vi")) for text in (NEED, OFFER, "Máy sấy lúa")]
    known = document_frequencies([offered, *others])
    query = QuerySide(asked.asked(), None, len(others) + 1, known, known)
    side = DocumentSide("vi", bool(offered.exact), *document_vectors(offered, REFERENCE_LENGTHS), None)
    return text_pair(compare(query, side))


@FEW
@given(st.permutations(IRRELEVANT), st.booleans())
def test_order_and_accents_of_what_is_irrelevant_do_not_matter(order, bare):
    """By words; the language model reads whole sentences, in which everything has some weight."""
    told = " ".join(strip_accents(word) if bare else word for word in order).replace(",", "")
    plain = " ".join(IRRELEVANT).replace(",", "")
    assert by_words(NEED, f"{OFFER} {told}.").lexcov == pytest.approx(
        by_words(NEED, f"{OFFER} {plain}.").lexcov, abs=1e-12
    )
    assert shared_terms(NEED, f"{OFFER} {told}.", "vi") == shared_terms(NEED, f"{OFFER} {plain}.", "vi")


def test_sentences_in_another_order_share_the_same_words():
    parts = [OFFER, "Bảo hành 24 tháng.", "Thi công trong 60 ngày."]
    assert by_words(NEED, " ".join(parts)) == by_words(NEED, " ".join(reversed(parts)))


@FEW
@given(VIETNAMESE, VIETNAMESE, VIETNAMESE)
def test_composed_and_decomposed_letters_are_the_same_text(title, body, tried):
    def read(form):
        spelled = [unicodedata.normalize(form, text) for text in (title, body, tried)]
        document = Document(
            title=normalise(spelled[0]), body=normalise(spelled[1]), keywords=(normalise(spelled[0]),), language="vi"
        )
        terms = document_terms(document)
        stated = statements(document, is_need=True, tried=normalise(spelled[2]))
        return terms, stated, phrases(document), prepare(spelled[1]), shared_terms(NEED, document.full_text(), "vi")

    assert read("NFC") == read("NFD")
