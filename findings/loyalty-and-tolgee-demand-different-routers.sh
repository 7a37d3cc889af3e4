#!/usr/bin/env bash
# Medusa's loyalty plugin and the translation plugin of Tolgee: not in one store
#
# Expected  Two Medusa plugins of which each can be installed into a store of
#           Medusa 2.21.1 can be installed together: plugins leave the router of
#           the Admin to the Admin.
# Version   @medusajs/loyalty-plugin 2.21.1, medusa-plugin-tolgee 2.0.0
# Behavior  npm refuses. The first has react-router-dom "^6.30.4 || ^7.0.0" among
#           its peers, the second exactly "6.20.1", which no Admin of Medusa 2.21
#           uses. Each one alone is accepted.
# Source    the peerDependencies of both packages
# Output    see `recorded` below
#
# A store that wants both needs npm's `overrides` for the second.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

LOYALTY='"@medusajs/loyalty-plugin": "2.21.1"'
TOLGEE='"medusa-plugin-tolgee": "2.0.0"'

# What both take from a store, in the versions that the first demands.
outcome() {
  cat >package.json <<JSON
{
  "private": true,
  "dependencies": {
    "@medusajs/admin-sdk": "2.21.1",
    "@medusajs/cli": "2.21.1",
    "@medusajs/dashboard": "2.21.1",
    "@medusajs/framework": "2.21.1",
    "@medusajs/icons": "2.21.1",
    "@medusajs/medusa": "2.21.1",
    "@medusajs/test-utils": "2.21.1",
    "@medusajs/ui": "4.2.5",
    $1
  },
  "overrides": $2
}
JSON
  rm -f package-lock.json
  if npm install --package-lock-only --no-audit --no-fund >log 2>&1; then
    echo accepted
  elif grep -q ERESOLVE log; then
    echo "refused (ERESOLVE)"
  else
    cat log >&2
    return 1
  fi
}

seen=$(
  echo "loyalty alone: $(outcome "$LOYALTY" '{}')"
  echo "tolgee alone: $(outcome "$TOLGEE" '{}')"
  echo "both: $(outcome "$LOYALTY, $TOLGEE" '{}')"
  echo "both, with an override: $(outcome "$LOYALTY, $TOLGEE" \
    '{ "medusa-plugin-tolgee": { "react-router-dom": "7.18.2" } }')"
)
recorded='loyalty alone: accepted
tolgee alone: accepted
both: refused (ERESOLVE)
both, with an override: accepted'

echo "$seen"
[ "$seen" = "$recorded" ] || {
  echo "It has changed. Recorded was:" >&2
  echo "$recorded" >&2
  exit 1
}
