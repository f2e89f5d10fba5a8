"""How organisations are named in a sentence: "communes", "la DDT et la préfecture de l’Ardèche"."""

from collections.abc import Iterable, Sequence

from mec.organizations.enums import OrganizationKind, ServiceKind
from mec.organizations.models import Organization
from mec.territories.models import Territory

_MASCULINE = frozenset({ServiceKind.HAUT_COMMISSARIAT, ServiceKind.SGAR})
_ELIDED = frozenset({ServiceKind.ADMINISTRATION_SUPERIEURE, ServiceKind.UD_DRIEAT, ServiceKind.ANCT})
_NAMED_BY_DEPARTEMENT = frozenset(
    {
        ServiceKind.PREFECTURE,
        ServiceKind.DDT,
        ServiceKind.DDTM,
        ServiceKind.UD_DRIEAT,
        ServiceKind.DEAL,
        ServiceKind.DEALM,
        ServiceKind.DGTM,
        ServiceKind.DTAM,
    }
)
"""Those that a short name and the département's tell; the others go by their full name."""
_MOST_NAMED = 3
_PLURALS = {
    OrganizationKind.COMMUNE: "communes",
    OrganizationKind.EPCI: "intercommunalités",
    OrganizationKind.SYNDICAT: "syndicats",
    OrganizationKind.DEPARTEMENT: "départements",
    OrganizationKind.REGION: "régions",
    OrganizationKind.COM: "collectivités d’outre-mer ou à statut particulier",
    OrganizationKind.ETABLISSEMENT_LOCAL: "établissements publics locaux",
    OrganizationKind.ASSOCIATION: "associations",
    OrganizationKind.OPERATEUR: "opérateurs de l’État",
    OrganizationKind.PRESTATAIRE: "prestataires",
}


def plural(kind: str) -> str:
    """Return how several organisations of a kind are called, without capital: "communes", "services de l’État"."""
    return _PLURALS.get(OrganizationKind(kind), "services de l’État")


def state_names(by_departement: Sequence[tuple[Territory, Iterable[Organization]]], *, to: bool = False) -> str:
    """Name the services that answer: "la DDT et la préfecture de l’Ain, ainsi que la DDT et la préfecture du Rhône".

    With `to`, as those to whom one sends: "à la DDT et à la préfecture de l’Ardèche". Beyond a few départements, only
    their number is said.
    """
    if not by_departement:
        return "à l’État local" if to else "l’État local"
    if len(by_departement) > _MOST_NAMED:
        text = f"services de l’État de {len(by_departement)} départements"
        return f"aux {text}" if to else f"les {text}"
    parts = [_one_departement(departement, services, to=to) for departement, services in by_departement]
    return _listed(list(dict.fromkeys(parts)))


def _listed(parts: Sequence[str]) -> str:
    """Join with words that no "et" inside a part can be mistaken for."""
    if len(parts) == 1:
        return parts[0]
    linked = "ainsi qu’" if parts[-1].startswith(("à", "au")) else "ainsi que "
    return f"{', '.join(parts[:-1])}, {linked}{parts[-1]}"


def _one_departement(departement: Territory, services: Iterable[Organization], *, to: bool) -> str:
    services = list(services)
    local = [service for service in services if _is_named_by(service, departement)]
    parts = [_with_article(service.short_name, service.service_kind, to=to) for service in local]
    if parts:
        parts[-1] = f"{parts[-1]} {departement.of_name}"
    parts += [_by_full_name(service, to=to) for service in services if service not in local]
    return " et ".join(parts)


def _is_named_by(service: Organization, departement: Territory) -> bool:
    return (
        bool(service.short_name)
        and service.service_kind in _NAMED_BY_DEPARTEMENT
        and service.territory_id == departement.pk
    )


def _by_full_name(service: Organization, *, to: bool) -> str:
    if not service.service_kind:
        return f"à {service.name}" if to else service.name
    name = service.name
    if service.service_kind != ServiceKind.ANCT:
        name = name[0].lower() + name[1:]
    feminine = name.startswith("préfecture")
    return _with_article(name, ServiceKind.PREFECTURE if feminine else service.service_kind, to=to)


def _with_article(name: str, kind: str, *, to: bool) -> str:
    if kind in _ELIDED:
        return f"à l’{name}" if to else f"l’{name}"
    if kind in _MASCULINE:
        return f"au {name}" if to else f"le {name}"
    return f"à la {name}" if to else f"la {name}"
