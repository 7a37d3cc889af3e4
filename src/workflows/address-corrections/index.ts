export { applyAddressCorrectionWorkflow } from "./apply-correction"
export {
  type CorrectionEstimate,
  estimateCorrection,
} from "./estimate-correction"
export {
  type AddressCorrection,
  readAddressCorrection,
} from "./read-address-correction"
