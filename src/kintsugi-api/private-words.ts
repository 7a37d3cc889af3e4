/** What a request carries that must not reach a log. */
type Sent = { apiKey: string; organizationId: string; body: unknown }

/** Fields of a request that hold personal data, including nested values. */
const PERSONAL = [
  "addresses",
  "address",
  "customer",
  // When the request itself is a customer or an exemption.
  "name",
  "email",
  "registration_number",
  "FEIN",
  "sales_tax_id",
  "tax_id",
  // When the request itself is an address.
  "street_1",
  "street_2",
  "city",
  "postal_code",
]

/** Words that Kintsugi may quote back and that must not reach a log. */
export const privateWords = ({
  apiKey,
  organizationId,
  body,
}: Sent): string[] => {
  const personal =
    typeof body === "object" && body !== null
      ? PERSONAL.flatMap((key) =>
          stringsIn((body as Record<string, unknown>)[key])
        )
      : []
  return [apiKey, organizationId, ...personal.filter((word) => word.length > 2)]
}

const stringsIn = (value: unknown): string[] => {
  if (typeof value === "string") {
    return [value]
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        key === "type" ? [] : stringsIn(inner)
      )
    : []
}
