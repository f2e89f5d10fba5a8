import pytest
from django.core.management import call_command

from mec.organizations.models import Organization, StatePair
from mec.organizations.queries import departements_without_pair
from mec.territories.models import Territory
from mec.territories.services import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_command_loads_the_country_then_says_that_nothing_changes(capsys):
    call_command("territories")
    first = capsys.readouterr().out
    assert first.endswith(
        "Territoires : édition 2026 (6.0.0), créés 36696, modifiés 0, disparus 0.\n"
        "Périmètres : ajoutés 40, mis à jour 0.\n"
        "Services de l’État : créés 331, mis à jour 0.\n"
        "Sans binôme, à la charge de la région ou de l’ANCT : Île de Clipperton.\n"
    )
    assert StatePair.objects.count() == 108
    assert [departement.code for departement in departements_without_pair()] == ["989"]
    call_command("territories")
    assert capsys.readouterr().out == (
        "Territoires : édition 2026 (6.0.0), rien à changer.\n"
        "Services de l’État : rien à changer.\n"
        "Sans binôme, à la charge de la région ou de l’ANCT : Île de Clipperton.\n"
    )
    Organization.objects.filter(kind="prefecture", territory__code="07").update(name="Préfecture de Privas")
    Territory.objects.filter(kind="commune", code="07186").update(population=1)
    call_command("territories", "--verifier")
    assert capsys.readouterr().out.endswith(
        "Territoires : édition 2026 (6.0.0), créés 0, modifiés 1, disparus 0.\n"
        "Services de l’État : rien à changer.\n"
        "Gardés tels qu’ils ont été corrigés : 1.\n"
        "Sans binôme, à la charge de la région ou de l’ANCT : Île de Clipperton.\n"
    )
    assert load_reference(check=True).changed is False
