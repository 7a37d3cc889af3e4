import type { StoreCartLineItem, StoreOrderLineItem } from "@medusajs/types"
import {
  type UntaxedReason,
  whyNotTaxed,
} from "medusa-plugin-kintsugi/storefront"

/** Your own words, or a translation; other reasons keep the default text. */
const TEXTS: Partial<Record<UntaxedReason, string>> = {
  customer_exempt: "Your exemption applies here.",
  no_registration: "We do not collect tax in your state.",
}

/** Why a line is not taxed, below its title. */
export const NotTaxed = ({
  item,
}: {
  item: StoreCartLineItem | StoreOrderLineItem
}) => {
  const untaxed = whyNotTaxed(item)
  return untaxed && <small>{TEXTS[untaxed.reason] ?? untaxed.text}</small>
}
