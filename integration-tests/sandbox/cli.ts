import { parseArgs } from "node:util"
import { readContractFile } from "./contract/carried"
import type { Answers } from "./contract/shape-answer"
import {
  DEFAULT_API_KEY,
  DEFAULT_ORGANIZATION_ID,
  type Sandbox,
  startSandbox,
} from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

const USAGE = `Usage: tsx integration-tests/sandbox/cli.ts [--port 4010] [--latency 150] [--contract FILE] [--answers least]

  --port      where to listen on 127.0.0.1 (default 4010; 0: any free port)
  --latency   milliseconds to add to every answer (default 0)
  --contract  another contract to check requests against: an OpenAPI
              specification, or the structural form of one
  --answers   full (default); least: null wherever the contract allows it, and
              unknown words for enums

The keys are KINTSUGI_API_KEY and KINTSUGI_ORGANIZATION_ID of the
environment, or ${DEFAULT_API_KEY} and ${DEFAULT_ORGANIZATION_ID}.`

/** Values of the environment may be real: they are named, never printed. */
function placeholderFor(variable: string, fallback: string): string {
  return process.env[variable] ? `$${variable}` : fallback
}

function introduction(sandbox: Sandbox): string {
  const key = placeholderFor("KINTSUGI_API_KEY", DEFAULT_API_KEY)
  const organization = placeholderFor(
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

Make the next two estimates fail:
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
      contract: { type: "string" },
      answers: { type: "string", default: "full" },
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
    contract:
      values.contract === undefined
        ? undefined
        : readContractFile(values.contract),
    apiKey: process.env.KINTSUGI_API_KEY || undefined,
    organizationId: process.env.KINTSUGI_ORGANIZATION_ID || undefined,
  })
  sandbox.setAnswers(values.answers as Answers)
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
