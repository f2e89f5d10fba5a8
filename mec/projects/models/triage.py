from django.conf import settings
from django.db import models
from django.db.models import Q

from mec.organizations.models import Organization
from mec.projects.models.sheet import Project
from mec.taxonomy.models import Topic
from mec.territories.models import Territory


class RoutingRule(models.Model):
    """A line of a State service's routing table: projects of a thématique, in a territory, go to an agent or a service.

    An empty thématique or territory stands for all of them; the most precise line wins.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="routing_rules", verbose_name="service"
    )
    """Whose table it is."""
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="routing_rules", verbose_name="thématique"
    )
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="routing_rules",
        verbose_name="territoire",
    )
    target = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="routed_rules", verbose_name="service destinataire"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="routing_rules"
    )
    """Of the target service; empty when the service shares out by itself."""
    created_at = models.DateTimeField("création", auto_now_add=True)

    class Meta:
        verbose_name = "règle de routage"
        verbose_name_plural = "règles de routage"
        constraints = [
            models.UniqueConstraint(fields=["organization", "topic", "territory"], name="projects_routing_once"),
            models.UniqueConstraint(
                fields=["organization", "topic"], condition=Q(territory=None), name="projects_routing_topic_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "territory"], condition=Q(topic=None), name="projects_routing_territory_once"
            ),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(topic=None, territory=None), name="projects_routing_default_once"
            ),
        ]

    def __str__(self) -> str:
        return f"règle {self.pk}"


class Assignment(models.Model):
    """A State service, through one of its agents, has taken the project in charge."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="assignments")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    """Empty while the project was given to a service that has not said who follows it."""
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments_made"
    )
    """Empty for whoever took it themselves."""
    rule = models.ForeignKey(
        "RoutingRule", on_delete=models.SET_NULL, null=True, blank=True, related_name="assignments"
    )
    """The line of the routing table whose suggestion was accepted; empty for a choice of one's own."""
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
        return f"{self.project_id} → {self.agent_id or self.organization_id}"

    @property
    def holder(self) -> str:
        """Who follows, in words: "Marc Dupuis (DDT de l’Ardèche)", or the service alone."""
        return f"{self.agent} ({self.organization})" if self.agent else str(self.organization)


class WaitingReminder(models.Model):
    """Those who answer for a project were reminded that it waits, once per period of its wait."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="waiting_reminders")
    waiting_since = models.DateTimeField("attend depuis")
    """Of which wait: a project that was given back waits anew."""
    period = models.PositiveSmallIntegerField("période")
    """1 once the tolerated delay has passed, 2 after twice that delay…"""
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)

    class Meta:
        verbose_name = "rappel"
        constraints = [
            models.UniqueConstraint(fields=["project", "waiting_since", "period"], name="projects_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"rappel {self.period} de {self.project_id}"
