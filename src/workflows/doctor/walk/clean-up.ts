import { isKintsugiError } from "../../../kintsugi-api"
import { safeErrorMessage } from "../../../safe-error-message"
import { doctorLimits } from "../doctor-connection"
import type { CreatedRecord, WalkState } from "./walk-state"

/** A record that stays at Kintsugi. */
export type LeftRecord = Pick<CreatedRecord, "kind" | "externalId" | "id"> & {
  why: string
  /** Whether the API has no way to remove it, and it ends by itself. */
  isExpected: boolean
}

export type CleanUp = {
  archived: Pick<CreatedRecord, "kind" | "externalId" | "id">[]
  left: LeftRecord[]
}

/**
 * Archives what the walk has created, the latest first; what can't be archived
 * is named. Never throws: each record is tried, whatever happens to the others.
 */
export const cleanUp = async (state: WalkState): Promise<CleanUp> => {
  const result: CleanUp = { archived: [], left: [] }
  for (const record of state.created.toReversed()) {
    const { kind, externalId } = record
    try {
      const id = record.id ?? (await findId(state, record))
      const named = { kind, externalId, ...(id && { id }) }
      if (kind === "exemption") {
        result.left.push({
          ...named,
          why: "Kintsugi's API can't end an exemption. It ends today by itself, and its certificate and the customer's tax ID stay with it.",
          isExpected: true,
        })
      } else if (id) {
        await archive(state, { ...record, id })
        result.archived.push(named)
      }
    } catch (error) {
      result.left.push({
        kind,
        externalId,
        ...(record.id && { id: record.id }),
        why: `It could not be archived: ${describe(error)}. Archive it in Kintsugi's dashboard.`,
        isExpected: false,
      })
    }
  }
  return result
}

const describe = (error: unknown): string =>
  (isKintsugiError(error) ? error.message : safeErrorMessage(error)).replace(
    /\.$/,
    ""
  )

/** Kintsugi's id of a record whose answer was lost; undefined: it has none. */
const findId = async (
  { connection: { client } }: WalkState,
  { kind, externalId }: CreatedRecord
): Promise<string | undefined> => {
  switch (kind) {
    case "transaction":
      return (await client.findTransaction(externalId, doctorLimits()))?.id
    case "product":
      return (await client.findProduct(externalId, doctorLimits()))?.id
    case "customer":
      return (await client.findCustomer(externalId, doctorLimits()))?.id
    case "exemption":
      return undefined
  }
}

const archive = async (
  { connection: { client } }: WalkState,
  { kind, externalId, id, product }: CreatedRecord & { id: string }
): Promise<void> => {
  switch (kind) {
    case "transaction":
      return client.archiveTransaction(id, doctorLimits())
    case "customer":
      return client.archiveCustomer(id, doctorLimits())
    case "product":
      await client.updateProduct(
        id,
        {
          ...product!,
          external_id: externalId,
          status: "ARCHIVED",
          tax_exempt: false,
        },
        doctorLimits()
      )
      return
    case "exemption":
      return
  }
}
