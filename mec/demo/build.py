"""Make the demonstration space, once: run again, it adds nothing and changes nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mec.accounts.models import User
from mec.demo.advice import counsel, seek_introductions
from mec.demo.appointments import receive
from mec.demo.catalogue import feed_curators
from mec.demo.costs import cost_and_share
from mec.demo.files import deposit_demo_files
from mec.demo.personas import PERSONAS, Persona, Post
from mec.demo.syndicat import make_syndicat
from mec.organizations.enums import COLLECTIVITE_KINDS, MembershipRole
from mec.organizations.models import Membership, Organization
from mec.organizations.services import ensure_collectivite
from mec.projects.enums import BlockerKind, Priority, ProjectRole
from mec.projects.models import Project, ProjectMember
from mec.projects.queries import routing_rules
from mec.projects.services import (
    Ranking,
    Route,
    SheetContent,
    add_rule,
    create_draft,
    post_message,
    post_state_message,
    report_blocker,
    resolve_blocker,
    set_priority,
    submit_project,
    take_charge,
)
from mec.taxonomy.enums import Phase
from mec.taxonomy.models import Topic
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory

REFERENCES = {"ecole": "4821-7393", "epicerie": "4821-7394", "riviere": "4821-7395", "bettant": "4821-7396"}
"""Always the same, so that a guide or a bookmark leads to the same project on every machine."""

WAITING_TOO_LONG = timedelta(days=23)


class TerritoriesMissingError(Exception):
    """The demonstration stands on the real country, which is not loaded yet."""


@dataclass(frozen=True)
class Further:
    """What a collectivité may say beyond the four questions."""

    topics: tuple[str, ...]
    """Codes."""
    cost: int | None = None
    """In euros before tax; an idea may have none."""
    calendar: tuple[date | None, date | None] = (None, None)


@dataclass(frozen=True)
class DemoReport:
    people: int
    projects: int
    """How many were made by this run."""


@transaction.atomic
def build_demo() -> DemoReport:
    """Make the personas, their organisations and a few projects. Raises TerritoriesMissingError."""
    if not Territory.objects.filter(kind=TerritoryKind.COMMUNE, code="07186").exists():
        raise TerritoriesMissingError
    people = sum(_make_person(persona) for persona in PERSONAS)
    make_syndicat()
    _make_routing_table()
    feed_curators(author=_user("secretaire@privas.demo"))
    return DemoReport(people=people, projects=_make_projects())


def _make_person(persona: Persona) -> int:
    user, created = User.objects.get_or_create(
        email=persona.email,
        defaults={
            "first_name": persona.first_name,
            "last_name": persona.last_name,
            "is_staff": persona.staff,
            "terms_version": settings.TERMS_VERSION,
            "terms_accepted_at": timezone.now(),
        },
    )
    for rank, post in enumerate(persona.posts):
        Membership.objects.get_or_create(
            user=user,
            organization=_organization(post),
            defaults={"title": post.title, "role": MembershipRole.MEMBER if rank else MembershipRole.ADMIN},
        )
    return int(created)


def _organization(post: Post) -> Organization:
    territories = Territory.objects.filter(kind=post.territory_kind)
    territory = territories.filter(code=post.territory_code).get() if post.territory_code else territories.get()
    if post.name:
        organization, _ = Organization.objects.get_or_create(kind=post.kind, name=post.name, defaults={"demo": True})
        return organization
    if post.kind in COLLECTIVITE_KINDS:
        return ensure_collectivite(territory)
    return Organization.objects.get(kind=post.kind, territory=territory)


def _make_routing_table() -> None:
    """The DDT of Ardèche keeps the Privas area for Claire Durand, and the préfecture receives the rest."""
    claire, thomas = _user("ddt@ardeche.demo"), _user("prefecture@ardeche.demo")
    ddt, prefecture = (user.memberships.select_related("organization").get().organization for user in (claire, thomas))
    privas = Territory.objects.get(kind=TerritoryKind.EPCI, code="200071413")
    if not routing_rules([ddt.pk]).exists():
        add_rule(ddt, route=Route(None, privas, ddt, claire), actor=claire)
        add_rule(ddt, route=Route(None, None, prefecture, thomas), actor=claire)


def _make_projects() -> int:
    return sum([_school(), _shop(), _river(), _bettant()])


def _school() -> int:
    """In charge, discussed, with an expert and an observer."""
    project, new = _project(
        "ecole",
        owner="secretaire@privas.demo",
        name="Isoler l’école des Tilleuls",
        phase=Phase.STUDY,
        description=(
            "L’école élémentaire date de 1974. Les salles sont froides l’hiver et la facture de gaz a doublé en trois "
            "ans. Un audit énergétique recommande d’isoler les murs et la toiture et de remplacer la chaudière. Nous "
            "cherchons de l’aide pour le plan de financement et pour choisir un maître d’œuvre."
        ),
        further=Further(("economie-denergie", "education"), 420_000, (_in_months(8), _in_months(15))),
    )
    if not new:
        return 0
    submit_project(project, expected_version=project.version, actor=_user("secretaire@privas.demo"))
    ddt, prefecture = _user("ddt@ardeche.demo"), _user("prefecture@ardeche.demo")
    take_charge(project, actor=ddt)
    ranking = Ranking(Priority.HIGH, "Économies d’énergie fortes, dans une école.", shared=True)
    set_priority(project, to=ranking, instead_of=Ranking.of(project), actor=ddt)
    _say(
        project,
        ddt,
        "Bonjour, merci pour ce projet. De quand date l’audit énergétique, et que recommande-t-il d’abord ?",
    )
    _say(
        project,
        _user("secretaire@privas.demo"),
        "Bonjour, il date de mars dernier et recommande de commencer par la toiture.",
    )
    post_state_message(
        project,
        body="Dossier prioritaire pour la programmation : la commune n’a rien demandé depuis trois ans.",
        key=_key("ecole-etat"),
        actor=prefecture,
    )
    cost_and_share(project, author=_user("secretaire@privas.demo"), key=_key)
    deposit_demo_files(project, author=_user("secretaire@privas.demo"), agent=ddt)
    _join(project, "expert@cerema.demo", ProjectRole.ADVISER)
    _join(project, "observateur@demo.demo", ProjectRole.OBSERVER)
    _block(project)
    counsel(project, key=_key("ecole-conseil"), adviser=ddt)
    keys = (_key("permanence"), _key("rendez-vous"))
    receive(project, keys=keys, host=ddt, comer=_user("secretaire@privas.demo"))
    return 1


def _block(project: Project) -> None:
    """One blocker of three weeks, and one that the DDT lifted."""
    secretary = _user("secretaire@privas.demo")
    today = timezone.localdate()
    report_blocker(
        project,
        kind=BlockerKind.FUNDING,
        description="Le reste à charge dépasse ce que la commune peut mettre : il manque 60 000 € pour la toiture.",
        since=today - timedelta(days=21),
        key=_key("ecole-financement"),
        actor=secretary,
    )
    lifted = report_blocker(
        project,
        kind=BlockerKind.ENGINEERING,
        description="Personne à la mairie ne sait rédiger le cahier des charges du maître d’œuvre.",
        since=today - timedelta(days=40),
        key=_key("ecole-ingenierie"),
        actor=secretary,
    )
    resolve_blocker(
        lifted, resolution="La DDT a fourni un modèle et l’a relu avec nous.", actor=_user("ddt@ardeche.demo")
    )


def _shop() -> int:
    """Waits in the inbox of Ardèche, for too long."""
    project, new = _project(
        "epicerie",
        owner="secretaire@privas.demo",
        name="Sauver l’épicerie du quartier du Lac",
        phase=Phase.IDEA,
        description=(
            "La dernière épicerie du quartier ferme au printemps. La commune veut racheter les murs, les rénover et "
            "trouver un repreneur. Le prix des murs est connu, celui des travaux est une première estimation."
        ),
        further=Further(("commerces-et-services",), 185_000, (_in_months(5), None)),
    )
    if new:
        secretary = _user("secretaire@privas.demo")
        submit_project(project, expected_version=project.version, actor=secretary)
        sent = timezone.now() - WAITING_TOO_LONG
        Project.objects.filter(pk=project.pk).update(submitted_at=sent, waiting_since=sent)
        seek_introductions(project, keys=(_key("epicerie-caue"), _key("epicerie-cerema")), asker=secretary)
    return int(new)


def _river() -> int:
    """A draft of the intercommunalité."""
    _, new = _project(
        "riviere",
        owner="technicienne@capca.demo",
        name="Restaurer les berges de l’Ouvèze",
        phase=Phase.IDEA,
        description="Deux crues en quatre ans. Les berges s’effondrent derrière le collège.",
        further=Further(("fleuves-et-canaux", "risques-naturels")),
    )
    return int(new)


def _bettant() -> int:
    """In another département: nobody in Ardèche sees it."""
    project, new = _project(
        "bettant",
        owner="secretaire@bettant.demo",
        name="Créer une bibliothèque dans l’ancienne école de Bettant",
        phase=Phase.OPERATION,
        description="L’ancienne école est vide depuis 2019. Les plans sont prêts, le permis est déposé.",
        further=Further(("livres", "rehabilitation"), 268_500, (_in_months(2), _in_months(12))),
    )
    if new:
        submit_project(project, expected_version=project.version, actor=_user("secretaire@bettant.demo"))
    return int(new)


def _project(
    name_key: str, *, owner: str, name: str, phase: Phase, description: str, further: Further
) -> tuple[Project, bool]:
    author = _user(owner)
    known = Project.objects.filter(created_by=author, key=_key(name_key)).first()
    if known:
        return known, False
    membership = author.memberships.select_related("organization__territory").order_by("pk")[:1].get()
    organization = membership.organization
    places = Territory.objects.filter(organizations=organization)
    starts_on, ends_on = further.calendar
    content = SheetContent(
        name=name,
        description=description,
        phase=phase,
        territories=list(places),
        topics=list(Topic.objects.filter(code__in=further.topics)),
        cost=None if further.cost is None else Decimal(further.cost),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    project = create_draft(key=_key(name_key), owner=organization, content=content, actor=author)
    Project.objects.filter(pk=project.pk).update(demo=True, reference=REFERENCES[name_key])
    project.refresh_from_db()
    return project, True


def _in_months(months: int) -> date:
    """Return the first day of the month that comes so many months after this one."""
    today = timezone.localdate()
    years, month = divmod(today.month - 1 + months, 12)
    return date(today.year + years, month + 1, 1)


def _say(project: Project, author: Any, body: str) -> None:
    post_message(project, body=body, key=_key(f"{project.pk}-{body}"), actor=author)


def _join(project: Project, email: str, role: ProjectRole) -> None:
    ProjectMember.objects.get_or_create(project=project, user=_user(email), defaults={"role": role})


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demonstration:{name}")
