import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ExemptionCounts,
  RegisterCursor,
  RegisterFilter,
  RegisteredExemption,
} from "../../modules/kintsugi/queries/exemption-register"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { dayOf } from "../../tax/estimate/freshness"
import { type RegisterLine, toRegisterLines } from "./register-lines"

/** Which exemptions the register shows. */
export type RegisterQuery = Pick<
  RegisterFilter,
  "state" | "endsWithinDays" | "isWithoutCertificate"
> & {
  /** Words of the customer's name, company or e-mail address. */
  q?: string
}

/** A line of the register with its customer, as the Admin shows it. */
export type ShownRegisterLine = RegisterLine & {
  /** Null: the customer was deleted a moment ago. */
  customer: { name: string; email: string } | null
}

export type ExemptionRegister = {
  exemptions: ShownRegisterLine[]
  /** For the next page; null: this is the last one. */
  next: RegisterCursor | null
  counts: ExemptionCounts
  /** Whether more customers match the words than can be listed. */
  has_too_many_matches: boolean
}

/** How many customers a search may find: more are no result. */
const MAX_MATCHES = 500

/** How many customers are read from Medusa at a time. */
const CUSTOMERS_AT_ONCE = 500

/**
 * A page of the register of all customers' exemptions, as they were last
 * compared with Kintsugi's.
 */
export const readExemptionRegister = async (
  query: RegisterQuery,
  { after, limit }: { after?: RegisterCursor; limit: number },
  container: MedusaContainer
): Promise<ExemptionRegister> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { filter, hasTooManyMatches } = await filterFor(query, container)
  const [rows, counts] = await Promise.all([
    service.exemptionRegister.list(filter, { after, limit }),
    service.exemptionRegister.count(filter),
  ])
  return {
    exemptions: await withCustomers(rows, filter.today, container),
    next: nextAfter(rows, limit),
    counts,
    has_too_many_matches: hasTooManyMatches,
  }
}

/** All lines of the register, page by page. */
export async function* walkExemptionRegister(
  query: RegisterQuery,
  container: MedusaContainer
): AsyncGenerator<ShownRegisterLine[], void> {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { filter } = await filterFor(query, container)
  let after: RegisterCursor | null | undefined
  while (after !== null) {
    const rows: RegisteredExemption[] = await service.exemptionRegister.list(
      filter,
      { after, limit: CUSTOMERS_AT_ONCE }
    )
    yield await withCustomers(rows, filter.today, container)
    after = nextAfter(rows, CUSTOMERS_AT_ONCE)
  }
}

/** An exemption that ends soon. */
export type EndingExemption = Pick<
  RegisteredExemption,
  "customer_id" | "country_code" | "state_code"
> & {
  /** Kintsugi's id of it, which never changes. */
  exemption_id: string | null
  /** `YYYY-MM-DD` */
  end_date: string
}

/**
 * The exemptions that end today or within so many days and are not followed by
 * another of the same customer for the same place, those that end first at the
 * top.
 *
 * @param limit - how many at most; those of one customer and period stay
 * together, so that there may be some more
 *
 * @example
 * const ending = await listEndingExemptions({ withinDays: 30, limit: 200 }, container)
 */
export const listEndingExemptions = async (
  { withinDays, limit }: { withinDays: number; limit: number },
  container: MedusaContainer
): Promise<EndingExemption[]> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { filter } = await filterFor({ endsWithinDays: withinDays }, container)
  const rows = await service.exemptionRegister.list(filter, { limit })
  return rows.map(
    ({ customer_id, country_code, state_code, exemption_id, ends_on }) => ({
      customer_id,
      country_code,
      state_code,
      exemption_id,
      end_date: ends_on,
    })
  )
}

const filterFor = async (
  { q, ...query }: RegisterQuery,
  container: MedusaContainer
): Promise<{ filter: RegisterFilter; hasTooManyMatches: boolean }> => {
  const { settings, exemptionRegister } =
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { connection } = await settings.getEffective()
  const filter: RegisterFilter = {
    ...query,
    organizationId: connection?.organizationId ?? "",
    today: dayOf(new Date()),
  }
  const words = q?.split(/\s+/).filter(Boolean)
  if (!words?.length) {
    return { filter, hasTooManyMatches: false }
  }
  const matches = await exemptionRegister.findCustomers({
    organizationId: filter.organizationId,
    words,
    limit: MAX_MATCHES + 1,
  })
  return {
    filter: { ...filter, customerIds: matches.slice(0, MAX_MATCHES) },
    hasTooManyMatches: matches.length > MAX_MATCHES,
  }
}

const withCustomers = async (
  rows: RegisteredExemption[],
  today: string,
  container: MedusaContainer
): Promise<ShownRegisterLine[]> => {
  const ids = [...new Set(rows.map(({ customer_id }) => customer_id))]
  const customers = ids.length
    ? await container.resolve(Modules.CUSTOMER).listCustomers(
        { id: ids },
        {
          select: ["id", "email", "company_name", "first_name", "last_name"],
          take: ids.length,
        }
      )
    : []
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  return toRegisterLines(rows, today).map((line) => {
    const customer = byId.get(line.customer_id)
    return {
      ...line,
      customer: customer
        ? {
            name:
              customer.company_name ||
              [customer.first_name, customer.last_name]
                .filter(Boolean)
                .join(" "),
            email: customer.email,
          }
        : null,
    }
  })
}

const nextAfter = (
  rows: RegisteredExemption[],
  limit: number
): RegisterCursor | null => {
  const last = rows.at(-1)
  return last && rows.length >= limit
    ? {
        ends_on: last.ends_on,
        customer_id: last.customer_id,
        start_date: last.start_date,
      }
    : null
}
