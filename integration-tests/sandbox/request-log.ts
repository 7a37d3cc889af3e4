import type { IncomingHttpHeaders } from "node:http"
import type { Query } from "./contract/schema-check"

/** A request as it arrived, for tests to inspect. */
export type ReceivedRequest = {
  method: string
  /** Without the query: "/v1/tax/estimate". */
  path: string
  query: Query
  /** In lower case; keys are masked. */
  headers: Record<string, string>
  /** Parsed if it was JSON, otherwise the text; null if there was none. */
  body: unknown
  /** The status that was answered; null until, or unless, one was. */
  status: number | null
  /** ISO 8601. */
  at: string
}

export type RequestFilter = { method?: string; path?: string }

/** A benchmark sends more requests than are worth keeping. */
const CAPACITY = 10_000

const SECRETS = ["x-api-key", "authorization", "cookie"]

/** The latest 10,000 requests, oldest first. */
export class RequestLog {
  private received: ReceivedRequest[] = []

  /** The caller adds the status to the entry when it is known. */
  add(
    request: Pick<ReceivedRequest, "method" | "path" | "query" | "body">,
    headers: IncomingHttpHeaders
  ): ReceivedRequest {
    const entry = {
      ...request,
      headers: maskSecrets(headers),
      status: null,
      at: new Date().toISOString(),
    }

    this.received.push(entry)
    if (this.received.length > 2 * CAPACITY) {
      this.received = this.received.slice(-CAPACITY)
    }
    return entry
  }

  list({ method, path }: RequestFilter = {}): ReceivedRequest[] {
    return this.received
      .slice(-CAPACITY)
      .filter(
        (request) =>
          (method === undefined || request.method === method) &&
          (path === undefined || request.path === path)
      )
      .map((request) => ({ ...request }))
  }

  clear(): void {
    this.received = []
  }
}

function maskSecrets(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRETS.includes(name) ? "***" : String(value),
    ])
  )
}
