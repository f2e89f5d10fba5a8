"""Pages as people use them: by role and by label, never by class or position."""

from tests.browser.pages.account import CodePage, Mailbox, Notifications, SignIn, SignInPage, Terms
from tests.browser.pages.product import ProductPage
from tests.browser.pages.projects import (
    Blockers,
    Exchanges,
    InvitationPage,
    Members,
    ProjectForm,
    ProjectList,
    Sheet,
    StateZone,
)
from tests.browser.pages.state import Assignment, Inbox, PriorityPage

__all__ = [
    "Assignment",
    "Blockers",
    "CodePage",
    "Exchanges",
    "Inbox",
    "InvitationPage",
    "Mailbox",
    "Members",
    "Notifications",
    "PriorityPage",
    "ProductPage",
    "ProjectForm",
    "ProjectList",
    "Sheet",
    "SignIn",
    "SignInPage",
    "StateZone",
    "Terms",
]
