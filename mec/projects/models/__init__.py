"""The sheet of a project, its people, its files, what blocks it, who follows it, and who has it in the State."""

from mec.projects.models.blockers import Blocker
from mec.projects.models.files import MessageDocument, ProjectDocument
from mec.projects.models.follow import Subscription
from mec.projects.models.partners import Partner
from mec.projects.models.people import Invitation, ProjectMember
from mec.projects.models.sheet import Project, new_reference
from mec.projects.models.triage import Assignment, RoutingRule, WaitingReminder

__all__ = [
    "Assignment",
    "Blocker",
    "Invitation",
    "MessageDocument",
    "Partner",
    "Project",
    "ProjectDocument",
    "ProjectMember",
    "RoutingRule",
    "Subscription",
    "WaitingReminder",
    "new_reference",
]
