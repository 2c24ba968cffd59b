"""Settings of one installation, read from the environment. This is the whole list.

| variable            | meaning                                                  | default                  |
|---------------------|----------------------------------------------------------|--------------------------|
| DATA_DIR            | folder for the embedded database, uploads and the key    | ./data                   |
| DATABASE_URL        | SQLAlchemy address; SQLite in DATA_DIR when absent       | sqlite                   |
| HOST, PORT          | where the web server listens                             | 127.0.0.1, 8000          |
| BASE_URL            | address that people use; links in mails and QR codes     | http://HOST:PORT         |
| APP_ENV             | production, development, test or bench                   | production               |
| SECRET_KEY          | signs forms; absent: made once in DATA_DIR, mode 0600    | –                        |
| MAIL_SERVER         | SMTP host; absent: mails stay in the outbox              | –                        |
| MAIL_PORT           | SMTP port                                                | 25                       |
| MAIL_USE_TLS        | 1: STARTTLS                                              | 0                        |
| MAIL_USERNAME       | SMTP account                                             | –                        |
| MAIL_PASSWORD       | its password                                             | –                        |
| MAIL_SENDER         | From of every mail                                       | …@sang-kien-so.invalid   |
| AUDIT_HEAD_TO       | addresses that get the log's daily seal, with commas     | –                        |
| REMINDERS_FILE      | YAML that says when reminders leave, as app/outbox/data/reminders.yaml does | that file |
| MAX_UPLOAD_MB       | largest evidence file                                    | 20                       |
| FILES_STORE         | folder: uploads in DATA_DIR; s3: in a bucket             | folder                   |
| S3_ENDPOINT         | address of the S3 service; absent: AWS                   | –                        |
| S3_BUCKET           | the bucket                                               | –                        |
| S3_REGION           | its region                                               | us-east-1                |
| S3_ACCESS_KEY       | the key's name                                           | –                        |
| S3_SECRET_KEY       | the key                                                  | –                        |
| S3_PREFIX           | what the names of our objects begin with                 | –                        |
| SEARCH_FILE_CHARS   | characters of one attachment that can be found by search; 0: attachments are not read | 200000 |
| SEARCH_FILE_SECONDS | processor time for reading one attachment                | 20                       |
| SEARCH_FILE_MB      | memory for reading one attachment                        | 512                      |
| CLAMD               | virus scanner: socket path or host:port; absent: none    | –                        |
| CLAMD_SECONDS       | how long one answer of the scanner may take              | 30                       |
| SESSION_IDLE_MINUTES| a sign-in ends after this long without a request         | 120                      |
| SESSION_HOURS       | a sign-in ends after this long in any case               | 12                       |
| REQUESTS_PER_MINUTE | requests one person, or one address of visitors, may make in a minute; 0: no bound | 600 |
| REQUESTS_AT_ONCE    | requests of one person that one web process answers at the same moment; fewer than its threads; 0: no bound | 3 |
| UPLOADS_PER_PERSON_MB | all files of one person together; 0: no bound           | 4096                     |
| LEAKED_PASSWORDS    | file of leaked passwords ordered by SHA-1 (Pwned Passwords); absent: only the list that comes along | – |
| TOTP_STRICT         | 1: a code of an authenticator is good for its own 30 seconds only | 0               |
| PASSWORD_LEAST      | fewest characters of a new password (12 to 64)           | 12                       |
| SECOND_FACTOR_ROLES | roles that must use a second factor; advised: admin      | –                        |
| OIDC_ISSUER         | identity provider (https) to sign in through; absent: none | –                      |
| OIDC_CLIENT_ID, OIDC_CLIENT_SECRET | our name and key at the provider; return address: BASE_URL/dang-nhap/co-quan/tro-ve | – |
| OIDC_NAME           | what the sign-in button calls the provider               | tài khoản cơ quan        |
| OIDC_UNIT           | code of the unit where new people are put, without any role; absent: new people are not let in | – |
| OIDC_AMR            | methods of the provider that count as a second factor, with commas (mfa, otp …) | –  |
| OIDC_MAX_AGE_HOURS  | the provider must have signed the person in within so many hours, and our sign-in ends then; 0: not asked | 0 |
| TRUSTED_PROXIES     | how many proxies in front may say who asks (X-Forwarded-For) | 0                    |
| SECURITY_CONTACT    | e-mail or https address for reports of weaknesses, shown in security.txt | – |
| COOKIE_SECURE       | 1: cookies over HTTPS only; set by BASE_URL when absent  | https? 1 : 0             |
| BACKUP_DIR          | folder of the backups                                    | DATA_DIR/backups         |
| BACKUP_AGE_RECIPIENTS| age public keys that backups are encrypted to, or a file of them | –                |
| BACKUP_KEEP_DAILY, BACKUP_KEEP_WEEKLY, BACKUP_KEEP_MONTHLY | backups that `prune` keeps | 7, 4, 12        |
| BACKUP_MAX_HOURS    | a backup older than this is reported; 0: not watched      | 26                       |
| DISK_FREE_MB        | less free room than this is reported                     | 1024                     |
| LOG_FORMAT          | json or text                                             | text                     |
| METRICS_TOKEN       | lets /metrics and details of /readyz be read; absent: off | –                        |
| DEMO                | 1: the sign-in page shows the demo accounts              | 0                        |

SECRET_KEY, MAIL_PASSWORD, DATABASE_URL, S3_SECRET_KEY, OIDC_CLIENT_SECRET and METRICS_TOKEN may each be given as a file instead: for
example SECRET_KEY_FILE names a file that holds the key.
"""

import contextlib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

OIDC_NAME = "tài khoản cơ quan"
MAIL_SENDER = "khong-tra-loi@sang-kien-so.invalid"
# Values that no log, page or command may show; each may also come from a file (NAME_FILE).
SECRETS = (
    "SECRET_KEY", "MAIL_PASSWORD", "DATABASE_URL", "S3_SECRET_KEY", "OIDC_CLIENT_SECRET",
    "METRICS_TOKEN",
)  # fmt: skip
SHORTEST_TOKEN = 16
SHORTEST_KEY = 32
ENVIRONMENTS = ("production", "development", "test", "bench")


@dataclass(frozen=True, slots=True)
class Settings:
    """One validated set of settings. `Settings.from_env()` refuses nonsense with one sentence."""

    data_dir: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    app_env: str = "production"
    secret_key: str = ""
    mail_server: str = ""
    mail_port: int = 25
    mail_use_tls: bool = False
    mail_username: str = ""
    mail_password: str = ""
    mail_sender: str = MAIL_SENDER
    audit_head_to: tuple[str, ...] = ()
    reminders_file: Path | None = None
    max_upload_mb: int = 20
    files_store: str = "folder"
    s3_endpoint: str = ""
    s3_bucket: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = ""
    s3_prefix: str = ""
    search_file_chars: int = 200_000
    search_file_seconds: int = 20
    search_file_mb: int = 512
    clamd: str = ""
    clamd_seconds: int = 30
    session_idle_minutes: int = 120
    session_hours: int = 12
    requests_per_minute: int = 0
    requests_at_once: int = 0
    uploads_per_person_mb: int = 4096
    leaked_passwords: Path | None = None
    totp_strict: bool = False
    password_least: int = 12
    second_factor_roles: tuple[str, ...] = ()
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = OIDC_NAME
    oidc_unit: str = ""
    oidc_amr: tuple[str, ...] = ()
    oidc_max_age_hours: int = 0
    trusted_proxies: int = 0
    security_contact: str = ""
    cookie_secure: bool = False
    backup_dir: Path | None = None
    backup_age_recipients: str = ""
    backup_keep_daily: int = 7
    backup_keep_weekly: int = 4
    backup_keep_monthly: int = 12
    backup_max_hours: int = 26
    disk_free_mb: int = 1024
    log_format: str = "text"
    metrics_token: str = ""
    demo: bool = False

    @property
    def backups(self) -> Path:
        """Where backups lie: BACKUP_DIR, else a folder in DATA_DIR."""
        return self.backup_dir or self.data_dir / "backups"

    @classmethod
    def from_env(cls, env: dict[str, str] | None = None) -> Self:
        """Read the environment; raises SystemExit with a plain sentence on a wrong value."""
        env = _with_secret_files(dict(os.environ) if env is None else env)
        data_dir = Path(env.get("DATA_DIR", "data")).resolve()
        host, port = env.get("HOST", "127.0.0.1"), _number(env, "PORT", 8000)
        base_url = env.get("BASE_URL", f"http://{host}:{port}").rstrip("/")
        app_env = env.get("APP_ENV", "production")
        if app_env not in ENVIRONMENTS:
            raise SystemExit(f"APP_ENV must be one of {', '.join(ENVIRONMENTS)}, not {app_env!r}.")
        return cls(
            data_dir=data_dir,
            database_url=env.get("DATABASE_URL", f"sqlite:///{data_dir / 'sangkien.sqlite'}"),
            host=host,
            port=port,
            base_url=base_url,
            app_env=app_env,
            secret_key=_strong_key(env) or _kept_secret(data_dir),
            mail_server=env.get("MAIL_SERVER", ""),
            mail_port=_number(env, "MAIL_PORT", 25),
            mail_use_tls=env.get("MAIL_USE_TLS", "0") == "1",
            mail_username=env.get("MAIL_USERNAME", ""),
            mail_password=env.get("MAIL_PASSWORD", ""),
            mail_sender=env.get("MAIL_SENDER", MAIL_SENDER),
            audit_head_to=_addresses(env, "AUDIT_HEAD_TO"),
            reminders_file=_existing_file(env, "REMINDERS_FILE"),
            max_upload_mb=_number(env, "MAX_UPLOAD_MB", 20),
            **_file_settings(env),
            session_idle_minutes=_number(env, "SESSION_IDLE_MINUTES", 120),
            session_hours=_number(env, "SESSION_HOURS", 12),
            requests_per_minute=_between(
                env, "REQUESTS_PER_MINUTE", 600 if app_env == "production" else 0, (0, 100_000)
            ),
            requests_at_once=_between(
                env, "REQUESTS_AT_ONCE", 3 if app_env == "production" else 0, (0, 1000)
            ),
            uploads_per_person_mb=_between(env, "UPLOADS_PER_PERSON_MB", 4096, (0, 10**7)),
            leaked_passwords=_existing_file(env, "LEAKED_PASSWORDS"),
            totp_strict=env.get("TOTP_STRICT", "0") == "1",
            password_least=_between(env, "PASSWORD_LEAST", 12, (12, 64)),
            second_factor_roles=_roles(env, "SECOND_FACTOR_ROLES"),
            **_oidc_settings(env, app_env),
            trusted_proxies=_between(env, "TRUSTED_PROXIES", 0, (0, 9)),
            security_contact=_contact(env, "SECURITY_CONTACT"),
            cookie_secure=env.get("COOKIE_SECURE", "1" if base_url.startswith("https") else "0")
            == "1",
            backup_dir=Path(env["BACKUP_DIR"]).resolve() if env.get("BACKUP_DIR") else None,
            backup_age_recipients=env.get("BACKUP_AGE_RECIPIENTS", "").strip(),
            backup_keep_daily=_number(env, "BACKUP_KEEP_DAILY", 7),
            backup_keep_weekly=_number(env, "BACKUP_KEEP_WEEKLY", 4),
            backup_keep_monthly=_number(env, "BACKUP_KEEP_MONTHLY", 12),
            backup_max_hours=_number(env, "BACKUP_MAX_HOURS", 26),
            disk_free_mb=_number(env, "DISK_FREE_MB", 1024),
            log_format=_one_of(env, "LOG_FORMAT", ("text", "json")),
            metrics_token=_long_enough(env, "METRICS_TOKEN"),
            demo=env.get("DEMO", "0") == "1",
        )


def _file_settings(env: dict[str, str]) -> dict[str, Any]:
    """Where uploads lie and who looks for viruses in them."""
    store, clamd = env.get("FILES_STORE", "folder"), env.get("CLAMD", "")
    if store not in {"folder", "s3"}:
        raise SystemExit(f"FILES_STORE must be folder or s3, not {store!r}.")
    names = ("S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    missing = [name for name in names if store == "s3" and not env.get(name)]
    if missing:
        raise SystemExit(f"FILES_STORE=s3 needs {', '.join(missing)}.")
    endpoint = env.get("S3_ENDPOINT", "")
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise SystemExit(f"S3_ENDPOINT must begin with http:// or https://, not {endpoint!r}.")
    if clamd and not clamd.startswith("/") and not clamd.rpartition(":")[2].isdecimal():
        raise SystemExit(f"CLAMD must be the path of a socket or host:port, not {clamd!r}.")
    return {
        "files_store": store,
        "s3_endpoint": endpoint,
        "s3_bucket": env.get("S3_BUCKET", ""),
        "s3_region": env.get("S3_REGION", "us-east-1"),
        "s3_access_key": env.get("S3_ACCESS_KEY", ""),
        "s3_secret_key": env.get("S3_SECRET_KEY", ""),
        "s3_prefix": env.get("S3_PREFIX", ""),
        "clamd": clamd,
        "search_file_chars": _between(env, "SEARCH_FILE_CHARS", 200_000, (0, 2_000_000)),
        "search_file_seconds": _between(env, "SEARCH_FILE_SECONDS", 20, (1, 300)),
        "search_file_mb": _between(env, "SEARCH_FILE_MB", 512, (128, 4096)),
        "clamd_seconds": _number(env, "CLAMD_SECONDS", 30),
    }


def _oidc_settings(env: dict[str, str], app_env: str) -> dict[str, Any]:
    """The identity provider; plain http only for one on this machine, while trying out."""
    issuer, client_id = env.get("OIDC_ISSUER", ""), env.get("OIDC_CLIENT_ID", "")
    if issuer:
        parts = urlsplit(issuer)
        trying = app_env != "production" and parts.hostname in {"127.0.0.1", "localhost"}
        if not parts.hostname or parts.scheme not in ({"https", "http"} if trying else {"https"}):
            raise SystemExit(f"OIDC_ISSUER must begin with https://, not {issuer!r}.")
        if not client_id:
            raise SystemExit("OIDC_ISSUER needs OIDC_CLIENT_ID.")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": client_id,
        "oidc_client_secret": env.get("OIDC_CLIENT_SECRET", ""),
        "oidc_name": env.get("OIDC_NAME") or OIDC_NAME,
        "oidc_unit": env.get("OIDC_UNIT", ""),
        "oidc_amr": _roles(env, "OIDC_AMR"),
        "oidc_max_age_hours": _between(env, "OIDC_MAX_AGE_HOURS", 0, (0, 24 * 365)),
    }


def _addresses(env: dict[str, str], name: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())
    for address in found:
        if address.count("@") != 1 or not address.isascii() or " " in address:
            raise SystemExit(f"{name} must be e-mail addresses with commas, not {address!r}.")
    return found


def _existing_file(env: dict[str, str], name: str) -> Path | None:
    if not env.get(name):
        return None
    path = Path(env[name]).resolve()
    if not path.is_file():
        raise SystemExit(f"{name} names no file: {env[name]!r}.")
    return path


def _number(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal():
        raise SystemExit(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _between(env: dict[str, str], name: str, default: int, bounds: tuple[int, int]) -> int:
    value = _number(env, name, default)
    if not bounds[0] <= value <= bounds[1]:
        raise SystemExit(f"{name} must be from {bounds[0]} to {bounds[1]}, not {value}.")
    return value


def _roles(env: dict[str, str], name: str) -> tuple[str, ...]:
    """Role names; config knows nothing of the application, `create_app` checks them."""
    return tuple(word.strip() for word in env.get(name, "").split(",") if word.strip())


def _one_of(env: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, allowed[0])
    if value not in allowed:
        raise SystemExit(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _long_enough(env: dict[str, str], name: str) -> str:
    value = env.get(name, "")
    if value and len(value) < SHORTEST_TOKEN:
        raise SystemExit(f"{name} must have at least {SHORTEST_TOKEN} characters.")
    return value


def _strong_key(env: dict[str, str]) -> str:
    """A key that somebody thought up, or copied from a manual, signs for everybody: refused."""
    key = env.get("SECRET_KEY", "")
    serious = env.get("APP_ENV", "production") == "production"
    if serious and key and (len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 3):
        raise SystemExit(
            f"SECRET_KEY must have at least {SHORTEST_KEY} random characters; leave it out and one "
            "is made in DATA_DIR."
        )
    return key


def _contact(env: dict[str, str], name: str) -> str:
    """As RFC 9116 wants it: mailto:… or https://…"""
    value = env.get(name, "").strip().removeprefix("mailto:")
    if not value or re.fullmatch(r"https://[!-~]+", value):
        return value
    if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", value):
        raise SystemExit(f"{name} must be an e-mail or https:// address, not {value!r}.")
    return f"mailto:{value}"


def _with_secret_files(env: dict[str, str]) -> dict[str, str]:
    """NAME_FILE names a file that holds the value of NAME, as containers hand over secrets."""
    read = dict(env)
    for name in SECRETS:
        path = env.get(f"{name}_FILE")
        if not path:
            continue
        if env.get(name):
            raise SystemExit(f"Set {name} or {name}_FILE, not both.")
        try:
            read[name] = Path(path).read_text("utf-8").strip()
        except OSError as problem:
            raise SystemExit(f"{name}_FILE cannot be read: {problem.strerror}.") from problem
    return read


def _kept_secret(data_dir: Path) -> str:
    """The key of this installation: made once, readable by its owner only, never a default."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=data_dir)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # link() fails when another process was first: then its key is the one that counts.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text(encoding="ascii").strip()
