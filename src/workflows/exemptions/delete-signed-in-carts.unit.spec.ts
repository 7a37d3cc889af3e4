import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { deleteSignedInCarts } from "./delete-signed-in-carts"

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

type Row = { id: string; cart_id: string; updated_at: Date }
type Cart = { id: string; completed_at?: Date }

/** A store whose table has these rows, all older than the query asks for. */
const storeOf = (rows: Row[], carts: Cart[]) => {
  let storedRows = rows
  const modules: Record<string, unknown> = {
    [Modules.CART]: {
      listCarts: async ({ id }: { id: string[] }) =>
        carts.filter((cart) => id.includes(cart.id)),
    },
    [KINTSUGI_MODULE]: {
      signedInCarts: {
        listOld: async ({
          before,
          after,
          limit,
        }: {
          before: Date
          after: string
          limit: number
        }) =>
          storedRows
            .filter(({ id, updated_at }) => id > after && updated_at < before)
            .sort((a, b) => (a.id < b.id ? -1 : 1))
            .slice(0, limit),
      },
      deleteKintsugiSignedInCarts: async (ids: string[]) => {
        storedRows = storedRows.filter(({ id }) => !ids.includes(id))
      },
    },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer
  return { container, storedIds: () => storedRows.map(({ id }) => id) }
}

describe("deleteSignedInCarts", () => {
  it("deletes the rows of carts that were completed long ago, deleted or unused", async () => {
    const store = storeOf(
      [
        { id: "1", cart_id: "completed_long_ago", updated_at: daysAgo(40) },
        { id: "2", cart_id: "completed_of_late", updated_at: daysAgo(40) },
        { id: "3", cart_id: "open", updated_at: daysAgo(179) },
        { id: "4", cart_id: "open", updated_at: daysAgo(181) },
        { id: "5", cart_id: "deleted", updated_at: daysAgo(31) },
        { id: "6", cart_id: "deleted", updated_at: daysAgo(1) },
      ],
      [
        { id: "completed_long_ago", completed_at: daysAgo(31) },
        { id: "completed_of_late", completed_at: daysAgo(29) },
        { id: "open" },
      ]
    )
    expect(await deleteSignedInCarts(store.container)).toBe(3)
    expect(store.storedIds()).toEqual(["2", "3", "6"])
  })

  it("processes the rows in pages", async () => {
    const rows = Array.from({ length: 1201 }, (_, index) => ({
      id: String(index).padStart(5, "0"),
      cart_id: index % 2 ? "open" : `gone_${index}`,
      updated_at: daysAgo(60),
    }))
    const store = storeOf(rows, [{ id: "open" }])
    expect(await deleteSignedInCarts(store.container)).toBe(601)
    expect(store.storedIds()).toHaveLength(600)
  })
})
