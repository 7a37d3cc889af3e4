import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

const DAY_MS = 24 * 60 * 60 * 1000

/** How long after its completion a cart's rows are kept, in ms. */
const COMPLETED_MS = 30 * DAY_MS

/**
 * How long a row is kept after a signed-in customer last used the cart, in ms.
 * Customers who come back later sign in again, which is recorded again.
 */
const UNUSED_MS = 180 * DAY_MS

/** How many carts are processed at a time. */
const PAGE = 500

/**
 * Deletes the rows of carts that customers used while signed in, once they no
 * longer affect tax: the cart became an order long ago (whose own tax lines
 * count), was deleted, or has not been used for half a year.
 *
 * @returns how many rows were deleted
 */
export const deleteSignedInCarts = async (
  container: MedusaContainer
): Promise<number> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const now = Date.now()
  const completedBefore = new Date(now - COMPLETED_MS)
  const unusedBefore = new Date(now - UNUSED_MS)
  let after = ""
  let count = 0
  for (;;) {
    const rows = await service.signedInCarts.listOld({
      before: completedBefore,
      after,
      limit: PAGE,
    })
    const last = rows.at(-1)
    if (!last) {
      return count
    }
    after = last.id
    const ids = [...new Set(rows.map(({ cart_id }) => cart_id))]
    const carts = await container
      .resolve(Modules.CART)
      .listCarts(
        { id: ids },
        { select: ["id", "completed_at"], take: ids.length }
      )
    const cartsInUse = new Set(
      carts
        .filter(
          ({ completed_at }) =>
            !completed_at || new Date(completed_at) >= completedBefore
        )
        .map(({ id }) => id)
    )
    const obsoleteRows = rows.filter(
      ({ cart_id, updated_at }) =>
        !cartsInUse.has(cart_id) || new Date(updated_at) < unusedBefore
    )
    if (obsoleteRows.length) {
      await service.deleteKintsugiSignedInCarts(
        obsoleteRows.map(({ id }) => id)
      )
    }
    count += obsoleteRows.length
  }
}
