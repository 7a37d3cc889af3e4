/** Calls a store's Admin API; rejects on any status outside 2xx. */
export type AdminApi = <T>(
  method: "GET" | "POST",
  path: string,
  body?: unknown
) => Promise<T>

export type ShopVariant = {
  productId: string
  variantId: string
  title: string
  sku: string
}

export type Shop = {
  /** Sent as `x-publishable-api-key` with every Store API request. */
  publishableKey: string
  regions: Record<"us" | "ca" | "de" | "jp", string>
  /** Ids of the tax regions by country; Kintsugi taxes all of them. */
  taxRegions: Record<string, string>
  shippingOptions: { standard: string; free: string }
  variants: Record<
    "mug" | "coat" | "tent" | "sticker" | "giftWrap",
    ShopVariant
  >
  /** A code for 10% off all items. */
  promotionCode: string
}

const PROVIDER = "tp_kintsugi_kintsugi"

/** Prices in major units, by currency. */
const CATALOG = {
  mug: {
    title: "Kintsugi Mug",
    prices: { usd: 19.99, cad: 26, eur: 18.5, jpy: 2980 },
  },
  coat: {
    title: "Wool Coat",
    prices: { usd: 120, cad: 160, eur: 110, jpy: 17800 },
  },
  tent: {
    title: "Expedition Tent",
    prices: { usd: 2000, cad: 2700, eur: 1850, jpy: 298000 },
  },
  sticker: {
    title: "Free Sticker",
    prices: { usd: 0, cad: 0, eur: 0, jpy: 0 },
  },
  giftWrap: {
    title: "Gift Wrap",
    prices: { usd: 4.95, cad: 6.5, eur: 4.5, jpy: 700 },
  },
} as const

const REGIONS = {
  us: { name: "United States", currency_code: "usd", countries: ["us"] },
  ca: { name: "Canada", currency_code: "cad", countries: ["ca"] },
  de: { name: "Europe", currency_code: "eur", countries: ["de", "fr"] },
  jp: { name: "Japan", currency_code: "jpy", countries: ["jp"] },
} as const

type Id = { id: string }

/**
 * Fills an empty store with a small shop whose tax regions use Kintsugi, as a
 * merchant would: through the Admin API.
 *
 * @param fallbackRates - default rates in percent by country, for when Kintsugi
 * can't answer; a country that is not named has none
 * @param taxProvider - the provider of the tax regions, if not Kintsugi
 */
export const seedShop = async (
  admin: AdminApi,
  fallbackRates: Record<string, number> = { us: 8 },
  taxProvider = PROVIDER
): Promise<Shop> => {
  const { sales_channel } = await admin<{ sales_channel: Id }>(
    "POST",
    "/admin/sales-channels",
    { name: "Storefront" }
  )
  const publishableKey = await createPublishableKey(admin, sales_channel.id)
  const regions = await createRegions(admin)
  const taxRegions = await createTaxRegions(admin, fallbackRates, taxProvider)
  const shipping = await createShipping(admin, sales_channel.id)
  const variants = await createProducts(
    admin,
    sales_channel.id,
    shipping.profileId
  )
  const promotionCode = await createPromotion(admin)
  return {
    publishableKey,
    regions,
    taxRegions,
    shippingOptions: shipping.options,
    variants,
    promotionCode,
  }
}

const createPublishableKey = async (
  admin: AdminApi,
  salesChannelId: string
): Promise<string> => {
  const { api_key } = await admin<{ api_key: Id & { token: string } }>(
    "POST",
    "/admin/api-keys",
    { title: "Storefront", type: "publishable" }
  )
  await admin("POST", `/admin/api-keys/${api_key.id}/sales-channels`, {
    add: [salesChannelId],
  })
  return api_key.token
}

const createRegions = async (admin: AdminApi): Promise<Shop["regions"]> => {
  const regions: Record<string, string> = {}
  for (const [key, region] of Object.entries(REGIONS)) {
    const created = await admin<{ region: Id }>("POST", "/admin/regions", {
      ...region,
      automatic_taxes: true,
      payment_providers: ["pp_system_default"],
    })
    regions[key] = created.region.id
  }
  return regions as Shop["regions"]
}

const createTaxRegions = async (
  admin: AdminApi,
  fallbackRates: Record<string, number>,
  taxProvider: string
): Promise<Record<string, string>> => {
  const taxRegions: Record<string, string> = {}
  for (const country of Object.values(REGIONS).flatMap((r) => r.countries)) {
    const rate = fallbackRates[country]
    const { tax_region } = await admin<{ tax_region: Id }>(
      "POST",
      "/admin/tax-regions",
      {
        country_code: country,
        provider_id: taxProvider,
        ...(rate !== undefined && {
          default_tax_rate: { rate, code: "FALLBACK", name: "Sales tax" },
        }),
      }
    )
    taxRegions[country] = tax_region.id
  }
  return taxRegions
}

const createShipping = async (admin: AdminApi, salesChannelId: string) => {
  const { stock_location } = await admin<{ stock_location: Id }>(
    "POST",
    "/admin/stock-locations",
    {
      name: "Warehouse",
      address: {
        address_1: "500 Commerce St",
        city: "Nashville",
        province: "us-tn",
        postal_code: "37203",
        country_code: "us",
      },
    }
  )
  const location = `/admin/stock-locations/${stock_location.id}`
  await admin("POST", `${location}/sales-channels`, { add: [salesChannelId] })
  await admin("POST", `${location}/fulfillment-providers`, {
    add: ["manual_manual"],
  })
  const withSets = await admin<{
    stock_location: { fulfillment_sets: Id[] }
  }>("POST", `${location}/fulfillment-sets?fields=*fulfillment_sets`, {
    name: "Parcels",
    type: "shipping",
  })
  const setId = withSets.stock_location.fulfillment_sets[0]?.id
  const { fulfillment_set } = await admin<{
    fulfillment_set: { service_zones: Id[] }
  }>("POST", `/admin/fulfillment-sets/${setId}/service-zones`, {
    name: "World",
    geo_zones: Object.values(REGIONS)
      .flatMap((region) => region.countries)
      .map((country_code) => ({ type: "country", country_code })),
  })
  const zoneId = fulfillment_set.service_zones[0]?.id
  const { shipping_profile } = await admin<{ shipping_profile: Id }>(
    "POST",
    "/admin/shipping-profiles",
    { name: "Parcel", type: "default" }
  )

  const createOption = async (
    name: string,
    code: string,
    amounts: Record<string, number>
  ): Promise<string> => {
    const { shipping_option } = await admin<{ shipping_option: Id }>(
      "POST",
      "/admin/shipping-options",
      {
        name,
        service_zone_id: zoneId,
        shipping_profile_id: shipping_profile.id,
        provider_id: "manual_manual",
        price_type: "flat",
        type: { label: name, description: name, code },
        prices: Object.entries(amounts).map(([currency_code, amount]) => ({
          currency_code,
          amount,
        })),
        rules: [],
      }
    )
    return shipping_option.id
  }

  return {
    profileId: shipping_profile.id,
    options: {
      standard: await createOption("Standard", "standard", {
        usd: 9.95,
        cad: 14,
        eur: 6.9,
        jpy: 800,
      }),
      free: await createOption("Free", "free", {
        usd: 0,
        cad: 0,
        eur: 0,
        jpy: 0,
      }),
    },
  }
}

const createProducts = async (
  admin: AdminApi,
  salesChannelId: string,
  shippingProfileId: string
): Promise<Shop["variants"]> => {
  const variants: Record<string, ShopVariant> = {}
  for (const [key, { title, prices }] of Object.entries(CATALOG)) {
    const sku = `KIN-${key.toUpperCase()}`
    const { product } = await admin<{
      product: Id & { variants: Id[] }
    }>("POST", "/admin/products", {
      title,
      status: "published",
      shipping_profile_id: shippingProfileId,
      sales_channels: [{ id: salesChannelId }],
      options: [{ title: "Size", values: ["One size"] }],
      variants: [
        {
          title: "One size",
          sku,
          manage_inventory: false,
          options: { Size: "One size" },
          prices: Object.entries(prices).map(([currency_code, amount]) => ({
            currency_code,
            amount,
          })),
        },
      ],
    })
    variants[key] = {
      productId: product.id,
      variantId: product.variants[0]?.id ?? "",
      title,
      sku,
    }
  }
  return variants as Shop["variants"]
}

const createPromotion = async (admin: AdminApi): Promise<string> => {
  const code = "TENOFF"
  await admin("POST", "/admin/promotions", {
    code,
    type: "standard",
    status: "active",
    is_automatic: false,
    application_method: {
      type: "percentage",
      target_type: "items",
      allocation: "across",
      value: 10,
    },
  })
  return code
}
