#!/usr/bin/env bash
# Builds the Dockerfile and uses the image where there is no Docker: by buildah, as root, on a plain Debian in place of the
# published Python. Chat models' vocabulary is left out where its host cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/.."

work="$(mktemp -d)"
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot BUILDAH_FORMAT=docker
buildah() { command buildah --root "$work/storage" --runroot "$work/run" "$@"; }
trap 'buildah rm --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

published="$(sed -n 's/^FROM \(\S*\) AS build$/\1/p' Dockerfile)"
if ! debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates "${published##*-}" "$work/debian" >"$work/log" 2>&1; then
  tail -n 3 "$work/log" >&2
  echo "No Debian can be had here: the image goes untried." >&2
  exit 0
fi
ln -sf /usr/bin/python3 "$work/debian/usr/local/bin/python"
plain="$(buildah from scratch)"
buildah add -q "$plain" "$work/debian" / >/dev/null
buildah commit -q "$plain" "docker.io/library/$published" >/dev/null
rm -rf "$work/debian"
cp -rL /etc/ssl/certs "$work/certs" # whoever this machine trusts

build() {
  buildah bud --layers --pull-never --network host -v "$work/certs:/etc/ssl/certs:ro" -f "$1" -t ibid . >"$work/log" 2>&1
}
if ! build Dockerfile; then
  grep -q 'at STEP "RUN TIKTOKEN' "$work/log" || { tail -n 20 "$work/log" >&2; exit 1; }
  echo "The host of the vocabulary cannot be reached: built without it."
  sed '/^RUN TIKTOKEN/d' Dockerfile >"$work/Dockerfile"
  build "$work/Dockerfile" || { tail -n 20 "$work/log" >&2; exit 1; }
fi
buildah images --format '{{.Name}} {{.Size}}'

used="$(buildah from --pull-never localhost/ibid)"
buildah run -v "$PWD/corpus:/corpus:ro" -v "$PWD/tests/use_image.sh:/use:ro" "$used" -- sh -eu /use
