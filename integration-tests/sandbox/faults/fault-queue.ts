import type { Fault } from "./fault"

const ESTIMATE = "POST /v1/tax/estimate"

/**
 * The faults still to happen. The oldest that fits a request happens to it,
 * so several are a script: first a 503, then a 429, then all is well.
 */
export class FaultQueue {
  private waiting: { fault: Fault; left: number }[] = []

  add(fault: Fault): void {
    const times = fault.times ?? 1
    this.waiting.push({ fault, left: times < 0 ? Infinity : times })
  }

  /**
   * The fault that happens to a request, counted down.
   *
   * @param names The names that the request answers to: its endpoint's and its
   *   own, "GET /v1/products/{product_id}" and "GET /v1/products/prod_1"
   */
  take(names: readonly string[]): Fault | undefined {
    const next = this.waiting.find(({ fault }) => hits(fault, names))
    if (!next) {
      return undefined
    }

    next.left -= 1
    if (next.left <= 0) {
      this.waiting = this.waiting.filter((entry) => entry !== next)
    }
    return next.fault
  }

  clear(): void {
    this.waiting = []
  }
}

function hits(fault: Fault, names: readonly string[]): boolean {
  // Only an estimate can be lied about: a lie waits until there is one.
  const wanted = fault.endpoint ?? (fault.kind === "lie" ? ESTIMATE : undefined)

  return (
    wanted === undefined ||
    names.some((name) => anonymous(name) === anonymous(wanted))
  )
}

/** "/v1/products/{id}" and "/v1/products/{product_id}" are the same place. */
export function anonymous(endpoint: string): string {
  return endpoint.replace(/\{[^}]*\}/g, "{}")
}
