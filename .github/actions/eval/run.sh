# Runs SUITE with OPTIONS, puts the report into OUT and on the page of the run, and ends with the exit code of the eval.
set -uo pipefail
read -ra options <<< "${OPTIONS:-}"
ibid eval run "$SUITE" --out "$OUT" ${options[@]+"${options[@]}"}
code=$?
if [ -f "$OUT/report.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  # GitHub shows a megabyte at most.
  head -c 900000 "$OUT/report.md" >> "$GITHUB_STEP_SUMMARY"
fi
exit "$code"
