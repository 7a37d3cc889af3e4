import { isIP } from "node:net"

/**
 * The client's IP address: the one that the proxy in front of the store reports
 * or, where that is not an address, the connection's own. A client can write
 * anything into `X-Forwarded-For`, up to the length of a header, so that only a
 * valid address counts.
 *
 * @param forwarded - as Express reads it (`req.ip`)
 * @param connected - the socket's remote address
 */
export const clientAddress = (
  forwarded: string | undefined,
  connected: string | undefined
): string => readIpAddress(forwarded) ?? readIpAddress(connected) ?? "unknown"

/** Some proxies add the port: `203.0.113.7:443`, `[2001:db8::1]:443`. */
const readIpAddress = (text: string | undefined): string | undefined => {
  if (!text || text.length > MAX_LENGTH) {
    return undefined
  }
  const address =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ??
    /^([\d.]+):\d+$/.exec(text)?.[1] ??
    text
  // A zone names an interface of this server, and can be any text.
  return isIP(address) && !address.includes("%") ? address : undefined
}

/** An IPv6 address in brackets, with a zone and a port. */
const MAX_LENGTH = 80
