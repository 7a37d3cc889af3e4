import { exemptionMethods } from "./exemptions"
import type { Transport } from "./transport"

const EXEMPTION = {
  id: "exmp_1",
  exemption_type: "wholesale",
  jurisdiction: "TX",
  country_code: "US",
  start_date: "2026-01-01",
  status: "ACTIVE",
}

const CALL = { deadline: 17 }

/** @param pages - each page's items; the last page repeats */
const answeredWith = (...pages: unknown[][]) => {
  let count = 0
  const transport: Transport = {
    request: async ({ schema, query }) => {
      count++
      if (count > 50) {
        throw new Error("it asks for ever")
      }
      const items = pages[Math.min(Number(query?.page), pages.length) - 1]
      return schema.parse({ items })
    },
  }
  return { kintsugi: exemptionMethods(transport), requests: () => count }
}

const full = Array(100).fill(EXEMPTION)

describe("listExemptions", () => {
  it("asks for all pages", async () => {
    const { kintsugi } = answeredWith(full, [EXEMPTION])
    expect(await kintsugi.listExemptions("cust_1", CALL)).toHaveLength(101)
  })

  it("stops reading an endless answer", async () => {
    const { kintsugi, requests } = answeredWith(full)
    await expect(kintsugi.listExemptions("cust_1", CALL)).rejects.toMatchObject(
      { code: "bad_response" }
    )
    expect(requests()).toBe(20)
  })

  it.each([
    ["a place that is too long", { jurisdiction: "T".repeat(101) }],
    ["a day that is too long", { start_date: "2".repeat(101) }],
    ["a status that is no word", { status: "A".repeat(101) }],
  ])("rejects an answer with %s", async (_, fields) => {
    const { kintsugi } = answeredWith([{ ...EXEMPTION, ...fields }])
    await expect(kintsugi.listExemptions("cust_1", CALL)).rejects.toThrow()
  })
})
