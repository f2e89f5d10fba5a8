import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.search.weighing import Source, Weighed, rarity, weigh


def test_weigh_counts_each_word_at_the_weight_of_its_field():
    source = Source(1, {"title": ("École", 3), "description": ("L’école et la cantine de l’école", 0.5)})
    assert weigh(source) == Weighed({"ecol": 400, "cantin": 50}, 450)


def test_weigh_terms_are_taken_as_they_are_and_add_no_length():
    source = Source(1, {"title": ("STEP", 1)}, terms={"=station-d-epuration": 0.4, "step": 0.5})
    assert weigh(source) == Weighed({"step": 150, "=station-d-epuration": 40}, 100)


def test_weigh_nothing():
    assert weigh(Source(1, {"title": ("", 1)})) == Weighed({}, 0)


@pytest.mark.parametrize("weight", [0, 0.001, -1, 101])
def test_weigh_weight_out_of_bounds(weight):
    with pytest.raises(ValueError, match="weight"):
        weigh(Source(1, {"title": ("École", weight)}))


@given(st.integers(1, 10**6).flatmap(lambda documents: st.tuples(st.just(documents), st.integers(1, documents))))
def test_rarity_is_always_positive(pair):
    assert rarity(documents=pair[0], holders=pair[1]) > 0
