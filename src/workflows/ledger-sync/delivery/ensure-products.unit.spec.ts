import type { MedusaContainer } from "@medusajs/framework/types"
import { errorFromRefusal } from "../../../kintsugi-api/errors"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { ChargedLine } from "../../../ledger/charged-lines"
import { ensureProducts } from "./ensure-products"

const SHIPPING: ChargedLine = {
  id: "ordsm_1",
  kind: "shipping",
  quantity: "1",
  net: "9.95",
  tax: "0.82",
  taxes: [],
}

const answer = <T>(value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), 20))

/** Runs jobs with the same name one after another, as the database does. */
const database = () => {
  const last = new Map<string, Promise<unknown>>()
  return {
    runExclusively: (
      name: string,
      _times: object,
      job: () => Promise<unknown>
    ) => {
      const mine = (last.get(name) ?? Promise.resolve()).then(job)
      last.set(name, mine)
      return mine
    },
  }
}

const storeOf = (service = database()) =>
  ({ resolve: () => service }) as unknown as MedusaContainer

const connectionTo = (client: object, organizationId: string) =>
  ({
    client,
    organizationId,
    settings: {
      shippingCategory: "Misc",
      shippingSubcategory: "Shipping and handling combined",
    },
  }) as unknown as KintsugiConnection

describe("ensureProducts for the shipping placeholder", () => {
  /** A Kintsugi that does not refuse duplicates. */
  const catalogue = () => {
    const products = new Set<string>()
    const created: string[] = []
    const client = {
      findProduct: (id: string) =>
        answer(products.has(id) ? { id } : undefined),
      createProduct: async ({ external_id }: { external_id: string }) => {
        created.push(external_id)
        await answer(undefined)
        products.add(external_id)
      },
    }
    return { client, created }
  }

  it("creates it once for orders that are sent at the same time", async () => {
    const { client, created } = catalogue()
    const connection = connectionTo(client, "orgn_once")
    const store = storeOf()
    await Promise.all(
      [1, 2, 3, 4].map(() => ensureProducts([SHIPPING], connection, store))
    )
    expect(created).toEqual(["medusa-shipping"])
  })

  it("creates it once for instances that share only the database", async () => {
    const { client, created } = catalogue()
    const connection = connectionTo(client, "orgn_twice")
    const shared = database()
    await Promise.all(
      [1, 2, 3].map(() =>
        ensureProducts([SHIPPING], connection, storeOf(shared))
      )
    )
    expect(created).toEqual(["medusa-shipping"])
  })

  it("accepts a conflict as proof of it, even if Kintsugi's search lags behind", async () => {
    const connection = connectionTo(
      {
        findProduct: () => answer(undefined),
        createProduct: () => {
          throw errorFromRefusal({ status: 409, detail: "", fields: [] })
        },
      },
      "orgn_lagging"
    )
    await expect(
      ensureProducts([SHIPPING], connection, storeOf())
    ).resolves.toBe(false)
  })
})
