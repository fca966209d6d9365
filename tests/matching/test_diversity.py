"""The order in which no owner crowds out the others: what leads, what follows, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.diversity import MOST_PER_OWNER, Entry, are_variants, arrange, subject_words

DRYERS = ["Máy sấy lúa MS-1 công suất 1 tấn", "Máy sấy lúa MS-5 công suất 5 tấn", "Máy sấy lúa MS-10 công suất 10 tấn"]


def entries(*owners: int) -> list[Entry]:
    """One entry an owner, with different texts; the key is the place. Owner 0 is nobody."""
    return [Entry(place, (owner,) if owner else (), frozenset({f"từ {place}"})) for place, owner in enumerate(owners)]


@pytest.mark.parametrize(
    ("owners", "order", "followed"),
    [
        ((), [], {}),
        ((1,), [0], {}),
        ((1, 1, 2), [0, 1, 2], {}),
        ((1, 1, 1, 2), [0, 1, 3, 2], {1: (1, 2)}),
        ((1, 1, 1, 1, 1, 2, 3), [0, 1, 5, 6, 2, 3, 4], {1: (3, 2)}),
        ((1, 1, 1, 1), [0, 1, 2, 3], {}),
        ((0, 0, 0, 0, 1), [0, 1, 2, 3, 4], {}),
        ((1, 2, 1, 2, 1, 2, 3), [0, 1, 2, 3, 6, 4, 5], {2: (1, 4), 3: (1, 5)}),
    ],
)
def test_two_of_an_owner_lead(owners: tuple[int, ...], order: list[int], followed: dict[int, tuple[int, int]]) -> None:
    found = arrange(entries(*owners))
    assert (found.order, found.followed) == (order, followed)


def test_variants_of_one_owner_lead_once() -> None:
    made = [Entry(place, (1,), subject_words(title)) for place, title in enumerate(DRYERS)]
    other = Entry(3, (2,), subject_words(DRYERS[0]))
    third = Entry(4, (1,), subject_words("Lò đốt trấu cấp nhiệt"))
    found = arrange([*made, other, third])
    assert found.order == [0, 3, 4, 1, 2]
    assert found.followed == {4: (2, 1)}


def test_both_owners_of_a_pair_count() -> None:
    pairs = [(1, 10), (1, 11), (1, 12), (2, 10), (3, 10), (4, 13)]
    found = arrange([Entry(place, owners) for place, owners in enumerate(pairs)])
    assert found.order == [0, 1, 3, 5, 2, 4]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (DRYERS[0], DRYERS[1], True),
        (DRYERS[0], "May say lua MS-2, cong suat 2 tan", True),
        (DRYERS[0], "Máy sấy nông sản kiểu tháp", False),
        ("", "", False),
    ],
)
def test_what_counts_as_a_variant(one: str, other: str, same: bool) -> None:
    pair = [Entry(place, (1,), subject_words(text)) for place, text in enumerate((one, other))]
    assert are_variants(*pair) is same
    assert not are_variants(pair[0], Entry(2, (2,), pair[0].words))
    assert not are_variants(Entry(3, (), pair[0].words), Entry(4, (), pair[0].words))


OWNERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=40)


@given(OWNERS)
def test_nothing_is_lost_and_both_parts_keep_their_order(drawn: list[tuple[int, int]]) -> None:
    given_order = [
        Entry(place, (owner,) if owner else (), frozenset({f"chủ đề {subject}"}))
        for place, (owner, subject) in enumerate(drawn)
    ]
    found = arrange(given_order)
    assert sorted(found.order) == list(range(len(drawn)))
    breaks = [place for place in range(1, len(drawn)) if found.order[place] < found.order[place - 1]]
    assert len(breaks) <= 1
    leading = found.order[: breaks[0]] if breaks else []
    for owner in range(1, 5):
        assert sum(drawn[key][0] == owner for key in leading) <= MOST_PER_OWNER
    assert all(key not in found.order[: found.order.index(after)] for after, (_, key) in found.followed.items())
    again = arrange([given_order[key] for key in found.order])
    assert again.order == found.order
