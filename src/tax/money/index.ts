import type { MathBN } from "@medusajs/framework/utils"
import { currencyDigits } from "./currency-digits"

export { currencyDigits }

/** An exact decimal, of the type that Medusa's MathBN uses. */
export type Decimal = ReturnType<typeof MathBN.convert>
