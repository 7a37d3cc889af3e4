import { assertValid, formatValue } from "../assert-valid"
import { isObject } from "../contract/document"
import { type Fault, LIES, STATUSES } from "./fault"

const FIELDS: Record<Fault["kind"], readonly string[]> = {
  status: ["status", "body", "retryAfter"],
  slow: ["ms"],
  hang: [],
  unanswered: [],
  reset: [],
  "reset-mid-body": [],
  drip: ["ms"],
  body: ["body", "contentType", "status"],
  change: ["fields"],
  lie: ["lie"],
}

/**
 * Reads a fault that a test or another process sent. Throws a readable error
 * if it is invalid: a fault that silently never happens would make a test pass
 * for the wrong reason.
 *
 * @param isEndpoint Whether the sandbox answers at "METHOD /path"
 */
export function readFault(
  sent: unknown,
  isEndpoint: (endpoint: string) => boolean
): Fault {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
    throw new Error("A fault must be an object with a kind.")
  }

  const fault = sent as Record<string, unknown>
  const kind = fault.kind as Fault["kind"]
  assertValid(
    typeof kind === "string" && Object.hasOwn(FIELDS, kind),
    `There is no fault of kind ${formatValue(kind)}: it is one of ${Object.keys(FIELDS).join(", ")}.`
  )

  const allowed = ["kind", "endpoint", "times", ...FIELDS[kind]]
  const stray = Object.keys(fault).find((field) => !allowed.includes(field))
  assertValid(
    stray === undefined,
    `A fault of kind ${kind} has no field ${formatValue(stray)}: it has ${allowed.join(", ")}.`
  )

  const { endpoint, times } = fault
  assertValid(
    endpoint === undefined ||
      (typeof endpoint === "string" && isEndpoint(endpoint)),
    `The sandbox has no endpoint ${formatValue(endpoint)}: write it as "POST /v1/tax/estimate".`
  )
  assertValid(
    times === undefined ||
      times === Infinity ||
      times === -1 ||
      (Number.isInteger(times) && (times as number) > 0),
    `times is a positive integer, or -1 for unlimited, not ${formatValue(times)}.`
  )

  checkFields(kind, fault)
  return sent as Fault
}

function checkFields(kind: Fault["kind"], fault: Record<string, unknown>) {
  switch (kind) {
    case "status":
      assertValid(
        (STATUSES as readonly unknown[]).includes(fault.status),
        `status is one of ${STATUSES.join(", ")}, not ${formatValue(fault.status)}.`
      )
      assertValid(
        isTextOrAbsent(fault.retryAfter),
        "retryAfter is a string: seconds or an HTTP date."
      )
      return
    case "slow":
    case "drip":
      assertValid(
        isMilliseconds(fault.ms),
        `ms is a number from 0 up, not ${formatValue(fault.ms)}.`
      )
      return
    case "body":
      assertValid(typeof fault.body === "string", "body must be a string.")
      assertValid(isTextOrAbsent(fault.contentType), "contentType is a string.")
      assertValid(
        fault.status === undefined || isHttpStatus(fault.status),
        `status is an HTTP status from 200 to 599, not ${formatValue(fault.status)}.`
      )
      return
    case "change":
      assertValid(
        isObject(fault.fields),
        `fields is an object, not ${formatValue(fault.fields)}.`
      )
      return
    case "lie":
      assertValid(
        (LIES as readonly unknown[]).includes(fault.lie),
        `There is no lie ${formatValue(fault.lie)}: it is one of ${LIES.join(", ")}.`
      )
      return
    case "hang":
    case "unanswered":
    case "reset":
    case "reset-mid-body":
      return
  }
}

/** Whether a Node timer can wait that long. */
export function isMilliseconds(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < 2 ** 31
}

function isTextOrAbsent(value: unknown) {
  return value === undefined || typeof value === "string"
}

function isHttpStatus(value: unknown) {
  return (
    Number.isInteger(value) &&
    (value as number) >= 200 &&
    (value as number) < 600
  )
}
