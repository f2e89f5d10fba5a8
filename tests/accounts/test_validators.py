import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mec.accounts.validators import mask_email, normalized_email, validate_person_name


@pytest.mark.parametrize("name", ["Anne-Marie", "O’Brien", "d'Ormesson", "J. R.", "Nguyễn Thị", "Île", "Müller", "Ng"])
def test_name_of_a_person_is_accepted(name):
    assert validate_person_name(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "http://exemple.fr",
        "exemple.fr",
        "a@b",
        "Ada\nBcc",
        "Ada<b>",
        "R2D2",
        "Ada\u202eecila",
        "a/b",
        "{{ name }}",
        "a\tb",
    ],
)
def test_name_that_could_carry_something_else_is_refused(name):
    with pytest.raises(ValidationError, match="Anne-Marie"):
        validate_person_name(name)


@given(st.text())
def test_accepted_name_holds_no_control_character_and_nothing_like_an_address(name):
    try:
        validate_person_name(name)
    except ValidationError:
        return
    assert name.isprintable()
    assert not set(name) & set('@:/\\<>"{}&=0123456789')


def test_normalized_email_is_trimmed_and_lower_case():
    assert normalized_email(" Ada@Exemple.FR ") == "ada@exemple.fr"


@given(st.emails())
def test_normalized_email_is_stable(email):
    try:
        once = normalized_email(email)
    except ValidationError:
        return
    assert (normalized_email(once), once.lower()) == (once, once)


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("camille@privas.fr", "c••••e@privas.fr"),
        ("abc@privas.fr", "a••••c@privas.fr"),
        ("ab@privas.fr", "a••••@privas.fr"),
        ("a@privas.fr", "a••••@privas.fr"),
    ],
)
def test_masked_address_shows_its_ends_and_its_domain(email, masked):
    assert mask_email(email) == masked
