import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.conversations.models import Thread
from mec.organizations.models import Organization
from mec.projects.enums import PhaseStatus, ProjectRole, ProjectState
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
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="project")
    state_thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="state_project")
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
        ]
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="projects_of_owner"),
            models.Index(fields=["state", "submitted_at", "id"], name="projects_waiting"),
        ]

    def __str__(self) -> str:
        return self.name or "Projet sans nom"

    @property
    def is_draft(self) -> bool:
        return self.state == ProjectState.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.state == ProjectState.SUBMITTED

    @property
    def is_discarded(self) -> bool:
        return self.state == ProjectState.DISCARDED


class ProjectMember(models.Model):
    """A person who takes part in one project, whatever their organisation."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_memberships")
    role = models.CharField("rôle", max_length=20, choices=ProjectRole)
    joined_at = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "membre du projet"
        verbose_name_plural = "membres du projet"
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="projects_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} : {self.role}"


class Assignment(models.Model):
    """A State service, through one of its agents, has taken the project in charge."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="assignments")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    taken_at = models.DateTimeField("pris en charge le", auto_now_add=True)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "affectation"
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(ended_at__isnull=True), name="projects_one_current_assignment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} → {self.agent_id}"


class Invitation(models.Model):
    """An address invited to one project with one role; the link in the mail works once, for seven days."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("adresse électronique", max_length=254)
    role = models.CharField("rôle", max_length=20, choices=ProjectRole)
    message = models.TextField("message", max_length=2_000, blank=True)
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent")
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="projects_one_pending_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
