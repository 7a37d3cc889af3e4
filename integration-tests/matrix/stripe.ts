import { type IncomingMessage, createServer } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

/** A payment intent, as far as Medusa's provider reads it. */
export type Intent = {
  id: string
  object: "payment_intent"
  /** In the smallest unit of the currency. */
  amount: number
  currency: string
  status:
    "requires_payment_method" | "requires_capture" | "succeeded" | "canceled"
  client_secret: string
  capture_method: "manual"
}

export type Stripe = {
  url: string
  intents: Intent[]
  /** In the smallest unit. */
  refunds: { payment_intent: string; amount: number }[]
  /** What the shopper does with a card. */
  confirm(intent: Intent): void
  close(): Promise<void>
}

/** A small stand-in for the part of Stripe's API that a checkout uses. */
export const startStripe = async (): Promise<Stripe> => {
  const intents: Intent[] = []
  const refunds: Stripe["refunds"] = []

  const answer = async (request: IncomingMessage): Promise<object> => {
    const { method, url = "" } = request
    const path = url.split("?")[0]!
    const body = new URLSearchParams(await text(request))
    const amount = Number(body.get("amount"))
    if (method === "POST" && path === "/v1/payment_intents") {
      const id = `pi_${intents.length + 1}`
      const intent: Intent = {
        id,
        object: "payment_intent",
        amount,
        currency: body.get("currency") ?? "",
        status: "requires_payment_method",
        client_secret: `${id}_secret`,
        capture_method: "manual",
      }
      intents.push(intent)
      return intent
    }
    if (method === "POST" && path === "/v1/refunds") {
      refunds.push({ payment_intent: body.get("payment_intent") ?? "", amount })
      return { id: `re_${refunds.length}`, object: "refund", amount }
    }
    const [, id, action] =
      /^\/v1\/payment_intents\/(\w+)(?:\/(\w+))?$/.exec(path) ?? []
    const intent = intents.find((one) => one.id === id)
    if (!intent) {
      throw new Error(`${method} ${path} is not part of the stand-in.`)
    }
    if (action === "cancel") {
      intent.status = "canceled"
    } else if (action === "capture") {
      intent.status = "succeeded"
    } else if (method === "POST") {
      intent.amount = amount
    }
    return intent
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (body) => {
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify(body))
      },
      (error: unknown) => {
        response.statusCode = 404
        response.end(JSON.stringify({ error: { message: String(error) } }))
      }
    )
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    intents,
    refunds,
    confirm: (intent) => {
      intent.status = "requires_capture"
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}
