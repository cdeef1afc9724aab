#!/usr/bin/env bash
# Installs four frameworks at pinned versions, each into an environment of its own, and asks a running Ibid through it:
#   ibid demo && ibid ingest ibid-demo && ibid serve &
#   bash try.sh http://127.0.0.1:8000
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
environments=$(mktemp -d)
trap 'rm -rf "$environments"' EXIT
export LITELLM_LOCAL_MODEL_COST_MAP=True HAYSTACK_TELEMETRY_ENABLED=False
try() {
  "${PYTHON:-python3}" -m venv "$environments/$1"
  "$environments/$1/bin/pip" install --quiet --disable-pip-version-check "$2"
  "$environments/$1/bin/python" "$here/ask.py" "$1" "$3"
}
address=${1:-http://127.0.0.1:8000}
try llama_index llama-index-llms-openai-like==0.8.1 "$address"
try haystack haystack-ai==3.4.1 "$address"
try litellm litellm==1.110.2 "$address"
try llm llm==0.36 "$address"
