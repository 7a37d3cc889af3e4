import type { ServerResponse } from "node:http"
import { setTimeout as delay } from "node:timers/promises"
import type { Wire } from "../wire"

/** Sends a complete answer. */
export function send(response: ServerResponse, wire: Wire): void {
  start(response, wire)
  response.end(wire.text)
}

/** Sends the headers and half of the announced body, then disconnects. */
export function breakOff(response: ServerResponse, wire: Wire): void {
  const bytes = start(response, wire)

  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
    response.socket?.destroy()
  )
}

/** Between two drops, in ms; short enough not to trigger an idle timeout. */
const DROP_EVERY_MS = 25

/** Sends the body a little at a time, so that the whole of it takes `ms`. */
export async function drip(
  response: ServerResponse,
  wire: Wire,
  ms: number,
  signal: AbortSignal
): Promise<void> {
  const bytes = start(response, wire)
  const drops = Math.max(1, Math.min(bytes.length, ms / DROP_EVERY_MS))
  const size = Math.ceil(bytes.length / drops)

  response.flushHeaders()
  for (let from = 0; from < bytes.length; from += size) {
    await delay((ms * size) / bytes.length, undefined, { signal })
    if (response.destroyed) {
      return
    }
    response.write(bytes.subarray(from, from + size))
  }
  response.end()
}

function start(response: ServerResponse, { status, headers, text }: Wire) {
  const bytes = Buffer.from(text)
  response.writeHead(status, { ...headers, "content-length": bytes.length })
  return bytes
}
