import type { MedusaContainer } from "@medusajs/framework/types"
import { csvLine } from "../csv/csv-line"
import {
  type RegisterQuery,
  type ShownRegisterLine,
  walkExemptionRegister,
} from "./exemption-register"

const HEADER = [
  "customer_id",
  "customer",
  "email",
  "kind",
  "country",
  "states",
  "starts",
  "ends_on",
  "state",
  "certificate",
  "missing",
  "states_without_certificate",
]

/** The register as a CSV file, in parts: a row for each of its lines. */
export async function* exemptionCsv(
  query: RegisterQuery,
  container: MedusaContainer
): AsyncGenerator<string, void> {
  yield csvLine(HEADER)
  for await (const lines of walkExemptionRegister(query, container)) {
    yield lines.map(toRow).join("")
  }
}

const toRow = (line: ShownRegisterLine): string =>
  csvLine([
    line.customer_id,
    line.customer?.name ?? null,
    line.customer?.email ?? null,
    line.exemption_type,
    line.country_code,
    line.states.join(" "),
    line.start_date,
    line.end_date,
    line.state,
    line.certificate,
    line.missing.join(" "),
    line.states_without_certificate.join(" "),
  ])
