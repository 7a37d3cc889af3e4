import { spawn } from "node:child_process"
import { once } from "node:events"
import { freePort } from "../../scripts/free-port"
import { keepOutput } from "../../scripts/output"

/**
 * Starts a Redis server that keeps nothing on disk.
 *
 * @throws a sentence that says what to install where there is none
 */
export const startRedis = async (): Promise<{
  url: string
  stop(): Promise<void>
}> => {
  const port = await freePort()
  const child = spawn(
    "redis-server",
    [
      ...["--port", String(port)],
      ...["--bind", "127.0.0.1"],
      ...["--save", ""],
      ...["--appendonly", "no"],
    ],
    { stdio: ["ignore", "pipe", "pipe"] }
  )
  const output = keepOutput(child)
  await new Promise<void>((resolve, reject) => {
    child.once("error", () =>
      reject(
        new Error(
          "These tests need a redis-server (Debian and Ubuntu: apt-get install redis-server)."
        )
      )
    )
    child.once("exit", () =>
      reject(new Error(`redis-server did not start:\n${output.text}`))
    )
    child.stdout.on("data", () => {
      if (output.text.includes("Ready to accept connections")) {
        resolve()
      }
    })
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const exit = once(child, "exit")
      child.kill("SIGTERM")
      await exit
    },
  }
}
