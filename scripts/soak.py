"""Kill commands in the middle, again and again, and see that the store is always as the last finished one left it.

    python scripts/soak.py [MINUTES] [--rows 20000]

Each round imports a sheet with some rows changed, then finds duplicates and scores, killing processes with -9 at random
moments. After every kill the store must open, and hold the batches of the commands that finished and no others.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import LEADCLI, make_sheet

COMMANDS = (["import", "leads.xlsx"], ["import", "more.csv"], ["dedupe"], ["score"], ["undo"])


def batches(folder: Path) -> list[tuple[int, str]]:
    """The batches in the store: number and command."""
    subprocess.run(
        [*LEADCLI, "-q", "export", "batches", "-o", "batches.json"], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    return [(batch["batch_id"], batch["command"]) for batch in json.loads((folder / "batches.json").read_text("utf-8"))]


def change_rows(folder: Path, rnd: random.Random) -> None:
    """Write a sheet of a few updates and new rows."""
    lines = ["线索编号,公司名称,联系人,联系方式,备注"]
    for _ in range(200):
        number = rnd.randrange(30_000)
        lines.append(
            f"LX{20240000000 + number},更新{number}科技有限公司,王敏{number % 9},1{3000000000 + number * 37},第{rnd.random()}次"
        )
    (folder / "more.csv").write_text("\n".join(lines), "utf-8")


def round_of(folder: Path, rnd: random.Random) -> None:
    """Run one command, perhaps kill it, and look at the store."""
    change_rows(folder, rnd)
    words = rnd.choice(COMMANDS)
    before = batches(folder)
    process = subprocess.Popen(
        [*LEADCLI, "-q", *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        code = process.wait(timeout=rnd.uniform(0.2, 6))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        code = process.wait()
    after = batches(folder)
    whole = before[:-1] if words == ["undo"] else [*before, (before[-1][0] + 1, words[0])]
    if after not in (before, whole) or (code == 0 and after != whole):
        sys.exit(f"after {' '.join(words)} (exit {code}) the store holds {after}, before {before}")
    print(f"{' '.join(words):20} exit {code:4} batches {len(after)}", flush=True)


def main() -> None:
    """Go on for some minutes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", type=float, nargs="?", default=10)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rnd = random.Random(asked.seed)
    stop = time.monotonic() + 60 * asked.minutes
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_sheet(asked.rows, folder / "leads.xlsx")
        subprocess.run([*LEADCLI, "-q", "import", "leads.xlsx"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        rounds = 0
        while time.monotonic() < stop:
            round_of(folder, rnd)
            rounds += 1
    print(f"{rounds} rounds, nothing lost")


if __name__ == "__main__":
    main()
