import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative, resolve } from "node:path"
import { fillCart, placeOrder } from "../../demo/checkout"
import { TEXAS } from "../../demo/purchases"
import { type Shop, seedShop } from "../../demo/shop"
import { serverAt } from "../../scripts/postgres/server"
import { type Api, apiOf, signIn } from "../../scripts/store/api"
import { type Sandbox, startSandbox } from "../sandbox"
import {
  STORE_WITH_LOYALTY,
  type Form,
  installStore,
  writeConfig,
} from "./foreign-store"
import { loyaltyWalk, toCents, worthOf } from "./loyalty-walk"
import { CLI, run, serveStore } from "./program"

const ROOT = resolve(__dirname, "../..")
const DATABASE = `kintsugi_install_${process.pid}`
const ADMIN = { email: "admin@example.com", password: "supersecret-test" }
const CENTS = 4

/** Mostly for installing a store from the registry, in ms. */
jest.setTimeout(900_000)

const postgres = serverAt({
  host: process.env.DB_HOST ?? "localhost",
  port: Number(process.env.DB_PORT ?? 5432),
  user: process.env.DB_USERNAME ?? "postgres",
  password: process.env.DB_PASSWORD ?? "",
})

describe("the packed plugin", () => {
  const folder = mkdtempSync(join(tmpdir(), "kintsugi-install-"))
  let sandbox: Sandbox
  let env: Record<string, string>
  let shop: Shop

  beforeAll(async () => {
    await installStore(folder, STORE_WITH_LOYALTY)
    writeConfig(folder, "helper")

    sandbox = await startSandbox()
    await postgres.createDatabase(DATABASE)
    env = {
      NODE_ENV: "production",
      DATABASE_URL: postgres.urlOf(DATABASE),
      KINTSUGI_API_KEY: sandbox.apiKey,
      KINTSUGI_ORGANIZATION_ID: sandbox.organizationId,
      KINTSUGI_BASE_URL: sandbox.url,
    }
    await medusa(["db:migrate"])
    await medusa(["user", "-e", ADMIN.email, "-p", ADMIN.password])
  })

  afterAll(async () => {
    await sandbox?.close()
    await postgres.dropDatabase(DATABASE)
    rmSync(folder, { recursive: true, force: true })
  })

  const medusa = (args: string[]) => run(folder, [CLI, ...args], env)

  const start = () => serveStore(folder, env)

  const whileRunning = async (
    form: Form,
    work: (storeUrl: string) => Promise<void>
  ): Promise<void> => {
    writeConfig(folder, form)
    const { storeUrl, stop } = await start()
    try {
      await work(storeUrl)
    } finally {
      await stop()
    }
  }

  const shopperAt = (storeUrl: string): Api =>
    apiOf(storeUrl, { "x-publishable-api-key": shop.publishableKey })

  it("the packed plugin has the built files, and neither tests nor secrets", async () => {
    const installed = join(folder, "node_modules/medusa-plugin-kintsugi")
    const paths = filesIn(installed)

    expect(paths).toEqual(
      expect.arrayContaining(["package.json", ".medusa/server/src/index.js"])
    )
    expect(
      paths.filter(
        (path) =>
          !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|\.medusa\/server\/src\/.+\.(m?js|d\.m?ts|json))$/.test(
            path
          )
      )
    ).toEqual([])
    expect(
      paths.filter((path) =>
        /\.(spec|test)\.|(^|\/)(tests?|sandbox|integration-tests)\/|\.env/i.test(
          path
        )
      )
    ).toEqual([])

    for (const path of paths) {
      const text = readFileSync(join(installed, path), "utf8")
      expect(text).not.toContain(sandbox.apiKey)
      expect(text).not.toContain(ROOT)
    }
  })

  it("the packed plugin taxes a cart in a store outside of this repository", async () => {
    await whileRunning("helper", async (storeUrl) => {
      const admin = await signIn(storeUrl, ADMIN)
      shop = await seedShop(admin)
      const shopper = shopperAt(storeUrl)
      sandbox.clearRequests()

      const cart = await fillCart(shopper, shop, TEXAS)
      const order = await placeOrder(shopper, cart.id)

      expect(order.item_subtotal).toBeCloseTo(164.93, CENTS)
      expect(order.shipping_subtotal).toBeCloseTo(9.95, CENTS)
      expect(order.tax_total).toBeCloseTo(14.43, CENTS)
      expect(order.total).toBeCloseTo(189.31, CENTS)
      const taxLines = [...order.items, ...order.shipping_methods].flatMap(
        ({ tax_lines }) => tax_lines
      )
      expect(taxLines).toHaveLength(12)
      for (const taxLine of taxLines) {
        expect(taxLine).toMatchObject({
          provider_id: "tp_kintsugi_kintsugi",
          data: { source: "kintsugi" },
        })
      }
      const estimates = sandbox.requests({ path: "/v1/tax/estimate" })
      expect(estimates.length).toBeGreaterThan(0)
      for (const estimate of estimates) {
        expect(estimate).toMatchObject({
          status: 200,
          headers: {
            "x-api-key": "***",
            "x-organization-id": sandbox.organizationId,
          },
        })
      }
      await expectProviders(admin)
    })
  })

  describe("beside Medusa's loyalty plugin and another one that takes the same hooks", () => {
    let stop: () => Promise<void>
    let walk: Awaited<ReturnType<typeof loyaltyWalk>>

    beforeAll(async () => {
      writeConfig(folder, "neighbors")
      await medusa(["db:migrate"])
      const started = await start()
      stop = started.stop
      walk = await loyaltyWalk(
        started.storeUrl,
        await signIn(started.storeUrl, ADMIN),
        shop,
        sandbox
      )
    })

    afterAll(() => stop?.())

    it("a gift card pays for a whole order, whatever changes the total", async () => {
      const id = await walk.fillCart(3)
      await walk.payWithGiftCard(id, await walk.createGiftCard(500))
      const expectPaid = async (worth: number) => {
        const cart = await walk.read(id)
        expect(worthOf(cart)).toBe(worth)
        expect(toCents(cart.credit_line_total)).toBe(worth)
        expect(toCents(cart.total)).toBe(0)
      }
      // 3 × 19.99 + 9.95, with 8.25 %
      await expectPaid(7569)
      await walk.promote(id)
      await expectPaid(6919)
      await walk.add(id, 1)
      await expectPaid(8867)
      expect((await walk.read(id)).metadata).toEqual({ neighbor: "was here" })

      const order = await walk.placeOrder(id)
      expect(worthOf(order)).toBe(8867)
      const sale = await walk.saleOf(order)
      expect(toCents(Number(sale.total_tax_amount_imported))).toBe(
        toCents(order.tax_total)
      )
    })

    it("gift card, store credit and money share an order, and a refund becomes store credit", async () => {
      await walk.giveCredit(15)
      const id = await walk.fillCart(3)
      await walk.promote(id)
      await walk.payWithGiftCard(id, await walk.createGiftCard(20))
      await walk.payWithCredit(id, 15)
      const cart = await walk.read(id)
      expect(worthOf(cart)).toBe(6919)
      expect(toCents(cart.credit_line_total)).toBe(3500)
      expect(toCents(cart.total)).toBe(3419)

      const order = await walk.placeOrder(id)
      const tax = toCents(order.tax_total)
      const sale = await walk.saleOf(order)
      expect(toCents(Number(sale.total_tax_amount_imported))).toBe(tax)
      expect(await walk.creditOf()).toBe(0)

      // One mug less: 19.99 and its tax. Medusa keeps the order's discount.
      const refunded = await walk.refundToCredit(order, 2)
      expect(toCents(refunded)).toBe(2164)
      expect(toCents(await walk.creditOf())).toBe(2164)
      const changed = await walk.saleOf(
        order,
        (reported) => toCents(reported) < tax
      )
      expect(tax - toCents(Number(changed.total_tax_amount_imported))).toBe(165)
    })
  })

  it("the packed plugin taxes a cart with the configuration's long form", async () => {
    await whileRunning("long", async (storeUrl) => {
      const cart = await fillCart(shopperAt(storeUrl), shop, TEXAS)

      expect(cart.tax_total).toBeCloseTo(14.43, CENTS)
      await expectProviders(await signIn(storeUrl, ADMIN))
    })
  })
})

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith("node_modules/"))

/** Expects the store's own provider in addition to Kintsugi's. */
const expectProviders = async (admin: Api): Promise<void> => {
  const { tax_providers } = await admin<{ tax_providers: { id: string }[] }>(
    "GET",
    "/admin/tax-providers"
  )
  expect(tax_providers.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["tp_house_house", "tp_kintsugi_kintsugi"])
  )
}
