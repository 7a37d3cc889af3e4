/** Sorts oldest first, and by id, so that the order is always the same. */
export const byTime = (
  a: { id: string; at: Date },
  b: { id: string; at: Date }
): number =>
  a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
