const DIGITS = 12;
/** 1 to 64 printable ASCII characters without spaces, as the API takes them. */
const OWN_NUMBER = /^[\x21-\x7e]{1,64}$/;

/** A number that this device proposes: twelve random digits, which the network cannot know before. */
export function proposeNumber(): string {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  const value = (BigInt(high) << 32n) | BigInt(low);
  return String(value % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0');
}

export function isOwnNumber(typed: string): boolean {
  return OWN_NUMBER.test(typed);
}
