import { safeErrorMessage } from "../../safe-error-message"

/** How long what is to be saved stays in memory, in ms. */
const SAVED_AFTER_MS = 10_000

/** Saves together what comes in some seconds. */
export type DelayedSave = {
  /**
   * Has it saved soon; costs nothing.
   *
   * @param withinMs - absent: in some seconds
   */
  schedule: (withinMs?: number) => void
  /** Saves now, after a save that is running. Never rejects. */
  save: () => Promise<void>
}

/**
 * @param saveNow - what it fails to save is dropped
 * @param logFailure - gets the reason, without secrets
 */
export const createDelayedSave = (
  saveNow: () => Promise<void>,
  logFailure: (reason: string) => void
): DelayedSave => {
  let saving: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const save = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    await saving
    saving = saveNow().catch((error: unknown) => {
      logFailure(
        error instanceof Error ? safeErrorMessage(error) : "no details"
      )
    })
    await saving
  }

  return {
    schedule(withinMs = SAVED_AFTER_MS) {
      timer ??= setTimeout(() => {
        void save()
      }, withinMs).unref()
    },
    save,
  }
}
