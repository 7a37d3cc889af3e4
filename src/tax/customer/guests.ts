type Line = {
  tax_lines?: { data?: Record<string, unknown> | null }[] | null
}

/**
 * Whether an order was taxed as a guest's, whatever customer Medusa has
 * attached to it by e-mail address: its tax lines say so. Orders taxed before
 * tax lines recorded this, and orders that the merchant creates in the Admin,
 * count as the customer's.
 */
export const isGuestOrder = ({
  items,
  shipping_methods,
}: {
  items?: Line[] | null
  shipping_methods?: Line[] | null
}): boolean =>
  [...(items ?? []), ...(shipping_methods ?? [])].some(({ tax_lines }) =>
    tax_lines?.some(({ data }) => data?.customer === "guest")
  )
