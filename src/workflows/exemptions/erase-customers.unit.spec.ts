import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { eraseCustomers, eraseDeletedCustomers } from "./erase-customers"

it("eraseCustomers erases customers, and trims the unsent requests and the notes of their orders", async () => {
  const done: unknown[] = []
  const modules: Record<string, unknown> = {
    [Modules.ORDER]: {
      listOrders: async ({ customer_id }: { customer_id: string }) =>
        customer_id === "cus_1" ? [{ id: "order_1" }, { id: "order_2" }] : [],
    },
    [KINTSUGI_MODULE]: {
      ledger: {
        trimCustomerRows: async (...ids: unknown[]) =>
          done.push(["trim", ...ids]),
      },
      taxRecords: {
        eraseCustomer: async (...ids: unknown[]) =>
          done.push(["record", ...ids]),
      },
      customers: {
        erase: async (ids: string[]) => done.push(["erase", ids]),
      },
      updateKintsugiDismissedFindings: async (change: unknown) =>
        done.push(["notes", change]),
    },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer

  await eraseCustomers(["cus_1", "cus_2"], container)
  expect(done).toEqual([
    ["trim", "cus_1", ["order_1", "order_2"]],
    [
      "notes",
      {
        selector: { order_id: ["order_1", "order_2"] },
        data: { note: null },
      },
    ],
    ["record", "cus_1", ["order_1", "order_2"]],
    ["trim", "cus_2", []],
    ["record", "cus_2", []],
    ["erase", ["cus_1", "cus_2"]],
  ])
})

it("eraseDeletedCustomers trims unsent requests of deleted customers, a page at a time", async () => {
  const page = (start: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const name = String(start + index).padStart(4, "0")
      return { id: `kintx_${name}`, order_id: `order_${name}`, named: null }
    })
  const rows: { id: string; order_id: string; named: string | null }[] = [
    { id: "kintx_0000", order_id: "order_there", named: "cus_there" },
    { id: "kintx_0001", order_id: "order_gone", named: "guest-order_gone" },
    { id: "kintx_0002", order_id: "order_given", named: "cus_gone" },
    { id: "kintx_0003", order_id: "order_deleted", named: "cus_gone" },
    { id: "kintx_0004", order_id: "order_nobody", named: "guest-order_nobody" },
    ...page(5, 500),
    { id: "kintx_9999", order_id: "order_last", named: "guest-order_last" },
  ]
  const customerOf: Record<string, string | null> = {
    order_there: "cus_there",
    order_gone: "cus_gone",
    order_given: "cus_there",
    order_nobody: null,
    order_last: "cus_gone_too",
  }
  const trimmed: string[] = []
  const pages: number[] = []
  const modules: Record<string, unknown> = {
    [Modules.ORDER]: {
      listOrders: async ({ id }: { id: string[] }) =>
        id.flatMap((one) =>
          one in customerOf ? { id: one, customer_id: customerOf[one] } : []
        ),
    },
    [Modules.CUSTOMER]: {
      listCustomers: async ({ id }: { id: string[] }) =>
        id.includes("cus_there") ? [{ id: "cus_there" }] : [],
    },
    [KINTSUGI_MODULE]: {
      listKintsugiDismissedFindings: async () => [],
      customers: { listKnown: async () => [] },
      ledger: {
        listUnsentRows: async ({
          after,
          limit,
        }: {
          after: string
          limit: number
        }) => {
          const found = rows.filter(({ id }) => id > after).slice(0, limit)
          pages.push(found.length)
          return found
        },
        trimUnsentRows: async (ids: string[]) => trimmed.push(...ids),
      },
    },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer

  await eraseDeletedCustomers(container)
  expect(pages).toEqual([500, 6])
  expect(trimmed).toEqual(["kintx_0001", "kintx_0002", "kintx_9999"])
})
