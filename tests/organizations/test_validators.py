import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mec.organizations.validators import normalized_siren


@pytest.mark.parametrize("written", ["200071413", " 200 071 413 ", "200\u00a0071\u202f413"])
def test_siren_is_kept_as_nine_digits(written):
    assert normalized_siren(written) == "200071413"


@pytest.mark.parametrize("written", ["200071414", "20007141", "2000714130", "abc", "000000000", "٢٠٠٠٧١٤١٣", ""])
def test_wrong_siren_is_refused(written):
    with pytest.raises(ValidationError):
        normalized_siren(written)


@given(rank=st.integers(0, 8), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(rank, digit):
    right = "200071413"
    wrong = right[:rank] + digit + right[rank + 1 :]
    if wrong != right:
        with pytest.raises(ValidationError):
            normalized_siren(wrong)
