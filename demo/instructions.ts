import type { Kintsugi } from "./kintsugi"
import { TEXAS } from "./purchases"
import type { Shop } from "./shop"

/** URLs and logins, and commands to copy and paste. */
export const instructions = ({
  shopUrl,
  storeUrl,
  admin,
  shop,
  orderId,
  kintsugi: { sandboxUrl },
}: {
  shopUrl: string
  storeUrl: string
  admin: { email: string; password: string }
  shop: Shop
  /** The order that the demo has placed. */
  orderId: string
  kintsugi: Kintsugi
}): string =>
  [
    `
Shop             ${shopUrl}
  (buy something in it, and watch the tax)
Admin            ${storeUrl}/app
  e-mail         ${admin.email}
  password       ${admin.password}
  (the first page takes a while: it is built on the first request)

${pages(`${storeUrl}/app`, shop, orderId)}

Store API        ${storeUrl}/store
Publishable key  ${shop.publishableKey}
Kintsugi         ${sandboxUrl ? `${sandboxUrl} (sandbox)` : "the real one"}

Tax a cart by hand, in another terminal:

${taxACart(storeUrl, shop)}
  tax_a_cart 2`,
    ...(sandboxUrl ? [sandboxCommands(sandboxUrl)] : []),
    "\nCtrl-C stops everything and leaves nothing behind.\n",
  ].join("\n")

/** The pages of the Admin that the plugin adds or adds to. */
const pages = (app: string, shop: Shop, orderId: string): string =>
  [
    ["Status and health", "/settings/kintsugi"],
    ["Connection", "/settings/kintsugi?tab=connection"],
    ["Where tax is due", "/settings/kintsugi?tab=regions"],
    ["Behavior", "/settings/kintsugi?tab=behavior"],
    ["A trial estimate", "/settings/kintsugi?tab=trial"],
    ["Tax reporting", "/tax-reporting"],
    ["Order #1", `/orders/${orderId}`],
    ["Tax classification", "/tax-classification"],
    ["A product", `/products/${shop.variants.coat.productId}`],
    ["Exemptions", "/customers"],
    ["Medusa's regions", "/settings/tax-regions"],
  ]
    .map(([name, path]) => `  ${String(name).padEnd(19)}${app}${path}`)
    .join("\n")

/** A shell function that taxes a cart with that many mugs. */
const taxACart = (storeUrl: string, shop: Shop): string => {
  const headers = `-H 'content-type: application/json' -H 'x-publishable-api-key: ${shop.publishableKey}'`
  const cart = JSON.stringify({
    region_id: shop.regions.us,
    items: [{ variant_id: shop.variants.mug.variantId, quantity: 0 }],
  }).replace(`"quantity":0`, `"quantity":'$1'`)
  const address = JSON.stringify({ shipping_address: TEXAS.address })
  return `  tax_a_cart() {
    CART=$(curl -s ${storeUrl}/store/carts ${headers} -d '${cart}' | node -p 'JSON.parse(fs.readFileSync(0)).cart.id')
    curl -s ${storeUrl}/store/carts/$CART ${headers} -d '${address}' > /dev/null
    curl -s ${storeUrl}/store/carts/$CART ${headers} | node -p 'const { items, tax_total, total } = JSON.parse(fs.readFileSync(0)).cart; ({ taxes: items[0].tax_lines.map(({ description, rate, data }) => ({ description, rate, source: data?.source })), tax_total, total })'
  }`
}

const sandboxCommands = (sandboxUrl: string): string => `
See what was sent to the Kintsugi sandbox:

  curl -s ${sandboxUrl}/_sandbox/requests

Let its estimates fail, and tax a cart that it was not asked about: the tax is calculated from its earlier answers (source 'remembered'), and the Admin's status says Outage.

  curl -s ${sandboxUrl}/_sandbox/faults -H 'content-type: application/json' -d '{"endpoint":"POST /v1/tax/estimate","times":1000000,"kind":"status","status":503}'
  tax_a_cart $((RANDOM % 900 + 100))

Let it answer again:

  curl -s -X DELETE ${sandboxUrl}/_sandbox/faults
  tax_a_cart $((RANDOM % 900 + 100))`
