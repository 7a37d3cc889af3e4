export * from "./client"
export * from "./errors"
export {
  createTransport,
  type Transport,
  type TransportOptions,
} from "./transport"
export { type Estimate, estimateSchema } from "./schemas"
