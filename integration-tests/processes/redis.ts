import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import getPort from "get-port"
import { keepOutput } from "../../scripts/output"

export type Redis = { url: string; stop(): Promise<void> }

/** Whether this machine has a Redis server. */
export const hasRedis = (): boolean =>
  spawnSync("redis-server", ["--version"]).status === 0

/** Starts a Redis server that keeps nothing on disk. */
export const startRedis = async (): Promise<Redis> => {
  const port = await getPort()
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
    child.once("error", reject)
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
