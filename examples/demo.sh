#!/bin/sh
# The main job on the example book, in a fresh workspace `demo/`.
set -eu
cd "$(dirname "$0")/.."
rm -rf demo && mkdir demo
export LEADCLI_WORKSPACE=demo LEADCLI_AS_OF=2024-05-31

step() {
  printf '\n$ leadcli'
  printf ' %s' "$@"
  printf '\n'
  leadcli "$@"
}

step import examples/leads.xlsx examples/stage_log.xlsx --errors demo/refused.xlsx
step dedupe --review demo/review.xlsx
step score --config scoring.yaml --out demo/scored.xlsx
step funnel report --month 2024-05 --out demo/funnel.xlsx

printf '\n'
ls -l demo/*.xlsx
