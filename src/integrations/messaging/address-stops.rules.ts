import type { StopReason } from '../../security';

/**
 * Twilio's error codes for a phone number that gets no SMS: not valid (21211), not mobile (21614), unknown to its
 * operator (30005), a landline (30006).
 */
const TWILIO_BOUNCES = new Set(['21211', '21614', '30005', '30006']);
/** Twilio's error code for a person who has answered STOP. */
const TWILIO_OPTED_OUT = '21610';

/**
 * Why an error code of Twilio stops the phone number; undefined: it does not. A phone that is off (30003) and a message
 * that an operator filtered (30007) stop nothing.
 */
export function stopByTwilio(code: string | number | undefined): StopReason | undefined {
  if (String(code) === TWILIO_OPTED_OUT) return 'OPTED_OUT';
  return TWILIO_BOUNCES.has(String(code)) ? 'BOUNCED' : undefined;
}

/**
 * Errors 1170 (no valid number) and 1240 (illegal number) of Vonage's reports: from memory of its pages, never seen in a
 * report.
 */
const VONAGE_BOUNCES = new Set(['1170', '1240']);

/** Why an error of Vonage, by its number, stops the phone number; undefined: it does not. */
export function stopByVonage(code: string | undefined): StopReason | undefined {
  return code !== undefined && VONAGE_BOUNCES.has(code) ? 'BOUNCED' : undefined;
}

/**
 * Why the answer of a mail server stops the e-mail address; undefined: it does not. Where the answer has an enhanced status (RFC 3463),
 * 5.1.x (the address does not exist) and 5.2.1 (the mailbox is disabled) stop the address. Without one, the codes 550, 551 and 553 stop it
 * where they answer `RCPT TO`, which names the recipient (RFC 5321). A full mailbox and a refusal by policy stop nothing.
 *
 * @param code the three digits with which the answer begins
 * @param command the command of SMTP that the server answered; undefined: not known
 */
export function stopBySmtp(code: number, response: string, command: string | undefined): StopReason | undefined {
  if (code < 500) return undefined;
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced !== null) return enhanced[1] === '1' || enhanced[0] === '5.2.1' ? 'BOUNCED' : undefined;
  return command === 'RCPT TO' && [550, 551, 553].includes(code) ? 'BOUNCED' : undefined;
}
