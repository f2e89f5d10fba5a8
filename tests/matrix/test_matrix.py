"""The product against tests/matrix.toml."""

import pytest

from tests.matrix.expectations import Cell, cells
from tests.matrix.objects import BUILDERS
from tests.matrix.personas import NAMES, World, build_world
from tests.matrix.register import load_matrix, register_defects, routes
from tests.matrix.requests import accepted_strangers, objects_of, unguarded_posts, wrong_answers

MATRIX = load_matrix()
CELLS = cells(MATRIX, NAMES)
POSTS = [
    name for name, declared in MATRIX.items() if "POST" in declared["methods"] and not declared.get("one_click", False)
]
"""Less those that say why they need no token of ours."""
GUARDED = [cell for cell in CELLS if MATRIX[cell.route]["audience"] in ("signed_in", "entering")]


@pytest.fixture
def world(db) -> World:
    return build_world()


def test_register_is_what_the_resolver_serves():
    defects = register_defects(routes(), MATRIX)

    assert defects == [], "\n\n".join(defects)


def cells_of(name: str) -> list[Cell]:
    return [cell for cell in CELLS if cell.route == name]


@pytest.mark.parametrize("name", list(MATRIX))
def test_route_answers_as_the_matrix_says(name: str, world: World):
    """By status for each persona and object, without token, and to methods that it does not take."""
    declared = MATRIX[name]
    objects = objects_of(declared, BUILDERS, world)

    wrong = [answer for cell in cells_of(name) for answer in wrong_answers(cell, declared, objects, world)]
    wrong += unguarded_posts(name, objects, world) if name in POSTS else []
    wrong += accepted_strangers(name, declared, objects, world)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("cell", GUARDED, ids=str)
def test_matrix_lets_no_anonymous_visitor_in(cell: Cell):
    assert cell.statuses["anonymous"] == 302


@pytest.mark.parametrize("name", [name for name, declared in MATRIX.items() if declared["path"].count("<") > 1])
def test_child_of_another_parent_is_absent(name: str):
    """An address with two ids is tried with those of two projects; who may see both still finds nothing."""
    mixed = [cell for cell in CELLS if cell.route == name and cell.variant == "mixed"]

    assert {cell.method for cell in mixed} == set(MATRIX[name]["methods"])
    assert {status for cell in mixed for status in cell.statuses.values()} <= {302, 404}
    assert all(cell.statuses["owner"] == 404 for cell in mixed)
