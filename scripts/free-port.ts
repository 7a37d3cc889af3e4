import { createServer } from "node:net"

/** The wanted port if it is free, otherwise (or for 0) any free one. */
export const freePort = async (wanted = 0): Promise<number> => {
  try {
    return await tryPort(wanted)
  } catch {
    return tryPort(0)
  }
}

/**
 * Tries all interfaces, as Medusa listens on all: a port that is in use on only
 * one of them counts as in use.
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
