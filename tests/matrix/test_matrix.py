"""The product against tests/matrix.toml."""

import pytest

from tests.matrix.expectations import Cell, cells
from tests.matrix.objects import BUILDERS
from tests.matrix.personas import NAMES, World, build_world
from tests.matrix.register import load_matrix, register_defects, routes
from tests.matrix.requests import accepted_strangers, objects_of, telling_refusals, unguarded_posts, wrong_answers

MATRIX = load_matrix()
CELLS = cells(MATRIX, NAMES)
FOREIGN_CELLS = [cell for cell in CELLS if cell.variant not in ("", "absent") and 404 in cell.statuses.values()]
POSTS = [name for name, declared in MATRIX.items() if "POST" in declared["methods"]]
GUARDED = [cell for cell in CELLS if MATRIX[cell.route]["audience"] in ("signed_in", "entering")]


@pytest.fixture
def world(db) -> World:
    return build_world()


def test_register_is_what_the_resolver_serves():
    defects = register_defects(routes(), MATRIX)

    assert defects == [], "\n\n".join(defects)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_each_persona_gets_the_expected_status(cell: Cell, world: World):
    declared = MATRIX[cell.route]

    wrong = wrong_answers(cell, declared, objects_of(declared, BUILDERS, world), world)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("cell", FOREIGN_CELLS, ids=str)
def test_what_one_may_not_see_looks_absent(cell: Cell, world: World):
    declared = MATRIX[cell.route]

    assert telling_refusals(cell, declared, objects_of(declared, BUILDERS, world), world) == []


@pytest.mark.parametrize("name", POSTS)
def test_post_without_a_token_is_refused(name: str, world: World):
    assert unguarded_posts(name, objects_of(MATRIX[name], BUILDERS, world), world) == []


@pytest.mark.parametrize("name", list(MATRIX))
def test_undeclared_methods_are_refused(name: str, world: World):
    declared = MATRIX[name]

    assert accepted_strangers(name, declared, objects_of(declared, BUILDERS, world), world) == []


@pytest.mark.parametrize("cell", GUARDED, ids=str)
def test_matrix_lets_no_anonymous_visitor_in(cell: Cell):
    assert cell.statuses["anonymous"] == 302
