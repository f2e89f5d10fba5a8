import pytest

from mec.core.db import read_id


@pytest.mark.parametrize(("text", "expected"), [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_id_is_read(text, expected):
    assert read_id(text) == expected


@pytest.mark.parametrize("text", ["", " 7", "7\n", "-7", "7.0", "²", "٣", "9" * 19, "9" * 5_000, "\x00"])
def test_what_is_no_id_is_none(text):
    assert read_id(text) is None
