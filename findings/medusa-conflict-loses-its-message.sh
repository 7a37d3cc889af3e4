#!/usr/bin/env bash
# Medusa: an error of the type CONFLICT reaches the client without its message
#
# Expected  A route that throws a MedusaError answers with the error's message,
#           as with the other types: what conflicts, and what to do, is known
#           only to the code that throws.
# Version   @medusajs/framework 2.21.2
# Behaviour The HTTP error handler replaces the message of a CONFLICT by a
#           sentence about idempotency keys, which a client of that route may
#           not even have. NOT_ALLOWED keeps its message.
# Source    @medusajs/framework, dist/http/middlewares/error-handler.js, called
#           by an Express application.
# Output    see `recorded` below: status and message of each
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @medusajs/framework@2.21.2 express@4.22.3 ioredis@5.11.1 >/dev/null 2>&1
export MEDUSA_DISABLE_TELEMETRY=true
cat >run.cjs <<'JS'
const express = require("express")
const { errorHandler } = require("@medusajs/framework/http")
const { MedusaError } = require("@medusajs/framework/utils")

const app = express()
app.use((req, res, next) => {
  // What Medusa gives each request: here, a logger that says nothing.
  const logger = { error: () => {}, warn: () => {}, info: () => {} }
  req.scope = { resolve: () => logger }
  next()
})
app.get("/:type", ({ params: { type } }) => {
  throw new MedusaError(
    MedusaError.Types[type],
    "The order has changed since. Read it again."
  )
})
app.use(errorHandler())
const server = app.listen(0, async () => {
  for (const type of ["CONFLICT", "NOT_ALLOWED"]) {
    const answer = await fetch(`http://localhost:${server.address().port}/${type}`)
    const { message } = await answer.json()
    console.log([type, answer.status, message].join(" | "))
  }
  server.close()
})
JS
timeout 60 node run.cjs 2>/dev/null >seen
cat seen
cat >recorded <<'TXT'
CONFLICT | 409 | The request conflicted with another request. You may retry the request with the provided Idempotency-Key.
NOT_ALLOWED | 400 | The order has changed since. Read it again.
TXT
diff recorded seen
