import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { generateEntityId } from "@medusajs/framework/utils"
import { LRUCache } from "lru-cache"
import { currentRequest } from "../cart-handoff"
import type { ReadJson } from "../read-together"

/**
 * Whether the current request is made by a customer, or by the merchant for the
 * customer. False outside of any wrapped request, such as a custom route of the
 * store: its caller may have typed any e-mail address.
 */
export const isRequestedBy = (customerId: string | undefined): boolean =>
  currentRequest().requester?.as === "merchant" ||
  (customerId !== undefined && isSignedInNow(customerId))

/** Whether the current request is made by this customer, signed in. */
export const isSignedInNow = (customerId: string): boolean => {
  const { requester } = currentRequest()
  return requester?.as === "shopper" && requester.customerId === customerId
}

const MAX_CARTS = 10_000

/**
 * How long a process assumes that a row is saved, in ms: then it saves it once
 * more, so that the row of a cart in use does not expire.
 */
const REMEMBERED_MS = 24 * 60 * 60 * 1000

/** A row that may be deleted. */
export type OldSignedInCart = {
  id: string
  cart_id: string
  /** About when the customer last used the cart while signed in. */
  updated_at: Date
}

export type SignedInCarts = {
  /**
   * Whether a customer has used a cart while signed in. Counts the current
   * request too, and records it.
   */
  has(cartId: string, customerId: string): Promise<boolean>
  /** Records that a cart belongs to this signed-in customer. */
  record(cartId: string, customerId: string): Promise<void>
  /**
   * Rows of carts that no signed-in customer has used since `before`, by id.
   *
   * @param query - `after`: the last id of the previous page
   */
  listOld(query: {
    before: Date
    after: string
    limit: number
  }): Promise<OldSignedInCart[]>
}

/**
 * Which carts customers have used while signed in. Medusa attaches a customer
 * to any cart with their e-mail address, and afterwards the two cases can't be
 * distinguished.
 *
 * Kept in the plugin's own table, since the storefront can write a cart's
 * metadata. A recorded cart stays recorded, and is remembered in this process.
 */
export const createSignedInCarts = (
  knex: Knex,
  readJson: ReadJson
): SignedInCarts => {
  const known = new LRUCache<string, true>({
    max: MAX_CARTS,
    ttl: REMEMBERED_MS,
  })
  const keyOf = (cartId: string, customerId: string) =>
    `${cartId} ${customerId}`
  const record = async (cartId: string, customerId: string): Promise<void> => {
    if (known.has(keyOf(cartId, customerId))) {
      return
    }
    await knex.raw(
      `insert into kintsugi_signed_in_cart (id, cart_id, customer_id)
       values (?, ?, ?)
       on conflict (cart_id, customer_id) where deleted_at is null
       do update set updated_at = now()`,
      [generateEntityId(undefined, "kincart"), cartId, customerId]
    )
    known.set(keyOf(cartId, customerId), true)
  }
  return {
    record,
    async has(cartId, customerId) {
      if (known.has(keyOf(cartId, customerId))) {
        return true
      }
      if (isSignedInNow(customerId)) {
        await record(cartId, customerId)
        return true
      }
      const isRecorded = await readJson<boolean>(
        `select exists (
           select from kintsugi_signed_in_cart
           where cart_id = ? and customer_id = ? and deleted_at is null)`,
        [cartId, customerId]
      )
      if (isRecorded) {
        known.set(keyOf(cartId, customerId), true)
      }
      return isRecorded
    },
    async listOld({ before, after, limit }) {
      const { rows } = await knex.raw<{ rows: OldSignedInCart[] }>(
        `select id, cart_id, updated_at from kintsugi_signed_in_cart
         where id > ? and updated_at < ? order by id limit ?`,
        [after, before, limit]
      )
      return rows
    },
  }
}
