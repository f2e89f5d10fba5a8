import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mec.conversations.models import Thread
from mec.core.ui.french import NBSP
from mec.offers.models import Offer
from mec.organizations.models import Organization
from mec.projects.enums import PhaseStatus, Priority, ProjectState
from mec.questionnaires.models import Response
from mec.taxonomy.enums import Phase
from mec.taxonomy.models import Topic
from mec.territories.models import Territory


def new_reference() -> str:
    """Return eight random digits in two groups, which can be read out on the telephone: "4821-7393"."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"{digits[:4]}-{digits[4:]}"


class Project(models.Model):
    """The sheet: what the collectivité wrote down once, and everything that hangs on it."""

    reference = models.CharField("référence", max_length=9, unique=True, default=new_reference)
    key = models.UUIDField("clé de création")
    """Comes with the form: the same form sent twice makes one project."""
    state = models.CharField("état", max_length=20, choices=ProjectState, default=ProjectState.DRAFT)
    name = models.CharField("nom du projet", max_length=150, blank=True)
    description = models.TextField("description", max_length=20_000, blank=True)
    phase = models.CharField("étape", max_length=20, choices=Phase, blank=True)
    phase_status = models.CharField("avancement", max_length=20, choices=PhaseStatus, blank=True)
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="projects", verbose_name="porteur du projet"
    )
    territories = models.ManyToManyField(Territory, related_name="projects", verbose_name="territoires", blank=True)
    departements = models.ManyToManyField(
        Territory, related_name="projects_of_departement", verbose_name="départements", blank=True
    )
    """Derived from `territories` whenever they change: what the State side lists by."""
    topics = models.ManyToManyField(Topic, related_name="projects", verbose_name="thématiques", blank=True)
    consortium = models.ManyToManyField(
        Territory, related_name="projects_of_consortium", verbose_name="groupement", blank=True
    )
    """Of which collectivités carry it with its owner, whose territory is not repeated; none: it carries it alone."""
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="project")
    state_thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="state_project")
    response = models.OneToOneField(
        Response, on_delete=models.PROTECT, related_name="project", verbose_name="réponses", null=True, blank=True
    )
    """What was answered to the questions of its aids; made with the first answer."""
    cost = models.DecimalField("coût total HT (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    """Before tax, as the collectivité estimates it; unknown rather than zero."""
    starts_on = models.DateField("début prévu", null=True, blank=True)
    ends_on = models.DateField("fin prévue", null=True, blank=True)
    example = models.TextField("exemple d’une aide", max_length=2_000, blank=True)
    """From which it was started, as the aid wrote it then."""
    example_offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, related_name="+", verbose_name="aide de l’exemple", null=True, blank=True
    )
    archived_at = models.DateTimeField("archivage", null=True, blank=True)
    """Put out of everyday lists, still read by those who could: nothing is written any more until it comes back."""
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority, default=Priority.UNSET)
    """The State's, as whole numbers so that a list sorts by it; `priority_shared` says whether others may know."""
    priority_reason = models.CharField("raison de la priorité", max_length=500, blank=True)
    priority_shared = models.BooleanField("priorité partagée avec la collectivité", default=False)
    waiting_since = models.DateTimeField("attend depuis", null=True, blank=True)
    """Since it was sent or given back; empty for a draft and while somebody follows it. What an inbox sorts by."""
    blocked_since = models.DateField("bloqué depuis", null=True, blank=True)
    """Of its oldest open blocker, empty without one: repeats `blockers`, so that a list of thousands need not ask."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects_created")
    created_at = models.DateTimeField("création", auto_now_add=True)
    updated_at = models.DateTimeField("modification", auto_now_add=True)
    submitted_at = models.DateTimeField("transmission", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    demo = models.BooleanField("fictif", default=False)
    """Part of the demonstration: shown, never counted."""

    class Meta:
        verbose_name = "projet"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "key"], name="projects_project_once"),
            models.CheckConstraint(condition=Q(phase_status="") | ~Q(phase=""), name="projects_status_needs_phase"),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.SUBMITTED)
                | (Q(submitted_at__isnull=False) & ~Q(name="") & ~Q(phase="")),
                name="projects_submitted_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(example="", example_offer=None) | (~Q(example="") & Q(example_offer__isnull=False)),
                name="projects_example_has_offer",
            ),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gt=0), name="projects_cost_is_positive"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="projects_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(state=ProjectState.SUBMITTED),
                name="projects_only_submitted_is_archived",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="projects_of_owner"),
            models.Index(fields=["state", "submitted_at", "id"], name="projects_waiting"),
            models.Index(
                fields=["waiting_since", "id"], condition=Q(waiting_since__isnull=False), name="projects_to_answer"
            ),
            models.Index(fields=["state", "updated_at", "id"], name="projects_latest"),
            models.Index(fields=["state", "priority", "submitted_at", "id"], name="projects_by_priority"),
            models.Index(fields=["state", "name", "id"], name="projects_by_name"),
            # What narrows comes last: it counts the whole country, and no list starts from it rather than its order.
            models.Index(
                fields=["phase", "priority", "waiting_since", "blocked_since", "state", "archived_at", "id"],
                name="projects_counts",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Projet sans nom"

    @property
    def spoken_reference(self) -> str:
        """As one reads it aloud: "4821 7393", on one line."""
        return self.reference.replace("-", NBSP)

    @property
    def is_draft(self) -> bool:
        return self.state == ProjectState.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.state == ProjectState.SUBMITTED

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_discarded(self) -> bool:
        return self.state == ProjectState.DISCARDED

    @property
    def was_sent(self) -> bool:
        """Whether the local State was told of it, even if it was archived or deleted since."""
        return self.submitted_at is not None

    @property
    def is_open(self) -> bool:
        """Whether anything may still be written: neither archived nor deleted."""
        return not (self.is_archived or self.is_discarded)
