import { join } from "node:path"
import { capturePayments } from "../../demo/capture"
import { fillCart, placeOrder } from "../../demo/checkout"
import { TEXAS } from "../../demo/purchases"
import { seedShop } from "../../demo/shop"
import type { PostgresServer } from "../../scripts/postgres"
import { apiOf, signIn } from "../../scripts/store/api"
import {
  type Beside,
  type Engines,
  writeConfig,
} from "../install/foreign-store"
import { CLI, run, serveStore } from "../install/program"
import { type Stripe, startStripe } from "./stripe"
import { checkOutWithStripe } from "./stripe-checkout"
import { startRedis } from "../processes/redis"
import { until } from "../processes/until"
import { type BookedTransaction, type Sandbox, startSandbox } from "../sandbox"

export type Walked = {
  /** The version that the store ran on. */
  node?: string
  /** What went wrong; absent: nothing. */
  problem?: string
}

const ADMIN = { email: "admin@example.com", password: "supersecret-test" }

/** How long Kintsugi may wait for a sale or a refund, in ms. */
const PATIENCE_MS = 150_000

/**
 * Buys something in a store, pays for it and refunds a part, and looks at what
 * Kintsugi has of that.
 *
 * @param folder - an installed store
 * @param program - Node
 * @throws Error that says what is not as expected
 */
export const walk = async ({
  folder,
  program,
  engines,
  beside,
  processes,
  postgres,
}: {
  folder: string
  program: string
  engines: Engines
  beside: Beside | undefined
  /** How many of them run the store, on one database. */
  processes: number
  postgres: PostgresServer
}): Promise<Walked> => {
  const database = `kintsugi_matrix_${Date.now()}`
  const sandbox = await startSandbox()
  const redis = engines === "redis" ? await startRedis() : undefined
  const stripe = beside === "Stripe" ? await startStripe() : undefined
  await postgres.createDatabase(database)
  const env = {
    NODE_ENV: "production",
    DATABASE_URL: postgres.urlOf(database),
    KINTSUGI_API_KEY: sandbox.apiKey,
    KINTSUGI_ORGANIZATION_ID: sandbox.organizationId,
    KINTSUGI_BASE_URL: sandbox.url,
    ...(redis && { REDIS_URL: redis.url }),
    ...(stripe && {
      STRIPE_URL: stripe.url,
      NODE_OPTIONS: `--require ${join(__dirname, "redirect-stripe.cjs")}`,
    }),
  }
  const medusa = (args: string[]) => run(folder, [CLI, ...args], env, program)
  try {
    writeConfig(folder, beside ?? "helper", engines)
    await medusa(["db:migrate"])
    await medusa(["user", "-e", ADMIN.email, "-p", ADMIN.password])
    const stores: Awaited<ReturnType<typeof serveStore>>[] = []
    try {
      while (stores.length < processes) {
        stores.push(await serveStore(folder, env, program))
      }
      const urls = stores.map(({ storeUrl }) => storeUrl)
      await (processes > 1
        ? buyAndRefundInTurns(urls, sandbox)
        : buyAndRefund(urls[0]!, sandbox, stripe))
    } finally {
      for (const { stop } of stores) {
        await stop()
      }
    }
    const version = await run(folder, ["--version"], {}, program)
    return { node: version.trim().replace(/^v/, "") }
  } finally {
    await postgres.dropDatabase(database)
    await redis?.stop()
    await stripe?.close()
    await sandbox.close()
  }
}

const buyAndRefund = async (
  storeUrl: string,
  sandbox: Sandbox,
  stripe: Stripe | undefined
): Promise<void> => {
  const admin = await signIn(storeUrl, ADMIN)
  const shop = await seedShop(admin)
  const shopper = apiOf(storeUrl, {
    "x-publishable-api-key": shop.publishableKey,
  })
  const orderId = stripe
    ? await checkOutWithStripe(shopper, admin, shop, stripe)
    : (await placeOrder(shopper, (await fillCart(shopper, shop, TEXAS)).id)).id
  const { order } = await admin<{ order: { tax_total: number } }>(
    "GET",
    `/admin/orders/${orderId}?fields=+tax_total`
  )
  const tax = order.tax_total
  if (!stripe) {
    expectAmount("the order's tax", tax, 14.43)
  }
  const [paymentId] = await capturePayments(admin, orderId)
  const sale = await transaction(sandbox, ({ type }) => type === "SALE")
  expectAmount("the sale's tax", Number(sale.total_tax_amount_imported), tax)
  await admin("POST", `/admin/payments/${paymentId}/refund`, { amount: 20 })
  const credit = await transaction(sandbox, ({ type }) => type !== "SALE")
  expectAmount(
    "what the credit note credits",
    Math.abs(Number(credit.total_amount)) +
      Math.abs(Number(credit.total_tax_amount_imported)),
    20
  )
  expectNoProblems(sandbox)
}

const SALES = 8
const REFUNDS = 4

/** Each sale is placed, paid and refunded in other processes. */
const buyAndRefundInTurns = async (
  storeUrls: string[],
  sandbox: Sandbox
): Promise<void> => {
  const admins = await Promise.all(storeUrls.map((url) => signIn(url, ADMIN)))
  const shop = await seedShop(admins[0]!)
  const shoppers = storeUrls.map((url) =>
    apiOf(url, { "x-publishable-api-key": shop.publishableKey })
  )
  const inTurn = <T>(all: T[], turn: number): T => all[turn % all.length]!
  for (let sale = 0; sale < SALES; sale += 1) {
    const shopper = inTurn(shoppers, sale)
    const cart = await fillCart(shopper, shop, TEXAS)
    const { id } = await placeOrder(shopper, cart.id)
    const [paymentId] = await capturePayments(inTurn(admins, sale + 1), id)
    if (sale < REFUNDS) {
      await inTurn(admins, sale)(
        "POST",
        `/admin/payments/${paymentId}/refund`,
        {
          amount: 20,
        }
      )
    }
  }
  await until(
    `Kintsugi has ${SALES} sales and ${REFUNDS} credit notes`,
    () => sandbox.transactions().length >= SALES + REFUNDS,
    PATIENCE_MS
  )
  const sales = sandbox.transactions().filter(({ type }) => type === "SALE")
  expectAmount("the number of sales", sales.length, SALES)
  expectAmount(
    "the number of transactions",
    sandbox.transactions().length,
    SALES + REFUNDS
  )
  expectNoProblems(sandbox)
}

const expectNoProblems = (sandbox: Sandbox): void => {
  const problems = sandbox.audit()
  if (problems.length) {
    throw new Error(problems.join("\n"))
  }
}

/** What Kintsugi has, once it has it. */
const transaction = async (
  sandbox: Sandbox,
  isWanted: (transaction: BookedTransaction) => boolean
): Promise<BookedTransaction> => {
  const find = () => sandbox.transactions().find(isWanted)
  await until(
    "Kintsugi has the sale and the refund",
    () => Boolean(find()),
    PATIENCE_MS
  )
  return find()!
}

const expectAmount = (what: string, actual: number, expected: number): void => {
  if (Math.abs(actual - expected) > 0.005) {
    throw new Error(`${what} is ${actual}, not ${expected}.`)
  }
}
