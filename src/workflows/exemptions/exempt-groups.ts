import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { retryConflict } from "../../modules/kintsugi/retry-conflict"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { deleteCertificateStep } from "./group-certificates"

export type ExemptGroup = {
  customer_group_id: string
  /** Null: its members are taxed again. */
  reason: string | null
  /** ISO 3166-1 alpha-2, upper case; null: everywhere. */
  country_code: string | null
  /** States' codes; empty: the whole country. */
  jurisdictions: string[]
  /** The last day, `YYYY-MM-DD`; null: it does not end. */
  end_date: string | null
  by: string
}

/** A customer group's exemption, for the Admin. */
export type CustomerGroupTax = {
  customer_group_id: string
  /** Why its members are exempt; null: they are not. */
  reason: string | null
  since: Date | null
  /** Null: everywhere. */
  country_code: string | null
  /** Empty: the whole country. */
  jurisdictions: string[]
  end_date: string | null
  /** The certificate's file name; null: there is none. */
  certificate: string | null
}

/** @throws MedusaError (not_found) if there is no such group */
export const readCustomerGroupTax = async (
  customerGroupId: string,
  container: MedusaContainer
): Promise<CustomerGroupTax> => {
  await assertGroupExists(customerGroupId, container)
  const [group] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiExemptGroups({ customer_group_id: customerGroupId })
  return {
    customer_group_id: customerGroupId,
    reason: group?.reason ?? null,
    since: group?.created_at ?? null,
    country_code: group?.country_code ?? null,
    jurisdictions: group?.state_codes ?? [],
    end_date: group?.end_date ?? null,
    certificate: group?.certificate_name ?? null,
  }
}

/** An exempt group with its name, for the register. */
export type ExemptGroupLine = CustomerGroupTax & { name: string }

/** A page of the exempt customer groups, oldest first. */
export const listExemptGroups = async (
  { limit, offset }: { limit: number; offset: number },
  container: MedusaContainer
): Promise<{ groups: ExemptGroupLine[]; count: number }> => {
  const [rows, count] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listAndCountKintsugiExemptGroups(
      {},
      { take: limit, skip: offset, order: { id: "ASC" } }
    )
  const names = await namesOfGroups(rows, container)
  return {
    count,
    groups: rows.flatMap((row) => {
      const name = names.get(row.customer_group_id)
      // A group that was deleted exempts nobody.
      return name === undefined
        ? []
        : {
            name,
            customer_group_id: row.customer_group_id,
            reason: row.reason,
            since: row.created_at,
            country_code: row.country_code,
            jurisdictions: row.state_codes ?? [],
            end_date: row.end_date,
            certificate: row.certificate_name,
          }
    }),
  }
}

/** How many exempt groups that end soon are read. */
const MOST_ENDING = 1_000

/**
 * The last days of the exempt customer groups that end soon, `YYYY-MM-DD`. A
 * group has one exemption, so none can follow it. A group that was deleted
 * exempts nobody, and is left out.
 *
 * @param from - with `to`, `YYYY-MM-DD`, both inclusive
 */
export const listEndsOfGroups = async (
  from: string,
  to: string,
  container: MedusaContainer
): Promise<string[]> => {
  const rows = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiExemptGroups(
      { end_date: { $gte: from, $lte: to } },
      { select: ["customer_group_id", "end_date"], take: MOST_ENDING }
    )
  const existing = await namesOfGroups(rows, container)
  return rows.flatMap(({ customer_group_id, end_date }) =>
    end_date && existing.has(customer_group_id) ? end_date : []
  )
}

/** The names of those of these groups that exist, by their ids. */
const namesOfGroups = async (
  rows: { customer_group_id: string }[],
  container: MedusaContainer
): Promise<Map<string, string>> => {
  const { data } = rows.length
    ? await container.resolve(ContainerRegistrationKeys.QUERY).graph({
        entity: "customer_group",
        fields: ["id", "name"],
        filters: { id: rows.map(({ customer_group_id }) => customer_group_id) },
      })
    : { data: [] }
  return new Map(
    (data as { id: string; name: string }[]).map(({ id, name }) => [id, name])
  )
}

const assertGroupExists = async (
  customerGroupId: string,
  container: MedusaContainer
): Promise<void> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "customer_group",
      fields: ["id"],
      filters: { id: customerGroupId },
    })
  if (!data.length) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `There is no customer group ${customerGroupId}.`
    )
  }
}

/** Marks a customer group as exempt, or removes the mark. */
export const markExemptGroupStep = createStep(
  "kintsugi-mark-exempt-group",
  async (group: ExemptGroup, { container }) => {
    await assertGroupExists(group.customer_group_id, container)
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const [before] = await service.listKintsugiExemptGroups({
      customer_group_id: group.customer_group_id,
    })
    await write(service, group)
    return new StepResponse(
      {
        ...group,
        /** The file that nothing needs any more; null: there is none. */
        unused_file_id:
          group.reason === null ? (before?.certificate_file_id ?? null) : null,
      },
      {
        customer_group_id: group.customer_group_id,
        reason: before?.reason ?? null,
        country_code: before?.country_code ?? null,
        jurisdictions: before?.state_codes ?? [],
        end_date: before?.end_date ?? null,
        by: before?.marked_by ?? group.by,
        certificate: before && {
          certificate_file_id: before.certificate_file_id,
          certificate_name: before.certificate_name,
        },
      } satisfies ExemptGroup & { certificate: CertificateColumns | undefined }
    )
  },
  async (before, { container }) => {
    if (before) {
      const { certificate, ...group } = before
      await write(
        container.resolve<KintsugiModuleService>(KINTSUGI_MODULE),
        group,
        certificate
      )
    }
  }
)

type CertificateColumns = {
  certificate_file_id: string | null
  certificate_name: string | null
}

const write = async (
  service: KintsugiModuleService,
  group: ExemptGroup,
  certificate?: CertificateColumns
): Promise<void> => {
  await retryConflict(() => writeRow(service, group, certificate))
  await service.customers.invalidate()
}

const writeRow = async (
  service: KintsugiModuleService,
  {
    customer_group_id,
    reason,
    country_code,
    jurisdictions,
    end_date,
    by,
  }: ExemptGroup,
  certificate?: CertificateColumns
): Promise<void> => {
  const [row] = await service.listKintsugiExemptGroups({ customer_group_id })
  if (reason === null) {
    if (row) {
      await service.deleteKintsugiExemptGroups(row.id)
    }
    return
  }
  const columns = {
    reason,
    country_code,
    state_codes: jurisdictions.length ? jurisdictions : null,
    end_date,
    marked_by: by,
    ...certificate,
  }
  if (row) {
    await service.updateKintsugiExemptGroups({ ...columns, id: row.id })
  } else {
    await service.createKintsugiExemptGroups({ ...columns, customer_group_id })
  }
}

/**
 * Marks a customer group as exempt, everywhere or in some states, or removes the
 * mark and its certificate.
 *
 * @throws MedusaError (not_found) if there is no such group
 */
export const markExemptGroupWorkflow = createWorkflow(
  "kintsugi-mark-exempt-group",
  (input: ExemptGroup) => {
    const marked = markExemptGroupStep(input)
    // Last: a file can't be brought back.
    deleteCertificateStep(marked.unused_file_id)
    return new WorkflowResponse(marked)
  }
)
