import { once } from "node:events"
import { resolve } from "node:path"
import { type Shop, seedShop } from "../../demo/shop"
import { fillCart, placeOrder } from "../../demo/checkout"
import { TEXAS, type Purchase } from "../../demo/purchases"
import { type Api, apiOf, signIn } from "../../scripts/store/api"
import { type RunningStore, startStore } from "../../scripts/store/launch"
import { createStoreDatabase } from "../../scripts/tests/store-database"
import { openTestSession } from "../../scripts/tests/test-session"
import { type Sandbox, startSandbox } from "../sandbox"

const ADMIN = { email: "admin@example.com", password: "supersecret-test" }
const STORE = resolve(__dirname, "../store")

/** A store in a process of its own. */
export type StoreProcess = {
  admin: Api
  shopper: Api
  /** What it has logged. */
  said(): string
  /** Kills it without warning (SIGKILL), as a power cut does. */
  kill(): Promise<void>
}

/** A shop's database and its Kintsugi, for any number of processes. */
export type StoreEnvironment = {
  sandbox: Sandbox
  databaseUrl: string
  /** Seeded by the first process. */
  shop: Shop
  /** @param environment - variables in which this process differs */
  start(environment?: Record<string, string>): Promise<StoreProcess>
  end(): Promise<void>
}

/**
 * Prepares the database and the sandbox for the processes of a store.
 *
 * @param environment - what the store's medusa-config reads
 */
export const prepareStoreEnvironment = async (
  name: string,
  environment: Record<string, string> = {}
): Promise<StoreEnvironment> => {
  const session = openTestSession()
  const { url } = await createStoreDatabase(
    session,
    `kintsugi_${name}_${process.pid}`
  )
  const sandbox = await startSandbox()
  session.onEnd(() => sandbox.close())

  const settings = {
    folder: STORE,
    environment: {
      NODE_ENV: "production",
      STORE_WITHOUT_ADMIN: "true",
      DATABASE_URL: url,
      KINTSUGI_BASE_URL: sandbox.url,
      KINTSUGI_API_KEY: sandbox.apiKey,
      KINTSUGI_ORGANIZATION_ID: sandbox.organizationId,
      KINTSUGI_OPTIONS: "{}",
      ...environment,
    },
  }

  const ground: StoreEnvironment = {
    sandbox,
    databaseUrl: url,
    shop: undefined as unknown as Shop,
    start: async (differences = {}) => {
      const isFirst = !ground.shop
      const running = await startStore(
        session,
        {
          ...settings,
          environment: { ...settings.environment, ...differences },
        },
        isFirst ? ADMIN : undefined
      )
      const admin = await signIn(running.url, ADMIN)
      if (isFirst) {
        ground.shop = await seedShop(admin)
      }
      return {
        admin,
        shopper: apiOf(running.url, {
          "x-publishable-api-key": ground.shop.publishableKey,
        }),
        said: () => running.output.text,
        kill: () => kill(running),
      }
    },
    end: () => session.end(),
  }
  return ground
}

const kill = async ({ child }: RunningStore): Promise<void> => {
  const exit = once(child, "exit")
  child.kill("SIGKILL")
  await exit
}

/** Two mugs for Austin: 49.93 and 4.12 of tax, shipping included. */
export const TWO_MUGS: Purchase = {
  ...TEXAS,
  items: [{ variant: "mug", quantity: 2 }],
}

/** Places an order whose payment is authorized, but not captured. */
export const placeTwoMugs = async (
  { shopper, admin }: StoreProcess,
  shop: Shop
): Promise<{ id: string; paymentId: string }> => {
  const cart = await fillCart(shopper, shop, TWO_MUGS)
  const { id } = await placeOrder(shopper, cart.id)
  const { order } = await admin<{
    order: { payment_collections: { payments: { id: string }[] }[] }
  }>("GET", `/admin/orders/${id}?fields=*payment_collections.payments`)
  return {
    id,
    paymentId: order.payment_collections[0]?.payments[0]?.id ?? "",
  }
}
