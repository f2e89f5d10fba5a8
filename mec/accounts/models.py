from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A person, one account whatever the number of organisations and projects."""

    email = models.EmailField("adresse électronique", max_length=254, unique=True)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("équipe du service", default=False)
    date_joined = models.DateTimeField("inscription", auto_now_add=True)
    terms_version = models.CharField("conditions acceptées", max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField("acceptées le", null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


class SignInRequest(models.Model):
    """Somebody asked to sign in with an address: one link and one code, used once, void when there is a newer one."""

    email = models.EmailField("adresse électronique", max_length=254)
    """Lower case; there may be no account at this address yet."""
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    code_hash = models.CharField("empreinte du code", max_length=64, blank=True)
    """Empty for a link made on the server, which comes without a code."""
    network_hash = models.CharField("empreinte du réseau", max_length=64, blank=True)
    double_click_hash = models.CharField("empreinte du moment", max_length=64, unique=True, null=True)
    """Of the address, the network and the moment: two requests of one double click cannot both be written."""
    next_path = models.CharField("page demandée", max_length=500, blank=True)
    created_at = models.DateTimeField("demandé le")
    expires_at = models.DateTimeField("valable jusqu’au")
    attempts = models.PositiveSmallIntegerField("essais du code", default=0)
    used_at = models.DateTimeField("utilisé le", null=True, blank=True)
    used_by_hash = models.CharField("empreinte de la page qui a confirmé", max_length=64, blank=True)

    class Meta:
        verbose_name = "demande de connexion"
        verbose_name_plural = "demandes de connexion"
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_signinrequest_email_lower"),
        ]
        indexes = [
            models.Index(fields=["email", "-id"], name="accounts_signinrequest_last"),
            models.Index(fields=["created_at"], name="accounts_signinrequest_age"),
        ]

    def __str__(self) -> str:
        return f"demande {self.pk}"


class SupportVisit(models.Model):
    """Somebody of the service's team sees the service as a person does, reading only, for half an hour at most."""

    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="support_visits")
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="support_visits_made")
    reason = models.TextField("motif", max_length=500)
    started_at = models.DateTimeField("commencée le")
    expires_at = models.DateTimeField("finit au plus tard le")
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "visite d’assistance"
        verbose_name_plural = "visites d’assistance"
        constraints = [
            models.CheckConstraint(condition=~Q(agent=F("account")), name="accounts_supportvisit_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_supportvisit_reason"),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(ended_at__isnull=True), name="accounts_supportvisit_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} → {self.account_id}"
