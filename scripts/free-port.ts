import { createServer } from "node:net"

/** The wanted port if nobody listens there, else (or for 0) any free one. */
export const freePort = async (wanted = 0): Promise<number> => {
  try {
    return await tryPort(wanted)
  } catch {
    return tryPort(0)
  }
}

/**
 * On all interfaces, as Medusa listens: a port that is taken on one of them
 * alone counts as taken.
 */
const tryPort = (wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(wanted, () => {
      const address = server.address()
      const port = typeof address === "object" && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
