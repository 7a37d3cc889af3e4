import { ok, problem, unprocessable } from "../answers"
import { valueError } from "../contract/pydantic"
import type { SentExemption } from "../customers"
import type { Endpoint } from "./endpoint"

/** The contract's limit for a certificate: 10 MB. */
const MAX_BYTES = 10 * 1024 * 1024

export const createExemption: Endpoint = {
  at: "POST /v1/exemptions",

  answer: ({ body, merchant }) => {
    const exemption = body as SentExemption
    if (!merchant.people.byId(exemption.customer_id)) {
      return unprocessable([
        valueError(
          ["customer_id"],
          "There is no such customer",
          exemption.customer_id
        ),
      ])
    }
    const { start_date, end_date } = exemption
    if (end_date && end_date < start_date) {
      return unprocessable([
        valueError(["end_date"], "It ends before it starts", end_date),
      ])
    }
    return ok(merchant.people.exempt(exemption))
  },
}

export const listExemptions: Endpoint = {
  at: "GET /v1/exemptions",

  answer: ({ query, merchant }) => {
    const { page, size, customer_id, status__in } = query as {
      page: number
      size: number
      customer_id?: string
      status__in: string
    }
    const statuses = status__in.split(",")
    const found = merchant.people
      .exemptions()
      .filter(
        (exemption) =>
          (!customer_id || exemption.customer_id === customer_id) &&
          statuses.includes(exemption.status)
      )
    return ok({
      items: found.slice((page - 1) * size, page * size),
      total: found.length,
      page,
      size,
      pages: Math.ceil(found.length / size),
    })
  },
}

export const attachCertificate: Endpoint = {
  at: "POST /v1/exemptions/{exemption_id}/attachments",

  answer: ({ params, body, merchant }) => {
    const id = params.exemption_id ?? ""
    const file = body as { name: string; content: Buffer }
    if (
      !merchant.people.exemptions().some((exemption) => exemption.id === id)
    ) {
      return problem(404, `Exemption with id ${id} not found`)
    }
    if (file.content.length > MAX_BYTES) {
      return problem(422, "The file is larger than 10 MB.")
    }
    return file.content.subarray(0, 1024).includes("%PDF-")
      ? ok(merchant.people.attach(id))
      : problem(422, "Only PDF files are supported.")
  },
}

export const listCertificates: Endpoint = {
  at: "GET /v1/exemptions/{exemption_id}/attachments",
  answer: ({ params, merchant }) =>
    ok(merchant.people.attachmentsOf(params.exemption_id ?? "")),
}
