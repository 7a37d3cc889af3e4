export { currencyDigits } from "./currency-digits"
export {
  type Decimal,
  ZERO,
  roundDown,
  roundHalfUp,
  roundToFloor,
  smallestUnit,
  sumOf,
} from "./decimals"
