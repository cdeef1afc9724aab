# Sourced by every finding: a temporary folder that goes away at the end, pinned packages in it, and the comparison.
# shellcheck shell=bash
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore LC_ALL=C.UTF-8

# quietly COMMAND...: runs it, and shows what it wrote only where it fails.
quietly() {
  "$@" >"$work/install.log" 2>&1 || { cat "$work/install.log" >&2; exit 2; }
}

# python_packages NAME==VERSION...: installs them into a fresh environment; "$python" is then its interpreter.
python_packages() {
  quietly "${PYTHON:-python3}" -m venv "$work/env"
  python=$work/env/bin/python
  # Older pips stop at an extra that is named twice.
  quietly "$python" -m pip install --disable-pip-version-check pip==26.3
  quietly "$python" -m pip install --disable-pip-version-check "$@"
}

# node_packages NAME@VERSION...: installs them into node_modules of the temporary folder; without npm the finding is skipped.
node_packages() {
  command -v npm >/dev/null || { echo "skipped: npm is missing"; exit 77; }
  quietly npm install --no-audit --no-fund --no-save "$@"
}

# pandoc ARGUMENTS...: the program that the package pypandoc_binary brings.
pandoc() {
  "$("$python" -c 'import pypandoc; print(pypandoc.get_pandoc_path())')" "$@"
}

# expect SEEN <<WANTED: prints what was seen; fails with the difference where it is not what the finding describes.
expect() {
  printf '%s\n' "$1"
  diff -u --label "described" - --label "seen now" <(printf '%s\n' "$1") >"$work/difference" && return
  cat "$work/difference" >&2
  echo "The behaviour is no longer the one described." >&2
  exit 1
}
