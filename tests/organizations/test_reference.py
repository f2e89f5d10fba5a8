import pytest

from mec.organizations.enums import OrganizationKind, ServiceKind
from mec.organizations.reference import state_reference
from mec.territories.enums import TerritoryKind
from tests.factories.territories import whole_reference

WITHOUT_SERVICE = {"977", "978", "984", "986", "987", "988", "989"}


@pytest.fixture(scope="module")
def departements():
    return {line.code for line in whole_reference().groups[TerritoryKind.DEPARTEMENT]}


def codes(lines):
    return [code for line in lines for code in line.codes]


def test_every_departement_has_one_service_but_the_overseas_collectivites(departements):
    assert sorted(codes(state_reference().services)) == sorted(departements - WITHOUT_SERVICE)


def test_every_departement_has_one_prefecture_but_clipperton(departements):
    assert sorted(codes(state_reference().prefectures)) == sorted(departements - {"989"})


def test_kinds_of_services_are_known():
    reference = state_reference()
    lines = (*reference.services, *reference.prefectures, *reference.regional)
    assert {line.kind for line in lines} | {reference.national["kind"]} == set(ServiceKind.values)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("07", "ddt"),
        ("2A", "ddt"),
        ("2B", "ddt"),
        ("13", "ddtm"),
        ("75", "ud_drieat"),
        ("77", "ddt"),
        ("94", "ud_drieat"),
        ("971", "deal"),
        ("973", "dgtm"),
        ("975", "dtam"),
        ("976", "dealm"),
    ],
)
def test_service_of_a_departement_has_its_kind(code, kind):
    assert [line.kind for line in state_reference().services if code in line.codes] == [kind]


def test_collectivites_of_particular_status_stand_on_known_territories():
    whole = whole_reference()
    known = {("commune", line.code) for line in whole.communes}
    known |= {(kind, line.code) for kind, lines in whole.groups.items() for line in lines}
    lines = state_reference().collectivites
    named = [key for line in lines for key in line.territories]
    assert set(named) <= known
    assert len(named) == len(set(named))
    assert {line.kind for line in lines} <= set(OrganizationKind.values)
