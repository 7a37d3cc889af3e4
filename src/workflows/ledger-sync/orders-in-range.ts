import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** An order, and when it was placed. */
export type Placed = { id: string; created_at: Date | string }

/**
 * The next orders, without drafts, that were placed from `from` until before
 * `to`, oldest first: those after the last order that was read, by the time of
 * placement and by id. No order is skipped if another is deleted meanwhile.
 *
 * The database's clock is finer than a Date: within a millisecond, orders are
 * sorted by id only. A full page omits its last millisecond, which may be
 * incomplete, unless it has no other.
 *
 * @param take - how many at most
 * @returns empty where there are no more
 */
export const nextOrders = async (
  { from, to, after }: { from: Date; to: Date; after?: Placed },
  take: number,
  container: MedusaContainer
): Promise<Placed[]> => {
  // Query would count the orders that remain, for each page.
  const read = (
    filters: object,
    order: Record<string, "ASC">
  ): Promise<Placed[]> =>
    container
      .resolve(Modules.ORDER)
      .listOrders({ ...filters, is_draft_order: false } as never, {
        select: ["id", "created_at"],
        take,
        order,
      })
  /** Reads one millisecond, or the part of it that is in the range. */
  const within = (at: number, afterId?: string) =>
    read(
      {
        created_at: {
          $gte: new Date(Math.max(at, new Date(from).getTime())),
          $lt: new Date(Math.min(at + 1, new Date(to).getTime())),
        },
        ...(afterId && { id: { $gt: afterId } }),
      },
      { id: "ASC" }
    )
  const lastTime = after && timeOf(after)
  if (after && lastTime !== undefined) {
    const rest = await within(lastTime, after.id)
    if (rest.length) {
      return rest
    }
  }
  const page = await read(
    {
      created_at: {
        $gte: lastTime === undefined ? from : new Date(lastTime + 1),
        $lt: to,
      },
    },
    { created_at: "ASC", id: "ASC" }
  )
  if (page.length < take) {
    return page.toSorted(byTimeAndId)
  }
  const latest = timeOf(page.at(-1)!)
  const whole = page.filter((order) => timeOf(order) < latest)
  return whole.length ? whole.toSorted(byTimeAndId) : within(latest)
}

/**
 * How many orders are looked for at a time. Medusa has no index for when an
 * order was placed, so each search reads the whole table.
 */
const FOUND_AT_ONCE = 1_000

/**
 * All orders in a range, as {@link nextOrders} finds them, a page at a time. One
 * that is deleted meanwhile may be among them.
 *
 * @param take - how many a page has at most
 */
export async function* ordersInRange(
  range: { from: Date; to: Date; after?: Placed },
  take: number,
  container: MedusaContainer
): AsyncGenerator<Placed[], void> {
  let { after } = range
  for (;;) {
    const found = await nextOrders(
      { ...range, after },
      FOUND_AT_ONCE,
      container
    )
    if (!found.length) {
      return
    }
    for (let start = 0; start < found.length; start += take) {
      yield found.slice(start, start + take)
    }
    after = found.at(-1)
  }
}

/** In ms since the epoch. */
const timeOf = ({ created_at }: Placed): number =>
  new Date(created_at).getTime()

const byTimeAndId = (a: Placed, b: Placed): number =>
  timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1)
