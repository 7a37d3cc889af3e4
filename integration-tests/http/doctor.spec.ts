import type { Examination } from "../../src/workflows/doctor/run-checks"
import type { Fault } from "../sandbox"
import { FINE, MODES, USUAL } from "./doctor-modes"
import { answersIn, execDoctor, runDoctorIn, walkIn } from "./doctor-runs"
import { settingsOf } from "./settings"
import { describeStore } from "./store"

describeStore("doctor", {}, (store) => {
  const merchant = settingsOf(store)

  const examine = async () =>
    (
      await merchant.call<{ doctor: Examination }>(
        "POST",
        "/admin/kintsugi/doctor",
        {}
      )
    ).doctor
  const statusesIn = ({ checks }: Examination) =>
    Object.fromEntries(checks.map(({ id, status }) => [id, status]))

  /** What a run has left at Kintsugi that is neither archived nor ended. */
  const leftovers = () =>
    store.sandbox
      .transactions()
      .filter(({ status }) => status !== "ARCHIVED")
      .map(({ external_id }) => external_id)

  /** Neither key nor personal data, anywhere. */
  const expectNoSecrets = ({
    output,
    report,
  }: {
    output: string
    report: string
  }) => {
    for (const text of [output, report]) {
      expect(text).not.toContain(store.sandbox.apiKey)
      expect(text).not.toContain("doctor@example.com")
      expect(text).not.toContain("1100 Congress")
      expect(text).not.toContain("416 Sid Snyder")
    }
  }

  describe("the reading checks", () => {
    it("the Admin's route runs them, and creates nothing at Kintsugi", async () => {
      store.sandbox.clearRequests()
      const examination = await examine()
      expect(statusesIn(examination)).toEqual({
        // The sandbox is no https address.
        key: "warning",
        organization: "ok",
        scope: "ok",
        clock: "ok",
        tax_regions: expect.any(String),
        default_rates: expect.any(String),
        registrations: "ok",
        categories: "ok",
        hooks: "ok",
        engines: "ok",
        instances: "ok",
      })
      expect(JSON.stringify(examination)).not.toContain(store.sandbox.apiKey)
      expect(
        store.sandbox
          .requests()
          .map(({ method, path }) => `${method} ${path}`)
          .sort()
      ).toEqual([
        "GET /v1/customers/external/medusa-doctor-nobody",
        "GET /v1/nexus",
        "GET /v1/products",
        "GET /v1/products",
        "GET /v1/products/categories",
        "GET /v1/registrations",
        "GET /v1/transactions",
        "POST /v1/address_validation/search",
        "POST /v1/tax/estimate",
      ])
    })

    it("the route refuses a body that it does not know", async () => {
      await expect(
        merchant.expectRefusal(
          merchant.call("POST", "/admin/kintsugi/doctor", { write: true })
        )
      ).resolves.toMatchObject({ status: 400 })
    })

    it("a rule of a collection that is gone, and an unknown category, are named", async () => {
      const { productId } = store.shop.variants.mug
      const { collection } = await store.admin<{ collection: { id: string } }>(
        "POST",
        "/admin/collections",
        { title: "Winter" }
      )
      const pair = { category: "Physical", subcategory: "General Clothing" }
      await merchant.setRule("collection", collection.id, pair)
      await merchant.classify(productId, pair)
      await merchant.call("DELETE", `/admin/collections/${collection.id}`)
      store.sandbox.fail({
        kind: "body",
        endpoint: "GET /v1/products/categories",
        body: JSON.stringify([
          { name: "Physical", subcategories: [{ name: "General Physical" }] },
        ]),
      })
      const { checks } = await examine()
      const categories = checks.find(({ id }) => id === "categories")
      expect(categories?.status).toBe("failed")
      expect(categories?.meaning).toContain('"Physical / General Clothing"')
      expect(categories?.meaning).toContain(collection.id)
    })

    it.each<[string, Fault, Record<string, string>]>([
      [
        "a key that is refused",
        { kind: "status", status: 401, times: 99 },
        { key: "failed", organization: "skipped", instances: "ok" },
      ],
      [
        "a key of another organization",
        { kind: "status", status: 403, times: 99 },
        { key: "warning", organization: "failed", scope: "skipped" },
      ],
      [
        "an outage",
        { kind: "status", status: 503, times: 99 },
        { key: "failed", instances: "failed" },
      ],
      [
        "something that isn't Kintsugi",
        { kind: "body", body: "<html>", times: 99 },
        { key: "failed", scope: "skipped", categories: "skipped" },
      ],
      [
        "a registration list that is refused",
        { kind: "status", status: 403, endpoint: "GET /v1/registrations" },
        { scope: "warning", registrations: "skipped", organization: "ok" },
      ],
    ])("tell of %s", async (_, fault, expected) => {
      store.sandbox.fail(fault)
      const run = await runDoctorIn(store, [])
      store.sandbox.clearFaults()
      expect(run.isFine).toBe(expected.scope === "warning")
      expectNoSecrets(run)
      store.sandbox.fail(fault)
      expect(statusesIn(await examine())).toMatchObject(expected)
    })

    it("warn where the organization is registered nowhere", async () => {
      store.sandbox.setRegistrations([])
      expect(statusesIn(await examine())).toMatchObject({
        registrations: "warning",
      })
    })
  })

  describe("with --write", () => {
    it("it does not start without a word that the organization is one for tests", async () => {
      store.sandbox.clearRequests()
      for (const answer of [undefined, "yes", "orgn_other"]) {
        const run = await runDoctorIn(store, ["--write"], { answer })
        expect(run.isFine).toBe(false)
        expect(run.output).toContain("Nothing was created")
      }
      expect(store.sandbox.transactions()).toEqual([])
      // The store's own products may be on their way at the same time.
      expect(
        store.sandbox
          .requests({ method: "POST", path: "/v1/products" })
          .filter(({ body }) => JSON.stringify(body).includes("medusa-doctor"))
      ).toEqual([])
    })

    it("it shows the organization, and starts when its id is typed", async () => {
      const { output, isFine } = await runDoctorIn(store, ["--write"], {
        answer: store.sandbox.organizationId,
      })
      expect(output).toContain(
        `Test records are created in the organization orgn_sandbox at ${store.sandbox.url}. Kintsugi's API tells neither an organization's name`
      )
      expect(output).toContain("It has 0 transactions of the last 12 months.")
      expect(isFine).toBe(true)
    })

    it("it walks through everything, archives it, and reports with evidence", async () => {
      const run = await walkIn(store)
      expect(run.output).not.toContain("✗")
      expect(answersIn(run)).toEqual(USUAL)
      expect(run.output).toContain(FINE)
      expect(run.isFine).toBe(true)
      expectNoSecrets(run)

      expect(store.sandbox.audit()).toEqual([])
      expect(
        store.sandbox
          .transactions()
          .map(({ external_id, type }) => [
            external_id.replace(/^medusa-doctor-\d{14}-\w+-/, ""),
            type,
          ])
      ).toEqual([
        ["sale-first", "SALE"],
        ["credit-part", "PARTIAL_CREDIT_NOTE"],
        ["credit-rest", "FULL_CREDIT_NOTE"],
        ["sale-second", "SALE"],
        ["sale-third", "SALE"],
        ["negative", "SALE"],
      ])
      expect(leftovers()).toEqual([])
      expect(run.output).toContain("Left there: the exemption of")
      expect(run.report).not.toContain("**not shown**")
      expect(run.report).toContain("POST /v1/transactions/archive")
      for (const { headers } of store.sandbox.requests()) {
        expect(headers).toMatchObject({
          "x-api-key": "***",
          "x-organization-id": expect.stringMatching(/^orgn_/),
        })
      }
    })

    it("two runs have ids of their own", async () => {
      await walkIn(store)
      const run = await walkIn(store)
      expect(answersIn(run)).toEqual(USUAL)
      expect(run.isFine).toBe(true)
    })

    it.each(MODES)(
      "it tells of %s",
      async (_, set, changed, advice, isFine) => {
        set(store.sandbox)
        const run = await walkIn(store)
        expect(answersIn(run)).toEqual({ ...USUAL, ...changed })
        expect(run.output).toContain(advice)
        expect(run.isFine).toBe(isFine)
        expect(leftovers()).toEqual([])
        expectNoSecrets(run)
      }
    )

    it("a failure in the middle archives what was created", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "PUT /v1/transactions/{transaction_id}",
        times: 2,
      })
      const run = await walkIn(store)
      expect(run.isFine).toBe(false)
      expect(run.output).toContain("✗ Change its lines: Kintsugi answered 503")
      expect(run.output).toContain(
        "– Create a second sale: Kintsugi stopped answering"
      )
      expect(store.sandbox.transactions()).toHaveLength(1)
      expect(leftovers()).toEqual([])
      expect(run.report).toContain("**not shown**")
    })

    it("a sale whose answer was lost is found again, and archived", async () => {
      store.sandbox.fail({
        kind: "reset-mid-body",
        endpoint: "POST /v1/transactions",
      })
      const run = await walkIn(store)
      expect(answersIn(run)).toEqual(USUAL)
      expect(leftovers()).toEqual([])
    })

    it("what can't be archived is named, and fails the run", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 404,
        endpoint: "POST /v1/transactions/archive",
      })
      const run = await walkIn(store)
      expect(run.isFine).toBe(false)
      expect(leftovers()).toEqual([expect.stringMatching(/-negative$/)])
      expect(run.output).toMatch(
        /Left there: the transaction medusa-doctor-\S+-negative \(tran_\w+\)\. It could not be archived: Kintsugi answered 404.*Archive it in Kintsugi's dashboard\./
      )
    })

    it("stopped by its user, it archives what was created", async () => {
      const stop = new AbortController()
      const run = await walkIn(store, [], {
        signal: stop.signal,
        onPrint: (text) => {
          if (text.startsWith("✓ Create a sale")) {
            stop.abort()
          }
        },
      })
      expect(run.output).toContain(
        "– Create a second sale: The walk was stopped."
      )
      expect(store.sandbox.transactions()).toHaveLength(1)
      expect(leftovers()).toEqual([])
    })
  })

  it("--apply sets what the Admin may set, as the Admin does", async () => {
    await merchant.save({
      default_category: "Digital",
      default_subcategory: "General Digital Goods - No TPP",
    })
    // Kintsugi no longer has this category.
    const list = JSON.stringify([
      { name: "Physical", subcategories: [{ name: "General Physical" }] },
      {
        name: "Misc",
        subcategories: [{ name: "Shipping - Title transfer at time of Sales" }],
      },
    ])
    store.sandbox.fail({
      kind: "body",
      endpoint: "GET /v1/products/categories",
      body: list,
      times: Infinity,
    })
    const before = await runDoctorIn(store, [])
    expect(before.output).toContain(
      'defaultCategory: "Physical" (was "Digital")'
    )
    expect((await merchant.show()).behavior.default_category.value).toBe(
      "Digital"
    )
    const { output } = await runDoctorIn(store, ["--apply"])
    expect(output).toContain("Set, as in the Admin")
    const { behavior } = await merchant.show()
    expect(behavior.default_category.value).toBe("Physical")
    expect(behavior.default_subcategory.value).toBe("General Physical")
  })

  it("the script exits with 1 where something failed, and with 0 otherwise", async () => {
    store.sandbox.fail({ kind: "status", status: 401, times: 99 })
    const refused = await execDoctor([])
    expect(refused.code).toBe(1)
    expect(refused.text).toContain("✗ API key: Kintsugi does not accept")
    expect(refused.text).not.toContain(store.sandbox.apiKey)
    store.sandbox.clearFaults()

    const fine = await execDoctor(["--write", "--this-is-a-test-organization"])
    expect(fine.text).toContain(FINE)
    expect(fine.code).toBe(0)
    expect(leftovers()).toEqual([])
  })
})
