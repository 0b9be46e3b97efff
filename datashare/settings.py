"""Every setting, read only from the environment."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from datashare import database, providers
from datashare.environment import Environment
from datashare.schedule import SCHEDULE
from datashare.sign_in import *  # noqa: F403 (settings are read by name from this module)

# Allows ModelAdmin[Asset] and similar at runtime.
django_stubs_ext.monkeypatch()

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))

# production by default, so that a missing variable is safe.
ENVIRONMENT = env.str("DATASHARE_ENV", default="production")
if ENVIRONMENT not in {"production", "local", "test"}:
    raise ImproperlyConfigured("DATASHARE_ENV is one of production, local, test.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = False

# Refused in production, below.
LOCAL_SECRET = "only-for-a-service-on-this-machine-alone-with-demonstration-data"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else LOCAL_SECRET)
if PRODUCTION and (len(SECRET_KEY) < 50 or SECRET_KEY == LOCAL_SECRET):
    raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters in production.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SERVICE_NAME = "Design a data share"
# The address of the service itself, for links in email, sealed files and catalogue feeds.
SERVICE_URL = env.str("SERVICE_URL", default="" if PRODUCTION else "http://localhost:8000").rstrip("/")
if PRODUCTION and not SERVICE_URL.startswith("https://"):
    raise ImproperlyConfigured("SERVICE_URL must be the https:// address of the service in production.")
# "plain" everywhere; "govuk" (crown and GDS Transport) only for a service on the gov.uk domain.
BRAND = env.str("BRAND", default="plain")
READ_ONLY = env.bool("READ_ONLY", default=False)

INSTALLED_APPS = [
    "datashare.apps.DatashareConfig",
    "community",
    "catalogue",
    "agreements",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "pgtrigger",
    "django_structlog",
    "csp",
    "datashare.apps.StaffAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "datashare.apps.StaticFiles",
]
if ENVIRONMENT == "test":
    INSTALLED_APPS.append("tests.support")

MIDDLEWARE = [
    "datashare.health.Lives",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "datashare.lib.error_pages.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "community.accounts.sessions.LastUsed",
    "datashare.lib.middleware.PrivatePages",
    "datashare.lib.middleware.ReadOnly",
    "datashare.lib.error_pages.Problems",
]

ROOT_URLCONF = "datashare.urls"
WSGI_APPLICATION = "datashare.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "datashare.lib.jinja.environment",
            "context_processors": ["datashare.lib.jinja.furniture"],
        },
    },
    {
        # Django's own language serves the admin and the sign-in library's pages.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"frames": "datashare.lib.frames"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "datashare.lib.govuk.Renderer"

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://datashare_app@localhost/datashare")}
DATABASES["default"] |= database.settings(
    keep=env.int("CONN_MAX_AGE", default=600), pooled=env.bool("DATABASE_POOLED", default=False)
)
# The role that owns the tables and migrates them. The service itself never connects as this role.
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DATABASE_APPLICATION_ROLE = env.str("DATABASE_APPLICATION_ROLE", default="datashare_app")

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.str("CACHE_PREFIX", default="das"),
        # Time limits, so that a hanging cache does not hang a page.
        "OPTIONS": {"socket_connect_timeout": 0.4, "socket_timeout": 0.8},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {
        "BACKEND": env.str("FILE_STORAGE", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("FILE_STORAGE_OPTIONS", default={"location": str(DATA_DIR / "files")}),
    },
    "staticfiles": {
        "BACKEND": "datashare.lib.storage.HashedStaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Queue ----------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "global_keyprefix": env.str("QUEUE_PREFIX", default="das-"),
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
# Both are needed: acks_late alone loses the job of a killed worker.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "community.User"
if ENVIRONMENT == "test":
    # A fast hasher for tests, which check thousands of passwords.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = SERVICE_NAME
# Single sign-on, when an OpenID Connect provider is configured: a JSON list of its settings.
OIDC_PROVIDERS = providers.checked(env.json("OIDC_PROVIDERS", default=[]), encrypted=PRODUCTION)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_PROVIDERS, "OAUTH_PKCE_ENABLED": True}}

# --- Object permissions ---------------------------------------------------------------------------

GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
# Without guardian's own backend: only agreements/policy.py reads its rows (promises.md, how 11).
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# --- Safety ---------------------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    # Throttle sign-in by the client's address from the proxy's header, not by the proxy's own.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "datashare.pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *providers.origins(OIDC_PROVIDERS)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
VERIFY_MAX_BYTES = 30 * 1024 * 1024

# --- Seal -----------------------------------------------------------------------------------------

# A PKCS#12 file with the seal's key and certificate; local services create one.
SEAL_KEY_FILE = Path(env.str("SEAL_KEY_FILE", default=str(DATA_DIR / "seal" / "seal.p12")))
SEAL_KEY_PASSPHRASE = env.str("SEAL_KEY_PASSPHRASE", default="")
# Certificates (*.pem) of former keys, to verify their seals.
SEAL_FORMER_CERTIFICATES = Path(env.str("SEAL_FORMER_CERTIFICATES", default=str(DATA_DIR / "seal" / "former")))
SEAL_TIMESTAMP_URL = env.str("SEAL_TIMESTAMP_URL", default="")
if PRODUCTION and not env.str("SEAL_KEY_FILE", default=""):
    raise ImproperlyConfigured("SEAL_KEY_FILE must name the PKCS#12 file of the seal in production.")

# --- Mail -----------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="" if PRODUCTION else f"filemail:///{DATA_DIR}/mail")
vars().update(EMAIL_CONFIG)
if "filebased" in EMAIL_CONFIG.get("EMAIL_BACKEND", ""):
    EMAIL_BACKEND = "datashare.lib.mailfiles.EmailBackend"
# Shorter than the limit for idle transactions, as a mail is sent under its row lock.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Design a data share <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where people ask for help; shown on the help page and to those who cannot sign up.
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="support@demonstration.gov.uk" if ENVIRONMENT == "local" else "")

# Who decides how and why the service uses personal data, and where to reach its data protection officer: privacy page.
SERVICE_CONTROLLER = env.str(
    "SERVICE_CONTROLLER", default="The Demonstration Office, an invented body," if ENVIRONMENT == "local" else ""
)
DATA_PROTECTION_EMAIL = env.str("DATA_PROTECTION_EMAIL", default="")

# --- Words, time, pages ---------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = "datashare.lib.formats"
# GOV.UK Frontend's style sheet requests /assets/…
STATIC_URL = "/assets/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "static-built")))
_FRONTEND = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    _FRONTEND / "govuk-frontend" / "dist" / "govuk" / "assets",
    _FRONTEND / "@ministryofjustice" / "frontend" / "moj" / "assets",
    ("govuk", _FRONTEND / "govuk-frontend" / "dist" / "govuk"),
    ("moj", _FRONTEND / "@ministryofjustice" / "frontend" / "moj"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
# Each client of a test has middleware of its own, which would list every file when it is made.
WHITENOISE_AUTOREFRESH = ENVIRONMENT == "test"
WHITENOISE_MAX_AGE = 0 if not PRODUCTION else 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "structlog.stdlib.ProcessorFormatter", "processor": "ext://datashare.lib.logs.renderer"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL")},
}
