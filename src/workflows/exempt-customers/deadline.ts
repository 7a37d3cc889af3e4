/** How long a merchant waits for Kintsugi in the Admin, in ms. */
const PATIENCE_MS = 15_000

/** How long a merchant waits for a certificate to be on its way, in ms. */
const UPLOAD_MS = 60_000

export const soon = (): number => Date.now() + PATIENCE_MS

export const afterUpload = (): number => Date.now() + UPLOAD_MS
