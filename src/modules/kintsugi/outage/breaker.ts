import {
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
} from "cockatiel"
import { setTimeout as delay } from "node:timers/promises"
import {
  type KintsugiError,
  OUTAGE_CODES,
  isKintsugiError,
  notAskedDuringOutage,
} from "../../../kintsugi-api"

/** How many failures in a row are an outage. */
const FAILURES = 3

/** How long the circuit stays open before the next probe, in ms. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000

/** How often the circuit is looked at for whether a probe is due, in ms. */
const LOOK_EVERY_MS = 250

const createCircuit = () =>
  circuitBreaker(handleWhen(isOutage), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: new ExponentialBackoff({
      initialDelay: FIRST_PAUSE_MS,
      maxDelay: LONGEST_PAUSE_MS,
    }),
  })

/** How long a request may wait for the next one before probes end, in ms. */
const PROBED_FOR_MS = 10 * 60 * 1000

/** Stops requests that would only wait for an outage to end. */
export type Breaker = {
  /**
   * Sends a request, unless Kintsugi is known to be unavailable.
   *
   * During an outage the latest request is sent again in the background, one at
   * a time, until it is answered, or there was no other for ten minutes.
   *
   * @throws KintsugiError, at once during an outage
   */
  ask<T>(request: () => Promise<T>): Promise<T>
}

/**
 * Three failures in a row open the circuit. A `Retry-After` opens it for as long
 * as it says: until then, nothing is sent.
 */
export const createBreaker = (): Breaker => {
  let circuit = createCircuit()
  let latestError: KintsugiError | undefined
  let latestRequest: (() => Promise<unknown>) | undefined
  let pausedUntil: number | undefined
  let requestedAt = 0
  let probing: AbortController | undefined

  const isOpen = (): boolean =>
    circuit.state !== CircuitState.Closed || pausedUntil !== undefined

  const recordFailure = (error: unknown): void => {
    if (isKintsugiError(error) && isOutage(error)) {
      latestError = error
      pausedUntil =
        error.retryAfterMs === undefined
          ? pausedUntil
          : Date.now() + error.retryAfterMs
    } else if (isKintsugiError(error)) {
      // Kintsugi is there, whatever it says of this request.
      pausedUntil = undefined
    }
  }

  const probeUntilClosed = async (): Promise<void> => {
    if (probing) {
      return
    }
    probing = new AbortController()
    const { signal } = probing
    openCircuits.add(close)
    while (
      isOpen() &&
      !signal.aborted &&
      Date.now() - requestedAt < PROBED_FOR_MS
    ) {
      const wait = Math.max(LOOK_EVERY_MS, (pausedUntil ?? 0) - Date.now())
      // A store that stops need not wait for Kintsugi.
      await delay(wait, undefined, { ref: false, signal }).catch(
        () => undefined
      )
      try {
        if (!signal.aborted) {
          await circuit.execute(() => latestRequest?.())
          pausedUntil = undefined
        }
      } catch (error) {
        recordFailure(error)
      }
    }
    if (signal.aborted) {
      return
    }
    if (isOpen()) {
      // The next request fails at once, and starts the probes again.
      probing = undefined
    } else {
      close()
    }
  }

  const close = (): void => {
    openCircuits.delete(close)
    probing?.abort()
    probing = undefined
    latestRequest = undefined
    pausedUntil = undefined
    circuit = createCircuit()
  }

  const recordRequest = (request: () => Promise<unknown>): void => {
    latestRequest = request
    requestedAt = Date.now()
    void probeUntilClosed()
  }

  return {
    async ask(request) {
      if (isOpen() && latestError) {
        // The first one may be what Kintsugi fails at.
        recordRequest(request)
        throw notAskedDuringOutage(latestError)
      }
      try {
        return await circuit.execute(request)
      } catch (error) {
        recordFailure(error)
        if (isOpen()) {
          recordRequest(request)
        }
        throw error
      }
    },
  }
}

const openCircuits = new Set<() => void>()

/**
 * Closes all circuits of this process: the next requests are sent again.
 *
 * @example
 * closeCircuits() // once it is known that Kintsugi answers
 */
export const closeCircuits = (): void => {
  for (const close of [...openCircuits]) {
    close()
  }
}

/** Whether Kintsugi, or the way to it, is at fault, and not the request. */
const isOutage = (error: unknown): boolean =>
  isKintsugiError(error) && OUTAGE_CODES.includes(error.code)
