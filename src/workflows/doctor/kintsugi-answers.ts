import {
  type AddressSearch,
  type Estimate,
  type Exchange,
  type KintsugiError,
  type KintsugiNexus,
  type KintsugiRegistration,
  type ProductCategories,
  isKintsugiError,
} from "../../kintsugi-api"
import { type DoctorConnection, doctorLimits } from "./doctor-connection"

/** What Kintsugi answered to one question. */
export type Answered<T> = { value: T } | { error: KintsugiError }

/** What Kintsugi answers to reading requests, which create nothing there. */
export type KintsugiAnswers = {
  access: Answered<void>
  /** The first exchange: its time and Kintsugi's. */
  first: Exchange | undefined
  /** Absent: the access was refused, or Kintsugi can't be reached. */
  more?: {
    /** The same question for an organization that doesn't exist. */
    stranger: Answered<void>
    estimate: Answered<Estimate>
    categories: Answered<ProductCategories>
    registrations: Answered<KintsugiRegistration[]>
    nexus: Answered<KintsugiNexus[]>
    /** How many transactions Kintsugi has of the last 365 days. */
    transactions: Answered<number>
    addresses: Answered<unknown>
    customers: Answered<unknown>
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

/** The Texas State Capitol. */
export const CAPITOL: AddressSearch = {
  street_1: "1100 Congress Ave",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

/** Asks Kintsugi all that the checks need, each question once. */
export const askKintsugi = async (
  { client, strangerClient, exchanges }: DoctorConnection,
  category: { category: string; subcategory: string }
): Promise<KintsugiAnswers> => {
  const access = await answered(client.checkAccess(doctorLimits()))
  const [first] = exchanges
  if ("error" in access) {
    return { access, first }
  }
  const now = new Date()
  const [
    stranger,
    estimate,
    categories,
    registrations,
    nexus,
    transactions,
    addresses,
    customers,
  ] = await Promise.all([
    answered(strangerClient.checkAccess(doctorLimits())),
    answered(
      client.estimateTax(
        {
          date: now.toISOString(),
          external_id: "medusa-doctor",
          currency: "USD",
          addresses: [{ type: "SHIP_TO", ...CAPITOL }],
          transaction_items: [
            {
              external_id: "medusa-doctor-line",
              date: now.toISOString(),
              product_category: category.category,
              product_subcategory: category.subcategory,
              quantity: 1,
              amount: 10,
            },
          ],
        },
        doctorLimits()
      )
    ),
    answered(client.productCategories(doctorLimits())),
    answered(client.listRegistrations(doctorLimits())),
    answered(client.listNexus(doctorLimits())),
    answered(
      client
        .listTransactions(
          {
            from: new Date(now.getTime() - 365 * DAY_MS),
            to: now,
            page: 1,
            size: 1,
          },
          doctorLimits()
        )
        .then(({ items, pages }) => (items.length ? pages : 0))
    ),
    answered(client.searchAddress(CAPITOL, doctorLimits())),
    answered(client.findCustomer("medusa-doctor-nobody", doctorLimits())),
  ])
  return {
    access,
    first,
    more: {
      stranger,
      estimate,
      categories,
      registrations,
      nexus,
      transactions,
      addresses,
      customers,
    },
  }
}

/** @throws what is no answer of Kintsugi's */
const answered = async <T>(request: Promise<T>): Promise<Answered<T>> => {
  try {
    return { value: await request }
  } catch (error) {
    if (isKintsugiError(error)) {
      return { error }
    }
    throw error
  }
}
