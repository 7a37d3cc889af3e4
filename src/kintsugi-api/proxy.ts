import { HttpsProxyAgent } from "https-proxy-agent"
import type { ClientRequest } from "node:http"
import { isIP } from "node:net"
import { getProxyForUrl } from "proxy-from-env"

/**
 * The proxy that the environment names for an address (`HTTPS_PROXY`,
 * `ALL_PROXY`, unless `NO_PROXY` names the host), or `undefined`. Loopback
 * addresses never use a proxy, nor does plain http, which is accepted for
 * loopback addresses only: the key would travel in the clear.
 */
export const proxyFor = (baseUrl: string): URL | undefined => {
  const { protocol, hostname } = new URL(baseUrl)
  if (protocol !== "https:" || isLoopback(hostname)) {
    return undefined
  }
  const proxy = withScheme(getProxyForUrl(baseUrl))
  return URL.canParse(proxy) ? new URL(proxy) : undefined
}

const VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]

/**
 * `proxy.example:3128` is an http proxy, as curl, Go and Python read it, but
 * `proxy-from-env` adds the request's own scheme.
 */
const withScheme = (proxy: string): string => {
  const hostAndPort = VARIABLES.map((name) => process.env[name]).find(
    (value) => value && proxy === `https://${value}`
  )
  return hostAndPort ? `http://${hostAndPort}` : proxy
}

/** @param hostname - of a `URL`, which normalizes how addresses are written */
const isLoopback = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "")
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    (isIP(host) === 4 && host.startsWith("127.")) ||
    host === "::1" ||
    host.startsWith("::ffff:7f")
  )
}

/** A proxy's `host:port`, without its user and password, which are secret. */
export const nameOfProxy = ({ host }: URL): string => host

/** The error for a proxy that answers `CONNECT` without making a connection. */
export class ProxyRefusal extends Error {
  constructor(
    /** `host:port` */
    readonly proxy: string,
    readonly status: number
  ) {
    super(`${proxy} answered ${status}`)
    this.name = "ProxyRefusal"
  }
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>["connect"]>[1]

/**
 * How long a proxy may take to make a connection, in ms: longer than any cart
 * waits. Otherwise a proxy that never answers would hold the request forever.
 */
const CONNECT_MS = 10_000

/**
 * Reaches https addresses through a proxy, in a tunnel that the proxy cannot
 * read. The proxy's own refusal is an error, not an answer from behind it.
 */
export class TunnelAgent extends HttpsProxyAgent<string> {
  constructor(
    proxy: URL,
    private readonly connectMs = CONNECT_MS
  ) {
    super(proxy.href, { keepAlive: true })
  }

  override async connect(request: ClientRequest, options: ConnectOptions) {
    let status: number | undefined
    request.once(
      "proxyConnect",
      (answer: { statusCode: number }) => (status = answer.statusCode)
    )
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), this.connectMs)
    try {
      const tunnel = await this.connectUntil(timeout.signal, request, options)
      if (status !== 200) {
        tunnel.destroy()
        throw new ProxyRefusal(nameOfProxy(this.proxy), status ?? 0)
      }
      return tunnel
    } finally {
      clearTimeout(timer)
    }
  }

  /** Sets the signal on the agent, whose options are read synchronously. */
  private connectUntil(
    signal: AbortSignal,
    request: ClientRequest,
    options: ConnectOptions
  ) {
    const usualOptions = this.connectOpts
    this.connectOpts = { ...usualOptions, signal } as typeof usualOptions
    try {
      return super.connect(request, options)
    } finally {
      this.connectOpts = usualOptions
    }
  }
}
