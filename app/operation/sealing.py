"""Encrypt a backup to the office's public keys (age), open it with the private one.

The private key never lies on this server: it is kept by the office and only brought to restore.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from app.operation.faults import Stopped

SUFFIX = ".age"


def recipients(told: str) -> list[str]:
    """The public keys of BACKUP_AGE_RECIPIENTS: with commas or blanks between, or in a file."""
    if told and not told.startswith("age1"):
        try:
            lines = Path(told).read_text("utf-8").splitlines()
        except OSError as problem:
            raise Stopped(f"Không đọc được tệp khóa công khai {told}.") from problem
        told = " ".join(line for line in lines if not line.lstrip().startswith("#"))
    return told.replace(",", " ").split()


def seal(source: BinaryIO, target: BinaryIO, keys: Sequence[str]) -> None:
    """Encrypt a stream to every one of these public keys."""
    import pyrage  # noqa: PLC0415 - only where backups are encrypted

    try:
        known: list[Any] = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as problem:
        raise Stopped("BACKUP_AGE_RECIPIENTS có khóa công khai không đúng dạng age1…") from problem
    pyrage.encrypt_io(source, target, known)


def unseal(source: BinaryIO, target: BinaryIO, identity: Path | None) -> None:
    """Decrypt a stream with the private keys of a file (lines AGE-SECRET-KEY-…)."""
    import pyrage  # noqa: PLC0415 - only where backups are encrypted

    if identity is None:
        raise Stopped("Bản sao lưu được mã hóa: thêm --identity TỆP_KHÓA_RIÊNG.")
    lines = identity.read_text("utf-8").splitlines()
    keys = [line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-")]
    try:
        known: list[Any] = [pyrage.x25519.Identity.from_str(key) for key in keys]
        pyrage.decrypt_io(source, target, known)
    except (pyrage.IdentityError, pyrage.DecryptError, OSError, ValueError) as problem:
        raise Stopped(
            "Không giải mã được: khóa riêng không đúng, hoặc bản sao lưu hỏng."
        ) from problem
