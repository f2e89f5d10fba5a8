import pytest

from mec.organizations.enums import OrganizationKind, ServiceKind
from mec.organizations.names import state_names
from tests.factories.organizations import OrganizationFactory
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ardeche_and_services():
    ardeche = TerritoryFactory(departement=True, name="Ardèche", liaison=5)
    return ardeche, [
        OrganizationFactory(ddt=True, territory=ardeche),
        OrganizationFactory(prefecture=True, territory=ardeche),
    ]


@pytest.mark.parametrize(
    ("to", "expected"),
    [(False, "la DDT et la préfecture de l’Ardèche"), (True, "à la DDT et à la préfecture de l’Ardèche")],
)
def test_state_names_of_a_pair(ardeche_and_services, to, expected):
    assert state_names([ardeche_and_services], to=to) == expected


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (False, "la DDT et la préfecture de l’Ardèche, ainsi que la DDT du Rhône"),
        (True, "à la DDT et à la préfecture de l’Ardèche, ainsi qu’à la DDT du Rhône"),
    ],
)
def test_state_names_of_two_departements(ardeche_and_services, to, expected):
    rhone = TerritoryFactory(departement=True, name="Rhône", liaison=2)
    answering = [ardeche_and_services, (rhone, [OrganizationFactory(ddt=True, territory=rhone)])]
    assert state_names(answering, to=to) == expected


@pytest.mark.parametrize(("to", "expected"), [(False, "l’État local"), (True, "à l’État local")])
def test_state_names_of_no_departement(to, expected):
    assert state_names([], to=to) == expected


@pytest.mark.parametrize(
    ("to", "expected"),
    [(False, "les services de l’État de 4 départements"), (True, "aux services de l’État de 4 départements")],
)
def test_state_names_of_many_departements_counts_them(ardeche_and_services, to, expected):
    assert state_names([ardeche_and_services] * 4, to=to) == expected


@pytest.mark.parametrize(
    ("service_kind", "short_name", "name", "expected"),
    [
        (ServiceKind.HAUT_COMMISSARIAT, "haut-commissariat", "Haut-commissariat de X", "au haut-commissariat de X"),
        (ServiceKind.ANCT, "ANCT", "Agence nationale", "à l’Agence nationale"),
        (ServiceKind.SGAR, "SGAR", "Secrétariat général", "au secrétariat général"),
        (ServiceKind.SGAR, "", "Préfecture de la région", "à la préfecture de la région"),
        (ServiceKind.UD_DRIEAT, "UD de la DRIEAT", "Unité", "à l’UD de la DRIEAT de Paris"),
        ("", "", "Sous-préfecture de Die", "à Sous-préfecture de Die"),
    ],
)
def test_state_names_follow_what_the_service_is_called(service_kind, short_name, name, expected):
    paris = TerritoryFactory(departement=True, name="Paris")
    service = OrganizationFactory(
        kind=OrganizationKind.SERVICE_DEPARTEMENTAL,
        service_kind=service_kind,
        short_name=short_name,
        name=name,
        territory=paris,
    )
    assert state_names([(paris, [service])], to=True) == expected
