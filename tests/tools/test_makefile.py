"""The commands that the README promises exist, explain themselves, and hold no machine's paths."""

import re
import subprocess

from tools.check_locks import ROOT

PROMISED = {"help", "setup", "run", "test", "check", "bench", "bench-load",
            "bench-novelty", "bench-search", "bench-documents", "bench-recovery",
            "bench-time-channel", "lock", "audit", "bundle-check", "demo-reset", "messages",
            "docs"}  # fmt: skip


def test_help_lists_every_command_with_its_purpose() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    listed = dict(line.split(maxsplit=1) for line in shown.stdout.splitlines())
    assert set(listed) == PROMISED


def test_every_target_is_listed_by_help() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")

    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))
    assert targets == PROMISED
    assert set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()) == PROMISED
