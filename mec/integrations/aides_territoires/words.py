"""The words of Aides-territoires in ours: contract, §2 and §3, in its present form and in that of 2021."""

from collections.abc import Iterable, Mapping
from functools import cache

from mec.core.text import fold
from mec.offers.enums import Destination, EuropeanScope, OfferForm, OtherAudience, Recurrence
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import referential

USE = "usage"
"""Of the stages: after the works; the other two are stages of a project."""


def _folded(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {fold(name): codes for name, codes in names.items()}


AUDIENCES = _folded(
    {
        "Communes": (OrganizationKind.COMMUNE,),
        "Commune": (OrganizationKind.COMMUNE,),
        "EPCI à fiscalité propre": (OrganizationKind.EPCI,),
        "Intercommunalités / Pays": (OrganizationKind.EPCI, OrganizationKind.SYNDICAT),
        "Intercommunalité / Pays": (OrganizationKind.EPCI, OrganizationKind.SYNDICAT),
        "Départements": (OrganizationKind.DEPARTEMENT,),
        "Département": (OrganizationKind.DEPARTEMENT,),
        "Régions": (OrganizationKind.REGION,),
        "Région": (OrganizationKind.REGION,),
        "Collectivités d'outre-mer à statuts particuliers": (OrganizationKind.COM,),
        "Collectivité d'outre-mer à statut particulier": (OrganizationKind.COM,),
        "Associations": (OrganizationKind.ASSOCIATION,),
        "Association": (OrganizationKind.ASSOCIATION,),
        "Établissements publics (écoles, bibliothèques…) / Services de l'État": (
            OrganizationKind.ETABLISSEMENT_LOCAL,
            OrganizationKind.OPERATEUR,
        ),
        "Établissement public dont services de l'État": (
            OrganizationKind.ETABLISSEMENT_LOCAL,
            OrganizationKind.OPERATEUR,
        ),
    }
)
OTHER_AUDIENCES = _folded(
    {
        "Entreprises privées": (OtherAudience.COMPANY,),
        "Entreprise privée": (OtherAudience.COMPANY,),
        "Entreprises publiques locales (Sem, Spl, SemOp)": (OtherAudience.LOCAL_COMPANY,),
        "Entreprise publique locale (Sem, Spl, SemOp)": (OtherAudience.LOCAL_COMPANY,),
        "Particuliers": (OtherAudience.PERSON,),
        "Particulier": (OtherAudience.PERSON,),
        "Agriculteurs": (OtherAudience.FARMER,),
        "Agriculteur": (OtherAudience.FARMER,),
        "Recherche": (OtherAudience.RESEARCH,),
    }
)
FORMS = _folded(
    {
        "Subvention": (OfferForm.GRANT,),
        "Prêt": (OfferForm.LOAN,),
        "Avance récupérable": (OfferForm.ADVANCE,),
        "Certificat d'économie d'énergie (CEE)": (OfferForm.CEE,),
        "Autre aide financière": (OfferForm.OTHER,),
        "Ingénierie technique": (OfferForm.TECHNICAL,),
        "Ingénierie financière": (OfferForm.FINANCIAL,),
        "Ingénierie Juridique / administrative": (OfferForm.LEGAL,),
    }
)
DESTINATIONS = _folded(
    {
        "Dépenses d'investissement": (Destination.INVESTMENT,),
        "Dépenses de fonctionnement": (Destination.RUNNING,),
    }
)
STAGES = _folded(
    {
        "Réflexion / conception": (Phase.IDEA, Phase.STUDY),
        "Mise en œuvre / réalisation": (Phase.OPERATION,),
        "Usage / valorisation": (USE,),
    }
)
RECURRENCES = _folded(
    {
        "Permanente": (Recurrence.PERMANENT,),
        "Ponctuelle": (Recurrence.ONCE,),
        "Récurrente": (Recurrence.AGAIN,),
    }
)
SCOPES = _folded({"sectorial": (EuropeanScope.SECTORAL,), "organizational": (EuropeanScope.ORGANIZATIONAL,)})


def placed(names: Iterable[str], *lists: Mapping[str, tuple[str, ...]]) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return, for each list, the sorted codes of the names that it holds; then the names that none holds."""
    found: list[set[str]] = [set() for _ in lists]
    unplaced = []
    for name in names:
        key, held = fold(name), False
        for codes, known in zip(found, lists, strict=True):
            codes.update(known.get(key, ()))
            held = held or key in known
        if not held:
            unplaced.append(name)
    return [tuple(sorted(codes)) for codes in found], unplaced


def topics_of(categories: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the codes of the thématiques named « Thème / Catégorie » or « thème|catégorie », and the names unknown.

    A theme may change its name: a category that no other theme has is enough.
    """
    known = _topics()
    codes, unplaced = set(), []
    for name in categories:
        code = known.get(_key(name)) or next((known[tail] for tail in _tails(name) if tail in known), None)
        if code is None:
            unplaced.append(name)
        else:
            codes.add(code)
    return tuple(sorted(codes)), unplaced


def _key(name: str) -> str:
    return fold(name.replace("|", " / "))


def _tails(name: str) -> Iterable[str]:
    """Yield what may be the category: labels hold slashes too."""
    parts = name.replace("|", " / ").split(" / ")
    return (fold(" / ".join(parts[start:])) for start in range(1, len(parts)))


@cache
def _topics() -> dict[str, str]:
    entries = [entry for entry in referential().topics if entry.parent]
    themes = {entry.code: entry.label for entry in referential().topics if not entry.parent}
    whole = {fold(f"{themes[entry.parent]} / {entry.label}"): entry.code for entry in entries}
    return {fold(entry.label): entry.code for entry in entries} | whole
