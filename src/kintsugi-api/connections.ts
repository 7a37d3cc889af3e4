import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { TunnelAgent, nameOfProxy } from "./proxy"

/**
 * How long a connection may be idle and still be used, in ms. Servers close
 * idle connections silently (Node's own and Uvicorn after 5 s, load balancers
 * after a minute or more), and a request that is already under way is lost.
 */
export const IDLE_MS = 4_000

/**
 * The same for a request that must not be sent twice: a new connection costs a
 * few ms, a lost answer costs a look-up and perhaps a merchant's second try.
 */
export const IDLE_BEFORE_ONCE_MS = 500

/**
 * How much earlier than the server announces we stop using a connection, in ms:
 * its clock starts before ours, by the time that its answer takes to arrive.
 */
const MARGIN_MS = 1_000

/** Connections that are kept open from one request to the next. */
export type Connections = {
  httpAgent: HttpAgent
  httpsAgent: HttpAgent
  /** `host:port` of the proxy that the connections go through, if any. */
  proxy?: string
  /**
   * Closes connections that have been idle for too long. To be called before a
   * request: the idle timer is late when the process is busy, and does not run
   * while the machine sleeps.
   */
  dropStale(): void
  /**
   * Applies the time for which the server says that it keeps this connection.
   * Call it before the answer's body is read.
   *
   * @param keepAlive - the answer's `Keep-Alive` header
   */
  applyKeepAlive(
    connection: Duplex | null | undefined,
    keepAlive: unknown
  ): void
}

/**
 * @param idleMs - how long a connection may be idle at most, in ms; a shorter
 * time that the server announces takes precedence
 * @param proxy - for https, if any
 */
export const createConnections = (idleMs: number, proxy?: URL): Connections => {
  const agents = [
    new HttpAgent({ keepAlive: true }),
    proxy ? new TunnelAgent(proxy) : new HttpsAgent({ keepAlive: true }),
  ] as const
  const announcedMs = new WeakMap<Duplex, number>()
  /** For idle connections, in ms since the epoch. */
  const usableUntil = new WeakMap<Duplex, number>()
  const limitIdle = (socket: Duplex): void => {
    const idle = Math.min(idleMs, announcedMs.get(socket) ?? idleMs)
    usableUntil.set(socket, Date.now() + idle)
    setIdleTimeout(socket, Math.max(idle, 1))
  }
  for (const agent of agents) {
    const keep = agent.keepSocketAlive.bind(agent)
    const reuse = agent.reuseSocket.bind(agent)
    // Without a `timeout`, Node's agent closes no idle connection. With one, it
    // reads the server's announcement in one spelling only, and some releases
    // use it to the very millisecond.
    agent.keepSocketAlive = (socket) => {
      // Typed as returning nothing, though the agent uses the return value.
      const isKept: unknown = keep(socket)
      limitIdle(socket)
      return isKept
    }
    agent.reuseSocket = (socket, request) => {
      reuse(socket, request)
      usableUntil.delete(socket)
      setIdleTimeout(socket, 0)
    }
  }
  return {
    httpAgent: agents[0],
    httpsAgent: agents[1],
    proxy: proxy && nameOfProxy(proxy),
    dropStale() {
      const now = Date.now()
      for (const agent of agents) {
        for (const socket of Object.values(agent.freeSockets).flat()) {
          if (socket && (usableUntil.get(socket) ?? 0) <= now) {
            socket.destroy()
          }
        }
      }
    },
    applyKeepAlive(connection, keepAlive) {
      if (!connection) {
        return
      }
      const ms = announcedIdle(keepAlive)
      if (ms === undefined) {
        announcedMs.delete(connection)
      } else {
        announcedMs.set(connection, ms - MARGIN_MS)
      }
      // A short answer may have ended before its headers could be read.
      if (usableUntil.has(connection)) {
        limitIdle(connection)
      }
    },
  }
}

const setIdleTimeout = (socket: Duplex, ms: number): void => {
  if ("setTimeout" in socket && typeof socket.setTimeout === "function") {
    ;(socket as Socket).setTimeout(ms)
  }
}

/**
 * The `timeout` of a `Keep-Alive` header in ms, anywhere in the header;
 * `undefined` for anything else.
 */
export const announcedIdle = (keepAlive: unknown): number | undefined => {
  const seconds =
    typeof keepAlive === "string"
      ? /(?:^|[,;\s])timeout\s{0,9}=\s{0,9}"?(\d{1,9})/i.exec(keepAlive)?.[1]
      : undefined
  return seconds === undefined ? undefined : Number(seconds) * 1_000
}
