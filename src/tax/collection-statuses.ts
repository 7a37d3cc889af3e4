/** How things stand with collecting tax in a place, the best first. */
export const COLLECTION_STATUSES = [
  /** Tax is collected there. */
  "registered",
  /** A registration is asked for, and not there yet. */
  "registering",
  /** Kintsugi says that the merchant has to register. */
  "met",
  /** A threshold is coming near. */
  "near",
  "none",
] as const

export type CollectionStatus = (typeof COLLECTION_STATUSES)[number]
