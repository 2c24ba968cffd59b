"""Puts the data folder aside and loads the demo anew. Nothing is deleted.

For the embedded database only: a PostgreSQL database is its administrator's to empty.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def put_aside(folder: Path) -> Path:
    """Rename `folder` to the first free name <folder>.before-N, and return that."""
    number = 1
    while (target := folder.with_name(f"{folder.name}.before-{number}")).exists():
        number += 1
    return folder.rename(target)


def main() -> int:
    # Both stand in the project's folder, which is on the path only from here on.
    from config import Settings  # noqa: PLC0415
    from tools.serve import refusal_to_listen  # noqa: PLC0415

    settings = Settings.from_env()
    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL đang được đặt: lệnh này chỉ làm với cơ sở dữ liệu kèm sẵn.")
        return 1
    if refusal_to_listen(settings.host, settings.port):
        print(f"Hệ thống có vẻ đang chạy ở cổng {settings.port}. Hãy dừng nó trước.")
        return 1
    print(f"Dữ liệu cũ được giữ ở {put_aside(settings.data_dir)}")
    prepare = [sys.executable, str(ROOT / "tools/prepare.py")]
    return subprocess.run(prepare, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
