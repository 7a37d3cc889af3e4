import type {
  ICartModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MathBN,
  MedusaError,
  Modules,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { validateAddressAtCompletion } from "../validate-address/at-completion"
import { messageOf } from "../../message-of"
import { settleCartTaxWorkflow } from "./index"
import { type Settlement, isSettledAs, settleCartTax } from "./settle-cart-tax"
import { unsettleCartTax } from "./tax-lines-of-cart"

type WithMetadata = { metadata?: Record<string, unknown> | null }

type CartToComplete = WithMetadata & {
  id: string
  total: number
  tax_total: number
  completed_at?: string | Date | null
  payment_collection?: {
    status?: string | null
    payment_sessions?:
      { status?: string | null; provider_id?: string | null }[] | null
  } | null
}

/** Medusa's own epsilon for amounts, in major units. */
const EPSILON = 0.0001

const AUTHORIZED = [
  "authorized",
  "partially_authorized",
  "captured",
  "completed",
]

const TAX_CHANGED =
  "The cart's tax has changed. Please review the new total and pay again."

/**
 * Readies a cart for completion. Stale tax lines are renewed while nothing is
 * authorized yet; where the total would change under an authorized payment,
 * the option `onTaxChange` decides. A payment that only its provider knows to
 * be authorized is taken for one where that option is `accept`.
 *
 * @throws MedusaError (not_allowed, `kintsugi_tax_changed`) where the shopper
 * has to see the new total first, and (invalid_data,
 * `kintsugi_invalid_address`) where the option `validateAddress` refuses the
 * address
 */
export const completeWithSettledTax = async (
  cartId: string,
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const validates = service.getOptions().validateAddress !== "off"
  // Most are settled, and their totals need not be reckoned.
  if (!validates && (await isSettledAs(cartId, isUnmarked, container))) {
    return
  }
  const before = await readTotals(cartId, container)
  if (!before || before.completed_at) {
    return
  }
  const { onTaxChange } = await service.getSettings()
  const authorized =
    isAuthorized(before) ||
    (onTaxChange === "accept" && mayBeAuthorized(before))
  await validateAddressAtCompletion(
    before,
    { mayReject: !authorized },
    container
  )
  if (!authorized) {
    await settleCartTaxWorkflow(container).run({ input: { cart_id: cartId } })
    const after = await readTotals(cartId, container)
    if (after && differs(before.total, after.total)) {
      throw taxChanged()
    }
    await unmark(before, container)
    return
  }

  const due = await container
    .resolve(Modules.LOCKING)
    .execute(cartId, () => totalsIfSettled(before, container), {
      timeout: LOCK_TIMEOUT_S,
    })
  if (!due) {
    await unmark(before, container)
    return
  }
  if (onTaxChange === "refuse") {
    throw taxChanged()
  }
  await mark(before, due, container)
}

/** What Medusa's own completion waits for a cart's lock, in s. */
const LOCK_TIMEOUT_S = 30

/**
 * The totals that a cart would have with the tax of the cart as it stands, if
 * they are others. The cart is as before afterwards, unless only its tax lines
 * and not its total change.
 *
 * Only Kintsugi's answer counts: what stands in for it is no reason to refuse
 * what is paid already.
 */
const totalsIfSettled = async (
  before: CartToComplete,
  container: MedusaContainer
): Promise<CartToComplete | undefined> => {
  let settlement: Settlement
  try {
    settlement = await settleCartTax(before.id, container)
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] ${before.id}: its tax could not be checked once more (${messageOf(error)}); ` +
          "it is completed with the tax that was authorized."
      )
    return undefined
  }
  const { before: replaced, isAnswered } = settlement
  if (!replaced) {
    return undefined
  }
  const after = await readTotals(before.id, container)
  const isOther = after && differs(before.total, after.total)
  if (isOther || !isAnswered) {
    await unsettleCartTax(replaced, container)
  }
  return isOther && isAnswered ? after : undefined
}

const taxChanged = (): MedusaError =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    TAX_CHANGED,
    "kintsugi_tax_changed"
  )

const readTotals = async (
  cartId: string,
  container: MedusaContainer
): Promise<CartToComplete | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart",
      fields: [
        "id",
        "total",
        "tax_total",
        "completed_at",
        "metadata",
        "payment_collection.status",
        "payment_collection.payment_sessions.status",
        "payment_collection.payment_sessions.provider_id",
      ],
      filters: { id: cartId },
    })
  return data[0] as unknown as CartToComplete | undefined
}

const isAuthorized = ({ payment_collection }: CartToComplete): boolean =>
  [
    payment_collection?.status,
    ...(payment_collection?.payment_sessions ?? []).map(({ status }) => status),
  ].some((status) => AUTHORIZED.includes(status ?? ""))

/** Medusa's own provider for payments by hand, which authorizes when asked. */
const BY_HAND = "pp_system_default"

/**
 * Whether the shopper may have authorized the payment with its provider, where
 * Medusa learns of it at completion only, as with Stripe.
 */
const mayBeAuthorized = ({ payment_collection }: CartToComplete): boolean =>
  (payment_collection?.payment_sessions ?? []).some(
    ({ provider_id }) => provider_id && provider_id !== BY_HAND
  )

const differs = (a: number, b: number): boolean =>
  MathBN.sub(a, b).abs().gt(EPSILON)

const DUE = "kintsugi_tax_due"
const CHARGED = "kintsugi_tax_charged"

/** The order copies the cart's metadata: there the merchant finds it. */
const mark = async (
  charged: CartToComplete,
  due: CartToComplete,
  container: MedusaContainer
): Promise<void> => {
  await writeMarks(
    charged.id,
    { [DUE]: String(due.tax_total), [CHARGED]: String(charged.tax_total) },
    container
  )
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .warn(
      `[kintsugi] ${charged.id}: completed with the tax that was authorized (${charged.tax_total}); ` +
        `${due.tax_total} was due. The order's metadata says so.`
    )
}

/** A completion may fail after the mark, and the cart be put right since. */
const unmark = async (
  cart: CartToComplete,
  container: MedusaContainer
): Promise<void> => {
  if (!isUnmarked(cart)) {
    // Medusa takes an empty text for: remove this.
    await writeMarks(cart.id, { [DUE]: "", [CHARGED]: "" }, container)
  }
}

const isUnmarked = ({ metadata }: WithMetadata): boolean =>
  metadata?.[DUE] === undefined

const writeMarks = async (
  cartId: string,
  metadata: Record<typeof DUE | typeof CHARGED, string>,
  container: MedusaContainer
): Promise<void> => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  await carts.updateCarts(cartId, { metadata })
}
