import { type Contract, type Schema } from "./document"

/**
 * Adds what Kintsugi is known to accept but its published document does not
 * have (yet). Parts that a document already has are not changed.
 */
export function withUnpublished(contract: Contract): Contract {
  const { operations, schemas } = contract
  const estimate = schemas.TransactionEstimatePublicRequest
  const types = schemas.TransactionTypeEnum

  return {
    ...contract,
    operations: { [TAX_ONLY]: taxOnly, ...operations },
    schemas: {
      TransactionTaxOnly: taxOnlyRequest,
      ...schemas,
      ...(estimate && {
        TransactionEstimatePublicRequest: {
          ...estimate,
          properties: {
            // The document's texts name it as the replacement of
            // `simulate_nexus_met`; its schema does not have it.
            simulate_active_registration: { type: "boolean" },
            ...(estimate.properties as Schema),
          },
        },
      }),
      ...(types && {
        TransactionTypeEnum: {
          ...types,
          enum: [...new Set([...(types.enum as string[]), "TAX_COLLECTION"])],
        },
      }),
    },
  }
}

/** In Kintsugi's client libraries since 2026-09-12. */
const TAX_ONLY = "POST /v1/transactions/{transaction_id}/tax_only"

const taxOnlyRequest: Schema = {
  type: "object",
  properties: { tax_only: { type: "boolean" } },
  required: ["tax_only"],
}

const taxOnly: Contract["operations"][string] = {
  headers: ["x-organization-id"],
  query: {},
  body: { $ref: "#/components/schemas/TransactionTaxOnly" },
  takesFile: false,
  answers: { "200": { $ref: "#/components/schemas/TransactionRead" } },
}
