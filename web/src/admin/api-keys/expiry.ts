/** The end of the day after which a key ends by itself; empty: it does not end. */
export function expiryOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59Z`).toISOString();
}

export function isExpiryWrong(day: string): boolean {
  const at = expiryOf(day);
  return at !== null && new Date(at) <= new Date();
}
