"""The pages that are measured, with their bars: one line each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Count

Kwargs = Callable[[], dict[str, Any]]
Reader = Callable[[], str]


@dataclass(frozen=True)
class Page:
    name: str
    """Key in var/bench.json."""
    route: str
    reader: str | Reader = ""
    """Address of who opens it; empty for an anonymous visitor."""
    kwargs: Kwargs = field(default=dict)
    """What `reverse` needs, read from the database of the run."""
    query: str = ""
    most_u: float | None = None
    """Bar of the p50, in U."""
    most_queries: int | None = None
    form: dict[str, str] | None = None
    """Fields of a POST, "{uuid}" drawn anew for each."""

    @property
    def email(self) -> str:
        return self.reader() if callable(self.reader) else self.reader


def busiest() -> str:
    """Return the address of the local person who wrote most projects."""
    users = apps.get_model("accounts.User")._default_manager  # noqa: SLF001 -- Django's documented default manager
    people = users.annotate(count=Count("projects_created")).order_by("-count", "pk")
    return str(people.values_list("email", flat=True)[0])


def _sent() -> Any:
    projects = apps.get_model("projects.Project")._default_manager  # noqa: SLF001 -- Django's documented default manager
    return projects.filter(state="transmis", archived_at=None, departements__code="07").order_by("-pk")


def sheet() -> dict[str, Any]:
    return {"reference": _sent().values_list("reference", flat=True)[0]}


def long_talk() -> dict[str, Any]:
    """Return the project with most messages."""
    messages = apps.get_model("conversations.Message")._default_manager  # noqa: SLF001 -- Django's documented default manager
    sent = messages.filter(thread__project__state="transmis", thread__project__archived_at=None)
    talks = sent.values_list("thread__project__reference")
    return {"reference": talks.annotate(count=Count("pk")).order_by("-count")[0][0]}


def aid() -> dict[str, Any]:
    """Return the page of the aid that says most of itself."""
    return {"slug": "cooperer-avec-vos-usagers-et-vos-partenaires-grace-au-numerique-france-relance"}


SECRETARY, AGENT, REGION, COUNTRY = (
    *("secretaire@privas.demo", "ddt@ardeche.demo"),
    *("regional@ara.demo", "anct@etat.demo"),
)

PAGES = [
    Page("page vide", "bench_empty"),
    Page("accueil", "public:home", most_u=8, most_queries=2),
    Page("fiche projet", "projects:detail", AGENT, sheet, most_u=60, most_queries=12),
    Page("fiche, 100 messages", "projects:exchanges", COUNTRY, long_talk, most_u=60, most_queries=12),
    Page("recommandations", "projects:recommendations", AGENT, sheet, most_u=60, most_queries=16),
    Page("qui peut m’aider", "aids:orientation", query="territoire=commune-07186&etape=idee", most_u=60),
    Page("mes projets", "projects:list", busiest, most_u=40, most_queries=10),
    Page("à traiter, département", "state:inbox", AGENT, most_u=50, most_queries=10),
    Page("à traiter, pays", "state:inbox", COUNTRY, most_u=50, most_queries=10),
    Page("tableau, département", "state:board", AGENT, most_u=50, most_queries=10),
    Page("tableau, région", "state:board", REGION, most_u=50, most_queries=10),
    Page("tableau, pays", "state:board", COUNTRY, most_u=50, most_queries=10),
    Page("recherche, département", "projects:search", AGENT, query="q=renovation+commune"),
    Page("recherche, pays", "projects:search", COUNTRY, query="q=renovation+commune"),
    Page("notifications", "account:notifications", SECRETARY),
    Page("aides", "aids:list", most_u=40, most_queries=8),
    Page(
        *("aides, mots et filtres", "aids:list"),
        query="q=renovation+ecole&territoire=commune-07186&etape=etude&pour=commune",
        most_u=40,
        most_queries=8,
    ),
    Page("fiche d’aide", "aids:detail", kwargs=aid, most_u=60, most_queries=20),
    Page("échéances", "aids:deadlines", most_u=60),
    Page("commune en tapant", "public:territories", query="q=saint+et", most_u=5, most_queries=2),
    Page(
        *("écrire un message", "projects:exchanges", AGENT, sheet),
        most_u=50,
        most_queries=15,
        form={"body": "Un message du banc de mesure.", "key": "{uuid}"},
    ),
]
EXPORT = Page("export CSV, pays", "state:export", COUNTRY)
SEARCHERS = {"département": AGENT, "région": REGION, "pays": COUNTRY, "collectivité": busiest}
