import type { Sandbox } from "./index"

export type CallOptions = {
  /** Sent as JSON; a string is sent unchanged. */
  body?: unknown
  /** In addition to the keys; null removes a header. */
  headers?: Record<string, string | null>
}

/**
 * Calls a sandbox as its tests do: "GET /v1/products?page=2", with both keys.
 * Fails as fetch fails when the connection breaks.
 */
export async function call(
  sandbox: Pick<Sandbox, "url" | "apiKey" | "organizationId">,
  endpoint: string,
  { body, headers = {} }: CallOptions = {}
) {
  const [method, target] = endpoint.split(" ")
  const sent: Record<string, string | null> = {
    "x-api-key": sandbox.apiKey,
    "x-organization-id": sandbox.organizationId,
    "content-type": "application/json",
    ...headers,
  }

  const response = await fetch(`${sandbox.url}${target}`, {
    method,
    headers: Object.entries(sent).filter(
      (entry): entry is [string, string] => entry[1] !== null
    ),
    body: typeof body === "string" ? body : JSON.stringify(body),
  })
  const text = await response.text()

  return {
    status: response.status,
    headers: response.headers,
    text,
    /** undefined when the text is not JSON. */
    get body(): unknown {
      try {
        return JSON.parse(text) as unknown
      } catch {
        return undefined
      }
    },
  }
}
