import { copyId, copyOrder } from "../../bench/copy-order"
import { isBetweenSweeps } from "../ledger/between-sweeps"
import { type Stop, type Stops, installStops } from "./stops"
import {
  type StoreEnvironment,
  type StoreProcess,
  prepareStoreEnvironment,
  placeTwoMugs,
} from "./store-process"
import { until } from "./until"

/** Five boots of a store, and a sweep's minute, in ms. */
jest.setTimeout(500_000)

type Kind = "sale" | "credit_note"

/** Held by the database, or by Kintsugi before or after it accepted it. */
type Moment = Stop | "asking" | "accepted"

/** The state that a process leaves when it dies at a moment. */
type Remains = {
  state: string | undefined
  isLeased: boolean
  isAtKintsugi: boolean
}

type Case = { kind: Kind; moment: Moment; remains: Remains }

const remains = (
  state: string | undefined,
  isLeased: boolean,
  isAtKintsugi: boolean
): Remains => ({ state, isLeased, isAtKintsugi })

/** In chronological order. */
const MOMENTS: Record<Moment, Remains> = {
  enqueueing: remains(undefined, false, false),
  acquiring: remains(undefined, false, false),
  recording: remains(undefined, true, false),
  marking: remains("waiting", true, false),
  asking: remains("sending", true, false),
  accepted: remains("sending", true, true),
  delivering: remains("sending", true, true),
  releasing: remains("delivered", true, true),
}

const casesOf = (kind: Kind): Case[] =>
  Object.entries(MOMENTS).map(([moment, remains]) => ({
    kind,
    moment: moment as Moment,
    remains,
  }))

const SALES = casesOf("sale")
const CREDIT_NOTES = casesOf("credit_note")
const CASES = [...SALES, ...CREDIT_NOTES]

/** A process handles four orders at a time, apart from those it enqueues. */
const WAVES: Case[][] = [
  pick(SALES, [
    "enqueueing",
    "acquiring",
    "recording",
    "marking",
    "asking",
    "accepted",
  ]),
  [
    ...pick(CREDIT_NOTES, ["enqueueing", "acquiring"]),
    ...pick(SALES, ["delivering", "releasing"]),
  ],
  pick(CREDIT_NOTES, ["recording", "marking", "asking", "accepted"]),
  pick(CREDIT_NOTES, ["delivering", "releasing"]),
]

function pick(cases: Case[], moments: Moment[]): Case[] {
  return moments.flatMap((moment) =>
    cases.filter((candidate) => candidate.moment === moment)
  )
}

/** Of a refund: 10.00, 10.01, … */
const amountOf = (moment: Moment): number =>
  10 + Object.keys(MOMENTS).indexOf(moment) / 100

const nameOf = ({ kind, moment }: Case) => `${kind}, ${moment}`

const HISTORY = 560
const HISTORY_FROM = new Date("2026-01-01")
const HISTORY_TO = new Date("2026-01-02")

describe("a store that is killed", () => {
  let ground: StoreEnvironment
  let store: StoreProcess
  let stops: Stops
  const orders = new Map<string, { id: string; paymentId: string }>()
  const found = new Map<string, Remains>()
  let history: string[]
  /** The order that the others are copies of. */
  let unpaid: string
  let doneWhenKilled = 0

  const orderOf = (one: Case) => orders.get(nameOf(one))!

  const bookingOf = (orderId: string, kind: Kind) => {
    const { sandbox } = ground
    const sale = sandbox
      .transactions()
      .find(({ external_id }) => external_id === orderId)
    return kind === "sale"
      ? sale
      : sandbox
          .transactions()
          .find(({ original_id }) => (sale ? original_id === sale.id : false))
  }

  /** The requests to book something, with their answers. */
  const postsOf = (orderId: string, kind: Kind) => {
    const refund = bookingOf(orderId, "credit_note")?.external_id
    return ground.sandbox
      .requests({ method: "POST" })
      .filter(({ path, body }) => {
        const { external_id } = (body ?? {}) as { external_id?: string }
        return kind === "sale"
          ? path === "/v1/transactions" && external_id === orderId
          : path.endsWith("/credit_notes") && external_id === refund
      })
  }

  const rowOf = async (orderId: string, kind: Kind) =>
    (
      await stops.query<{ state: string; net: string; tax: string }>(
        `select state, net, tax from kintsugi_ledger_entry
         where order_id = $1 and type = $2`,
        [orderId, kind]
      )
    )[0]

  const isIdle = async (): Promise<boolean> => {
    const busy = await stops.query(
      `select from kintsugi_order_sync where due_at is not null or lease_token is not null
       union all
       select from kintsugi_ledger_entry where state in ('waiting', 'sending') and blocked_by is null`
    )
    return !busy.length
  }

  const act = ({ kind, moment }: Case, paymentId: string) =>
    store.admin(
      "POST",
      `/admin/payments/${paymentId}/${kind === "sale" ? "capture" : "refund"}`,
      kind === "sale" ? {} : { amount: amountOf(moment) }
    )

  /** Brings the process to that moment, where it is held. */
  const bringTo = async (one: Case): Promise<void> => {
    const { kind, moment } = one
    const { id, paymentId } = orderOf(one)
    if (moment === "asking" || moment === "accepted") {
      const before = ground.sandbox.requests({ method: "POST" }).length
      // So that a sweep that delivers another order meets no fault.
      const path =
        kind === "sale"
          ? "/v1/transactions"
          : `/v1/transactions/${bookingOf(id, "sale")?.id}/credit_notes`
      ground.sandbox.fail({
        kind: moment === "asking" ? "hang" : "unanswered",
        endpoint: `POST ${path}`,
      })
      await act(one, paymentId)
      await until(`Kintsugi gets the request for the ${nameOf(one)}`, () =>
        ground.sandbox
          .requests({ method: "POST" })
          .slice(before)
          .some((request) => {
            const { external_id } = (request.body ?? {}) as {
              external_id?: string
            }
            return (
              request.path === path &&
              (kind === "credit_note" || external_id === id)
            )
          })
      )
    } else {
      await stops.holdAt(id, kind, moment)
      await act(one, paymentId)
      await stops.reached(id)
    }
  }

  const readRemains = async (one: Case): Promise<Remains> => {
    const { id } = orderOf(one)
    const [order] = await stops.query<{ lease_token: string | null }>(
      "select lease_token from kintsugi_order_sync where order_id = $1",
      [id]
    )
    return {
      state: (await rowOf(id, one.kind))?.state,
      isLeased: Boolean(order?.lease_token),
      isAtKintsugi: Boolean(bookingOf(id, one.kind)),
    }
  }

  beforeAll(async () => {
    ground = await prepareStoreEnvironment("killed", {
      // What is held at Kintsugi stays held for this long.
      KINTSUGI_OPTIONS: JSON.stringify({
        // The copies are older than the store, the history is older still.
        sync: {
          since: new Date(Date.now() - 2 * 60 * 60 * 1000).toISOString(),
        },
        timeoutMs: 9_000,
        deadlineMs: 9_000,
        retries: 0,
      }),
    })
    store = await ground.start()
    // A repeated request is refused, so that a process has to look it up.
    ground.sandbox.setRepeats("409")
    stops = await installStops(ground.databaseUrl)

    const placed = await placeTwoMugs(store, ground.shop)
    unpaid = placed.id
    const copies = await copyOrder(
      ground.databaseUrl,
      placed.id,
      CASES.length + 1,
      new Date(Date.now() - 60 * 60 * 1000)
    )
    const paymentIds = copies.map((_, copy) =>
      copyId(placed.paymentId, copy + 1)
    )
    CASES.forEach((one, copy) =>
      orders.set(nameOf(one), {
        id: copies[copy]!,
        paymentId: paymentIds[copy]!,
      })
    )
    const template = { id: copies.at(-1)!, paymentId: paymentIds.at(-1)! }
    for (const { paymentId } of [...CREDIT_NOTES.map(orderOf), template]) {
      await store.admin("POST", `/admin/payments/${paymentId}/capture`, {})
    }
    await until("the sales are delivered", async () => {
      const deliveredEntries = await stops.query(
        "select from kintsugi_ledger_entry where state = 'delivered'"
      )
      return (
        deliveredEntries.length === CREDIT_NOTES.length + 1 && (await isIdle())
      )
    })
    history = await copyOrder(
      ground.databaseUrl,
      template.id,
      HISTORY,
      HISTORY_FROM
    )
    // Otherwise, a sweep would process it as something new.
    await stops.query(
      "update capture set created_at = $1 where payment_id like $2 || '\\_%'",
      [HISTORY_FROM, template.paymentId]
    )

    for (const wave of WAVES) {
      // A sweep takes all orders that have changed: held at one of them, it
      // would lock the others, which could not get to their moments.
      await until("a sweep is over, and the next one far", isBetweenSweeps)
      for (const one of wave) {
        await bringTo(one)
      }
      if (wave === WAVES.at(-1)) {
        await store.admin("POST", "/admin/kintsugi/backfill", {
          from: HISTORY_FROM.toISOString(),
          to: HISTORY_TO.toISOString(),
        })
        await until(
          "the backfill is at its second page",
          () => historyAtKintsugi() > 505
        )
      }
      await store.kill()
      await stops.clear()
      for (const one of wave) {
        found.set(nameOf(one), await readRemains(one))
      }
      if (wave === WAVES.at(-1)) {
        doneWhenKilled = historyAtKintsugi()
        // The leases expire, as after two minutes (orders) and five (backfill).
        await stops.query(
          "update kintsugi_order_sync set lease_until = now() where lease_token is not null"
        )
        await stops.query("update kintsugi_backfill set lease_until = now()")
      }
      store = await ground.start()
    }

    await until("nothing is left to do", async () => {
      const [backfill] = await stops.query<{ state: string }>(
        "select state from kintsugi_backfill"
      )
      const open = await stops.query(
        "select from kintsugi_ledger_entry where state <> 'delivered' and order_id <> $1",
        [unpaid]
      )
      return (
        backfill?.state === "done" &&
        !open.length &&
        (await isIdle()) &&
        CASES.every((one) => bookingOf(orderOf(one).id, one.kind))
      )
    })
  })

  const historyAtKintsugi = (): number => {
    const ids = new Set(history)
    return ground.sandbox
      .transactions()
      .filter(({ external_id }) => ids.has(external_id)).length
  }

  afterAll(async () => {
    await stops?.end()
    await ground?.end()
  })

  it.each(CASES.map((one) => [nameOf(one), one] as const))(
    "a killed process leaves the state of its moment: %s",
    (name, { remains }) => {
      expect(found.get(name)).toEqual(remains)
    }
  )

  it.each(SALES.map((one) => [one.moment, one] as const))(
    "a sale is delivered once when the process is killed: %s",
    async (_, one) => {
      const { id } = orderOf(one)
      expect(bookingOf(id, "sale")).toMatchObject({
        status: "COMMITTED",
        total_amount: "49.93",
        total_tax_amount_imported: "4.12",
      })
      expect(await rowOf(id, "sale")).toEqual({
        state: "delivered",
        net: "49.93",
        tax: "4.12",
      })
      // A request that was not accepted was never answered.
      expect(
        postsOf(id, "sale").filter(({ status }) => status !== null)
      ).toHaveLength(1)
    }
  )

  it.each(CREDIT_NOTES.map((one) => [one.moment, one] as const))(
    "a refund is credited once when the process is killed: %s",
    async (_, one) => {
      const { id } = orderOf(one)
      const notes = ground.sandbox
        .transactions()
        .filter(({ original_id }) => original_id === bookingOf(id, "sale")?.id)
      expect(notes).toHaveLength(1)
      const { total_amount, total_tax_amount_imported } = notes[0]!
      expect(
        (Number(total_amount) + Number(total_tax_amount_imported)).toFixed(2)
      ).toBe(amountOf(one.moment).toFixed(2))
      expect((await rowOf(id, "credit_note"))?.state).toBe("delivered")
      expect(
        postsOf(id, "credit_note").filter(({ status }) => status !== null)
      ).toHaveLength(1)
      expect(bookingOf(id, "sale")?.status).toBe("PARTIALLY_REFUNDED")
    }
  )

  it("a killed backfill continues where it was, and delivers each order once", () => {
    expect(doneWhenKilled).toBeGreaterThan(100)
    expect(doneWhenKilled).toBeLessThan(HISTORY)
    const ids = new Set(history)
    const sales = ground.sandbox
      .transactions()
      .filter(({ external_id }) => ids.has(external_id))
    expect(new Set(sales.map(({ external_id }) => external_id)).size).toBe(
      HISTORY
    )
    expect(sales).toHaveLength(HISTORY)
    expect(
      sales.filter(
        ({ total_amount, total_tax_amount_imported: tax }) =>
          total_amount !== "49.93" || tax !== "4.12"
      )
    ).toEqual([])
    const answered = ground.sandbox
      .requests({ method: "POST", path: "/v1/transactions" })
      .filter(
        ({ body, status }) =>
          status !== null &&
          ids.has((body as { external_id: string }).external_id)
      )
    expect(answered).toHaveLength(HISTORY)
  })

  it("the ledger at Kintsugi adds up after the kills", () => {
    expect(ground.sandbox.audit()).toEqual([])
    expect(ground.sandbox.transactions()).toHaveLength(
      SALES.length + 2 * CREDIT_NOTES.length + 1 + HISTORY
    )
  })
})
