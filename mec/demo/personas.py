"""The people of the demonstration: fictitious, on real communes and real départements."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from mec.organizations.enums import OrganizationKind
from mec.territories.enums import TerritoryKind


@dataclass(frozen=True)
class Post:
    """An organisation for which a persona acts, found by its kind and its territory, or made when it is fictitious."""

    kind: OrganizationKind
    territory_kind: TerritoryKind
    territory_code: str
    title: str
    name: str = ""
    """For organisations that the reference data does not hold."""


@dataclass(frozen=True)
class Persona:
    email: str
    first_name: str
    last_name: str
    story: str
    """What this person can try, as one sentence."""
    posts: tuple[Post, ...] = ()
    staff: bool = False
    """Of the service's team."""


def _commune(code: str, title: str) -> Post:
    return Post(OrganizationKind.COMMUNE, TerritoryKind.COMMUNE, code, title)


PERSONAS = (
    Persona(
        "secretaire@privas.demo",
        "Nadia",
        "Fabre",
        "Secrétaire de mairie de Privas : elle écrit les projets et les envoie.",
        (_commune("07186", "Secrétaire de mairie"),),
    ),
    Persona(
        "maire@privas.demo",
        "Michel",
        "Vernet",
        "Maire de Privas : il suit, sur son téléphone.",
        (_commune("07186", "Maire"),),
    ),
    Persona(
        "ddt@ardeche.demo",
        "Claire",
        "Durand",
        "Chargée de mission à la DDT de l’Ardèche : elle lit, répond, prend en charge.",
        (
            Post(
                OrganizationKind.SERVICE_DEPARTEMENTAL,
                TerritoryKind.DEPARTEMENT,
                "07",
                "Chargée de mission territoriale",
            ),
        ),
    ),
    Persona(
        "prefecture@ardeche.demo",
        "Thomas",
        "Leroy",
        "À la préfecture de l’Ardèche : l’autre moitié du binôme.",
        (Post(OrganizationKind.PREFECTURE, TerritoryKind.DEPARTEMENT, "07", "Bureau des dotations"),),
    ),
    Persona(
        "regional@ara.demo",
        "Hélène",
        "Marchand",
        "Au secrétariat général pour les affaires régionales : elle voit toute la région.",
        (Post(OrganizationKind.SERVICE_REGIONAL, TerritoryKind.REGION, "84", "Chargée de mission"),),
    ),
    Persona(
        "anct@etat.demo",
        "Karim",
        "Benali",
        "À l’Agence nationale de la cohésion des territoires : il voit le pays.",
        (Post(OrganizationKind.ANCT, TerritoryKind.PAYS, "", "Responsable de programme"),),
    ),
    Persona(
        "expert@cerema.demo",
        "Julie",
        "Moreau",
        "Experte au Cerema : invitée sur un projet, elle ne voit que celui-là.",
        (Post(OrganizationKind.OPERATEUR, TerritoryKind.PAYS, "", "Directrice de projets", "Cerema"),),
    ),
    Persona("observateur@demo.demo", "Paul", "Girard", "Observateur : il lit un projet, sans pouvoir y écrire."),
    Persona(
        "technicienne@capca.demo",
        "Sophie",
        "Roux",
        "Technicienne de la communauté d’agglomération et de deux communes : trois rattachements, un seul compte.",
        (
            Post(OrganizationKind.EPCI, TerritoryKind.EPCI, "200071413", "Technicienne bâtiments"),
            _commune("07008", "Secrétaire de mairie, temps partagé"),
            _commune("07072", "Secrétaire de mairie, temps partagé"),
        ),
    ),
    Persona(
        "secretaire@bettant.demo",
        "Anne",
        "Perrin",
        "Secrétaire de mairie de Bettant, dans l’Ain : un autre département.",
        (_commune("01041", "Secrétaire de mairie"),),
    ),
    Persona(
        "directrice@ouveze.demo",
        "Isabelle",
        "Chabert",
        "Directrice d’un syndicat de rivière : elle l’administre, une personne demande à le rejoindre.",
    ),
    Persona("animateur@ouveze.demo", "Marc", "Ollier", "Animateur du même syndicat, absent cette semaine."),
    Persona(
        "equipe@anct.demo",
        "Léa",
        "Martin",
        "De l’équipe du service : elle répond aux demandes et voit le service comme une personne qui l’appelle.",
        staff=True,
    ),
)


def persona_lines() -> Iterator[str]:
    """Yield a line per persona: who to sign in as, and what this person can try."""
    for persona in PERSONAS:
        yield f"{persona.email:26}{persona.story}"


def welcome() -> str:
    """Return what a terminal says of the demonstration: where to choose a person, where the mails are, who there is."""
    doors = (("Choisir un personnage", "demo:people"), ("Lire les courriels partis", "demo:mails"))
    lines = [f"{label} : {settings.SITE_URL}{reverse(name)}" for label, name in doors]
    return "\n".join([*lines, *(f"  {line}" for line in persona_lines())])
