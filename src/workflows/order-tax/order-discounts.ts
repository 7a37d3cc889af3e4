import type {
  BigNumberInput,
  IOrderModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import {
  type Adjustment,
  amountOf,
  toAmountWithTax,
  toStoredDiscount,
} from "../../tax/cart/cart-lines"
import type { Decimal } from "../../tax/money"
import { isKintsugi } from "../settings/taxed-countries"
import { createCartLookups } from "../cart-tax/lookups"
import {
  getRounding,
  withNormalizedDiscounts,
} from "../cart-tax/cart-discounts"
import type { CartForTax } from "../cart-tax/read-cart"

type Action = {
  id: string
  action: string
  ordering: number
  details?: { reference_id?: string; adjustments?: Adjustment[] } | null
}

type Line = {
  id: string
  is_tax_inclusive?: boolean | null
  adjustments?: Adjustment[] | null
  tax_lines?:
    | {
        rate?: number
        raw_rate?: BigNumberInput | null
        provider_id?: string | null
      }[]
    | null
}

/** An order as its pending change would leave it. */
type Preview = Pick<CartForTax, "id" | "currency_code"> & {
  order_change?: { id: string } | null
  items?: (Line & NonNullable<CartForTax["items"]>[number])[]
  shipping_methods?: (Line &
    NonNullable<CartForTax["shipping_methods"]>[number])[]
}

const REPLACE = {
  item: "ITEM_ADJUSTMENTS_REPLACE",
  shipping: "SHIPPING_ADJUSTMENTS_REPLACE",
}

/** Discounts where they are stored: in an order change, or on the order. */
type WrittenDiscounts = {
  actions: { id: string; details: unknown }[]
  items: unknown[]
  shippingMethods: unknown[]
}

/**
 * Amounts with tax of discounts on tax-inclusive shipping, by {@link keyOf}.
 */
type ShippingAmounts = Record<string, string>

/**
 * Refreshes the discounts that an order's pending change, or a draft, gets from
 * promotions, like those of a cart (`normalizeDiscounts`). Sold lines keep the
 * discounts that they were sold with.
 *
 * @returns the amounts of the discounts on shipping whose price includes tax,
 * for {@link writeShippingDiscountsStep}
 */
export const refreshOrderDiscountsStep = createStep(
  "kintsugi-refresh-order-discounts",
  async (orderId: string, { container }) => {
    const { preview, isDraft, actions } = await readChange(orderId, container)
    if (!isTaxedByKintsugi(preview)) {
      return new StepResponse<ShippingAmounts, WrittenDiscounts>({}, undefined)
    }
    const refreshed = await withNormalizedDiscounts(
      preview as unknown as CartForTax,
      getRounding(preview, container),
      createCartLookups(container)
    )
    const worths: ShippingAmounts = {}
    const written = await writeDiscounts(
      { preview, isDraft, actions, container },
      (line, index, kind) => {
        const wanted = (
          kind === "item" ? refreshed.items : refreshed.shipping_methods
        )?.[index]?.adjustments
        if (kind === "item" || !line.is_tax_inclusive) {
          return wanted ?? undefined
        }
        for (const discount of wanted ?? []) {
          worths[keyOf(line, discount)] = amountOf(discount).toFixed()
        }
        return withWorths(line, worths)
      }
    )
    return new StepResponse<ShippingAmounts, WrittenDiscounts>(worths, written)
  },
  async (written, { container }) => {
    if (written) {
      await saveDiscounts(written, container)
    }
  }
)

/**
 * Writes the discounts on shipping whose price includes tax again, at the
 * current rates of its tax lines: Medusa stores them without tax.
 */
export const writeShippingDiscountsStep = createStep(
  "kintsugi-write-order-shipping-discounts",
  async (
    { orderId, worths }: { orderId: string; worths: ShippingAmounts },
    { container }
  ) => {
    if (!Object.keys(worths).length) {
      return new StepResponse<void, WrittenDiscounts>(undefined, undefined)
    }
    const change = await readChange(orderId, container)
    return new StepResponse<void, WrittenDiscounts>(
      undefined,
      await writeDiscounts({ ...change, container }, (line, _, kind) =>
        kind === "shipping" && line.is_tax_inclusive
          ? withWorths(line, worths)
          : undefined
      )
    )
  },
  async (written, { container }) => {
    if (written) {
      await saveDiscounts(written, container)
    }
  }
)

const keyOf = (
  { id }: Line,
  { promotion_id, id: discountId }: Adjustment
): string => `${id}:${promotion_id ?? discountId ?? ""}`

const withWorths = (line: Line, worths: ShippingAmounts): Adjustment[] => {
  const rate = rateOf(line)
  return (line.adjustments ?? []).map((discount) => {
    const worth = worths[keyOf(line, discount)]
    return worth === undefined
      ? discount
      : {
          ...discount,
          ...toStoredDiscount(discount, MathBN.convert(worth), rate),
          raw_amount: undefined,
        }
  })
}

/** @returns a fraction */
const rateOf = ({ tax_lines }: Line): Decimal =>
  MathBN.sum(
    0,
    ...(tax_lines ?? []).map(({ raw_rate, rate }) => raw_rate ?? rate ?? 0)
  ).shiftedBy(-2)

const isTaxedByKintsugi = ({ items, shipping_methods }: Preview): boolean =>
  [...(items ?? []), ...(shipping_methods ?? [])].some(({ tax_lines }) =>
    tax_lines?.some(({ provider_id }) => isKintsugi(provider_id))
  )

type Change = { preview: Preview; isDraft: boolean; actions: Action[] }

const readChange = async (
  orderId: string,
  container: MedusaContainer
): Promise<Change> => {
  const orders: IOrderModuleService = container.resolve(Modules.ORDER)
  const [preview, { is_draft_order, currency_code }] = await Promise.all([
    orders.previewOrderChange(orderId),
    orders.retrieveOrder(orderId, {
      select: ["id", "is_draft_order", "currency_code"],
    }),
  ])
  const change = (preview as unknown as Preview).order_change
  const actions = change
    ? await orders.listOrderChangeActions(
        {
          order_change_id: change.id,
          action: Object.values(REPLACE),
        } as never,
        { take: null as never }
      )
    : []
  return {
    preview: { ...(preview as unknown as Preview), currency_code },
    isDraft: Boolean(is_draft_order),
    actions: actions as unknown as Action[],
  }
}

type Kind = keyof typeof REPLACE

/**
 * @param wantedOf - returns a line's wanted discounts; `undefined`: no change
 * @returns the previous discounts, where any were written
 */
const writeDiscounts = async (
  {
    preview,
    isDraft,
    actions,
    container,
  }: Change & { container: MedusaContainer },
  wantedOf: (line: Line, index: number, kind: Kind) => Adjustment[] | undefined
): Promise<WrittenDiscounts | undefined> => {
  const before: WrittenDiscounts = {
    actions: [],
    items: [],
    shippingMethods: [],
  }
  const after: WrittenDiscounts = {
    actions: [],
    items: [],
    shippingMethods: [],
  }
  const visit = (line: Line, index: number, kind: Kind) => {
    const wanted = wantedOf(line, index, kind)
    const current = line.adjustments ?? []
    if (!wanted || wanted.every((one, at) => isSame(one, current[at]))) {
      return
    }
    // Of several, the last one counts.
    const action = actions
      .filter(
        ({ action, details }) =>
          action === REPLACE[kind] && details?.reference_id === line.id
      )
      .sort((a, b) => a.ordering - b.ordering)
      .at(-1)
    if (action) {
      before.actions.push({ id: action.id, details: action.details })
      after.actions.push({
        id: action.id,
        details: {
          ...action.details,
          // JSON, which the preview returns unchanged.
          adjustments: wanted.map((discount) => ({
            ...discount,
            amount: amountOf(discount).toNumber(),
            raw_amount: undefined,
          })),
        },
      })
    } else if (isDraft) {
      const stored = (discounts: Adjustment[]) =>
        discounts.map((discount) => ({
          id: discount.id,
          amount: amountOf(discount).toFixed(),
          ...(kind === "item"
            ? {
                item_id: line.id,
                is_tax_inclusive: Boolean(discount.is_tax_inclusive),
              }
            : { shipping_method_id: line.id }),
        }))
      const owner = kind === "item" ? "items" : "shippingMethods"
      before[owner].push(...stored(current))
      after[owner].push(...stored(wanted))
    }
  }
  preview.items?.forEach((item, index) => visit(item, index, "item"))
  preview.shipping_methods?.forEach((method, index) =>
    visit(method, index, "shipping")
  )
  if (!Object.values(after).some((written) => written.length)) {
    return undefined
  }
  await saveDiscounts(after, container)
  return before
}

/** More than the rounding error of a number in JSON, in major units. */
const TOLERANCE = "0.000000001"

const isSame = (one: Adjustment, other: Adjustment | undefined): boolean =>
  other !== undefined &&
  amountOf(one).minus(amountOf(other)).abs().lt(TOLERANCE) &&
  Boolean(one.is_tax_inclusive) === Boolean(other.is_tax_inclusive) &&
  (toAmountWithTax(one) === one) === (toAmountWithTax(other) === other)

const saveDiscounts = async (
  { actions, items, shippingMethods }: WrittenDiscounts,
  container: MedusaContainer
): Promise<void> => {
  const orders: IOrderModuleService = container.resolve(Modules.ORDER)
  await Promise.all([
    actions.length && orders.updateOrderChangeActions(actions as never),
    items.length && orders.upsertOrderLineItemAdjustments(items as never),
    shippingMethods.length &&
      orders.upsertOrderShippingMethodAdjustments(shippingMethods as never),
  ])
}
