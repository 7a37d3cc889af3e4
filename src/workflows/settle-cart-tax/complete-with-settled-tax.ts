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
import { settleCartTaxWorkflow } from "./index"
import { isUnsettled, settleCartTax, unsettleCartTax } from "./settle-cart-tax"

type CartToComplete = {
  id: string
  total: number
  tax_total: number
  completed_at?: string | Date | null
  metadata?: Record<string, unknown> | null
  payment_collection?: {
    status?: string | null
    payment_sessions?: { status?: string | null }[] | null
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
 * the option `onTaxChange` decides.
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
  if (!validates && !(await isUnsettled(cartId, container))) {
    return
  }
  const before = await readTotals(cartId, container)
  if (!before || before.completed_at) {
    return
  }
  const authorized = isAuthorized(before)
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
    return
  }

  const { before: replaced } = await settleCartTax(cartId, container)
  const after = replaced && (await readTotals(cartId, container))
  if (!replaced || !after || !differs(before.total, after.total)) {
    return
  }
  await unsettleCartTax(replaced, container)
  const { onTaxChange } = await service.getSettings()
  if (onTaxChange === "refuse") {
    throw taxChanged()
  }
  await mark(before, after, container)
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

const differs = (a: number, b: number): boolean =>
  MathBN.sub(a, b).abs().gt(EPSILON)

/** The order copies the cart's metadata: there the merchant finds it. */
const mark = async (
  charged: CartToComplete,
  due: CartToComplete,
  container: MedusaContainer
): Promise<void> => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  await carts.updateCarts(charged.id, {
    metadata: {
      ...charged.metadata,
      kintsugi_tax_due: String(due.tax_total),
      kintsugi_tax_charged: String(charged.tax_total),
    },
  })
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .warn(
      `[kintsugi] ${charged.id}: completed with the tax that was authorized (${charged.tax_total}); ` +
        `${due.tax_total} was due. The order's metadata says so.`
    )
}
