import { parseArgs } from "node:util"
import {
  DEFAULT_API_KEY,
  DEFAULT_ORGANIZATION_ID,
  type Sandbox,
  startSandbox,
} from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

const USAGE = `Usage: tsx integration-tests/sandbox/cli.ts [--port 4010] [--latency 150]

  --port      where to listen on 127.0.0.1 (default 4010; 0: any free port)
  --latency   milliseconds that every answer takes longer (default 0)

The keys it wants are KINTSUGI_API_KEY and KINTSUGI_ORGANIZATION_ID of the
environment, or ${DEFAULT_API_KEY} and ${DEFAULT_ORGANIZATION_ID}.`

/** What the environment holds may be real: it is named, never printed. */
function shown(variable: string, fallback: string): string {
  return process.env[variable] ? `$${variable}` : fallback
}

function introduction(sandbox: Sandbox): string {
  const key = shown("KINTSUGI_API_KEY", DEFAULT_API_KEY)
  const organization = shown(
    "KINTSUGI_ORGANIZATION_ID",
    DEFAULT_ORGANIZATION_ID
  )
  const body = sampleEstimate(
    PLACES.austin,
    [{ quantity: 2 }, { is: "shipping", amount: 10 }],
    { date: new Date().toISOString() }
  )

  return `Kintsugi sandbox at ${sandbox.url}

Send both headers with every request:
  x-api-key: ${key}
  x-organization-id: ${organization}

Try it:
  curl -s ${sandbox.url}/v1/tax/estimate \\
    -H "content-type: application/json" \\
    -H "x-api-key: ${key}" \\
    -H "x-organization-id: ${organization}" \\
    -d '${JSON.stringify(body)}'

Let the next two estimates fail:
  curl -s ${sandbox.url}/_sandbox/faults -H "content-type: application/json" \\
    -d '{"endpoint":"POST /v1/tax/estimate","times":2,"kind":"status","status":429,"retryAfter":"1"}'

See what it received:
  curl -s ${sandbox.url}/_sandbox/requests

Ctrl-C stops it. More in integration-tests/sandbox/README.md.`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4010" },
      latency: { type: "string", default: "0" },
      help: { type: "boolean", short: "h", default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return
  }

  const sandbox = await startSandbox({
    port: Number(values.port),
    latencyMs: Number(values.latency),
    apiKey: process.env.KINTSUGI_API_KEY || undefined,
    organizationId: process.env.KINTSUGI_ORGANIZATION_ID || undefined,
  })
  const stop = () => {
    void sandbox.close()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)

  console.log(introduction(sandbox))
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  console.error(`\n${USAGE}`)
  process.exitCode = 1
})
