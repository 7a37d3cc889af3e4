import type { ReadJson } from "../read-together"
import type { SavedSettings } from "./effective-settings"
import { type FreshValue, createFreshValue } from "./fresh-value"
import type { ReportingMoments } from "./reporting-start"
import type { SecretBox } from "./secret-box"
import {
  type Reading,
  readConfiguration,
  readSavedSettings,
} from "./stored-settings"

/** What every calculation needs of the database, read in one query. */
export type SavedState = {
  /** The merchant's settings: the same object while nothing changes. */
  settings: SavedSettings | undefined
  /** Changes whenever the data on any customer changes. */
  customersVersion: string
  moments: ReportingMoments
}

/** What is saved now, on any instance. */
export const createSavedState = (
  readJson: ReadJson,
  vault: SecretBox
): FreshValue<SavedState> =>
  createFreshValue(keepUnchanged(vault, () => readConfiguration(readJson)))

/** Reads the saved settings: the same object if nothing has changed. */
const keepUnchanged = (
  vault: SecretBox,
  read: () => Promise<Reading>
): (() => Promise<SavedState>) => {
  // No lru-cache: only the latest row can be read again.
  let last: { text: string; settings: SavedSettings | undefined } | undefined
  return async () => {
    const { row, customersVersion, moments } = await read()
    const text = JSON.stringify(row ?? null)
    if (last?.text !== text) {
      last = { text, settings: readSavedSettings(row, vault) }
    }
    return { settings: last.settings, customersVersion, moments }
  }
}
