import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.security import hash_secret, new_code, new_token, same_secret


def test_tokens_differ_and_fit_an_address():
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_codes_are_six_digits():
    codes = {new_code() for _ in range(200)}

    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 150


@given(value=st.text(), other=st.text())
def test_secret_is_recognised_and_no_other(value, other):
    stored = hash_secret(value, purpose="essai")

    assert same_secret(value, stored, purpose="essai")
    assert same_secret(other, stored, purpose="essai") == (value == other)


def test_hash_depends_on_purpose_and_on_the_secret_key(settings):
    one = hash_secret("a", purpose="essai")
    elsewhere = hash_secret("a", purpose="autre")
    settings.SECRET_KEY = "une-autre-cle-de-plus-de-cinquante-caracteres-pour-cet-essai"

    assert len({one, elsewhere, hash_secret("a", purpose="essai")}) == 3


@pytest.mark.parametrize("stored", ["", "a" * 64])
def test_stored_text_that_is_no_hash_matches_nothing(stored):
    assert not same_secret("a", stored, purpose="essai")
