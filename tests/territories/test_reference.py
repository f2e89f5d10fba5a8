import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.territories.reference import CommuneLine, GroupLine, Reference, read, write
from tests.factories.territories import ARDECHE_CODES, subset


def commune(code, *, departement="1", epci="", population="10"):
    return CommuneLine(code, f"Commune {code}", "0", "", population, departement, "", epci, "", "")


def country(communes):
    return Reference(
        header={"millesime": "2026", "version": "6.0.0"},
        communes=communes,
        groups={
            "departement": [GroupLine(code, f"Département {code}", "0", region) for code, region in REGION_OF.items()],
            "region": [GroupLine(code, f"Région {code}", "0", "") for code in ("A", "B")],
            "epci": [GroupLine(code, f"CC {code}", "0", "") for code in ("X", "Y")],
        },
    )


REGION_OF = {"1": "A", "2": "A", "3": "B", "975": ""}


def test_read_returns_what_write_wrote(tmp_path):
    reference = subset(ARDECHE_CODES)
    write(reference, tmp_path / "territories.tsv.gz")
    again = read(tmp_path / "territories.tsv.gz")
    assert (again.header, again.communes) == (reference.header, reference.communes)
    assert {kind: lines for kind, lines in again.groups.items() if lines} == {
        kind: lines for kind, lines in reference.groups.items() if lines
    }


def test_write_gives_the_same_bytes_whatever_the_order(tmp_path):
    reference = subset(ARDECHE_CODES)
    write(reference, tmp_path / "one")
    reference.communes.reverse()
    write(reference, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_read_refuses_a_file_that_is_damaged(tmp_path):
    (tmp_path / "damaged").write_bytes(b"not gzip")
    with pytest.raises(gzip.BadGzipFile):
        read(tmp_path / "damaged")


def test_shipped_file_says_where_it_comes_from():
    assert read().header == {
        "source": (
            "@etalab/decoupage-administratif (code officiel géographique de l’INSEE, intercommunalités de la DGCL, "
            "La Poste)"
        ),
        "url": "https://www.npmjs.com/package/@etalab/decoupage-administratif",
        "version": "6.0.0",
        "millesime": "2026",
        "date": "2026-03-09",
        "licence": "Licence Ouverte 2.0 (Etalab)",
    }


def test_populations_are_the_sums_of_the_communes():
    reference = country([commune("a", epci="X"), commune("b", epci="X", population="5"), commune("c", population="")])
    totals = reference.populations()
    assert totals["epci", "X"] == totals["departement", "1"] == totals["region", "A"] == totals["pays", "FR"] == 15
    assert ("commune", "c") not in totals


def test_containments_of_an_overseas_commune_skip_the_region():
    rows = set(country([commune("a", departement="975")]).containments())
    assert {outer for inner, outer, _ in rows if inner == ("commune", "a")} == {
        ("commune", "a"),
        ("departement", "975"),
        ("pays", "FR"),
    }


homes = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", "975"]), st.sampled_from(["", "X", "Y"])), min_size=1, max_size=12
)


@given(homes)
def test_containments_agree_with_a_brute_force_oracle(choices):
    communes = [
        commune(f"{rank:05d}", departement=departement, epci=epci) for rank, (departement, epci) in enumerate(choices)
    ]
    inside = {}
    for line in communes:
        own = {("commune", line.code), ("departement", line.departement), ("pays", "FR")}
        own |= {("region", REGION_OF[line.departement])} if REGION_OF[line.departement] else set()
        own |= {("epci", line.epci)} if line.epci else set()
        for key in own:
            inside.setdefault(key, set()).add(line.code)
    found = set(country(communes).containments())
    for inner, outer, partial in found:
        assert partial == (not inside[inner] <= inside[outer])
        assert inside[inner] & inside[outer]
    pairs = {(inner, outer) for inner, outer, _ in found}
    wholly = {(a, b) for a in inside for b in inside if inside[a] <= inside[b] and SIZES[a[0]] < SIZES[b[0]]}
    assert {(a, b) for a, b in wholly if a[0] != "departement" or b[0] != "epci"} <= pairs
    assert {(key, key) for key in inside} <= pairs


SIZES = {"commune": 0, "epci": 1, "departement": 2, "region": 3, "pays": 4}
