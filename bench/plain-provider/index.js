const { ModuleProvider, Modules } = require("@medusajs/framework/utils")

/**
 * The simplest possible provider: one request each time that Medusa asks for
 * tax lines, with only those lines, undiscounted, and each line's rates summed.
 */
class PlainTaxProvider {
  static identifier = "plain"

  constructor(_dependencies, options) {
    this.options = options
  }

  getIdentifier() {
    return PlainTaxProvider.identifier
  }

  async getTaxLines(itemLines, shippingLines, { address }) {
    const lines = [
      ...itemLines.map(({ line_item }) => line_item),
      ...shippingLines.map(({ shipping_line }) => shipping_line),
    ]
    if (!lines.length || !address?.postal_code) {
      return []
    }
    const { transaction_items } = await this.estimate(lines, address)
    const rates = new Map(
      transaction_items.map(({ external_id, tax_items }) => [
        external_id,
        (tax_items ?? []).reduce((sum, { rate }) => sum + Number(rate), 0),
      ])
    )
    return lines.map((line) => ({
      name: "Sales tax",
      code: "SALES",
      provider_id: PlainTaxProvider.identifier,
      rate: 100 * (rates.get(line.id) ?? 0),
      ...(line.shipping_option_id
        ? { shipping_line_id: line.id }
        : { line_item_id: line.id }),
    }))
  }

  async estimate(lines, address) {
    const { apiKey, organizationId, baseUrl } = this.options
    const response = await fetch(`${baseUrl}/v1/tax/estimate`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": apiKey,
        "x-organization-id": organizationId,
      },
      body: JSON.stringify({
        external_id: lines[0].id,
        date: new Date().toISOString(),
        currency: lines[0].currency_code.toUpperCase(),
        addresses: [toAddress(address)],
        transaction_items: lines.map(toItem),
      }),
    })
    if (!response.ok) {
      throw new Error(
        `Kintsugi answered ${response.status}: ${await response.text()}`
      )
    }
    return response.json()
  }
}

const toAddress = (address) => ({
  type: "SHIP_TO",
  street_1: address.address_1,
  city: address.city,
  state: address.province_code?.split("-").pop().toUpperCase(),
  postal_code: address.postal_code,
  country: address.country_code.toUpperCase(),
})

const toItem = (line) => {
  const quantity = Number(line.quantity ?? 1)
  return {
    external_id: line.id,
    external_product_id: line.product_id ?? line.shipping_option_id,
    date: new Date().toISOString(),
    quantity,
    amount: Number((Number(line.unit_price) * quantity).toFixed(2)),
    ...(line.shipping_option_id
      ? {
          product_category: "Misc",
          product_subcategory: "Shipping - Title transfer at time of Sales",
        }
      : {
          product_category: "Physical",
          product_subcategory: "General Physical",
        }),
  }
}

module.exports = ModuleProvider(Modules.TAX, { services: [PlainTaxProvider] })
