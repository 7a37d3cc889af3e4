/** The statuses of tax collection in a place, the best first. */
export const COLLECTION_STATUSES = [
  /** Tax is collected there. */
  "registered",
  /** A registration was requested and is pending. */
  "registering",
  /** Kintsugi says that the merchant has to register. */
  "met",
  /** A threshold is almost reached. */
  "near",
  /**
   * Kintsugi has another status for the registration or the nexus: the merchant
   * files on their own, it was canceled, or this version does not know the
   * status. It is shown as Kintsugi has it.
   */
  "other",
  "none",
] as const

export type CollectionStatus = (typeof COLLECTION_STATUSES)[number]
