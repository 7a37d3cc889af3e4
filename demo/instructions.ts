import type { Kintsugi } from "./kintsugi"
import { TEXAS } from "./purchases"
import type { Shop } from "./shop"

/** URLs and logins, and commands to copy and paste. */
export const instructions = ({
  shopUrl,
  storeUrl,
  admin,
  shop,
  kintsugi: { sandboxUrl },
}: {
  shopUrl: string
  storeUrl: string
  admin: { email: string; password: string }
  shop: Shop
  kintsugi: Kintsugi
}): string =>
  [
    `
Shop             ${shopUrl}
  (buy something in it, and watch the tax)
Admin            ${storeUrl}/app
  e-mail         ${admin.email}
  password       ${admin.password}
  tax regions    ${storeUrl}/app/settings/tax-regions
  (the first page takes a while: it is built on the first request)
Store API        ${storeUrl}/store
Publishable key  ${shop.publishableKey}
Kintsugi         ${sandboxUrl ? `${sandboxUrl} (sandbox)` : "the real one"}

Tax a cart by hand, in another terminal:

${cartCommands(storeUrl, shop)}`,
    ...(sandboxUrl ? [sandboxCommands(sandboxUrl)] : []),
    "\nCtrl-C stops everything and leaves nothing behind.\n",
  ].join("\n")

const cartCommands = (storeUrl: string, shop: Shop): string => {
  const headers = `-H 'content-type: application/json' -H 'x-publishable-api-key: ${shop.publishableKey}'`
  const cart = JSON.stringify({
    region_id: shop.regions.us,
    items: [{ variant_id: shop.variants.mug.variantId, quantity: 2 }],
  })
  const address = JSON.stringify({ shipping_address: TEXAS.address })
  return `  CART=$(curl -s ${storeUrl}/store/carts ${headers} -d '${cart}' | node -p 'JSON.parse(fs.readFileSync(0)).cart.id')
  curl -s ${storeUrl}/store/carts/$CART ${headers} -d '${address}' > /dev/null
  curl -s ${storeUrl}/store/carts/$CART ${headers} | node -p 'const { items, tax_total, total } = JSON.parse(fs.readFileSync(0)).cart; ({ taxes: items[0].tax_lines.map(({ description, rate, data }) => ({ description, rate, source: data?.source })), tax_total, total })'`
}

const sandboxCommands = (sandboxUrl: string): string => `
See what was sent to the Kintsugi sandbox:

  curl -s ${sandboxUrl}/_sandbox/requests

Let its next ten estimates fail, and tax a cart with another quantity: it is taxed by what the sandbox answered before.

  curl -s ${sandboxUrl}/_sandbox/faults -H 'content-type: application/json' -d '{"endpoint":"POST /v1/tax/estimate","times":10,"kind":"status","status":503}'`
