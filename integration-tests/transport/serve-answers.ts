import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { z } from "@medusajs/framework/zod"
import { type KintsugiError, isKintsugiError } from "../../src/kintsugi-api"
import {
  type TransportOptions,
  type TransportRequest,
  createTransport,
} from "../../src/kintsugi-api/transport"

/** Servers that answer what no sandbox of Kintsugi would, byte for byte. */

export const API_KEY = "sk_live_8kQ2vN4rT6yU"
export const ORGANIZATION_ID = "orgn_argaLQwMy2fJc"

/** Timers may fire a little early, and a busy machine is a little late. */
export const EARLY_MS = 10
export const SLACK_MS = 1_500

/** For tests that wait for a name server, or use much memory. */
export const PATIENT_MS = 9_000

export type Received = {
  method?: string
  url?: string
  headers: IncomingHttpHeaders
  body: string
  socket: Socket
  at: number
}

export type Answer = (response: ServerResponse, request: Received) => void

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = ""
  for await (const chunk of request) {
    body += String(chunk)
  }
  return body
}

/** Servers that are closed after each test. */
export const useServers = () => {
  const servers: Server[] = []

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })

  /** A server whose n-th request gets the n-th answer, later ones the last. */
  const serve = async (answers: Answer[], port = 0) => {
    const received: Received[] = []
    const server = createServer(async (request, response) => {
      const { method, url, headers, socket } = request
      const at = Date.now()
      const body = await readBody(request)
      const one = { method, url, headers, socket, at, body }
      const answer = answers[Math.min(received.length, answers.length - 1)]
      received.push(one)
      answer?.(response, one)
    })
    servers.push(server)
    await new Promise<void>((resolve) =>
      server.listen(port, "127.0.0.1", resolve)
    )
    const address = server.address() as AddressInfo
    return {
      received,
      server,
      port: address.port,
      baseUrl: `http://127.0.0.1:${address.port}`,
    }
  }

  return serve
}

export const status =
  (code: number, detail: unknown = "", headers = {}): Answer =>
  (response) => {
    response.writeHead(code, { "content-type": "application/json", ...headers })
    response.end(JSON.stringify({ detail }))
  }

export const body =
  (text: string, contentType = "application/json"): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": contentType })
    response.end(text)
  }

export const ok = body('{"answer": 42}')
export const hang: Answer = () => undefined
export const reset: Answer = (_, { socket }) => void socket.resetAndDestroy()
export const close: Answer = (_, { socket }) => void socket.destroy()

export const resetInMidBody: Answer = (response, { socket }) => {
  response.writeHead(200, { "content-length": 14 })
  response.write('{"answ', () => socket.destroy())
}

export const resetInMidRefusal: Answer = (response, { socket }) => {
  response.writeHead(422, { "content-length": 100 })
  response.write('{"detail": "Unknown', () => socket.destroy())
}

/** Sends a byte now and then, and never ends. */
export const drip: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" })
  const timer = setInterval(() => response.write(" "), 20)
  response.on("close", () => clearInterval(timer))
}

export const transportTo = (
  baseUrl: string,
  options: Partial<TransportOptions> = {}
) =>
  createTransport({
    baseUrl,
    apiKey: API_KEY,
    organizationId: ORGANIZATION_ID,
    timeoutMs: 2000,
    retries: 2,
    ...options,
  })

type Answered = { answer: number }

export const question = (
  fields: Partial<TransportRequest<Answered>> = {}
): TransportRequest<Answered> => ({
  method: "POST",
  path: "/v1/tax/estimate",
  body: { external_id: "cart_01JAUSTIN" },
  schema: z.object({ answer: z.number() }),
  deadline: Date.now() + 5000,
  ...fields,
})

export const classifyFailure = async (
  request: Promise<unknown>
): Promise<KintsugiError> => {
  try {
    await request
  } catch (error) {
    if (isKintsugiError(error)) {
      return error
    }
    throw error
  }
  throw new Error("the request did not fail")
}
