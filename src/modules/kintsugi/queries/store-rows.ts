import type { Logger } from "@medusajs/framework/types"
import { safeErrorMessage } from "../../../safe-error-message"
import type { Adjustment } from "../../../tax/cart/cart-lines"
import type { ReadJson } from "../read-together"

/** The discounts and tax lines on one line of a cart. */
export type CartLineRow = {
  id: string
  adjustments: CartLinePart[]
  tax_lines: CartLinePart[]
}

type CartLinePart = {
  id: string
  /** ISO 8601 */
  created_at: string
}

/** By kind of line. */
export type CartLineRows = Record<"items" | "methods", CartLineRow[]>

/** A cart with its addresses, lines, discounts and tax lines. */
export type CartRow = Record<string, unknown> & {
  id: string
  currency_code: string
  items: (CartRowLine & { quantity: number; unit_price: number })[]
  shipping_methods: (CartRowLine & { amount: number })[]
}

type CartRowLine = {
  id: string
  adjustments: Adjustment[]
  tax_lines: (Record<string, unknown> & { id: string })[]
}

/** A fulfillment set's id and type, such as `"pickup"`. */
export type FulfillmentSetRow = { id: string; type: string | null }

export type RegionRow = {
  automatic_taxes: boolean
  /** ISO 3166-1 alpha-2, in lower case. */
  countries: string[]
}

export type CustomerRow = {
  id: string
  email: string
  metadata: Record<string, unknown> | null
  /** The ids of their groups. */
  groups: string[]
}

/** Reads the same through Medusa's modules. */
type ByModules<Row> = () => Promise<Row>

/**
 * What each calculation reads of Medusa's own tables, as one JSON value each.
 * Medusa's modules take several statements for it and make an object of each
 * row, ten times the work. They are asked where the tables lack something, as
 * those of a store with another Cart Module do, and always where the database
 * does not know the tables or columns, as in another version of Medusa.
 */
export type StoreRows = {
  /** Null where there is no such cart. */
  cart(
    cartId: string,
    byModules: ByModules<CartRow | null>
  ): Promise<CartRow | null>
  /** By the ids of the shipping options that belong to them. */
  fulfillmentSets(
    optionIds: string[],
    byModules: ByModules<Record<string, FulfillmentSetRow>>
  ): Promise<Record<string, FulfillmentSetRow>>
  /**
   * The provider of a country's tax region.
   *
   * @param countryCode - ISO 3166-1 alpha-2, in lower case
   */
  taxProvider(
    countryCode: string,
    byModules: ByModules<string | null>
  ): Promise<string | null>
  /** Null where there is no such region. */
  region(
    regionId: string,
    byModules: ByModules<RegionRow | null>
  ): Promise<RegionRow | null>
  /** Null where there is no such customer. */
  customer(
    customerId: string,
    byModules: ByModules<CustomerRow | null>
  ): Promise<CustomerRow | null>
  /** Which discounts and tax lines are on a cart's lines. */
  cartLines(cartId: string): Promise<CartLineRows>
}

export const createStoreRows = (
  readJson: ReadJson,
  logger: Pick<Logger, "warn"> | undefined
): StoreRows => {
  let areKnown = true
  /** @returns null where the tables lack it, or are others */
  const read = async <Row>(
    sql: string,
    bindings: (string | string[])[]
  ): Promise<Row | null> => {
    if (!areKnown) {
      return null
    }
    try {
      return await readJson<Row | null>(sql, bindings)
    } catch (error) {
      if (!isOfOtherTables(error)) {
        throw error
      }
      if (areKnown) {
        areKnown = false
        logger?.warn(
          `[kintsugi] This version of Medusa has other tables than the plugin knows (${safeErrorMessage(error)}). Carts are read through Medusa's modules: their tax is the same, and each change of a cart takes some milliseconds longer. A newer version of the plugin may know them.`
        )
      }
      return null
    }
  }
  return {
    cart: async (cartId, byModules) =>
      (await read<CartRow>(CART, [cartId])) ?? byModules(),
    fulfillmentSets: async (optionIds, byModules) => {
      const sets = await read<Record<string, FulfillmentSetRow>>(
        FULFILLMENT_SETS,
        [optionIds]
      )
      return sets && optionIds.every((id) => Object.hasOwn(sets, id))
        ? sets
        : byModules()
    },
    taxProvider: async (countryCode, byModules) =>
      (await read<string>(TAX_PROVIDER, [countryCode])) ?? byModules(),
    region: async (regionId, byModules) =>
      (await read<RegionRow>(REGION, [regionId])) ?? byModules(),
    customer: async (customerId, byModules) =>
      (await read<CustomerRow>(CUSTOMER, [customerId])) ?? byModules(),
    cartLines: (cartId) => readJson(CART_LINES, [cartId]),
  }
}

/** PostgreSQL's errors about a statement: no such table, no such column, … */
const isOfOtherTables = (error: unknown): error is Error =>
  /^42/.test(String((error as { code?: unknown } | undefined)?.code))

const ADDRESS = `id, address_1, address_2, city, province, postal_code, country_code`

/*
 * With their table's name: a column that it lacks would be taken for its line's.
 */
const ADJUSTMENT = `part.id, part.promotion_id, part.amount, part.raw_amount, part.metadata`

const TAX_LINE = `part.id, part.description, part.tax_rate_id, part.code, part.rate,
  part.provider_id, part.data, part.metadata, part.created_at`

const WHEN = `part.id, part.created_at`

const addressSql = (id: string): string =>
  `(select row_to_json(address) from (
      select ${ADDRESS} from cart_address where id = cart.${id}) address)`

/** Lines of the cart `cart`, with their discounts and tax lines. */
const linesSql = (
  table: string,
  owner: string,
  {
    line,
    adjustment,
    taxLine = TAX_LINE,
  }: { line: string; adjustment: string; taxLine?: string }
): string =>
  `(select coalesce(json_agg(line order by line.id), '[]') from (
      select ${line},
        ${partsSql(`${table}_adjustment`, owner, adjustment)} as adjustments,
        ${partsSql(`${table}_tax_line`, owner, taxLine)} as tax_lines
      from ${table} line
      where line.cart_id = cart.id and line.deleted_at is null) line)`

/** What belongs to the line `line`. */
const partsSql = (table: string, owner: string, columns: string): string =>
  `(select coalesce(json_agg(part order by part.id), '[]') from (
      select ${columns} from ${table} part
      where part.${owner} = line.id and part.deleted_at is null) part)`

const CART = `
  select json_build_object(
    'id', cart.id,
    'currency_code', cart.currency_code,
    'email', cart.email,
    'completed_at', cart.completed_at,
    'locale', cart.locale,
    'region_id', cart.region_id,
    'customer_id', cart.customer_id,
    'metadata', cart.metadata,
    'shipping_address', ${addressSql("shipping_address_id")},
    'billing_address', ${addressSql("billing_address_id")},
    'items', ${linesSql("cart_line_item", "item_id", {
      line: `line.id, line.title, line.variant_sku, line.product_id,
          line.product_title, line.product_type_id, line.quantity,
          line.unit_price, line.raw_unit_price, line.is_tax_inclusive,
          line.is_giftcard, line.requires_shipping`,
      adjustment: `${ADJUSTMENT}, part.is_tax_inclusive`,
    })},
    'shipping_methods', ${linesSql(
      "cart_shipping_method",
      "shipping_method_id",
      {
        line: `line.id, line.name, line.amount, line.raw_amount,
          line.is_tax_inclusive, line.shipping_option_id`,
        adjustment: ADJUSTMENT,
      }
    )})
  from cart where cart.id = ? and cart.deleted_at is null`

const FULFILLMENT_SETS = `
  select coalesce(json_object_agg(
    option.id, json_build_object('id', fulfillment.id, 'type', fulfillment.type)), '{}')
  from shipping_option option
  join service_zone zone on zone.id = option.service_zone_id and zone.deleted_at is null
  join fulfillment_set fulfillment
    on fulfillment.id = zone.fulfillment_set_id and fulfillment.deleted_at is null
  where option.id = any(?::text[]) and option.deleted_at is null`

/** A province's tax region has no provider of its own: the country's applies. */
const TAX_PROVIDER = `
  select to_json(provider_id) from tax_region
  where country_code = ? and province_code is null and deleted_at is null
  limit 1`

const REGION = `
  select json_build_object(
    'automatic_taxes', region.automatic_taxes,
    'countries', (
      select coalesce(json_agg(country.iso_2 order by country.iso_2), '[]')
      from region_country country
      where country.region_id = region.id and country.deleted_at is null))
  from region where region.id = ? and region.deleted_at is null`

const CUSTOMER = `
  select json_build_object(
    'id', customer.id,
    'email', customer.email,
    'metadata', customer.metadata,
    'groups', (
      select coalesce(json_agg(membership.customer_group_id order by membership.customer_group_id), '[]')
      from customer_group_customer membership
      join customer_group on customer_group.id = membership.customer_group_id
        and customer_group.deleted_at is null
      where membership.customer_id = customer.id and membership.deleted_at is null))
  from customer where customer.id = ? and customer.deleted_at is null`

/** Which discounts and tax lines are on the lines of the cart `cart`. */
const partIdsSql = (table: string, owner: string): string =>
  linesSql(table, owner, { line: "line.id", adjustment: WHEN, taxLine: WHEN })

const CART_LINES = `
  select json_build_object(
    'items', ${partIdsSql("cart_line_item", "item_id")},
    'methods', ${partIdsSql("cart_shipping_method", "shipping_method_id")})
  from (select ?::text as id) cart`
