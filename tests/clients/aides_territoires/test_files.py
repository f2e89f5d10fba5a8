import json
import os
from pathlib import Path

import pytest

from mec.clients.aides_territoires.files import AidsFileError, read_file
from tests.clients.aides_territoires.samples import sample

REAL = Path(os.environ.get("MEC_REFERENCE_DATA", "")) / "real" / "aides-473-2021.json"


def written(folder, text):
    path = folder / "aides.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("wrap", [list, lambda items: {"count": 2, "next": None, "results": items}])
def test_list_and_envelope_are_read(wrap, tmp_path):
    reading = read_file(written(tmp_path, json.dumps(wrap([sample(1), sample(2)]))))

    assert [aid.id for aid in reading.aids] == [1, 2]


def test_byte_order_mark_is_left_out(tmp_path):
    assert read_file(written(tmp_path, b"\xef\xbb\xbf[]")).aids == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "n’est pas du JSON lisible"),
        ("id;name\n1;Aide\n", "n’est pas du JSON lisible"),
        ("[" * 100_000, "n’est pas du JSON lisible"),
        (b"\xff\xfe", "n’est pas du JSON lisible"),
        ("12", "ne contient pas de liste d’aides"),
        ('{"token": "x"}', "ne contient pas de liste d’aides"),
        ('{"results": {}}', "ne contient pas de liste d’aides"),
    ],
)
def test_other_file_is_refused_in_french(content, said, tmp_path):
    with pytest.raises(AidsFileError, match=f"aides.json {said}"):
        read_file(written(tmp_path, content))


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_file_that_does_not_open_is_named(name, tmp_path):
    with pytest.raises(AidsFileError, match="ne s’ouvre pas"):
        read_file(tmp_path / name)


@pytest.mark.skipif(not REAL.is_file(), reason="MEC_REFERENCE_DATA does not name the aids of 2021")
def test_aids_of_2021_all_read_without_a_problem():
    reading = read_file(REAL)

    assert (len(reading.aids), reading.malformed, reading.unknown_keys) == (473, (), frozenset())
    assert [aid.problems for aid in reading.aids if aid.problems] == []
