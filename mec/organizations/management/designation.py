"""How a command names a person and an organisation, in words that somebody can type."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from mec.accounts.models import User
from mec.accounts.queries import account_at
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Organization
from mec.organizations.queries import state_service_of
from mec.organizations.services import NotACollectiviteError, ensure_collectivite
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.queries import territory_for_code

COLLECTIVITES = {
    "commune": (TerritoryKind.COMMUNE, "code INSEE d’une commune, par exemple 07186"),
    "epci": (TerritoryKind.EPCI, "SIREN d’une intercommunalité"),
    "ept": (TerritoryKind.EPT, "SIREN d’un établissement public territorial"),
    "departement": (TerritoryKind.DEPARTEMENT, "code d’un département : sa collectivité"),
    "region": (TerritoryKind.REGION, "code INSEE d’une région : sa collectivité"),
}
STATE_SERVICES = {
    "prefecture": (OrganizationKind.PREFECTURE, TerritoryKind.DEPARTEMENT, "code d’un département : sa préfecture"),
    "ddt": (
        OrganizationKind.SERVICE_DEPARTEMENTAL,
        TerritoryKind.DEPARTEMENT,
        "code d’un département : son service territorial, quel qu’en soit le nom (DDT, DDTM, DEAL…)",
    ),
    "sgar": (
        OrganizationKind.SERVICE_REGIONAL,
        TerritoryKind.REGION,
        "code INSEE d’une région : son secrétariat général pour les affaires régionales",
    ),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="adresse électronique d’un compte existant")
    organization = parser.add_mutually_exclusive_group(required=True)
    for name, (_, explanation) in COLLECTIVITES.items():
        organization.add_argument(f"--{name}", metavar="CODE", help=explanation)
    for name, (_, _, explanation) in STATE_SERVICES.items():
        organization.add_argument(f"--{name}", metavar="CODE", help=explanation)
    organization.add_argument("--anct", action="store_true", help="l’Agence nationale de la cohésion des territoires")


def person_of(options: dict[str, Any]) -> User:
    """Return the active account that the options name. Raises CommandError, in French."""
    person = account_at(options["email"].strip().lower())
    if person is None or not person.is_active:
        raise CommandError(
            f"Aucun compte actif n’a l’adresse {options['email']}. "
            "La personne ouvre son compte en se connectant une fois."
        )
    return person


def organization_of(options: dict[str, Any]) -> Organization:
    """Return the organisation that the options name, made if it is a collectivité. Raises CommandError, in French."""
    if options["anct"]:
        return _existing(_territory(TerritoryKind.PAYS, "FR"), OrganizationKind.ANCT)
    for name, (kind, _) in COLLECTIVITES.items():
        if options[name]:
            return _collectivite(_territory(kind, options[name]))
    name = next(name for name in STATE_SERVICES if options[name])
    service, kind, _ = STATE_SERVICES[name]
    return _existing(_territory(kind, options[name]), service)


def _territory(kind: TerritoryKind, code: str) -> Territory:
    territory = territory_for_code(code, kind)
    if territory is None:
        raise CommandError(
            f"Aucun territoire de nature « {kind.label} » n’a le code {code}. "
            "Vérifiez le code, et que les territoires sont chargés : mec territories"
        )
    return territory


def _collectivite(territory: Territory) -> Organization:
    try:
        return ensure_collectivite(territory)
    except NotACollectiviteError:
        raise CommandError(f"Aucune collectivité ne correspond à {territory}.") from None


def _existing(territory: Territory, kind: OrganizationKind) -> Organization:
    service = state_service_of(territory, kind)
    if service is None:
        raise CommandError(f"{territory} n’a pas de service de nature « {kind.label} ».")
    return service
