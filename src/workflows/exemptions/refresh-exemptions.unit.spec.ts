import type { MedusaContainer } from "@medusajs/framework/types"
import type { KintsugiExemption } from "../../kintsugi-api"
import {
  badResponse,
  notConnected,
  KintsugiUnauthorizedError,
} from "../../kintsugi-api/errors"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { ExemptionRecord } from "../../tax/customer/exemptions"
import { refreshExemptions } from "./refresh-exemptions"

const TEXAS: KintsugiExemption = {
  id: "exmp_1",
  exemption_type: "wholesale",
  jurisdiction: "TX",
  country_code: "US",
  start_date: "2026-01-01",
  status: "ACTIVE",
}

const STORED: ExemptionRecord = {
  id: "exmp_1",
  organizationId: "orgn_1",
  country: "US",
  state: "TX",
  from: "2026-01-01",
  type: "wholesale",
  status: "ACTIVE",
  hasNumber: false,
  hasCertificate: false,
}

const customer = (number: number, organization_id = "orgn_1") => ({
  id: `kincus_${String(number).padStart(4, "0")}`,
  customer_id: `cus_${number}`,
  kintsugi_id: `cust_${number}`,
  organization_id,
  exempted_at: new Date("2026-11-01"),
})

type Rows = ReturnType<typeof customer>[]

/** @param list - Kintsugi's answer for a customer */
const storeWith = (
  rows: Rows,
  list: (
    kintsugiId: string
  ) => KintsugiExemption[] | Promise<KintsugiExemption[]>,
  stored: { exemption_id: string; certificates: number }[] = []
) => {
  const kept: Record<string, ExemptionRecord[]> = {}
  const counted: Record<string, Record<string, number>> = {}
  const asked: string[] = []
  let atOnce = 0
  let mostAtOnce = 0
  const service = {
    settings: {
      getConnection: async () => ({
        organizationId: "orgn_1",
        client: {
          listExemptions: async (id: string) => {
            asked.push(id)
            mostAtOnce = Math.max(mostAtOnce, ++atOnce)
            await new Promise((resolve) => setTimeout(resolve, 1))
            atOnce--
            return list(id)
          },
          listCertificates: async () => [{ id: "atch_1" }],
        },
      }),
    },
    listKintsugiCustomers: async (
      {
        id,
        organization_id,
      }: { id: string | { $gt: string }; organization_id?: string },
      { take = 1 }: { take?: number }
    ) =>
      rows
        .filter((row) =>
          typeof id === "string" ? row.id === id : row.id > id.$gt
        )
        .filter((row) =>
          [undefined, row.organization_id].includes(organization_id)
        )
        .slice(0, take)
        .map((row) => ({ ...row })),
    listKintsugiExemptions: async () => stored,
    customers: {
      replaceExemptions: async (
        customerId: string,
        organizationId: string,
        exemptions: ExemptionRecord[],
        certificates: ReadonlyMap<string, number>
      ) => {
        expect(organizationId).toBe("orgn_1")
        kept[customerId] = exemptions
        counted[customerId] = Object.fromEntries(certificates)
      },
    },
  }
  const container = {
    resolve: (name: string) => (name === KINTSUGI_MODULE ? service : undefined),
  } as unknown as MedusaContainer
  return { container, kept, counted, asked, mostAtOnce: () => mostAtOnce }
}

const customers = (count: number): Rows =>
  Array.from({ length: count }, (_, index) => customer(index + 1))

describe("refreshExemptions", () => {
  it("stores what Kintsugi has, including exemptions that were ended there", async () => {
    const { container, kept } = storeWith(
      [customer(1), customer(2), customer(3, "orgn_2")],
      (id) => [id === "cust_1" ? TEXAS : { ...TEXAS, status: "DEACTIVATED" }]
    )
    expect(await refreshExemptions(container)).toEqual({
      customers: 2,
      failed: 0,
    })
    expect(kept).toEqual({
      cus_1: [STORED],
      cus_2: [{ ...STORED, status: "DEACTIVATED" }],
    })
  })

  it("counts the certificates of current exemptions that are not known to have any", async () => {
    const { container, counted } = storeWith(
      [customer(1), customer(2)],
      (id) =>
        id === "cust_1"
          ? [
              TEXAS,
              { ...TEXAS, id: "exmp_2", status: "DEACTIVATED" },
              { ...TEXAS, id: "exmp_3", end_date: "2020-12-31" },
              { ...TEXAS, id: "exmp_4", attachment_id: "atch_4" },
            ]
          : [
              { ...TEXAS, id: "exmp_5" },
              { ...TEXAS, id: "exmp_6" },
            ],
      [
        { exemption_id: "exmp_5", certificates: 1 },
        { exemption_id: "exmp_6", certificates: 0 },
      ]
    )
    await refreshExemptions(container)
    expect(counted).toEqual({ cus_1: { exmp_1: 1 }, cus_2: { exmp_6: 1 } })
  })

  it("reads all customers, page by page, two at a time", async () => {
    const { container, asked, mostAtOnce } = storeWith(customers(401), () => [])
    expect(await refreshExemptions(container)).toEqual({
      customers: 401,
      failed: 0,
    })
    expect(new Set(asked).size).toBe(401)
    expect(mostAtOnce()).toBe(2)
  })

  it.each([
    ["can't be reached", () => notConnected("ECONNREFUSED")],
    [
      "refuses the key",
      () =>
        new KintsugiUnauthorizedError({ message: "no", merchantMessage: "" }),
    ],
  ])(
    "keeps the stored exemptions and stops asking if Kintsugi %s",
    async (_, error) => {
      const { container, kept, asked } = storeWith(customers(50), () => {
        throw error()
      })
      expect(await refreshExemptions(container)).toEqual({
        customers: 0,
        failed: 2,
        problem: error().message,
      })
      expect(asked).toHaveLength(2)
      expect(kept).toEqual({})
    }
  )

  it("keeps the exemptions of a customer who can't be read, and continues", async () => {
    const { container, kept } = storeWith(customers(3), (id) => {
      if (id === "cust_2") {
        throw badResponse("it is not JSON")
      }
      return [TEXAS]
    })
    expect(await refreshExemptions(container)).toEqual({
      customers: 2,
      failed: 1,
    })
    expect(kept).toEqual({ cus_1: [STORED], cus_3: [STORED] })
  })

  it("stops if no customer can be read", async () => {
    const { container, asked } = storeWith(customers(50), () => {
      throw badResponse("it is not JSON")
    })
    const { problem } = await refreshExemptions(container)
    expect(problem).toContain("it is not JSON")
    expect(asked.length).toBeLessThanOrEqual(6)
  })

  it("changes nothing if the customer is exempted meanwhile", async () => {
    const rows = customers(1)
    const { container, kept } = storeWith(rows, () => {
      rows[0]!.exempted_at = new Date("2026-11-28")
      return []
    })
    await refreshExemptions(container)
    expect(kept).toEqual({})
  })

  it("does not restore exemptions of a customer who is erased meanwhile", async () => {
    const rows = customers(1)
    const { container, kept } = storeWith(rows, () => {
      rows.pop()
      return [TEXAS]
    })
    await refreshExemptions(container)
    expect(kept).toEqual({})
  })
})
