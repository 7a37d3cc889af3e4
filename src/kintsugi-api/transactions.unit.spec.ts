import { type Server, type ServerResponse, createServer } from "node:http"
import type { AddressInfo } from "node:net"
import {
  type Query,
  readQuery,
} from "../../integration-tests/sandbox/contract/schema-check"
import { createClient } from "./client"
import { createTransport } from "./transport"
import type { CreditNoteRequest, TransactionRequest } from "./transactions"

type Answer = (response: ServerResponse) => void

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A client whose attempts at an estimate may take no longer than 100 ms. */
const clientOf = async (answer: Answer) => {
  const received: { method?: string; url: URL }[] = []
  const server = createServer((request, response) => {
    request.resume()
    request.on("end", () => {
      received.push({
        method: request.method,
        url: new URL(request.url ?? "", "http://kintsugi"),
      })
      answer(response)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const transport = createTransport({
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: "sk_live_8kQ2vN4rT6yU",
    organizationId: "orgn_argaLQwMy2fJc",
    timeoutMs: 100,
    retries: 2,
  })
  return { client: createClient(transport), received }
}

const json =
  (body: unknown, afterMs = 0): Answer =>
  (response) => {
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(body))
    }, afterMs)
  }

const lost: Answer = (response) => response.socket?.destroy()

const soon = () => ({ deadline: Date.now() + 5000 })

const SALE = { id: "tran_1", external_id: "order_1", locked: false }

const sale = { external_id: "order_1" } as TransactionRequest
const note = { external_id: "ref_1" } as CreditNoteRequest

type Client = Awaited<ReturnType<typeof clientOf>>["client"]

const calls: [string, (client: Client) => Promise<unknown>][] = [
  ["a sale", (client) => client.createTransaction(sale, soon())],
  [
    "a credit note",
    (client) => client.createCreditNote("tran_1", note, soon()),
  ],
]

describe("a request about a transaction", () => {
  it.each([
    ...calls,
    [
      "a change",
      (client: Client) =>
        client.updateTransaction("tran_1", sale as never, soon()),
    ] as const,
    [
      "a look-up",
      (client: Client) => client.findTransaction("order_1", soon()),
    ] as const,
  ])("for %s may take longer than a cart's estimate", async (_, call) => {
    const { client, received } = await clientOf(json(SALE, 300))
    await expect(call(client)).resolves.toMatchObject({ id: "tran_1" })
    expect(received).toHaveLength(1)
  })

  it.each(calls)(
    "for %s is not sent again blindly if its answer is lost",
    async (_, call) => {
      const { client, received } = await clientOf(lost)
      await expect(call(client)).rejects.toMatchObject({ code: "unavailable" })
      expect(received).toHaveLength(1)
    }
  )
})

describe("listTransactions", () => {
  const query = {
    from: new Date("2026-01-31T22:00:00Z"),
    to: new Date("2026-03-01T12:00:00Z"),
    page: 1,
    size: 100,
  }
  const page = (fields: object = {}) => ({
    items: [SALE],
    total: 1,
    page: 1,
    size: 100,
    pages: 1,
    ...fields,
  })

  it("asks by day, with a margin of one day at both ends", async () => {
    const { client, received } = await clientOf(json(page()))
    await client.listTransactions(query, soon())
    const asked = Object.fromEntries(received[0]!.url.searchParams)
    expect(asked).toMatchObject({
      date__gte: "2026-01-30",
      date__lte: "2026-03-02",
    })
    expect(readQuery("GET /v1/transactions", asked as Query)).toHaveProperty(
      "values"
    )
  })

  it("asks for every status that an address can have", async () => {
    const { client, received } = await clientOf(json(page()))
    await client.listTransactions(query, soon())
    expect(
      received[0]!.url.searchParams.get("address_status__in")?.split(",")
    ).toContain("BLANK")
  })
})
