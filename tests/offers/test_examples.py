"""The examples of an offer, each on its own."""

from hypothesis import given
from hypothesis import strategies as st

from mec.offers.catalogue import shipped_catalogue
from mec.offers.examples import LONGEST_TITLE, examples_of
from mec.offers.models import Offer


def read(html, *, rich=True):
    return examples_of(Offer(rich=rich, examples=html))


def test_seed_aid_gives_six_ideas_and_says_which_themes_suit_it_too():
    seed = next(entry for entry in shipped_catalogue().offers if entry.code == "cooperation-numerique")

    found = read(seed.examples)

    assert [example.title for example in found.each] == [
        "Relier ceux qui aident à retrouver un emploi",
        "Organiser à plusieurs la formation continue",
        "Rassembler des connaissances dans un wiki",
        "Laisser les habitants dire ce qui presse",
        "Proposer des volontaires aux services publics qui manquent de bras",
        "Agir avec des entreprises et des associations pour les personnes en difficulté",
    ]
    assert [len(example.items) for example in found.each] == [0, 0, 0, 3, 0, 0]
    assert found.each[3].body.split("\n") == [
        "Laisser les habitants dire ce qui presse\u00a0:",
        "– plateforme participative, enquête, budget participatif",
        "– signalement du mobilier urbain à réparer, comme «\u00a0Dans ma rue\u00a0» à Paris",
        "– dans tout le pays, signalement à l’Arcep des zones mal couvertes par le réseau mobile",
    ]
    assert "La culture, le sport, le tourisme et les transports" in found.around


def test_text_without_a_list_gives_no_example():
    assert read("<p>Une école, une place.</p>").each == ()
    assert read("- une école\n- une place", rich=False).each == ()


def test_short_first_clause_is_not_a_title_of_its_own():
    assert read("<ul><li>à Paris, ouvrir une halle aux vélos</li></ul>").each[0].title == (
        "À Paris, ouvrir une halle aux vélos"
    )


@given(st.recursive(st.text(max_size=30), lambda inner: st.lists(inner, max_size=3), max_leaves=12))
def test_any_html_gives_ranked_examples_with_a_title(tree):
    def write(node):
        return node if isinstance(node, str) else f"<ul>{''.join(f'<li>{write(each)}</li>' for each in node)}</ul>"

    found = read(write(tree)).each

    assert [example.rank for example in found] == list(range(len(found)))
    assert all(0 < len(example.title) <= LONGEST_TITLE for example in found)
    assert all(example.body.count("\n") == len(example.items) for example in found)
