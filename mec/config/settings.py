"""Settings: read from the environment alone; with an empty environment, a demonstration on this machine.

Each variable is described in docs/exploitation.md.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF

from mec.config.environment import embedded_secret, is_production, require_production_ready

env = environ.Env()

PRODUCTION = is_production(env("MEC_ENV", default="embedded"))
DATA_DIR = Path(env("MEC_DATA_DIR", default="var")).resolve()
HOST = env("MEC_HOST", default="127.0.0.1")
PORT = env.int("MEC_PORT", default=8000)
WEB_PROCESSES = env.int("MEC_WEB_PROCESSES", default=2)
WEB_THREADS = env.int("MEC_WEB_THREADS", default=4)
SITE_URL = env("MEC_SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
DEMO = env.bool("MEC_DEMO", default=not PRODUCTION)

DEBUG = False
SECRET_KEY = env("MEC_SECRET_KEY", default="") or ("" if PRODUCTION else embedded_secret(DATA_DIR))
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "localhost"]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "mec.config",
    "mec.demo",
    "mec.web.public",
    "mec.web.account",
    "mec.web.organizations",
    "mec.web.assistance",
    "mec.web.aids",
    "mec.web.moderation",
    "mec.web.projects",
    "mec.web.state",
    "mec.web.appointments",
    "mec.recommendations",
    "mec.funding",
    "mec.appointments",
    "mec.projects",
    "mec.offers",
    "mec.integrations",
    "mec.conversations",
    "mec.documents",
    "mec.notifications",
    "mec.questionnaires",
    "mec.organizations",
    "mec.accounts",
    "mec.territories",
    "mec.taxonomy",
    "mec.core.journal",
    "mec.core.mail",
    "mec.core.search",
    "mec.core.jobs",
    "mec.core.http",
    "mec.core.ui",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "mec.core.http.middleware.ResponseHeadersMiddleware",
    "mec.core.http.middleware.WellFormedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mec.core.http.sessions.SessionLifetimeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mec.web.assistance.middleware.SupportMiddleware",
    "mec.core.http.middleware.PageAccessMiddleware",
]

ROOT_URLCONF = "mec.config.urls"
WSGI_APPLICATION = "mec.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "mec.core.ui.context.site",
                "mec.web.menu.navigation",
            ],
        },
    }
]
FORM_RENDERER = "mec.core.ui.forms.DsfrRenderer"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'mec.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        # The base fits in memory: a row read by its key costs hardly more than the next one of a scan.
        "options": "-c lock_timeout=5000 -c random_page_cost=1.1",
        # A page costs the planner more than the reading: statements are planned once per connection.
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What may be lost and is shared by the processes of one machine: tokens of other services, who stopped answering.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["mec.web.backend.SignedInBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "account:sign_in"
LOGIN_REDIRECT_URL = "projects:list"

SESSION_COOKIE_NAME = "__Host-mec_session" if HTTPS else "mec_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-mec_csrf" if HTTPS else "mec_csrf"
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "mec.web.public.errors.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
if env.bool("MEC_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXY_COUNT = 1 if env.bool("MEC_BEHIND_PROXY", default=False) else 0
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = ["mec.core.http.uploads.GuardedUploadHandler"]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = ["mec.core.ui.finders.ProductFinder", "mec.core.ui.finders.BundleFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "documents": {
        "BACKEND": "mec.documents.storage.DurableStorage",
        "OPTIONS": {
            "location": DATA_DIR / "documents",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_CONFIG = env.email_url("MEC_EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MEC_FROM_EMAIL", default="Mon Espace Collectivité <ne-pas-repondre@mec.invalid>")
CONTACT_EMAIL = env("MEC_CONTACT_EMAIL", default="monespacecollectivite@anct.gouv.fr")
PUBLICATION_DIRECTOR = env(
    "MEC_PUBLICATION_DIRECTOR", default="la direction générale de l’Agence nationale de la cohésion des territoires"
)
HOSTING = env("MEC_HOSTING", default="")
"""Name, address and telephone of the host; empty where nobody hosts, as on one's own machine."""

CLAMAV = env("MEC_CLAMAV", default="")
"""Address of the antivirus, clamd: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty for none."""
AIDES_TERRITOIRES_URL = env("MEC_AIDES_TERRITOIRES_URL", default="https://aides-territoires.beta.gouv.fr").rstrip("/")
AIDES_TERRITOIRES_API_KEY = env("MEC_AIDES_TERRITOIRES_KEY", default="").strip()
"""Personal key of an account of Aides-territoires; empty, its aids are not read."""
WAITING_DAYS = env.int("MEC_WAITING_DAYS", default=10)
"""Working days that a project may wait for somebody before the State is reminded of it."""

TERMS_VERSION = "2026-11"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"mec": {"level": "INFO"}},
}

if PRODUCTION:
    require_production_ready(vars())
