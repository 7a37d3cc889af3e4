import {
  type KintsugiLedgerEntry,
  createOrFind,
  deadlineFor,
} from "../../../kintsugi-api"
import {
  type Difference,
  isCancelledAtKintsugi,
} from "../../../ledger/compare-transaction"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { Delivery } from "./delivery"
import { DiffersAtKintsugi, WHY, differencesFrom } from "./differs-at-kintsugi"

/** The transaction, if Kintsugi is known to have it, or may have it. */
export const findIfKnown = async (
  { row, mayExist }: Delivery,
  client: KintsugiConnection["client"]
): Promise<KintsugiLedgerEntry | undefined> =>
  row.kintsugi_id || mayExist
    ? client.findTransaction(row.external_id, deadlineFor("background"))
    : undefined

/** The transaction that was sent, or another one that has its id already. */
export const createOrFindTransaction = async (
  externalId: string,
  send: () => Promise<KintsugiLedgerEntry>,
  client: KintsugiConnection["client"]
): Promise<KintsugiLedgerEntry> => {
  const { record } = await createOrFind({
    send,
    find: () => client.findTransaction(externalId, deadlineFor("background")),
    isUnique: true,
  })
  return record
}

/** @throws DiffersAtKintsugi */
export const assertSame = (
  request: object,
  there: KintsugiLedgerEntry
): KintsugiLedgerEntry => {
  const differences = differencesFrom({ ...request }, there)
  if (differences.length) {
    throw new DiffersAtKintsugi(there, differences, WHY.kept)
  }
  return there
}

/**
 * Ensures that Kintsugi has what was sent, by a change if that is possible.
 *
 * @throws DiffersAtKintsugi
 */
export const ensureSame = async (
  request: { status?: string },
  there: KintsugiLedgerEntry,
  change: (
    id: string,
    there: KintsugiLedgerEntry
  ) => Promise<KintsugiLedgerEntry>
): Promise<KintsugiLedgerEntry> => {
  const differences = [
    ...differencesFrom({ ...request }, there),
    ...unconfirmedCancellation(request, there),
  ]
  if (!differences.length) {
    return there
  }
  if (there.locked) {
    throw new DiffersAtKintsugi(there, differences, WHY.filed)
  }
  return assertSame(request, await change(there.id, there))
}

/**
 * A sale is sent before it is cancelled, so an unknown or missing status does
 * not mean that it is cancelled.
 */
const unconfirmedCancellation = (
  request: { status?: string },
  { status }: KintsugiLedgerEntry
): Difference[] =>
  request.status === "CANCELLED" && isCancelledAtKintsugi(status) === undefined
    ? [{ what: "status", sent: request.status, there: status ?? "nothing" }]
    : []
