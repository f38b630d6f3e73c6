/**
 * PINs that were typed in this page, by person, for the time until it is closed: what a person rang up while the server was away is sent in a session
 * that the PIN opens. They are stored nowhere.
 */
const typed = new Map<string, string>();

export function noteTyped(userId: string, pin: string): void {
  typed.set(userId, pin);
}

export function typedBy(userId: string): string | undefined {
  return typed.get(userId);
}

/** A PIN that the server refuses is tried once. */
export function forgetTyped(userId: string): void {
  typed.delete(userId);
}
