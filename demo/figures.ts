/** Formats amounts of this currency, with the currency's number of digits. */
export const moneyIn = (currencyCode: string): ((amount: number) => string) => {
  const format = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currencyCode.toUpperCase(),
  })
  return (amount) => format.format(amount)
}

/** 6.25 → "6.25%". */
export const percent = (value: number): string =>
  `${new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 }).format(value)}%`
