import type { Answer } from "./answers"

/** An answer as it is sent. */
export type Wire = {
  status: number
  headers: Record<string, string>
  text: string
}

export function toWire({ status, body, headers }: Answer): Wire {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    text: body === undefined ? "" : JSON.stringify(body),
  }
}
