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
| MAX_UPLOAD_MB       | largest evidence file                                    | 20                       |
| SESSION_IDLE_MINUTES| a sign-in ends after this long without a request         | 120                      |
| SESSION_HOURS       | a sign-in ends after this long in any case               | 12                       |
| COOKIE_SECURE       | 1: cookies over HTTPS only; set by BASE_URL when absent  | https? 1 : 0             |
| DEMO                | 1: the sign-in page shows the demo accounts              | 0                        |
"""

import contextlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

MAIL_SENDER = "khong-tra-loi@sang-kien-so.invalid"
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
    max_upload_mb: int = 20
    session_idle_minutes: int = 120
    session_hours: int = 12
    cookie_secure: bool = False
    demo: bool = False

    @classmethod
    def from_env(cls, env: dict[str, str] | None = None) -> Self:
        """Read the environment; raises SystemExit with a plain sentence on a wrong value."""
        env = dict(os.environ) if env is None else env
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
            secret_key=env.get("SECRET_KEY") or _kept_secret(data_dir),
            mail_server=env.get("MAIL_SERVER", ""),
            mail_port=_number(env, "MAIL_PORT", 25),
            mail_use_tls=env.get("MAIL_USE_TLS", "0") == "1",
            mail_username=env.get("MAIL_USERNAME", ""),
            mail_password=env.get("MAIL_PASSWORD", ""),
            mail_sender=env.get("MAIL_SENDER", MAIL_SENDER),
            max_upload_mb=_number(env, "MAX_UPLOAD_MB", 20),
            session_idle_minutes=_number(env, "SESSION_IDLE_MINUTES", 120),
            session_hours=_number(env, "SESSION_HOURS", 12),
            cookie_secure=env.get("COOKIE_SECURE", "1" if base_url.startswith("https") else "0")
            == "1",
            demo=env.get("DEMO", "0") == "1",
        )


def _number(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal():
        raise SystemExit(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _kept_secret(data_dir: Path) -> str:
    """The key of this installation: made once, readable by its owner only, never a default."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=data_dir)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # link() fails when another process was first: then its key is the one that counts.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text(encoding="ascii").strip()
