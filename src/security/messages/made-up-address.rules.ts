/**
 * Phones and the mail domain of the demonstration, which belong to nobody: +7 998 is no operator's, and Ofcom reserves +44 7700 900xxx for drama. Messages
 * to them stay in the outbox, whatever providers there are.
 */
export const MADE_UP = { ru: '+7998000', en: '+447700900', mail: '@demo.test' } as const;

export function isMadeUp(recipient: string): boolean {
  return recipient.startsWith(MADE_UP.ru) || recipient.startsWith(MADE_UP.en) || recipient.endsWith(MADE_UP.mail);
}
