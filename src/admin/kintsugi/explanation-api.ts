import { useMutation, useQuery } from "@tanstack/react-query"
import type { AskAgainBody } from "../../api/admin/kintsugi/validators"
import type { TrialEstimateBody } from "../../api/admin/kintsugi/trial-estimate/validators"
import type { TaxComparison } from "../../tax/explanation/compare-taxes"
import type { Explanation } from "../../tax/explanation/explain-tax"
import { KEY, post, useRead } from "./request"
import { sdk } from "./sdk"

export type { Cause, TaxComparison } from "../../tax/explanation/compare-taxes"
export type {
  ExplainedJurisdiction,
  ExplainedLine,
  Explanation,
} from "../../tax/explanation/explain-tax"

/** What is explained: an order or a cart. */
export type Explained = { kind: "orders" | "carts"; id: string }

const pathOf = ({ kind, id }: Explained): string =>
  `/${kind}/${encodeURIComponent(id)}/explanation`

export const useExplanation = (explained: Explained) =>
  useRead<{ explanation: Explanation }>(
    ["explanation", explained],
    pathOf(explained)
  )

/** Changes nothing, so nothing is read again. */
export const useAskAgain = (explained: Explained) =>
  useMutation({
    mutationFn: (whatIf: AskAgainBody) =>
      post<{ today: Explanation; comparison: TaxComparison }>(
        `${pathOf(explained)}/ask-again`,
        whatIf
      ),
  })

export const useTrial = () =>
  useMutation({
    mutationFn: async (trial: Partial<TrialEstimateBody>) =>
      (await post<{ explanation: Explanation }>("/trial-estimate", trial))
        .explanation,
  })

export type FoundCustomer = { id: string; email: string }

/** How many customers are shown at once. */
export const CUSTOMERS_SHOWN = 20

/** The store's customers with an account, by words. */
export const useCustomerSearch = (q: string) =>
  useQuery({
    queryKey: [KEY, "customers", q],
    queryFn: () =>
      sdk.client.fetch<{ customers: FoundCustomer[]; count: number }>(
        "/admin/customers",
        {
          query: {
            limit: CUSTOMERS_SHOWN,
            fields: "id,email",
            has_account: true,
            ...(q && { q }),
          },
        }
      ),
    retry: false,
  })
