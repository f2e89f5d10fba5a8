"""The apps above hear of each change of the costs, of a draft too."""

import pytest

from mec.core.events import subscribe
from mec.core.jobs.runner import drain
from mec.funding.events import CostsChanged
from mec.funding.services import edit_cost_line, remove_cost_line, restore_cost_line
from tests.factories.funding import make_cost, make_cost_line
from tests.factories.projects import make_draft

HEARD: list[int] = []
LISTENING: list[bool] = []


def hear(event: CostsChanged) -> None:
    HEARD.append(event.project_id)


subscribe(CostsChanged, hear, when=lambda event: bool(LISTENING))


@pytest.fixture(autouse=True)
def _listen():
    HEARD.clear()
    LISTENING.append(True)
    yield
    LISTENING.clear()


@pytest.mark.parametrize("sent", [True, False])
def test_each_change_is_published_once(world, project, people, sent):
    owner = people["owner"]
    costed = project if sent else make_draft(world.organizations["privas"], author=owner)
    line = make_cost_line(costed, author=owner)
    for _ in range(2):
        edit_cost_line(line, cost=make_cost(label="Toit"), expected_version=1, actor=owner)
    for act in (remove_cost_line, remove_cost_line, restore_cost_line, restore_cost_line):
        act(line, actor=owner)
    drain()

    assert [costed.pk] * 4 == HEARD
