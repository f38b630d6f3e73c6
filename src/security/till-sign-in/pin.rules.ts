/** The form of a PIN: four to six digits. */
export const PIN_FORM = /^\d{4,6}$/;

/** Whether others would guess the PIN first: equal digits, or digits that follow one another up or down. */
export function isGuessable(pin: string): boolean {
  const steps = Array.from(pin.slice(1), (digit, at) => Number(digit) - Number(pin.charAt(at)));
  return [0, 1, -1].some((step) => steps.every((one) => one === step));
}
