import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { CustomerTax } from "../../workflows/exemptions/customer-tax"
import { sdk } from "./sdk"

export type {
  CustomerTax,
  ShownExemption,
} from "../../workflows/exemptions/customer-tax"

export type GroupTax = { reason: string | null; since: string | null }

export type NewExemption = {
  exemption_type: string
  fein: string
  sales_tax_id: string
  country_code: string
  jurisdictions: string[]
  start_date: string
  end_date?: string
  reseller: boolean
  certificate?: File
}

const KEY = "kintsugi-customer"
const customers = (id: string) => `/admin/kintsugi/customers/${id}`
const groups = (id: string) => `/admin/kintsugi/customer-groups/${id}`

const post = <T>(path: string, body: object) =>
  sdk.client.fetch<T>(path, { method: "POST", body })

const useWriteCustomer = <T, R>(
  customerId: string,
  write: (input: T) => Promise<R>
) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    // A request that failed halfway may have changed something, too.
    onSettled: () => queries.invalidateQueries({ queryKey: [KEY, customerId] }),
  })
}

export const useCustomerTax = (customerId: string) =>
  useQuery({
    queryKey: [KEY, customerId],
    queryFn: async () =>
      (
        await sdk.client.fetch<{ customer_tax: CustomerTax }>(
          customers(customerId)
        )
      ).customer_tax,
  })

const upload = (customerId: string, exemptionId: string, file: File) => {
  const body = new FormData()
  body.set("file", file)
  return sdk.client.fetch(
    `${customers(customerId)}/exemptions/${exemptionId}/certificates`,
    {
      method: "POST",
      body,
      // The browser adds the boundary.
      headers: { "content-type": null },
    }
  )
}

/** Exempts a customer, and uploads the certificate for each exemption. */
export const useExemptCustomer = (customerId: string) =>
  useWriteCustomer(
    customerId,
    async ({ certificate, ...exemption }: NewExemption) => {
      const { exemption_ids } = await post<{ exemption_ids: string[] }>(
        `${customers(customerId)}/exemptions`,
        exemption
      )
      if (certificate) {
        for (const id of exemption_ids) {
          await upload(customerId, id, certificate)
        }
      }
    }
  )

export const useAttachCertificate = (customerId: string) =>
  useWriteCustomer(
    customerId,
    ({ exemptionId, file }: { exemptionId: string; file: File }) =>
      upload(customerId, exemptionId, file)
  )

export const useSaveTaxId = (customerId: string) =>
  useWriteCustomer(
    customerId,
    (taxId: { country_code: string; number: string | null }) =>
      post<{ customer_tax: CustomerTax }>(
        `${customers(customerId)}/tax-ids`,
        taxId
      )
  )

export const useGroupTax = (groupId: string) =>
  useQuery({
    queryKey: [KEY, "group", groupId],
    queryFn: async () =>
      (
        await sdk.client.fetch<{ customer_group_tax: GroupTax }>(
          groups(groupId)
        )
      ).customer_group_tax,
  })

export const useMarkGroup = (groupId: string) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (reason: string | null) => post(groups(groupId), { reason }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [KEY] }),
  })
}
