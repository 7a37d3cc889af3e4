/** How long a merchant waits for Kintsugi in the Admin, in ms. */
const PATIENCE_MS = 15_000

/** How long a merchant waits for a certificate to be uploaded, in ms. */
const UPLOAD_MS = 60_000

export const requestDeadline = (): number => Date.now() + PATIENCE_MS

export const uploadDeadline = (): number => Date.now() + UPLOAD_MS
