import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type KintsugiClient,
  deadlineFor,
  isKintsugiError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import {
  type ExemptionRecord,
  toExemptionRecords,
} from "../../tax/customer/exemptions"
import { dayOf } from "../../tax/estimate/freshness"

/** How many customers are read from the database at a time. */
const PAGE = 200

/** How many are requested at the same time: carts need Kintsugi more. */
const AT_ONCE = 2

/**
 * How many customers in a row may fail: a single missing record is no reason to
 * stop, but a series of failures is.
 */
const MAX_FAILURES = 5

/** The result of a refresh. */
export type RefreshedExemptions = {
  /** How many customers were compared. */
  customers: number
  /** How many could not be read, so that they stay as they were. */
  failed: number
  /** Why it stopped before the last customer; absent: it did not. */
  problem?: string
}

type Row = {
  id: string
  customer_id: string
  kintsugi_id: string
  exempted_at: Date | string
}

/**
 * Stores the current exemptions at Kintsugi of each customer who has a record
 * there (`kintsugi_customer`): those entered at Kintsugi itself then count in
 * the next outage, and those ended there do not. Stops if Kintsugi can't answer
 * or refuses the key, and changes nothing for customers that were not read.
 */
export const refreshExemptions = async (
  container: MedusaContainer
): Promise<RefreshedExemptions> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const outcome: RefreshedExemptions = { customers: 0, failed: 0 }
  const connection = await service.settings.getConnection()
  if (!connection) {
    return outcome
  }
  let failuresInARow = 0
  for await (const rows of inBatches(service, connection.organizationId)) {
    for (const failure of await Promise.all(
      rows.map((row) => refreshOne(row, connection, service))
    )) {
      outcome.customers += failure ? 0 : 1
      outcome.failed += failure ? 1 : 0
      failuresInARow = failure ? failuresInARow + 1 : 0
      if (failure && (failure.isGlobal || failuresInARow >= MAX_FAILURES)) {
        outcome.problem ??= failure.message
      }
    }
    if (outcome.problem) {
      return outcome
    }
  }
  return outcome
}

async function* inBatches(
  service: KintsugiModuleService,
  organizationId: string
): AsyncGenerator<Row[]> {
  let after = ""
  for (;;) {
    const page: Row[] = await service.listKintsugiCustomers(
      { organization_id: organizationId, id: { $gt: after } },
      {
        select: ["id", "customer_id", "kintsugi_id", "exempted_at"],
        order: { id: "ASC" },
        take: PAGE,
      }
    )
    for (let start = 0; start < page.length; start += AT_ONCE) {
      yield page.slice(start, start + AT_ONCE)
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) {
      return
    }
    after = last.id
  }
}

type Failure = {
  message: string
  /** Whether all other customers would fail as well. */
  isGlobal: boolean
}

const refreshOne = async (
  row: Row,
  { client, organizationId }: KintsugiConnection,
  service: KintsugiModuleService
): Promise<Failure | undefined> => {
  try {
    const records = toExemptionRecords(
      await client.listExemptions(row.kintsugi_id, deadlineFor("background")),
      organizationId
    )
    const certificates = await countCertificates(
      row.customer_id,
      records,
      client,
      service
    )
    // A customer who was exempted or deleted meanwhile is up to date already.
    const [current] = await service.listKintsugiCustomers(
      { id: row.id },
      { select: ["id", "exempted_at"] }
    )
    if (current && isSameMoment(current.exempted_at, row.exempted_at)) {
      await service.customers.replaceExemptions(
        row.customer_id,
        organizationId,
        records,
        certificates
      )
    }
    return undefined
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    return {
      message: error.message,
      isGlobal:
        error.retryable ||
        error.code === "unauthorized" ||
        error.code === "forbidden",
    }
  }
}

/**
 * How many certificates those exemptions have that are in effect or to come and
 * are not known to have any. Certificates are never removed, so the others need
 * no request.
 */
const countCertificates = async (
  customerId: string,
  records: ExemptionRecord[],
  client: Pick<KintsugiClient, "listCertificates">,
  service: KintsugiModuleService
): Promise<ReadonlyMap<string, number>> => {
  const today = dayOf(new Date())
  const open = records.filter(
    ({ status, to, hasCertificate }) =>
      status === "ACTIVE" && (!to || to >= today) && !hasCertificate
  )
  const stored = open.length
    ? await service.listKintsugiExemptions(
        { customer_id: customerId, exemption_id: open.map(({ id }) => id) },
        { select: ["exemption_id", "certificates"], take: null }
      )
    : []
  const knownIds = new Set(
    stored.flatMap(({ exemption_id, certificates }) =>
      certificates ? exemption_id : []
    )
  )
  const counts = new Map<string, number>()
  for (const { id } of open.filter((record) => !knownIds.has(record.id))) {
    const certificates = await client.listCertificates(
      id,
      deadlineFor("background")
    )
    counts.set(id, certificates.length)
  }
  return counts
}

const isSameMoment = (one: Date | string, other: Date | string): boolean =>
  new Date(one).getTime() === new Date(other).getTime()
