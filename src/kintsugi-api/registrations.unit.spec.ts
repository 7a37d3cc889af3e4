import { readQuery } from "../../integration-tests/sandbox/contract/schema-check"
import { registrationMethods } from "./registrations"
import type { Transport, TransportRequest } from "./transport"

const answeredWith = (...answers: unknown[]) => {
  const sent: TransportRequest<unknown>[] = []
  const transport: Transport = {
    request: async (request) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)]
      sent.push(request)
      return request.schema.parse(answer)
    },
  }
  return { kintsugi: registrationMethods(transport), sent }
}

/** The query as it is sent. */
const queryOf = ({ query }: TransportRequest<unknown>) =>
  Object.fromEntries(
    Object.entries(query ?? {}).map(([name, value]) => [name, String(value)])
  )

const CALL = { deadline: 17 }

const TEXAS = {
  country_code: "US",
  state_code: "TX",
  state_name: "Texas",
  status: "REGISTERED",
}

describe("listRegistrations", () => {
  it("asks for all pages, as in the contract", async () => {
    const { kintsugi, sent } = answeredWith(
      { items: [TEXAS], pages: 2 },
      { items: [{ ...TEXAS, state_code: "CA" }], pages: 2 }
    )
    const found = await kintsugi.listRegistrations(CALL)
    expect(found.map(({ state_code }) => state_code)).toEqual(["TX", "CA"])
    expect(
      sent.map((request) => [
        request.method,
        request.path,
        request.deadline,
        readQuery("GET /v1/registrations", queryOf(request)),
      ])
    ).toEqual(
      [1, 2].map((page) => [
        "GET",
        "/v1/registrations",
        17,
        { values: expect.objectContaining({ page, size: 100 }) },
      ])
    )
  })

  it.each([
    ["more places than there are", Array(1_001).fill(TEXAS)],
    ["a status that is too long", [{ ...TEXAS, status: "R".repeat(101) }]],
  ])("rejects an answer with %s", async (_, items) => {
    const { kintsugi } = answeredWith({ items })
    await expect(kintsugi.listRegistrations(CALL)).rejects.toThrow()
  })

  it("drops the credentials that come with a registration", async () => {
    const { kintsugi } = answeredWith({
      items: [
        {
          ...TEXAS,
          registration_date: "2024-01-01",
          filing_frequency: "MONTHLY",
          username: "admin@example.com",
          password_encrypted: "gAAAAABlC9np",
          sales_tax_id: "ST-12345",
          comment: null,
        },
      ],
    })
    await expect(kintsugi.listRegistrations(CALL)).resolves.toEqual([
      {
        ...TEXAS,
        registration_date: "2024-01-01",
        filing_frequency: "MONTHLY",
      },
    ])
  })

  it("does not read an endless answer", async () => {
    const { kintsugi, sent } = answeredWith({ items: [], pages: 1_000_000 })
    await expect(kintsugi.listRegistrations(CALL)).rejects.toMatchObject({
      code: "bad_response",
    })
    expect(sent).toHaveLength(1)
  })
})

describe("listNexus", () => {
  it("asks for each status, including those of the one-stop shop", async () => {
    const { kintsugi, sent } = answeredWith({ items: [] })
    await kintsugi.listNexus(CALL)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: "GET", path: "/v1/nexus" })
    expect(readQuery("GET /v1/nexus", queryOf(sent[0]!))).toMatchObject({
      values: {
        status__in: expect.stringContaining("OSS_REGISTERED"),
        page: 1,
        size: 100,
      },
    })
  })

  it("keeps decimals unchanged, and treats null as absent", async () => {
    const { kintsugi } = answeredWith({
      items: [
        {
          ...TEXAS,
          status: "APPROACHING",
          threshold_sales: 500000,
          threshold_transactions: null,
          transactions_amount: "412345.10",
          transaction_count: 1200,
          nexus_met: false,
          nexus_met_date: null,
          sales_or_transactions: "SALES",
          currency: "USD",
          periods: [{ start_date: "2025-01-01" }],
        },
      ],
    })
    await expect(kintsugi.listNexus(CALL)).resolves.toEqual([
      {
        ...TEXAS,
        status: "APPROACHING",
        threshold_sales: "500000",
        transactions_amount: "412345.10",
        transaction_count: "1200",
        nexus_met: false,
        sales_or_transactions: "SALES",
        currency: "USD",
      },
    ])
  })
})
