/** The parts of the platform that send messages; `TEST`: a manager who sends a text to themselves. */
export const MESSAGE_SOURCES = [
  'CAMPAIGN',
  'EXPIRY_WARNING',
  'AUTOMATION',
  'FEEDBACK',
  'STAFF',
  'TEST',
  'GIFT_CARD',
] as const;
export type MessageSource = (typeof MESSAGE_SOURCES)[number];
