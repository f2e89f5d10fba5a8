"""Pages as people use them: by role and by label, never by class or position."""

from tests.browser.pages.account import CodePage, Mailbox, Notifications, SignIn, SignInPage, Terms
from tests.browser.pages.product import ProductPage
from tests.browser.pages.projects import (
    Exchanges,
    InvitationPage,
    Members,
    ProjectForm,
    ProjectList,
    Sheet,
    StateZone,
)

__all__ = [
    "CodePage",
    "Exchanges",
    "InvitationPage",
    "Mailbox",
    "Members",
    "Notifications",
    "ProductPage",
    "ProjectForm",
    "ProjectList",
    "Sheet",
    "SignIn",
    "SignInPage",
    "StateZone",
    "Terms",
]
