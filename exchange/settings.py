"""Settings, read from the environment; a wrong value stops the start with a sentence that says which."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from exchange.embedded.attach import broker_url, service_urls
from exchange.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
YES, NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0"}


def yes_or_no(name: str, *, default: bool) -> bool:
    """A switch; a word that is neither stops the start, since a misspelt one must not open the demonstration."""
    value = os.environ.get(name, "").strip().lower()
    if value and value not in YES | NO:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {os.environ[name]!r}.")
    return value in YES if value else default


def whole_number(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if value and not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {os.environ[name]!r}.")
    return int(value) if value else default


DEMO_SECRET_KEY = "demonstration-only-key-that-production-refuses-to-start-with"  # noqa: S105

# --- Where the portal runs -------------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
PRODUCTION = yes_or_no("PRODUCTION", default=False)
DEMO = yes_or_no("DEMO", default=not PRODUCTION)
DEBUG = yes_or_no("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else DEMO_SECRET_KEY)
PORT = whole_number("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default="" if PRODUCTION else f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

if PRODUCTION:
    if len(SECRET_KEY) < 50 or SECRET_KEY == DEMO_SECRET_KEY:
        raise ImproperlyConfigured(
            "SECRET_KEY must be a secret of at least 50 characters, and not the demonstration's."
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts the portal answers to.")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must be the portal's public https address.")
    if DEMO or DEBUG:
        raise ImproperlyConfigured("DEMO and DEBUG must be off in production.")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        raise ImproperlyConfigured("DATABASE_URL and REDIS_URL must be set in production.")

# --- Applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "pghistory.admin",  # before the administration, whose templates it extends
    "exchange.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "taxonomy",
    "accounts",
    "catalog",
    "matching",
    "cooperation",
    "advisory",
    "exchange",
]

MIDDLEWARE = [
    "exchange.middleware.UnavailableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "exchange.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "exchange.middleware.CompressionMiddleware",  # below what serves files, above what makes pages
    "exchange.middleware.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "exchange.middleware.HistoryMiddleware",
    "exchange.middleware.PrivatePagesMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "exchange.urls"
WSGI_APPLICATION = "exchange.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "exchange.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "taxonomy.templatetags.display"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

PGHISTORY_ADMIN_CLASS = "exchange.administration.HistoryAdmin"
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading changes nothing

# --- Database, cache, jobs -------------------------------------------------------------------------------------------
_database_url, REDIS_URL = env.str("DATABASE_URL", default=""), env.str("REDIS_URL", default="")
if not (_database_url and REDIS_URL):
    _services = service_urls(DATA_DIR)
    _database_url, REDIS_URL = _database_url or _services.database_url, REDIS_URL or _services.redis_url
_database = env.db_url_config(_database_url)
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "options": "-c statement_timeout=20000 -c lock_timeout=8000",
            **_database.get("OPTIONS", {}),
        },
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default="test_cungcau")},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "exchange.cache.QuietRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cungcau",
        "OPTIONS": {"socket_timeout": 0.5},  # a cache that hangs is one that is away
    },
    # Parts of pages, kept in each process under the catalogue's stamp.
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
#: "lsa" computes meanings without the neural model, as on machines that cannot run it.
EMBEDDER = env.str("EMBEDDER", default="")
#: Visitors' pages are kept while the catalogue stands still.
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "cungcau"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- E-mail ----------------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update({key: value for key, value in env.email_url_config(EMAIL_URL).items() if key.startswith("EMAIL_")})
    EMAIL_TIMEOUT = 20
elif PRODUCTION:
    raise ImproperlyConfigured("EMAIL_URL must name the mail server, for example smtp+tls://user:password@host:587.")
else:
    EMAIL_BACKEND = "accounts.demo_mailbox.DemoMailboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="CungCầu <khong-tra-loi@cungcau.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- The connection point ------------------------------------------------------------------------------------------
POINT_CODE = env.str("POINT_CODE", default="HP")
POINT_PROVINCE = env.str("POINT_PROVINCE", default="31")
POINT = {
    "name": _("Technology supply–demand connection point"),
    "department": _("Hai Phong Department of Science and Technology"),
    "email": env.str("POINT_EMAIL", default="diem-ket-noi@cungcau.example"),
}

# --- Language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["taxonomy.locale_formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- Signing in ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "exchange:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "exchange:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 86_400
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https") else "http"
ACCOUNT_RATE_LIMITS = False  # Counted in PostgreSQL by accounts.throttling, so that they hold without a cache.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "accounts.entrance_forms.LoginForm",
    "signup": "accounts.entrance_forms.SignUpForm",
    "reset_password": "accounts.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.entrance_forms.ResetPasswordKeyForm",
    "change_password": "accounts.entrance_forms.ChangePasswordForm",
    "add_email": "accounts.entrance_forms.AddEmailForm",
    "reauthenticate": "accounts.entrance_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.entrance_forms.CodeForm",
    "reauthenticate": "accounts.entrance_forms.CodeAgainForm",
    "add_webauthn": "accounts.passkey_forms.AddForm",
    "edit_webauthn": "accounts.passkey_forms.EditForm",
    "authenticate_webauthn": "accounts.passkey_forms.AuthenticateForm",
    "login_webauthn": "accounts.passkey_forms.LoginForm",
    "reauthenticate_webauthn": "accounts.passkey_forms.ReauthenticateForm",
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # The address is unique by a constraint on its lower-case form.
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "CungCầu"
SECOND_FACTOR_REQUIRED = yes_or_no("SECOND_FACTOR_REQUIRED", default=not DEMO)
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)

# --- Security ------------------------------------------------------------------------------------------------------
_secure = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if _secure else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _secure else "csrf"
CSRF_FAILURE_VIEW = "exchange.errors.csrf_failure"
SECURE_SSL_REDIRECT = _secure
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "exchange.upload_handlers.TidyTemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
#: Started by exchange.embedded, where nobody else collects the files.
SUPERVISED = "CUNGCAU_EMBEDDED" in os.environ
#: Whether files are served compressed, under names that tell their content.
STATIC_COLLECTED = not DEBUG and (SUPERVISED or not DEMO)
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
UPLOAD_MAX_BYTES = whole_number("UPLOAD_MAX_BYTES", default=10_000_000)
#: "host:port" or the path of a socket of clamd; empty: files are not scanned for viruses.
CLAMD = env.str("CLAMD", default="")
UPLOAD_MAX_PIXELS = 40_000_000
UPLOAD_MAX_FILES = 10

# --- Rules of the house (a manager's pages will edit some of these) --------------------------------------------------
LISTING_VALID_DAYS = 365
LISTING_ARCHIVED_AFTER_DAYS = 365
ORGANISATION_VERIFIED_DAYS = 730
EXPERT_VERIFIED_DAYS = 730
TRL_VERIFIED_DAYS = 365
REVIEW_WORKING_DAYS = 5
INTEREST_WORKING_DAYS = 5
TRIAGE_WORKING_DAYS = 10
INVITATION_DAYS = 14
SUGGESTIONS_PER_LISTING = 50

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "CRITICAL"},  # what a page asked for and did not get
        "weasyprint.progress": {"level": "WARNING"},
    },
}
