"""Settings, read from the environment once. Without any, the embedded mode: SQLite, one process."""

from datetime import timedelta
from pathlib import Path

import environ

from backend.config.secret import kept_secret
from backend.people.scopes import MEANINGS

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE_DIR = Path(env.str("ACCORD_STATE_DIR", default=str(BASE_DIR / "var")))
STATE_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(STATE_DIR / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000")
LOG_ORIGIN = env.str("LOG_ORIGIN", default="accord.example")
# Base64 seeds of 32 bytes, oldest first; without any a key is made once and kept in STATE_DIR.
LOG_SIGNING_KEY = env.list("LOG_SIGNING_KEY", default=[])
SOURCE = "backend.audit.source.SystemSource"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "channels",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "oauth2_provider",
    "rest_framework",
    "backend.api",
    "backend.audit",
    "backend.people",
    "backend.clock",
    "backend.forums",
    "backend.actions",
    "backend.deals",
    "backend.sync",
    "backend.live",
    "backend.onboarding",
]
MIDDLEWARE = [
    "backend.api.middleware.RequestIdMiddleware",
    "backend.api.middleware.ApiHeadersMiddleware",
    "backend.api.middleware.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "backend.config.urls"
ASGI_APPLICATION = "backend.config.asgi.application"
WSGI_APPLICATION = "backend.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'accord.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Without recursive triggers INSERT OR REPLACE would delete a row past its triggers.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(STATE_DIR / "test.sqlite3")}
else:
    # Django's defaults never prepare a statement: they switch it off, and write the parameters into
    # the text before they send it. Planning was 0.3 ms of every list.
    DATABASES["default"]["OPTIONS"] = {"prepare_threshold": 5, "server_side_binding": True}
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Actor"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "backend.people.backends.GrantBackend",
]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)  # as SIGN_IN_PAUSE tells
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
PASSWORD_HASHERS = ["backend.people.passwords.FrugalArgon2PasswordHasher"]
GUARDIAN_USER_OBJ_PERMS_MODEL = "people.Grant"
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
# It asks for guardian's own backend, which knows no validity in time: GrantBackend stands for it.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# OAuth 2 as RFC 9700 wants it. What its grants may be is said in backend/people/oauth/server.py.
OAUTH2_PROVIDER_APPLICATION_MODEL = "people.Client"
OAUTH2_PROVIDER_GRANT_MODEL = "people.AuthorizationCode"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "people.AccessToken"  # noqa: S105 - a model
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "people.RefreshToken"  # noqa: S105 - likewise
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "people.IdToken"  # noqa: S105 - likewise
OAUTH2_PROVIDER = {
    "OIDC_ISS_ENDPOINT": PUBLIC_BASE_URL.rstrip("/"),
    "SCOPES_BACKEND_CLASS": "backend.people.oauth.scopes.ClientScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 15 * 60,
    # Longer than any consent, so that what was renewed is still known when it is tried again.
    "REFRESH_TOKEN_EXPIRE_SECONDS": 100 * 24 * 60 * 60,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ROTATE_REFRESH_TOKEN": True,
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_GRANT_TYPES_SUPPORTED": [
        "authorization_code",
        "client_credentials",
        "refresh_token",
    ],
    "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": [
        "client_secret_basic",
        "client_secret_post",
        "none",
    ],
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "backend.api.handlers.csrf_failure"
MAX_BODY_BYTES = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

IS_PUBLIC = PUBLIC_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PUBLIC
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PUBLIC else None
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"

# On standard error. Django tells of a failed request nowhere when DEBUG is off, unless asked.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"with_request_id": {"()": "backend.api.logs.WithRequestId"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["with_request_id"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # What was refused stands in the access log.
        "django.request": {"level": "ERROR"},
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.people.authentication.BearerSignIn",
        "backend.people.authentication.SessionSignIn",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["backend.people.limits.Limit"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "backend.api.handlers.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "backend.api.schema.operations.ApiSchema",
    "UNAUTHENTICATED_USER": None,
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
APPEND_SLASH = False

SPECTACULAR_SETTINGS = {
    "TITLE": "Accord",
    "DESCRIPTION": "The system in which a place's public partnership keeps its promises.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "CONTACT": {"name": "Accord", "url": "https://github.com/accord/accord"},
    "LICENSE": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    "SERVERS": [{"url": "/"}],
    "TAGS": [
        {"name": "people", "description": "Who you are here, and who holds which role."},
        {"name": "plans", "description": "Plans, and what they list."},
        {"name": "actions", "description": "Actions: proposed, started, at risk, done."},
        {"name": "deals", "description": "What each party will do: co-produced, signed, judged."},
        {"name": "funds", "description": "Funds, and the grants they give; amounts in pence."},
        {"name": "forums", "description": "The bodies that meet and decide."},
        {
            "name": "escalations",
            "description": "What one level cannot resolve, until a forum answers.",
        },
        {"name": "audit", "description": "The log: append-only, signed, open to verification."},
        {"name": "sync", "description": "Partner systems: both ways, without losing anything."},
        {"name": "stream", "description": "Tickets for the websocket."},
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "COMPONENT_SPLIT_PATCH": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["backend.api.schema.hooks.split_methods"],
    "POSTPROCESSING_HOOKS": ["backend.api.schema.hooks.finish"],
    "OAUTH2_AUTHORIZATION_URL": "/oauth/authorize",
    "OAUTH2_TOKEN_URL": "/oauth/token",
    "OAUTH2_SCOPES": MEANINGS,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# What falls due is done by a thread of the server, or by `manage.py worker` beside it.
WORKER = env.str("WORKER", default="in-process")
# How often it looks for what has fallen due.
WORKER_LOOK_SECONDS = env.float("WORKER_LOOK_SECONDS", default=15)

# The websocket's doorbells: between processes over Redis, else within this one. Data never.
REDIS_URL = env.str("REDIS_URL", default="")
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
if REDIS_URL:
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "accord"},
    }
# How often one may ask within a minute; 0: as often as one likes. Counted together over Redis.
RATE_LIMIT_PRINCIPAL = env.int("RATE_LIMIT_PRINCIPAL", default=600)
RATE_LIMIT_ANONYMOUS = env.int("RATE_LIMIT_ANONYMOUS", default=60)
RATE_LIMIT_TOKEN = env.int("RATE_LIMIT_TOKEN", default=10)
RATE_LIMIT_COUNTING = (
    "backend.people.shared_counting.SharedCounting"
    if REDIS_URL
    else "backend.people.counting.OneProcess"
)

# Pages that may open a socket; on one's own machine under either name. A program has no origin.
_ORIGIN = PUBLIC_BASE_URL.rstrip("/")
STREAM_ALLOWED_ORIGINS = env.list(
    "STREAM_ALLOWED_ORIGINS",
    default=[
        _ORIGIN,
        _ORIGIN.replace("//127.0.0.1", "//localhost"),
        _ORIGIN.replace("//localhost", "//127.0.0.1"),
    ],
)
STREAM_HTTP_THREADS = env.int("STREAM_HTTP_THREADS", default=8)
# How many readers may wait for a change at once, each in one of the threads that answer requests.
# With half of them at most nobody is starved; 0 where a WSGI server gives each process few threads.
CHANGES_WAITERS = env.int("CHANGES_WAITERS", default=STREAM_HTTP_THREADS // 2)
STREAM_DATABASE_THREADS = env.int("STREAM_DATABASE_THREADS", default=4)
STREAM_HEARTBEAT_SECONDS = env.float("STREAM_HEARTBEAT_SECONDS", default=25)
STREAM_INIT_SECONDS = env.float("STREAM_INIT_SECONDS", default=5)
# A token that was revoked is noticed this late at most, and a doorbell that was lost.
STREAM_LOOK_SECONDS = env.float("STREAM_LOOK_SECONDS", default=1.5)
STREAM_SILENCE_SECONDS = env.float("STREAM_SILENCE_SECONDS", default=60)
STREAM_WINDOW = env.int("STREAM_WINDOW", default=100)
STREAM_PAGE = env.int("STREAM_PAGE", default=200)
STREAM_FRAME_BYTES = env.int("STREAM_FRAME_BYTES", default=65_536)
STREAM_SOCKETS_PER_PRINCIPAL = env.int("STREAM_SOCKETS_PER_PRINCIPAL", default=5)
STREAM_SUBSCRIPTIONS_PER_SOCKET = env.int("STREAM_SUBSCRIPTIONS_PER_SOCKET", default=20)

# Telling partner systems: how many are told at once, how often it looks for what is due when no
# doorbell rings, and by which proxy requests leave where all must.
WEBHOOK_SENDERS = env.int("WEBHOOK_SENDERS", default=32)
WEBHOOK_LOOK_SECONDS = env.float("WEBHOOK_LOOK_SECONDS", default=2)
WEBHOOK_EGRESS_PROXY = env.str("WEBHOOK_EGRESS_PROXY", default="")
# Fernet keys that their secrets are kept under, newest first; after them always one of SECRET_KEY.
WEBHOOK_KEYS = env.list("WEBHOOK_KEYS", default=[])
# For development alone: an endpoint may be plain HTTP on this very machine.
WEBHOOK_ALLOW_LOOPBACK = env.bool("WEBHOOK_ALLOW_LOOPBACK", default=False)

# How often a worker looks for imports with lines to be heard when no doorbell rings.
IMPORT_LOOK_SECONDS = env.float("IMPORT_LOOK_SECONDS", default=2)
