import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { CustomerTax } from "../../workflows/exemptions/customer-tax"
import type { CustomerGroupTax } from "../../workflows/exemptions/exempt-groups"
import { download, uploadFile } from "./download"
import { KEY as ALL, ROOT } from "./request"
import { errorMessage, sdk } from "./sdk"

export type {
  CustomerTax,
  ShownExemption,
} from "../../workflows/exemptions/customer-tax"

export type GroupTax = Omit<CustomerGroupTax, "since"> & {
  since: string | null
}

export type GroupExemptionInput = {
  /** Null: its members are taxed again. */
  reason: string | null
  country_code?: string | null
  jurisdictions?: string[]
  end_date?: string | null
}

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
const customers = (id: string) => `/customers/${id}`
const groups = (id: string) => `/customer-groups/${id}`

const post = <T>(path: string, body: object) =>
  sdk.client.fetch<T>(ROOT + path, { method: "POST", body })

const useWriteCustomer = <T, R>(
  customerId: string,
  write: (input: T) => Promise<R>
) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    // A request that failed halfway may have changed something, too.
    onSettled: () => {
      // The register and the lists of the plugin's other pages.
      void queries.invalidateQueries({ queryKey: [ALL] })
      return queries.invalidateQueries({ queryKey: [KEY, customerId] })
    },
  })
}

export const useCustomerTax = (customerId: string) =>
  useQuery({
    queryKey: [KEY, customerId],
    queryFn: async () =>
      (
        await sdk.client.fetch<{ customer_tax: CustomerTax }>(
          ROOT + customers(customerId)
        )
      ).customer_tax,
  })

const upload = (customerId: string, exemptionId: string, file: File) =>
  uploadFile(
    `${customers(customerId)}/exemptions/${exemptionId}/certificates`,
    file
  )

/** Why a certificate did not reach Kintsugi, and how many exemptions lack it. */
export type FailedUploads = { count: number; message: string }

/**
 * Exempts a customer, and uploads the certificate for each exemption. An
 * exemption is there even if its certificate could not be sent.
 */
export const useExemptCustomer = (customerId: string) =>
  useWriteCustomer(
    customerId,
    async ({
      certificate,
      ...exemption
    }: NewExemption): Promise<FailedUploads | undefined> => {
      const { exemption_ids } = await post<{ exemption_ids: string[] }>(
        `${customers(customerId)}/exemptions`,
        exemption
      )
      const failures: string[] = []
      for (const id of certificate ? exemption_ids : []) {
        try {
          await upload(customerId, id, certificate!)
        } catch (error) {
          failures.push(errorMessage(error))
        }
      }
      return failures[0] === undefined
        ? undefined
        : { count: failures.length, message: failures[0] }
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
          ROOT + groups(groupId)
        )
      ).customer_group_tax,
  })

const useWriteGroup = <Input, Output>(
  write: (input: Input) => Promise<Output>
) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: [ALL] })
      return queries.invalidateQueries({ queryKey: [KEY] })
    },
  })
}

export const useMarkGroup = (groupId: string) =>
  useWriteGroup((exemption: GroupExemptionInput) =>
    post(groups(groupId), exemption)
  )

export const useSaveGroupCertificate = (groupId: string) =>
  useWriteGroup((file: File) =>
    uploadFile(`${groups(groupId)}/certificate`, file)
  )

export const useDeleteGroupCertificate = (groupId: string) =>
  useWriteGroup(() =>
    sdk.client.fetch(`${ROOT}${groups(groupId)}/certificate`, {
      method: "DELETE",
    })
  )

export const downloadGroupCertificate = (
  groupId: string,
  filename: string
): Promise<void> => download(`${groups(groupId)}/certificate`, filename)
