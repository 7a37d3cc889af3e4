/** From how many days before its end on an exemption is marked. */
export const SOON_DAYS = 30
