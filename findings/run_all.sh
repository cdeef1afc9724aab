#!/usr/bin/env bash
# Runs every finding, or those named (run_all.sh html2text-link-numbers …); exits non-zero where a tool behaves otherwise now.
set -euo pipefail
cd "$(dirname "$0")"

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for script in *.sh; do
    [ "$script" = run_all.sh ] || names+=("${script%.sh}")
  done
fi

as_described=0 changed=0 skipped=0
for name in "${names[@]}"; do
  printf '\n== %s\n' "$name"
  code=0
  bash "$name.sh" || code=$?
  case $code in
    0) as_described=$((as_described + 1)) ;;
    77) skipped=$((skipped + 1)) ;;
    *) changed=$((changed + 1)) ;;
  esac
done
printf '\n%d as described, %d changed or not installed, %d skipped\n' "$as_described" "$changed" "$skipped"
[ "$changed" -eq 0 ]
