import pytest

from mec.core.access import MissingRightError
from mec.core.journal.models import Entry
from mec.organizations.models import StatePair
from mec.organizations.services import NotAStateServiceError, load_state_reference, set_pair
from tests.factories.accounts import UserFactory
from tests.factories.organizations import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(staff=True)


def test_set_pair_is_journaled_and_survives_the_next_load(ardeche, staff):
    load_state_reference()
    before = StatePair.objects.get(departement=ardeche.ardeche)
    service = OrganizationFactory(ddt=True)
    set_pair(ardeche.ardeche, prefecture=None, service=service, actor=staff)
    assert load_state_reference().kept == 1
    pair = StatePair.objects.get(departement=ardeche.ardeche)
    assert (pair.prefecture, pair.service) == (None, service)
    assert Entry.objects.get().data == {
        "before": {"prefecture": before.prefecture_id, "service": before.service_id},
        "after": {"prefecture": None, "service": service.pk},
    }


def test_set_pair_makes_the_pair_that_was_missing(ardeche, staff):
    prefecture = OrganizationFactory(prefecture=True)
    assert set_pair(ardeche.ain, prefecture=prefecture, service=None, actor=staff).prefecture == prefecture


def test_set_pair_refuses_a_collectivite(ardeche, staff):
    with pytest.raises(NotAStateServiceError):
        set_pair(ardeche.ain, prefecture=OrganizationFactory(), service=None, actor=staff)


def test_set_pair_refuses_what_is_no_departement(ardeche, staff):
    with pytest.raises(NotAStateServiceError):
        set_pair(ardeche.privas, prefecture=None, service=None, actor=staff)


def test_set_pair_is_refused_outside_the_team(ardeche):
    with pytest.raises(MissingRightError):
        set_pair(ardeche.ain, prefecture=None, service=None, actor=UserFactory())
    assert StatePair.objects.count() == 0
