"""A stand-in for leadcli: a program whose steps take no time, fail, crash or find something, as their words say."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path


def main(command: str, words: list[str]) -> int:
    words = [word for word in words if not word.startswith("--")]
    with Path("did.txt").open("a", encoding="utf-8") as did:
        did.write(f"{' '.join([command, *words[1:]])}\n")  # the first is what --wait is given
    if command == "sleep":
        time.sleep(float(words[1]))
    if command == "second" and Path("did.txt").read_text("utf-8").splitlines().count("second") == 1:
        return 4  # at the first try
    if command == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if command == "mute":
        sys.stderr.write("out of luck\n")
        return 3
    if command == "fail":
        error = {"code": "disk_full", "message": "the disk is full", "hint": None, "file": None}
        sys.stdout.write(json.dumps({"command": command, "status": "error", "data": {}, "error": error}))
        return 2
    sys.stdout.write(
        json.dumps({"command": command, "status": "success", "data": {"n": 1, "rows": []}, "issues_total": 4})
    )
    return 1 if command == "findings" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
