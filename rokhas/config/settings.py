"""Settings. Everything a deployment may change comes from `config.environment`."""

import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from rokhas.config import environment

ROKHAS_MODE = environment.mode()
ROKHAS_VAR = environment.state_folder()
BASE_DIR = environment.BASE
DEBUG = False
SECRET_KEY = environment.secret("SECRET_KEY", ROKHAS_VAR)
# The ring that seals, a key a line, the newest first; and the key of fingerprints, which does not turn with it.
PERSONAL_DATA_RING = str(
    environment.secret_file("PERSONAL_DATA_KEY", ROKHAS_VAR, lambda: secrets.token_urlsafe(50))
)
PERSONAL_DATA_INDEX_KEY = (
    # A platform begun with one key for both keeps its fingerprints.
    environment.secret_file(
        "PERSONAL_DATA_INDEX_KEY", ROKHAS_VAR, lambda: Path(PERSONAL_DATA_RING).read_text().split()[-1]
    )
    .read_text()
    .strip()
)

PUBLIC_URL = environment.text("PUBLIC_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.listed("ALLOWED_HOSTS", "127.0.0.1,localhost")
if ROKHAS_MODE == "test":
    ALLOWED_HOSTS += ["testserver"]
CSRF_TRUSTED_ORIGINS = environment.listed("TRUSTED_ORIGINS", PUBLIC_URL)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "rokhas.kernel",
    "rokhas.ui",
    "rokhas.journal",
    "rokhas.territory",
    "rokhas.zoning",
    "rokhas.post",
    "rokhas.accounts",
    "rokhas.procedures",
    "rokhas.tariffs",
    "rokhas.documents",
    "rokhas.notices",
    "rokhas.signing",
    "rokhas.payments",
    "rokhas.dossiers",
    "rokhas.worksites",
    "rokhas.occupations",
    "rokhas.work",
    "rokhas.briefcase",
    "rokhas.enquiries",
    "rokhas.geoportal",
    "rokhas.privacy",
    "rokhas.web",
    "rokhas.editing",
    "rokhas.api",
    "rokhas.journeys",
    # After ours, whose templates dress its pages.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("rokhas.") or (BASE_DIR / app.replace(".", "/")).is_dir()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "rokhas.ui.middleware.same_for_all_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rokhas.ui.middleware.careful_middleware",
    "rokhas.accounts.http.actor_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "rokhas.config.urls"
WSGI_APPLICATION = "rokhas.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rokhas.ui.http.page",
            ],
        },
    }
]

DATABASES = {"default": environment.database(ROKHAS_VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits, ours and those of the sign-in library, are counted where every process sees them.
SHARED_CACHE: dict[str, Any] = {
    "BACKEND": "rokhas.kernel.cache.SharedCache",
    "LOCATION": "shared_cache",
}
CACHES = {"default": SHARED_CACHE, "shared": SHARED_CACHE}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "rokhas.accounts.predicates.ContextWords"},
]
LOGIN_URL = "/sign-in/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "rokhas.accounts.providers.allauth.Adapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    # A code costs an SMS: a few a minute, and not many a day to the same telephone.
    "request_login_code": "20/m/ip,3/m/key,15/d/key",
    "change_phone": "1/m/user,5/d/user",
}
# The public signs in by a code sent to its address or telephone; officials need more (see `accounts.http`).
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 10 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "login": "rokhas.accounts.forms.LoginForm",
    "signup": "rokhas.accounts.forms.SignupForm",
    "add_email": "rokhas.accounts.forms.AddEmailForm",
    "change_password": "rokhas.accounts.forms.ChangePasswordForm",
    "set_password": "rokhas.accounts.forms.SetPasswordForm",
    "reset_password": "rokhas.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "rokhas.accounts.forms.NewPasswordForm",
    "reauthenticate": "rokhas.accounts.forms.ReauthenticateForm",
    "request_login_code": "rokhas.accounts.forms.RequestCodeForm",
    "confirm_login_code": "rokhas.accounts.forms.ConfirmCodeForm",
    "change_phone": "rokhas.accounts.forms.ChangePhoneForm",
    "verify_phone": "rokhas.accounts.forms.VerifyPhoneForm",
}

# Officials: a second factor, an application on the telephone or a passkey. A demonstration may do without, and says so; a
# system check refuses that in production.
ROKHAS_SECOND_FACTOR = environment.second_factor(ROKHAS_MODE)
MFA_ADAPTER = "rokhas.accounts.providers.allauth.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ROKHAS_MODE != "production"
MFA_FORMS = {
    "authenticate": "rokhas.accounts.forms.FactorForm",
    "reauthenticate": "rokhas.accounts.forms.FactorAgainForm",
    "activate_totp": "rokhas.accounts.forms.ActivateForm",
    "add_webauthn": "rokhas.accounts.forms.AddKeyForm",
    "edit_webauthn": "rokhas.accounts.forms.NameKeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False

# The national identity, where a platform has been admitted to it: an OpenID Connect provider, off unless it is named.
SOCIALACCOUNT_ADAPTER = "rokhas.accounts.providers.allauth.Identities"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_FORMS = {"signup": "rokhas.accounts.forms.IdentitySignupForm"}
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": environment.identity_provider(ROKHAS_VAR)}
# How many of our own proxies stand before the server: the address of a visitor is read behind them, and rate limits with it.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PROXIES", 1 if environment.text("BEHIND_PROXY") else 0)

LANGUAGE_CODE = "fr"
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "rokhas_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = ROKHAS_VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if ROKHAS_MODE == "test"
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = ROKHAS_MODE == "test"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = ROKHAS_MODE == "test"

# Plans travel by chunks of 5 MiB that are read as a stream; anything else is small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DOCUMENT_FOLDER = ROKHAS_VAR / "documents"

SECURE = PUBLIC_URL.startswith("https://")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "rokhas_session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "rokhas_csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True  # the forms bear the token; no script reads the cookie
CSRF_FAILURE_VIEW = "rokhas.ui.http.csrf_failed"
SECURE_SSL_REDIRECT = SECURE
# A program that came in clear has already shown its token: its interface refuses it rather than leading it on.
SECURE_REDIRECT_EXEMPT = [r"^api/v1/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Whether every subdomain is https, and whether browsers learn it beforehand, is for the owner of the domain to say at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.text("BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"

# Agents and treasuries are named here once; the pages that talk to the agent add its origin themselves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        # A form that goes to the national identity is answered by a redirection there.
        "form-action": [SELF, *environment.identity_origins()],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# The world outside
SIGNING_AGENT_URL = environment.text("SIGNING_AGENT_URL", "http://127.0.0.1:53517")
TIMESTAMP_URL = environment.text("TIMESTAMP_URL")
AUTHORITY_URL = environment.text(
    "AUTHORITY_URL"
)  # the sandbox authority that issues demonstration certificates
TRUST_ROOTS = environment.text("TRUST_ROOTS") or str(ROKHAS_VAR / "trust")
TREASURY_URL = environment.text("TREASURY_URL")
TREASURY_SECRET = environment.secret("TREASURY_SECRET", ROKHAS_VAR)
SMS_URL = environment.text("SMS_URL")
SMS_SECRET = environment.secret("SMS_SECRET", ROKHAS_VAR)
# A service beside the mail relay that says which messages it took; none by default.
MAIL_STATUS_URL = environment.text("MAIL_STATUS_URL")
# In the tests the gateways and the treasury are embedded; everywhere else they are reached over the network.
POST_TRANSPORTS = (
    {"mail": "rokhas.post.providers.embedded.Embedded", "sms": "rokhas.post.providers.embedded.Embedded"}
    if ROKHAS_MODE == "test"
    else {"mail": "rokhas.post.providers.smtp.Mail", "sms": "rokhas.post.providers.sms_http.Gateway"}
)
TREASURY_PROVIDER = (
    "rokhas.payments.providers.embedded.Treasury"
    if ROKHAS_MODE == "test"
    else "rokhas.payments.providers.treasury_http.Treasury"
)
# ClamAV's daemon: `unix:/path` or `tcp:host:port`; without one the desks are told that files are not searched.
CLAMD = environment.text("CLAMD")
# The land registry has no open service: the titles that the platform was given answer.
LAND_REGISTRY_PROVIDER = "rokhas.territory.providers.held.HeldRegister"
# Applications: how often they may ask, and where they are told what happens.
# Days. A token that reads what is held of a person is no key to leave lying about.
API_DATA_TOKEN_DAYS = environment.number("API_DATA_TOKEN_DAYS", 7)
API_REQUESTS_PER_MINUTE = environment.number("API_REQUESTS_PER_MINUTE", 600)
API_REQUESTS_PER_MINUTE_STRANGER = environment.number("API_REQUESTS_PER_MINUTE_STRANGER", 60)
WEBHOOK_CALLER = (
    "rokhas.api.providers.embedded.Embedded"
    if ROKHAS_MODE == "test"
    else "rokhas.api.providers.network.Network"
)
# Webhooks into our own network, and without https: to try things out, never in production.
WEBHOOK_PRIVATE_ADDRESSES = bool(environment.number("WEBHOOK_PRIVATE_ADDRESSES", 0))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("SMTP_HOST", "127.0.0.1")
EMAIL_PORT = environment.number("SMTP_PORT", 25)
EMAIL_HOST_USER = environment.text("SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SMTP_PASSWORD")
EMAIL_USE_TLS = bool(environment.text("SMTP_TLS"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "Rokhas <ne-pas-repondre@rokhas.example>")

# The domain's own settings
ROKHAS_CENSUS = environment.number("CENSUS", 2024)
# `president` or `arrondissement_president`: who signs, in the six cities divided into arrondissements, what no delegation of
# `procedures/data/delegations.yaml` names (unsure: see territory).
ROKHAS_ARRONDISSEMENT_SIGNER = environment.text("ARRONDISSEMENT_SIGNER", "president")
ROKHAS_MAP_SEBTA_MELILIA = bool(
    environment.number("MAP_SEBTA_MELILIA", 1)
)  # drawn on maps, never a competent unit
ROKHAS_SESSION_WEEKDAY = environment.number("SESSION_WEEKDAY", 2)  # Wednesday; Monday is 0

# Who answers for this platform. Nothing is invented: what is empty is said not to be named yet.
ROKHAS_PUBLISHER = environment.text(
    "PUBLISHER"
)  # the body that answers for the processing (law 09-08) and publishes the site
ROKHAS_HELP_CONTACT = environment.text("HELP_CONTACT")
ROKHAS_PRIVACY_CONTACT = environment.text("PRIVACY_CONTACT")
ROKHAS_SECURITY_CONTACT = environment.text(
    "SECURITY_CONTACT"
)  # a mailto: or https: address, for security.txt

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "rokhas.kernel.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A host name that is not ours is refused with 400; robots try thousands, and each would be a trace.
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Sign-ins, refusals, attempts are told whatever the level of the rest; the tests are quiet.
        "rokhas.security": {"level": "WARNING" if ROKHAS_MODE == "test" else "INFO"},
    },
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}
