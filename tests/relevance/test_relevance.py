"""The ranking holds what it once reached, on projects that people judged."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mec.recommendations.evaluation import (
    baseline_scorer,
    evaluate,
    production_scorer,
    read_aids,
    read_judged,
    shipped_aids,
)

OURS = Path(__file__).parent / "judged.json"
"""Forty projects judged over the shipped catalogue, before the weights were chosen."""
LEAST = {"ndcg10": 0.69, "recall20": 0.81}
LEAST_GAIN = 0.10
"""Of nDCG@10 over plain BM25."""
REFERENCE = Path(os.environ.get("MEC_REFERENCE_DATA", "absent")) / "eval"
LEAST_ON_REFERENCE = {"ndcg10": 0.76, "recall20": 0.92}


def figures(scorer):
    found = evaluate(read_judged(OURS), scorer)
    return {"ndcg10": found.ndcg10, "recall20": found.recall20}


def test_our_judged_set_is_whole():
    projects, known = read_judged(OURS), shipped_aids().keys()

    assert len(projects) == len({project.pid for project in projects}) == 40
    for project in projects:
        assert set(project.judgments) <= known, project.pid
        assert set(project.judgments.values()) <= {0, 1, 2, 3}
        assert max(project.judgments.values()) >= 2, project.pid


def test_ranking_holds_its_level_and_its_gain_over_plain_bm25():
    aids = shipped_aids()
    ours, plain = figures(production_scorer(aids)), figures(baseline_scorer(aids))

    assert ours["ndcg10"] >= max(LEAST["ndcg10"], plain["ndcg10"] + LEAST_GAIN)
    assert ours["recall20"] >= LEAST["recall20"]


@pytest.mark.skipif(not REFERENCE.exists(), reason="MEC_REFERENCE_DATA ne mène pas aux projets jugés")
def test_ranking_holds_its_level_on_the_reference_set():
    projects = read_judged(REFERENCE / "judged-20.json")
    found = evaluate(projects, production_scorer(read_aids(REFERENCE / "aids-573.json")))

    assert found.ndcg10 >= LEAST_ON_REFERENCE["ndcg10"]
    assert found.recall20 >= LEAST_ON_REFERENCE["recall20"]


def test_command_ends_with_its_figures_in_json(tmp_path, capsys):
    out = tmp_path / "figures.json"

    call_command("relevance", judged=OURS, json=out)

    printed = capsys.readouterr().out.splitlines()
    summary = json.loads(printed[-1])
    assert summary.keys() == {"ndcg10", "recall20", "projects"}
    assert summary["projects"] == 40
    assert len(printed) == 1 + 40 + 1 + 1
    assert json.loads(out.read_text(encoding="utf-8"))["by_project"].keys() == {f"M{rank:02}" for rank in range(1, 41)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "ne se lit pas"),
        ('{"a": 1}', "une liste est attendue"),
        ('["P1"]', "une liste est attendue"),
        ("[" * 100_000, "ne se lit pas"),
        ("[]", "aucun projet"),
        ('[{"title": "École", "judgments": {}}]', "« pid » manque .École."),
        ('[{"pid": "P1", "title": "École"}]', "« judgments » manque .P1."),
        ('[{"pid": "P1", "title": "École", "judgments": [1]}]', "« judgments » manque .P1."),
        ('[{"pid": "P1", "title": "École", "judgments": {"a": "bon"}}]', "n’est pas un nombre .P1."),
        ('[{"pid": "P1", "title": "École", "judgments": {"a": 7}}]', "n’est pas entre 0 et 3 .P1."),
        ('[{"pid": 1, "title": "A", "judgments": {}}, {"pid": "1", "title": "B", "judgments": {}}]', "deux projets"),
    ],
)
def test_command_says_what_is_wrong_with_a_file(tmp_path, content, said):
    path = tmp_path / "juges.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match=said.replace("« ", "«\u00a0").replace(" »", "\u00a0»")):
        call_command("relevance", judged=path)


def test_what_a_project_or_an_aid_may_leave_out_changes_nothing_else(tmp_path, capsys):
    judged, aids = tmp_path / "juges.json", tmp_path / "aides.json"
    project = {
        "pid": 1,
        "title": "Rénovation de l’école \ud800",
        "judgments": {"7": "3", "8": 0, "absente": 1, "9": None},
    }
    odd = {"description": None, "phase": None, "categories": [None, 3], "owner_kind": ["x"], "autre": {}}
    judged.write_text("\ufeff" + json.dumps([project | odd]), encoding="utf-8")
    empty = dict.fromkeys(("description", "eligibility", "examples", "categories", "perimeter"))
    aids.write_text(
        json.dumps([{"id": 7, "name": "Rénover une école", **empty}, {"id": "8", "name": None}]),
        encoding="utf-8",
    )

    call_command("relevance", judged=judged, aids=aids, with_categories=True)

    assert json.loads(capsys.readouterr().out.splitlines()[-1])["recall20"] == 1


def test_aid_without_number_is_named(tmp_path):
    path = tmp_path / "aides.json"
    path.write_text('[{"name": "École"}]', encoding="utf-8")

    with pytest.raises(
        CommandError, match=r"« id » manque \(École\)".replace(" »", "\u00a0»").replace("« ", "«\u00a0")
    ):
        call_command("relevance", judged=OURS, aids=path)


def test_figures_that_cannot_be_written_are_said(tmp_path):
    with pytest.raises(CommandError, match="ne s’écrit pas"):
        call_command("relevance", judged=OURS, json=tmp_path / "absent" / "chiffres.json")


def test_order_of_the_aids_changes_nothing():
    aids = shipped_aids()
    project = read_judged(OURS)[0]

    forward = production_scorer(aids)(project)
    backward = production_scorer(dict(reversed(aids.items())))(project)

    assert forward == backward


FUNDED = REFERENCE.parent / "real" / "fonds-vert-2023-a.csv"
LEAST_OF_MEASURES = {"first": 75, "in_three": 90, "in_ten": 85}
LEAST_BY_MEASURE = {"first": 65, "in_three": 85}


@pytest.mark.skipif(not FUNDED.exists(), reason="MEC_REFERENCE_DATA ne mène pas aux projets aidés")
def test_right_measure_of_the_fonds_vert_comes_first(capsys):
    call_command("relevance-measures", str(FUNDED))

    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary["projects"] == 1000
    for name, least in LEAST_OF_MEASURES.items():
        assert summary[name] >= least, name
    for name, least in LEAST_BY_MEASURE.items():
        assert summary["by_measure"][name] >= least, name


HEADER = "numero_dossier_ds;nom_demarche_ds;nom_du_projet"


def test_measures_are_counted_among_their_sheets_and_in_the_catalogue(tmp_path, capsys):
    path = tmp_path / "aides.csv"
    rows = ["1; Développement  du covoiturage ;Aire de covoiturage", "2;Recyclage foncier;Piste cyclable", "3"]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")

    call_command("relevance-measures", str(path))

    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (summary["projects"], summary["first"], summary["by_measure"]["first"]) == (3, 33.3, 33.3)


@pytest.mark.parametrize(
    ("content", "said"),
    [("numero;nom\n1;2", "la colonne"), (HEADER, "aucun projet"), ("\x00", "la colonne|aucun|lit pas")],
)
def test_measures_say_what_is_wrong_with_a_file(tmp_path, content, said):
    path = tmp_path / "aides.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match=said):
        call_command("relevance-measures", str(path))
