import { setMaxListeners } from "node:events"
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as delay } from "node:timers/promises"
import { problem } from "./answers"
import { send } from "./faults/deliver"
import { receive, type Received } from "./received"
import { toWire } from "./wire"

export type Exchange = {
  received: Received
  response: ServerResponse
  /** Waits, unless the server is closed first. */
  wait(ms: number): Promise<void>
  /** Aborted when the server is closed. */
  closing: AbortSignal
}

export type RunningServer = { port: number; close(): Promise<void> }

/** When idle connections are closed. */
export type KeepAlive = {
  /** In ms, to the nearest second where it is announced. Default 65,000. */
  keepAliveMs?: number
  /** Whether answers say so (`Keep-Alive: timeout=…`). Default true. */
  announcesKeepAlive?: boolean
}

/** Real services keep a connection for a minute, so clients reuse it. */
const KEEP_ALIVE_MS = 65_000

/** Serves on loopback only: anyone who can reach it can control it. */
export async function serve(
  port: number,
  handle: (exchange: Exchange) => Promise<void>,
  { keepAliveMs = KEEP_ALIVE_MS, announcesKeepAlive = true }: KeepAlive = {}
): Promise<RunningServer> {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)

  const respond = async (
    request: IncomingMessage,
    response: ServerResponse
  ) => {
    const { signal } = closing
    try {
      await handle({
        received: await receive(request),
        response,
        closing: signal,
        wait: async (ms) => {
          if (ms > 0) {
            await delay(ms, undefined, { signal })
          }
        },
      })
    } catch (error) {
      if (!signal.aborted && !response.destroyed) {
        giveUp(response, error)
      }
    }
  }

  const server = createServer((request, response) => {
    if (!announcesKeepAlive) {
      // Node adds its announcement to the header that it writes itself.
      response.setHeader("connection", "keep-alive")
    }
    void respond(request, response)
  })
  server.keepAliveTimeout = keepAliveMs
  // Later releases of Node wait longer than they announce.
  Object.assign(server, { keepAliveTimeoutBuffer: 0 })

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })

  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A bug of the sandbox must not look like an error of Kintsugi. */
function giveUp(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const reason = error instanceof Error ? error.stack : String(error)
  send(response, toWire(problem(500, `The sandbox itself failed: ${reason}`)))
}
