import { defaultCategories } from "../../../tax/products/default-categories"
import { type KintsugiClient, createOrFind } from "../../../kintsugi-api"
import { type CategoryPair, toEnumPair } from "../../../contract/category-names"
import { doctorLimits } from "../doctor-connection"
import { testCertificate } from "./test-records"
import { tryTo } from "./try-to"
import {
  type Step,
  type StepId,
  type WalkState,
  register,
  unregister,
} from "./walk-state"

const LABELS: CategoryPair = {
  category: "Physical",
  subcategory: "General Physical",
}

/** Creates a product; what Kintsugi refuses is taken back. */
const createProduct = async (
  state: WalkState,
  externalId: string,
  { category, subcategory }: CategoryPair,
  client: KintsugiClient
) => {
  const product = {
    name: `Test of medusa-plugin-kintsugi: ${externalId}`,
    product_category: category,
    product_subcategory: subcategory,
  }
  const record = register(state, { kind: "product", externalId, product })
  const { acceptance, value } = await tryTo(() =>
    createOrFind({
      send: () =>
        client.createProduct(
          {
            ...product,
            external_id: externalId,
            tax_exempt: false,
            source: "API",
          },
          doctorLimits()
        ),
      find: () => client.findProduct(externalId, doctorLimits()),
      isUnique: true,
      ...doctorLimits(),
    })
  )
  if (value) {
    record.id = value.record.id
  } else {
    unregister(state, record)
  }
  return acceptance
}

const productStep = (
  id: StepId,
  spelling: "labels" | "enums",
  pair: CategoryPair
): Step => ({
  id,
  run: async (state) => {
    const externalId = `${state.run}-${spelling}`
    const acceptance = await createProduct(
      state,
      externalId,
      pair,
      state.connection.literalClient
    )
    state.observations[spelling] = acceptance
    if (!acceptance.accepted) {
      return { message: acceptance.message, isRefused: true }
    }
    state.products.goods ??= externalId
    return {
      message: `Kintsugi accepts ${pair.category} / ${pair.subcategory}.`,
    }
  },
})

export const PRODUCT_STEPS: Step[] = [
  productStep("product_by_label", "labels", LABELS),
  productStep("product_by_enum", "enums", toEnumPair(LABELS)),
  {
    id: "product_for_shipping",
    run: async (state) => {
      const externalId = `${state.run}-shipping`
      const { shipping } = defaultCategories(state.settings)
      const acceptance = await createProduct(
        state,
        externalId,
        shipping,
        state.connection.client
      )
      if (!acceptance.accepted) {
        return { message: acceptance.message, isRefused: true }
      }
      state.products.shipping = externalId
      return {
        message: `Kintsugi accepts ${shipping.category} / ${shipping.subcategory}.`,
      }
    },
  },
]

export const ADDRESS_STEPS: Step[] = [
  {
    id: "address_validation",
    run: async (state) => searchAddress(state, state.place.street_1),
  },
  {
    id: "address_correction",
    run: async (state) => searchAddress(state, undefined),
  },
]

const searchAddress = async (
  { connection, place }: WalkState,
  street_1: string | undefined
) => {
  const { city, state, postal_code } = place
  const found = await connection.client.searchAddress(
    { ...(street_1 && { street_1 }), city, state, postal_code, country: "US" },
    doctorLimits()
  )
  const [best] = found
  return {
    message: best
      ? `${found.length} found; the first is ${best.verification_status ?? "of no status"}.`
      : "Kintsugi found nothing.",
  }
}

const needsCustomer = ({ kintsugiCustomerId }: WalkState) =>
  kintsugiCustomerId ? undefined : "There is no customer."

/** A number in the form of a German VAT id; it belongs to nobody here. */
const TAX_ID = "DE136695976"

export const CUSTOMER_STEPS: Step[] = [
  {
    id: "customer",
    run: async (state) => {
      const { client } = state.connection
      const record = register(state, {
        kind: "customer",
        externalId: state.customerId,
      })
      const { record: customer } = await createOrFind({
        send: () =>
          client.createCustomer(
            {
              external_id: state.customerId,
              name: "Doctor Test",
              email: "doctor@example.com",
              source: "API",
            },
            doctorLimits()
          ),
        find: () => client.findCustomer(state.customerId, doctorLimits()),
        isUnique: true,
        ...doctorLimits(),
      })
      record.id = customer.id
      state.kintsugiCustomerId = customer.id
      return { message: null }
    },
  },
  {
    id: "tax_id",
    blockedBy: needsCustomer,
    run: async (state) => {
      const { is_valid } = await state.connection.client.saveTaxRegistration(
        state.kintsugiCustomerId!,
        TAX_ID,
        doctorLimits()
      )
      return {
        message:
          is_valid === undefined
            ? "Kintsugi does not say whether it is valid."
            : `Kintsugi says that it is ${is_valid ? "" : "not "}valid.`,
      }
    },
  },
  {
    id: "exemption",
    blockedBy: needsCustomer,
    run: async (state) => {
      const { client } = state.connection
      const customer_id = state.kintsugiCustomerId!
      const record = register(state, {
        kind: "exemption",
        externalId: `of ${state.customerId}`,
      })
      // It ends with the day: Kintsugi's API can't end it.
      const today = new Date().toISOString().slice(0, 10)
      const { record: exemption } = await createOrFind({
        send: () =>
          client.createExemption(
            {
              exemption_type: "customer",
              customer_id,
              FEIN: "00-0000000",
              sales_tax_id: "TEST-0000",
              start_date: today,
              end_date: today,
              country_code: "US",
              jurisdiction: state.place.state,
              reseller: false,
              status: "ACTIVE",
            },
            doctorLimits()
          ),
        find: async () =>
          (await client.listExemptions(customer_id, doctorLimits()))[0],
        isUnique: false,
        ...doctorLimits(),
      })
      record.id = exemption.id
      state.exemptionId = exemption.id
      return { message: `It ends on ${today}.` }
    },
  },
  {
    id: "certificate",
    blockedBy: ({ exemptionId }) =>
      exemptionId ? undefined : "The customer has no exemption.",
    run: async (state) => {
      await state.connection.client.attachCertificate(
        state.exemptionId!,
        { filename: "medusa-doctor.pdf", content: testCertificate() },
        doctorLimits()
      )
      return { message: null }
    },
  },
]
