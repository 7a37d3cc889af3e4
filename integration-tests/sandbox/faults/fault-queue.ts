import type { Fault } from "./fault"

const ESTIMATE = "POST /v1/tax/estimate"

/**
 * The pending faults. The oldest that matches a request is applied to it, so
 * several form a script: first a 503, then a 429, then no fault.
 */
export class FaultQueue {
  private waiting: { fault: Fault; remaining: number }[] = []

  add(fault: Fault): void {
    const times = fault.times ?? 1
    this.waiting.push({ fault, remaining: times < 0 ? Infinity : times })
  }

  /**
   * The fault that applies to a request; counts it down.
   *
   * @param names The request's endpoint and its path:
   *   "GET /v1/products/{product_id}" and "GET /v1/products/prod_1"
   */
  take(names: readonly string[]): Fault | undefined {
    const next = this.waiting.find(({ fault }) => hits(fault, names))
    if (!next) {
      return undefined
    }

    next.remaining -= 1
    if (next.remaining <= 0) {
      this.waiting = this.waiting.filter((entry) => entry !== next)
    }
    return next.fault
  }

  clear(): void {
    this.waiting = []
  }
}

function hits(fault: Fault, names: readonly string[]): boolean {
  // Lies apply to estimates only: a lie waits for the next estimate.
  const wanted = fault.endpoint ?? (fault.kind === "lie" ? ESTIMATE : undefined)

  return (
    wanted === undefined ||
    names.some(
      (name) => withoutParameterNames(name) === withoutParameterNames(wanted)
    )
  )
}

/** Makes "/v1/products/{id}" equal to "/v1/products/{product_id}". */
export function withoutParameterNames(endpoint: string): string {
  return endpoint.replace(/\{[^}]*\}/g, "{}")
}
