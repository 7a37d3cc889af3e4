import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { orderInAustin } from "../../ledger/__fixtures__/order-in-austin"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { resolveOptions } from "../../options"
import { readOrdersAndEntries } from "./read-entries"

describe("readOrdersAndEntries where sync.parentOrder fails for one order", () => {
  it("fails for that order, and reads the others", async () => {
    const orders = ["order_1", "order_2"].map((id) => orderInAustin({ id }))
    const service = {
      settings: {
        getOptions: () =>
          resolveOptions({
            sync: {
              parentOrder: ({ id }) => {
                if (id === "order_1") {
                  throw new Error("no kind")
                }
                return "order_0"
              },
            },
          }),
      },
      listKintsugiLedgerEntries: async () => [],
    }
    const modules: Record<string, unknown> = {
      [KINTSUGI_MODULE]: service,
      [Modules.PRODUCT]: { listProducts: async () => [] },
      [ContainerRegistrationKeys.QUERY]: {
        graph: async () => ({ data: orders }),
      },
    }
    const container = {
      resolve: (name: string) => modules[name],
    } as unknown as MedusaContainer
    const read = await readOrdersAndEntries(["order_1", "order_2"], container)
    expect(() => read("order_1")).toThrow("failed for the order order_1")
    expect(read("order_2").order).toMatchObject({
      id: "order_2",
      part_of: "order_0",
    })
  })
})
