/** The kind of QR claims: one by the caller who scanned the QR, and one by the act that used it. */
export const SCAN = 's';
