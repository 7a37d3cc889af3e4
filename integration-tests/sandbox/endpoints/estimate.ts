import { ok, unprocessable } from "../answers"
import { estimateRefusals } from "../contract/estimate-rules"
import type { EstimateRequest } from "../tax/estimate"
import { estimateTax } from "../tax/estimate-tax"
import type { Endpoint } from "./endpoint"

export const estimate: Endpoint = {
  at: "POST /v1/tax/estimate",

  answer: ({ body, query, merchant }) => {
    const request = body as EstimateRequest
    const refusals = estimateRefusals(
      request,
      (id) => merchant.products.has(id),
      merchant.categoryWords
    )
    if (refusals.length) {
      return unprocessable(refusals)
    }

    return ok(
      estimateTax(
        {
          ...request,
          simulate_active_registration:
            request.simulate_active_registration === true ||
            query.simulate_nexus_met === true,
        },
        merchant
      )
    )
  },
}
