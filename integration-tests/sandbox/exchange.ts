import { type Answer, wrongUrl } from "./answers"
import { answerApi, endpointOf } from "./api"
import type { Access } from "./auth"
import type { ContractCheck } from "./contract/schema-check"
import { type Answers, shapeAnswer } from "./contract/shape-answer"
import { breakOff, drip, send } from "./faults/deliver"
import type { Fault } from "./faults/fault"
import type { FaultQueue } from "./faults/fault-queue"
import { toPage, falsify } from "./faults/lies"
import { statusAnswer } from "./faults/status-bodies"
import { withFields } from "./faults/with-fields"
import type { Merchant } from "./merchant"
import { parseJson, type Received } from "./received"
import type { RequestLog } from "./request-log"
import type { Exchange } from "./server"
import type { EstimateResponse } from "./tax/estimate"
import { toWire, type Wire } from "./wire"

export type Kintsugi = {
  access: Access
  merchant: Merchant
  faults: FaultQueue
  log: RequestLog
  latencyMs: number
  simulatePage: boolean
  contract: ContractCheck
  answers: Answers
}

/** Answers a request as Kintsugi would, or as the next fault says. */
export async function exchange(
  { received, response, wait, closing }: Exchange,
  kintsugi: Kintsugi
): Promise<void> {
  const { method, path } = received
  const entry = kintsugi.log.add(
    { method, path, query: received.query, body: bodyForLog(received) },
    received.headers
  )
  const endpoint = endpointOf(method, path)
  const fault = path.startsWith("/v1/")
    ? kintsugi.faults.take([endpoint ?? "", `${method} ${path}`])
    : undefined

  if (fault?.kind === "hang") {
    return
  }
  await wait(kintsugi.latencyMs + (fault?.kind === "slow" ? fault.ms : 0))
  if (fault?.kind === "reset") {
    response.socket?.resetAndDestroy()
    return
  }

  const wire = wireOf(fault, () =>
    correctAnswer(received, endpoint, kintsugi, fault)
  )
  entry.status = wire.status

  if (fault?.kind === "unanswered") {
    return
  }
  if (fault?.kind === "reset-mid-body") {
    breakOff(response, wire)
  } else if (fault?.kind === "drip") {
    await drip(response, wire, fault.ms, closing)
  } else {
    send(response, wire)
  }
}

function wireOf(fault: Fault | undefined, answer: () => Answer): Wire {
  switch (fault?.kind) {
    case "status":
      return statusAnswer(fault)
    case "body":
      return {
        status: fault.status ?? 200,
        headers: { "content-type": fault.contentType ?? "application/json" },
        text: fault.body,
      }
    default:
      return toWire(answer())
  }
}

function correctAnswer(
  received: Received,
  endpoint: string | undefined,
  kintsugi: Kintsugi,
  fault: Fault | undefined
): Answer {
  const answer = received.path.startsWith("/v1/")
    ? answerApi(received, kintsugi.access, kintsugi.merchant, kintsugi.contract)
    : wrongUrl
  const { contract } = kintsugi.contract
  const shaped = shapeAnswer(
    answer.body,
    contract.operations[endpoint ?? ""]?.answers[answer.status],
    contract.schemas,
    answer.status < 300 ? kintsugi.answers : "full"
  )
  const body =
    fault?.kind === "change" ? withFields(shaped, fault.fields) : shaped
  if (endpoint !== "POST /v1/tax/estimate" || answer.status !== 200) {
    return { ...answer, body: answer.status < 300 ? body : answer.body }
  }

  const lie = fault?.kind === "lie" ? fault.lie : undefined
  const estimate = lie ? falsify(lie, body as EstimateResponse) : body
  const isWrapped = lie === "page" || lie === "empty-page" || lie === "list"
  return {
    ...answer,
    body: kintsugi.simulatePage && !isWrapped ? toPage([estimate]) : estimate,
  }
}

function bodyForLog({ text, file }: Received): unknown {
  if (file) {
    return { file: file.name, bytes: file.content.length }
  }
  if (text === "") {
    return null
  }
  const json = parseJson(text)
  return "value" in json ? json.value : text
}
