import type { Order, TaxLine } from "./checkout"

const PROVIDER = "tp_kintsugi_kintsugi"

/** @throws an error unless Kintsugi taxed every line and there is some tax */
export const assertTaxedByKintsugi = (order: Order): void => {
  const lines = [
    ...order.items.map(({ title, tax_lines }) => ({ name: title, tax_lines })),
    ...order.shipping_methods,
  ]
  for (const { name, tax_lines } of lines) {
    if (!tax_lines.length) {
      throw new Error(`"${name}" has no tax line: Kintsugi did not tax it.`)
    }
    const other = tax_lines.find((taxLine) => !isKintsugis(taxLine))
    if (other) {
      const { provider_id, data } = other
      throw new Error(
        `The tax on "${name}" is not what Kintsugi answered: its provider is ${provider_id}, its data ${JSON.stringify(data)}.`
      )
    }
  }
  if (!(order.tax_total > 0)) {
    throw new Error(
      "The order has no tax, though Texas taxes it: is the organization registered there?"
    )
  }
}

const isKintsugis = ({ provider_id, data }: TaxLine): boolean =>
  provider_id === PROVIDER && data?.source === "kintsugi"
