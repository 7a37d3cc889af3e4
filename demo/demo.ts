import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { join } from "node:path"
import { providePostgres } from "../scripts/postgres"
import type { Session } from "../scripts/session"
import { apiOf, signIn } from "../scripts/store/api"
import { DEFAULT_PORT, migrateStore, startStore } from "../scripts/store/launch"
import { instructions } from "./instructions"
import { captureAndReport } from "./capture"
import { fillCart, placeOrder } from "./checkout"
import { provideKintsugi } from "./kintsugi"
import { ELSEWHERE, TEXAS } from "./purchases"
import { summaryLine, receipt } from "./receipt"
import { seedShop } from "./shop"
import { serveShopPage } from "./shop-page/serve"
import { assertTaxedByKintsugi } from "./assert-kintsugi-tax"

const ADMIN = { email: "admin@example.com", password: "supersecret-demo" }

/** Sets up a store and places an order that Kintsugi taxes. */
export const demo = async (
  session: Session,
  { once: onlyOnce }: { once: boolean }
): Promise<void> => {
  const kintsugi = await provideKintsugi(session)
  const postgres = await providePostgres(session)

  const database = `kintsugi_demo_${randomBytes(4).toString("hex")}`
  await postgres.createDatabase(database)
  session.onEnd(() => postgres.dropDatabase(database))

  const page = onlyOnce
    ? undefined
    : await session.step("Starting the shop page", () => serveShopPage(session))
  const settings = {
    folder: join(__dirname, "../integration-tests/store"),
    preferredPort: DEFAULT_PORT,
    environment: {
      ...kintsugi.environment,
      DATABASE_URL: postgres.urlOf(database),
      ...(page && { STORE_CORS: page.url }),
      // The demo ends before the Admin would be used.
      ADMIN_DISABLED: String(onlyOnce),
    },
  }
  await session.step("Migrating the store's database", () =>
    migrateStore(session, settings)
  )
  const store = await session.step("Starting the store", () =>
    startStore(session, settings, ADMIN)
  )
  const admin = await signIn(store.url, ADMIN)
  const shop = await session.step("Filling the shop", () => seedShop(admin))

  if (kintsugi.sandboxUrl) {
    await session.step("Classifying the coat as clothing", () =>
      admin(
        "POST",
        `/admin/kintsugi/products/${shop.variants.coat.productId}`,
        {
          category: "Physical",
          subcategory: "General Clothing",
        }
      )
    )
  }
  const shopper = apiOf(store.url, {
    "x-publishable-api-key": shop.publishableKey,
  })
  const order = await session.step("Checking out", async () => {
    const cart = await fillCart(shopper, shop, TEXAS)
    return placeOrder(shopper, cart.id)
  })
  console.log(`\n${receipt(TEXAS, order)}\n`)
  assertTaxedByKintsugi(order)

  // A made-up sale must not be reported to a real organization.
  if (kintsugi.sandboxUrl) {
    const report = await session.step(
      "Capturing the payment, which reports the sale to Kintsugi",
      () => captureAndReport(admin, order.id)
    )
    console.log(`\n${report}\n`)
  }

  // A real organization may not collect tax there.
  for (const purchase of kintsugi.sandboxUrl ? ELSEWHERE : []) {
    console.log(summaryLine(purchase, await fillCart(shopper, shop, purchase)))
  }
  if (!page) {
    return
  }

  page.show({
    storeUrl: store.url,
    publishableKey: shop.publishableKey,
    regions: { us: shop.regions.us, de: shop.regions.de },
    promotionCode: shop.promotionCode,
  })
  console.log(
    instructions({
      shopUrl: page.url,
      storeUrl: store.url,
      admin: ADMIN,
      shop,
      orderId: order.id,
      kintsugi,
    })
  )
  store.output.follow()
  await once(store.child, "close")
  throw new Error("The store stopped unexpectedly.")
}
