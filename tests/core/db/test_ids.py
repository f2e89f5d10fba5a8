import pytest

from mec.core.db import OneOf, read_id
from mec.organizations.models import Organization
from tests.factories.organizations import OrganizationFactory


@pytest.mark.parametrize(("text", "expected"), [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_id_is_read(text, expected):
    assert read_id(text) == expected


@pytest.mark.parametrize("text", ["", " 7", "7\n", "-7", "7.0", "²", "٣", "9" * 19, "9" * 5_000, "\x00"])
def test_what_is_no_id_is_none(text):
    assert read_id(text) is None


@pytest.mark.django_db
def test_one_of_keeps_the_rows_of_these_ids_alone():
    first, second, _ = (OrganizationFactory().pk for _ in range(3))

    assert set(Organization.objects.filter(OneOf("pk", [first, second, 10**12])).values_list("pk", flat=True)) == {
        first,
        second,
    }
    assert list(Organization.objects.filter(OneOf("pk", []))) == []


def test_one_of_takes_numbers_alone():
    with pytest.raises(ValueError, match="format code"):
        OneOf("pk", ["1); DROP TABLE projects_project --"])
