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
import { validateAddressAtCompletion } from "../addresses/validate-at-completion"
import { safeErrorMessage } from "../../safe-error-message"
import { withLock } from "../locking/with-lock"
import { refreshCartTaxWorkflow } from "./workflow"
import { cartNeedsNoRefresh } from "./is-up-to-date"
import { type RefreshedCart, refreshCartTax } from "./refresh-cart-tax"
import { revertCartTaxLines } from "./write-tax-lines"

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
 * Prepares a cart for completion. Refreshes tax lines that are stale, or were
 * not answered by Kintsugi, while no payment is authorized yet; where the total
 * would change under an authorized payment, the option `onTaxChange` decides.
 * Where that option is `accept`, a payment that
 * may be authorized at its provider alone counts as authorized.
 *
 * @throws MedusaError (not_allowed, `kintsugi_tax_changed`) where the shopper
 * has to see the new total first, and (invalid_data,
 * `kintsugi_invalid_address`) where the option `validateAddress` refuses the
 * address
 */
export const prepareCartForCompletion = async (
  cartId: string,
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const validates = service.settings.getOptions().validateAddress !== "off"
  // Most carts are up to date, and their totals need not be calculated.
  if (
    !validates &&
    (await cartNeedsNoRefresh(cartId, hasNoTaxDifference, container, {
      retryUnanswered: true,
    }))
  ) {
    return
  }
  const before = await readTotals(cartId, container)
  if (!before || before.completed_at) {
    return
  }
  const { onTaxChange } = await service.settings.get()
  const authorized =
    isAuthorized(before) ||
    (onTaxChange === "accept" && mayBeAuthorized(before))
  await validateAddressAtCompletion(
    before,
    { mayReject: !authorized },
    container
  )
  if (!authorized) {
    await refreshCartTaxWorkflow(container).run({
      input: { cart_id: cartId, retry_unanswered: true },
    })
    const after = await readTotals(cartId, container)
    if (after && differs(before.total, after.total)) {
      throw taxChanged()
    }
    await clearTaxDifference(before, container)
    return
  }

  const due = await withLock(cartId, LOCK, container, () =>
    previewRefreshedTotals(before, container)
  )
  if (!due) {
    await clearTaxDifference(before, container)
    return
  }
  if (onTaxChange === "refuse") {
    throw taxChanged()
  }
  await recordTaxDifference(before, due, container)
}

/** As Medusa's own completion waits for a cart's lock, and keeps it. */
const LOCK = { waitS: 30, expireS: 120 }

/**
 * The totals that a cart would have with up-to-date tax, if its total would
 * change. Leaves the cart unchanged, unless only its tax lines change and not
 * its total.
 *
 * Only Kintsugi's answer counts: a fallback is no reason to refuse a cart that
 * is already paid for.
 */
const previewRefreshedTotals = async (
  before: CartToComplete,
  container: MedusaContainer
): Promise<CartToComplete | undefined> => {
  let refreshed: RefreshedCart
  try {
    refreshed = await refreshCartTax(before.id, container, {
      retryUnanswered: true,
    })
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] ${before.id}: its tax could not be checked again (${safeErrorMessage(error)}); ` +
          "the cart is completed with the tax that was authorized."
      )
    return undefined
  }
  const { before: replaced, isAnswered } = refreshed
  if (!replaced) {
    return undefined
  }
  const after = await readTotals(before.id, container)
  const hasChanged = after && differs(before.total, after.total)
  if (hasChanged || !isAnswered) {
    await revertCartTaxLines(replaced, container)
  }
  return hasChanged && isAnswered ? after : undefined
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

/** Medusa's own provider for manual payments, which authorizes on request. */
const MANUAL_PROVIDER = "pp_system_default"

/**
 * Whether the shopper may have authorized the payment with its provider, where
 * Medusa learns of it only at completion, as with Stripe.
 */
const mayBeAuthorized = ({ payment_collection }: CartToComplete): boolean =>
  (payment_collection?.payment_sessions ?? []).some(
    ({ provider_id }) => provider_id && provider_id !== MANUAL_PROVIDER
  )

const differs = (a: number, b: number): boolean =>
  MathBN.sub(a, b).abs().gt(EPSILON)

const DUE = "kintsugi_tax_due"
const CHARGED = "kintsugi_tax_charged"

/** Records both amounts for the merchant: the order copies the metadata. */
const recordTaxDifference = async (
  charged: CartToComplete,
  due: CartToComplete,
  container: MedusaContainer
): Promise<void> => {
  await writeTaxDifference(
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

/** An earlier completion may have failed after recording a difference. */
const clearTaxDifference = async (
  cart: CartToComplete,
  container: MedusaContainer
): Promise<void> => {
  if (!hasNoTaxDifference(cart)) {
    // Medusa removes a metadata field that is set to empty text.
    await writeTaxDifference(cart.id, { [DUE]: "", [CHARGED]: "" }, container)
  }
}

const hasNoTaxDifference = ({ metadata }: WithMetadata): boolean =>
  metadata?.[DUE] === undefined

const writeTaxDifference = async (
  cartId: string,
  metadata: Record<typeof DUE | typeof CHARGED, string>,
  container: MedusaContainer
): Promise<void> => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  await carts.updateCarts(cartId, { metadata })
}
