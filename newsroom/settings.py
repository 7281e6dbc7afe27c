"""The one settings file; what differs between machines comes from the environment (DESIGN part 4)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from newsroom import database
from newsroom import environment as env
from newsroom.buckets.addresses import keep_apart, place
from newsroom.plain_cache import cache_in

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.var_folder()

DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.secret_key(debug=DEBUG)
SECRET_KEY_FALLBACKS = env.csv("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.allowed_hosts(debug=DEBUG)
CSRF_TRUSTED_ORIGINS = env.csv("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.origin("SITE_URL", f"http://127.0.0.1:{env.port()}")
SITE_NAME = env.text("SITE_NAME", "غرفة الأخبار")
IS_HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "articles.apps.ArticlesConfig",
    "tags.apps.TagsConfig",
    "newsroom.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "taggit",
    "django_filters",
    "django_prose_editor",
    "js_asset",
    "csp",
    "axes",
    "procrastinate.contrib.django",
]

# All of these are lazy: a public page, which asks for no session, user or token, sets no cookie and
# varies on nothing but its packing (DESIGN 2.11).
MIDDLEWARE = [
    "newsroom.middleware.head_middleware",
    "newsroom.patience.patience_middleware",
    "newsroom.middleware.client_address_middleware",  # before anything asks whether a request is secure
    "newsroom.middleware.compression_middleware",
    "articles.caching.replicating.stale_middleware",
    "articles.caching.serving.page_cache_middleware",  # keeps what all below make of a page
    "articles.caching.replicating.ReplicaMiddleware",
    "newsroom.seeing.requests.seeing_middleware",  # counts and tells what they make of a request
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.staff_area_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.sessions.seen_middleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
ASGI_APPLICATION = "newsroom.asgi.application"

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
                "newsroom.context_processors.site",
            ],
        },
    },
]

DATABASES = database.all_settings()
# Public pages are read from replicas that have replayed what their versions count, all else is the primary's.
DATABASE_ROUTERS = ["newsroom.reading.ReplicaRouter"] if len(DATABASES) > 1 else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "newsroom.backends.FloodBackend",
    "newsroom.backends.PeopleBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "newsroom.passwords.KnownPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

# Whoever may publish signs in with a second factor; where it is not insisted on, the desk asks for it.
REQUIRE_SECOND_FACTOR = env.boolean("NEWSROOM_REQUIRE_TOTP", default=IS_HTTPS)

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
# What a person is told to wait is what they wait, though they try again meanwhile.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "newsroom.admin_site.locked_out"
AXES_CLIENT_IP_CALLABLE = "newsroom.middleware.client_address"

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "Asia/Riyadh")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "newsroom.fonts.FontFinder",
]
# Uploads lie in a folder, or in a bucket that speaks S3; where no public address of theirs is named, this
# site shows them itself.
MEDIA = place("MEDIA_STORAGE_URL")
MEDIA_URL = f"{MEDIA.public}/" if MEDIA.public else "media/"
MEDIA_ROOT = MEDIA.folder or VAR_DIR / "media"
STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "newsroom.buckets.media.MediaStorage", "OPTIONS": {"bucket": MEDIA.bucket}}
    if MEDIA.bucket
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
IMAGE_MAX_BYTES = 15 * 1024 * 1024
IMAGE_MAX_PIXELS = 60_000_000

# How old the words that editors taught the analyser may be in any process.
WORDS_SECONDS = 1

CACHE_URL = env.address("CACHE_URL", schemes=("redis", "rediss", "unix"))
CACHES = {
    "default": cache_in(CACHE_URL)
    if CACHE_URL
    # What networks ask in an hour is counted there; the default of 300 entries would throw counts out.
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}
}
# What one address may ask of the search in a minute, and of its completion; 0 lets all through.
SEARCHES_PER_MINUTE = env.integer("SEARCHES_PER_MINUTE", 120, minimum=0)
SUGGESTIONS_PER_MINUTE = 5 * SEARCHES_PER_MINUTE
# What readers read waits for so long in the memory of a process before it is written down.
READS_SECONDS = 5.0
# Public pages are kept in Redis where CACHE_URL names one, and in each process; a process rereads the
# versions of what they show so often (DESIGN 2.11). Made anew each time while one develops.
PAGE_CACHE = not DEBUG
PAGE_CACHE_BYTES = 64 * 1024 * 1024
PAGE_VERSIONS_SECONDS = 0.5
# Pages write dates and numbers as the desk chose, which each process learns with the versions.
FOLLOW_CALENDAR = True
# A shared cache in front may keep pages only where it can be told of changes.
CDN_PURGE_URL = env.address("CDN_PURGE_URL")
# Whether feeds hold whole texts, where sources allow it, or excerpts that lead here; and the hub that tells
# who follows them of news (WebSub).
FEEDS_FULL_TEXT = env.boolean("FEEDS_FULL_TEXT", default=True)
WEBSUB_HUB_URL = env.address("WEBSUB_HUB_URL")
# Without it nothing is mailed, and the desk shows what would have been.
EMAIL = env.email("EMAIL_URL")
HAS_MAIL = bool(EMAIL)
EMAIL_HOST, EMAIL_PORT = EMAIL.get("host", "localhost"), EMAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.get("user", ""), EMAIL.get("password", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL.get("ssl", False), EMAIL.get("tls", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "newsroom@localhost")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# Where nightly copies of database and media go; none are made without it. Of each of so many days, weeks and
# months that have copies the newest stays.
BACKUP = place("BACKUP_URL")
keep_apart(MEDIA if MEDIA.bucket else replace(MEDIA, folder=MEDIA_ROOT), BACKUP)
BACKUP_FOLDER = BACKUP.folder
BACKUP_KEEP = {"days": 7, "weeks": 4, "months": 12}

# HTTPS is insisted on where SITE_URL begins with https, and only there.
SECURE_SSL_REDIRECT = IS_HTTPS
# Machines ask a node itself, without the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
# Else a proxy that ends TLS would be redirected for ever; the middleware drops it from anybody else.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_ENGINE = "newsroom.sessions"
# Who was not there for so long signs in again, and everybody once a week.
SESSION_IDLE = timedelta(hours=12)
SESSION_COOKIE_AGE = 7 * 24 * 3600
# Browsers take a cookie so named over TLS only: another host of the domain cannot plant it in the clear.
COOKIE_PREFIX = "__Secure-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = False  # the admin's own scripts send the token in a header
X_FRAME_OPTIONS = "DENY"
# The nonce enters a policy only where a template asks for it: the import map of the body editor.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "https:", "data:", *([MEDIA_URL] if MEDIA.public.startswith("http://") else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    },
}

TAGGIT_CASE_INSENSITIVE = True
IMPORT_PAGE_MAX_BYTES = 5 * 1024 * 1024
SILENCED_SYSTEM_CHECKS: list[str] = []

# One JSON object a line for machines; a person at a terminal or in development reads words.
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO")
# Who is told of errors beside the log: a callable that returns a handler of logging.
ERROR_HANDLER = env.text("ERROR_HANDLER")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"newsroom.seeing.logs.{env.log_lines()}"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        **({"errors": {"()": ERROR_HANDLER, "level": "ERROR"}} if ERROR_HANDLER else {}),
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # They announce themselves at each start of each command, or tell each step.
        **{
            name: {"level": "WARNING"}
            for name in ("fontTools", "procrastinate.blueprints", "procrastinate.periodic")
        },
        # They write names, addresses and paths into their words; ours tell the same without.
        "axes": {"level": "CRITICAL"},
        "django.request": {"level": "CRITICAL"},
        "newsroom.errors": {"handlers": ["errors"] if ERROR_HANDLER else []},
    },
}
# A statement that takes longer is told in the log, without what was filled into it.
SLOW_QUERY_SECONDS = env.integer("SLOW_QUERY_MS", 500, minimum=1) / 1000
# Looks on at every job: its time, its end, and why it failed.
PROCRASTINATE_ON_APP_READY = "newsroom.seeing.jobs.look_on_jobs"
# Who shows it may read /metrics; without one nobody may.
METRICS_TOKEN = env.text("METRICS_TOKEN")
