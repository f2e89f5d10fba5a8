"""The published formula is the one that ranks."""

import math

import pytest
from django.utils.html import escape

from mec.core.ui.french import euros
from mec.recommendations import weights
from mec.recommendations.published import OFFERS, published_weights, worked_example, worked_extras
from mec.recommendations.relevance import NEEDED, NEEDED_BEFORE_WORKS
from mec.taxonomy.thesaurus import thesaurus
from mec.web.public.algorithms import figure


def test_example_is_recomputed_from_the_figures_that_the_page_shows():
    example = worked_example()

    [word] = example.words
    held = word.offer + 1.5 * (0.25 + 0.75 * example.length / example.mean_length)
    share = word.offer / held
    product = sum(step.project * step.offer * step.rarity**2 for step in example.meaning)
    norms = [
        math.sqrt(sum((getattr(step, side) * step.rarity) ** 2 for step in example.meaning))
        for side in ("project", "offer")
    ]
    cosine = product / math.prod(norms)

    assert math.isclose(word.rarity, math.log(1 + (3 - 1 + 0.5) / (1 + 0.5)))
    assert math.isclose(example.share, share)
    assert norms == pytest.approx([example.project_norm, example.offer_norm])
    assert math.isclose(example.cosine, cosine)
    assert math.isclose(example.points, 100 * (share + weights.MEANING * cosine) / (1 + weights.MEANING))


def test_points_added_are_recomputed_from_the_figures_that_the_page_shows():
    extras = worked_extras()

    share = min(float(extras.rate) / 100, float(extras.ceiling / extras.cost))
    peers = (extras.feedback.followed - extras.feedback.off_topic) / (
        extras.feedback.followed + extras.feedback.off_topic + weights.PEERS_CAUTION
    )

    assert math.isclose(extras.given, weights.RATE_POINTS * share)
    assert math.isclose(extras.peers, weights.PEERS_POINTS * peers)
    assert math.isclose(
        extras.points, weights.LOCAL_POINTS + weights.SOON_POINTS + weights.RATE_POINTS * share + extras.peers
    )


def test_page_shows_the_example_and_every_weight(client, db):
    page = client.get("/algorithmes/").content.decode()
    example, extras = worked_example(), worked_extras()

    for shown in (*OFFERS, figure(example.points), figure(example.share), figure(example.cosine)):
        assert shown in page
    for shown in (euros(extras.ceiling), f"<strong>{figure(extras.points)}</strong>", f"= {figure(extras.peers)}"):
        assert shown in page
    for weight in published_weights():
        assert weight.name in page
        assert f"</span>{figure(weight.value)}</td>" in page
    assert f"version {weights.VERSION}" in page
    for code in (*NEEDED, *NEEDED_BEFORE_WORKS):
        assert f"«\u00a0{escape(thesaurus().concepts[code].label)}\u00a0»" in page


@pytest.mark.parametrize(("value", "said"), [(0.8, "0,8"), (3.0, "3"), (0.12345, "0,1235"), (0.0, "0")])
def test_figures_are_written_in_french(value, said):
    assert figure(value) == said
