"""All settings of the installation, read from a few environment variables with strict readers."""

import logging
import os
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, *, default: bool) -> bool:
    """Read a switch: 1/0, true/false, yes/no; anything else is refused."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes"}:
        return True
    if raw in {"0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} muss 1 oder 0 sein, nicht {raw!r}.")


def env_number(name: str, *, default: int) -> int:
    """Read a whole number that is not negative; raises ImproperlyConfigured for anything else."""
    told = os.environ.get(name, "") or str(default)
    if not (told.isascii() and told.isdigit()):
        raise ImproperlyConfigured(f"{name} muss eine ganze Zahl sein.")
    return int(told)


def env_mail(url: str) -> dict[str, object]:
    """Read `smtp://user:password@host:port` (STARTTLS), `smtps://…` (TLS from the start) or `console:`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL muss mit smtp:// oder smtps:// beginnen und einen Server nennen.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1"},
    }


def env_list(name: str, *, default: list[str]) -> list[str]:
    """Read a comma-separated list."""
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or default


def env_scanner(url: str) -> str:
    """Read where the virus scanner listens: `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`; empty for none."""
    parts = urlsplit(url)
    known = (parts.scheme == "unix" and parts.path) or (parts.scheme == "tcp" and parts.hostname)
    if url and not known:
        raise ImproperlyConfigured("CLAMD_URL muss mit unix:/// oder tcp:// beginnen und sagen, wo der Scanner hört.")
    return url


def env_database(url: str) -> dict[str, object]:
    """Read `postgresql://user:password@host:port/name?option=value`; a socket's folder stands in `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL muss mit postgresql:// beginnen und eine Datenbank nennen.")
    # Compiling a query costs more than it saves here: what somebody may read is long to say and quick to find.
    options = {"options": "-c jit=off"} | dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


class Storage(NamedTuple):
    """A bucket that speaks S3: the address of its server, its name, what its keys begin with, and who asks."""

    endpoint: str
    bucket: str
    prefix: str
    region: str
    key: str
    secret: str


def env_storage(url: str) -> Storage | None:
    """Read `https://server/bucket/prefix?region=…` with STORAGE_KEY and STORAGE_SECRET; all of it, or none."""
    parts, given = urlsplit(url), (os.environ.get("STORAGE_KEY", ""), os.environ.get("STORAGE_SECRET", ""))
    if not url and not any(given):
        return None
    if not url or not all(given):
        raise ImproperlyConfigured(
            "STORAGE_URL, STORAGE_KEY und STORAGE_SECRET gehören zusammen: alle drei oder keine."
        )
    bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bucket:
        raise ImproperlyConfigured(
            "STORAGE_URL muss mit https:// beginnen und einen Server und einen Bucket nennen, etwa"
            " https://s3.example.org/akten."
        )
    if parts.username or parts.password:
        raise ImproperlyConfigured("STORAGE_URL nennt einen Schlüssel; er gehört in STORAGE_KEY und STORAGE_SECRET.")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    region = asked.pop("region", "us-east-1")
    if asked or not region:
        raise ImproperlyConfigured("STORAGE_URL kennt nach dem Fragezeichen nur region=….")
    return Storage(f"{parts.scheme}://{parts.netloc}", bucket, prefix, region, *given)


def env_logins(url: str) -> list[dict[str, object]]:
    """Give allauth's entry for the OpenID Connect server at the address; none for an empty one."""
    if not url:
        return []
    return [
        {
            "provider_id": "stadt",
            "name": os.environ.get("OIDC_NAME") or "Anmeldung der Stadt",
            "client_id": os.environ.get("OIDC_CLIENT", ""),
            "secret": os.environ.get("OIDC_SECRET", ""),
            "settings": {"server_url": url},
        }
    ]


def env_origins(url: str) -> list[str]:
    """Give the origin of an address as the content policy names it; none for an empty one."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if url else []


DEMO = env_bool("DEMO", default=False)
DEBUG = env_bool("DEBUG", default=False)
# Served in earnest: neither shown, nor developed, tested or built.
PRODUCTION = not (DEMO or DEBUG or "PYTEST_VERSION" in os.environ or env_bool("BUILD", default=False))
DATA_DIR = Path(os.environ.get("DATA") or BASE_DIR / "var").resolve()
VAULT_ROOT = DATA_DIR / "vault"
# Where the files lie when not in that folder.
STORAGE = env_storage(os.environ.get("STORAGE_URL", ""))
INDEX_ROOT = DATA_DIR / "index"
JOURNAL_WITNESS = DATA_DIR / "journal.heads"
SEARCH_ENGINE = os.environ.get("SEARCH_ENGINE", "whoosh")
SHARED_DIR = BASE_DIR.parent / "shared"

FOLLOW = env_bool("FOLLOW", default=False)  # whether the server process itself runs the loop of readers and chores

CITY_NAME = os.environ.get("CITY_NAME", "Falkenbrück")
# The public address, without a slash at its end: all whole addresses that leave the house begin with it.
BASE_URL = os.environ.get("BASE_URL", "").rstrip("/") or f"http://localhost:{os.environ.get('PORT') or 8000}"
ONE_HOST = bool(os.environ.get("BASE_URL"))  # whether open data under any other host lead to the public address
# The only sources of imports begun on a page; none: all public ones.
IMPORT_HOSTS = env_list("IMPORT_HOSTS", default=[])
OPARL_VENDOR = os.environ.get("OPARL_VENDOR", "kassel")
OPARL_LICENSE = os.environ.get("OPARL_LICENSE", "https://www.govdata.de/dl-de/zero-2-0")
OPARL_CONTACT = os.environ.get("OPARL_CONTACT", "ratsinformation@example.org")
# The same licence as the catalogue and as people call it; who gives the data, as GovData knows them.
OPEN_DATA_LICENCE = os.environ.get("OPEN_DATA_LICENCE", "http://dcat-ap.de/def/licenses/dl-zero-de/2.0")
OPEN_DATA_LICENCE_NAME = os.environ.get("OPEN_DATA_LICENCE_NAME", "Datenlizenz Deutschland – Zero – Version 2.0")
OPEN_DATA_CONTRIBUTOR = os.environ.get("OPEN_DATA_CONTRIBUTOR", "")


def _secret_key() -> str:
    """Take the key from the environment; the demo keeps one of its own beside its data."""
    key = os.environ.get("SECRET_KEY", "")
    if key:
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY fehlt: ein langes zufälliges Geheimnis setzen.")
    kept = DATA_DIR / "secret.key"
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        kept.write_text(os.urandom(32).hex(), encoding="ascii")
        kept.chmod(0o600)
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
# Old keys, while sessions and links made with them last.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "channels",
    "guardian",
    "django_htmx",
    "council",
    "documents",
    "motions",
    "collaboration",
]

MIDDLEWARE = [
    "council.logbook.named",
    "council.figures.measured",
    "council.requests.legible",
    "council.requests.stream",
    "council.requests.guard",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "council.idleness.ended",
    "council.limits.counted",
    "council.requests.forget",
    "council.second_factor.forced",
    "council.requests.refusals",
    "council.requests.cache_privately",
]

ROOT_URLCONF = "council.urls"
ASGI_APPLICATION = "council.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "council.requests.city",
            ],
            "builtins": ["council.templatetags.council"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "council.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
    },
    # A file, as in earnest: threads and sockets have connections of their own. One for each run of the tests.
    "TEST": {"NAME": Path(gettempdir()) / f"council-test-{os.getpid()}.sqlite3"},
}
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": env_database(DATABASE_URL) if DATABASE_URL else _SQLITE}

LIVE_SEATS = 4000  # open sockets of people who are not signed in, per process; further pages ask every few seconds

# What several processes share: the bell, drafts written together, limits. One process needs none.
REDIS_URL = os.environ.get("REDIS_URL", "")
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "council")  # one for each installation at the same Redis
if REDIS_URL and urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured("REDIS_URL muss mit redis://, rediss:// oder unix:// beginnen.")
_LAYER: dict[str, object] = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
if REDIS_URL:
    _LAYER = {"BACKEND": "council.shared_layer.SharedLayer", "CONFIG": {"url": REDIS_URL, "prefix": REDIS_PREFIX}}
CHANNEL_LAYERS = {"default": _LAYER}

AUTH_USER_MODEL = "council.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "council.passwords.WordsOfTheHouse"},
]
ACCOUNT_ADAPTER = "council.signing_in.Adapter"
USERSESSIONS_ADAPTER = "council.signed_out.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "council.forms.accounts.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds for which the password given once more suffices
MFA_ADAPTER = "council.seeds.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = CITY_NAME
MFA_TOTP_TOLERANCE = 1  # periods of thirty seconds that a clock may go wrong
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
# After so many days without doing anything councillors sign in again; 0: only after fourteen days, as everybody.
IDLE_DAYS = env_number("IDLE_DAYS", default=10)
# Clerk, chair, administration and moderators need a second factor; the demo and most tests do without.
SECOND_FACTOR = env_bool("SECOND_FACTOR", default=not (DEMO or "PYTEST_VERSION" in os.environ))
# The city's own login, where it has one: it opens no account, it finds the one with the same confirmed address.
CLAMD_URL = env_scanner(os.environ.get("CLAMD_URL", ""))  # asked about every file that comes in; empty: no scan
OIDC_URL = os.environ.get("OIDC_URL", "")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": env_logins(OIDC_URL)}}
SOCIALACCOUNT_ADAPTER = "council.city_login.Adapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".built" / "static"
BUNDLES_ROOT = BASE_DIR / ".built" / "bundles"
STATICFILES_FINDERS = ["council.assets.AllowedAssets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Compressed already, or asked for by hardly anybody: the character maps and fonts of pdf.js.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "tgz", "bz2", "tbz", "xz", "br", "woff", "woff2"),
    *("bcmap", "pfb", "ttf"),
)

# What one address or account may ask in a minute (`council.limits`); generous, for a whole town hall may share one
# address. Counted in the cache: that of the process suffices for one; several need one that they share.
RATE_LIMITS = {
    "guest": {"read": 1800, "search": 240, "print": 60, "write": 60},
    "account": {"read": 900, "search": 120, "print": 30, "write": 90},
    "member": {"read": 1800, "search": 240, "print": 120, "write": 300},
}
if not env_bool("LIMITS", default=PRODUCTION):
    RATE_LIMITS = {}
_CACHE: dict[str, object] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
if REDIS_URL:
    _CACHE = {"BACKEND": "council.shared_cache.SharedCache", "LOCATION": REDIS_URL, "KEY_PREFIX": REDIS_PREFIX}
CACHES = {"default": _CACHE}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["council.uploads.Handler"]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"  # on the disk of the vault; of what dies there a day later nothing is left
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # the handler makes this folder with the first file
UPLOAD_MAX_BYTES = 100 * 1024 * 1024

globals().update(env_mail(os.environ.get("EMAIL_URL") or "console:"))
EMAIL_TIMEOUT = 20  # seconds; a mail server that does not answer holds up nobody
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ratsinformation@example.org")

MESSAGE_STORAGE = "council.cookies.Storage"
MESSAGES_COOKIE_NAME = "messages"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    # The prefix makes browsers refuse a cookie of that name from any other host or an unencrypted page.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    MESSAGES_COOKIE_NAME = "__Host-messages"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked for by this machine itself
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF, *env_origins(OIDC_URL)],  # whoever signs in there is sent on by a form of ours
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        # Every script of a page is a bundle of its own and makes the one policy anew (static_src/js/trusted.js).
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["council", "'allow-duplicates'"],
    }
}

METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # without one /metrics answers this machine alone
LOG_FORMAT = os.environ.get("LOG_FORMAT") or "plain"
if LOG_FORMAT not in {"plain", "json"}:
    raise ImproperlyConfigured("LOG_FORMAT muss plain oder json sein.")
# Those that serve write lines of their own; where machines read, they leave theirs to the house.
_SERVERS = ("uvicorn", "uvicorn.error", "gunicorn.error") if LOG_FORMAT == "json" else ()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "council.logbook.Json"},
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "datefmt": "%Y-%m-%dT%H:%M:%S%z", "style": "{"},
    },
    "filters": {"addresses": {"()": "council.logbook.Addresses"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["addresses"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "council.signing_in": {"level": "INFO"},
        "council.requests": {"level": "INFO"},
        "council.limits": {"level": "INFO"},
        **{name: {"propagate": True} for name in _SERVERS},
    },
}
logging.captureWarnings(LOG_FORMAT == "json")  # what Python warns of is a line like any other
