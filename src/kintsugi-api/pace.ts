import { notSentInPause } from "./errors"

/**
 * The time from one background request to the next, in ms. Kintsugi accepts
 * 10,000 requests a minute. While anybody buys, two thirds are for what nobody
 * waits for, whatever there is to do, and the rest is for checkouts. While
 * nobody does, nine tenths: what is left is for the first shoppers, until they
 * are noticed.
 */
export const GAP_MS = { selling: 60_000 / 6_600, idle: 60_000 / 9_000 } as const

/** How many turns are booked at a time at most. */
const MOST = 16

/** Within this time, in ms, a booking is followed by one of twice the size. */
const SOON_MS = 1_000

/** How long to send nothing if Kintsugi doesn't say, in ms. */
const PAUSE_MS = 1_000

/** How much slower than usual at most. */
const SLOWEST = 32

/** How much of its slowness remains after each turn. */
const RECOVERY = 0.98

/** A request whose turn is further away gives up, in ms. */
const LONGEST_WAIT_MS = 15_000

/** Spaces out requests that nobody waits for. */
export type Pace = {
  /**
   * Waits until it is a background request's turn.
   *
   * @returns how long that took, in ms
   * @throws KintsugiRateLimitedError if it would take too long
   */
  waitForTurn(): Promise<number>
  /**
   * Kintsugi has answered 429: background requests pause, and are then half as
   * fast for a while.
   *
   * @param pauseMs - how long Kintsugi asks to wait, in ms
   */
  slowDown(pauseMs?: number): void
}

export type Booking = {
  /** When the first turn is, in ms; negative if it could have been earlier. */
  waitMs: number
  /** From one turn to the next, in ms. */
  gapMs: number
}

/**
 * Books turns.
 *
 * @param pauseMs - before the first one
 */
export type BookTurns = (count: number, pauseMs: number) => Promise<Booking>

/** Where turns can't be booked. */
const UNBOOKED: Booking = { waitMs: 0, gapMs: GAP_MS.selling }

/**
 * @param book - on behalf of all instances of the store; if it fails, requests
 * are not held up
 */
export const createPace = (book: BookTurns): Pace => {
  let turns = 0
  let nextAt = 0
  let gapMs: number = GAP_MS.selling
  let size = 0
  let bookedAt = 0
  let pauseMs = 0
  let slowness = 1
  let line: Promise<unknown> = Promise.resolve()

  const bookMore = async (): Promise<void> => {
    const now = Date.now()
    size = now - bookedAt < SOON_MS ? Math.min(MOST, 2 * size) : 1
    bookedAt = now
    const pause = pauseMs
    pauseMs = 0
    const booking = await book(Math.ceil(size * slowness), pause).catch(
      () => UNBOOKED
    )
    gapMs = booking.gapMs
    nextAt = Date.now() + booking.waitMs
    turns = size
  }

  const nextTurn = async (): Promise<number> => {
    const isStale = nextAt + turns * gapMs < Date.now() - SOON_MS
    if (!turns || isStale || pauseMs) {
      await bookMore()
    }
    const at = nextAt
    turns -= 1
    nextAt += gapMs * slowness
    slowness = Math.max(1, slowness * RECOVERY)
    return at
  }

  return {
    async waitForTurn() {
      const start = Date.now()
      const turn = line.then(nextTurn)
      line = turn
      const wait = (await turn) - Date.now()
      if (wait > LONGEST_WAIT_MS) {
        throw notSentInPause(wait)
      }
      if (wait > 0) {
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
      return Date.now() - start
    },
    slowDown(pause = PAUSE_MS) {
      pauseMs = Math.max(pauseMs, pause)
      slowness = Math.min(SLOWEST, 2 * slowness)
    },
  }
}
