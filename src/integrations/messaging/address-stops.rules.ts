import type { StopReason } from '../../security';

/** Twilio's error codes for a number that can't get SMS: invalid (21211), not mobile (21614), unknown (30005), landline (30006). */
const TWILIO_BOUNCES = new Set(['21211', '21614', '30005', '30006']);
/** Twilio's error code for a person who replied STOP. */
const TWILIO_OPTED_OUT = '21610';

/**
 * The reason to stop a phone number after an error code of Twilio; undefined: none. A phone that is off (30003) and a message that an operator
 * filtered (30007) are no reason.
 */
export function stopByTwilio(code: string | number | undefined): StopReason | undefined {
  if (String(code) === TWILIO_OPTED_OUT) return 'OPTED_OUT';
  return TWILIO_BOUNCES.has(String(code)) ? 'BOUNCED' : undefined;
}

/** Error codes of Vonage's reports: no valid number (1170), illegal number (1240). From memory of its pages, never seen in a report. */
const VONAGE_BOUNCES = new Set(['1170', '1240']);

/** The reason to stop a phone number after an error of Vonage; undefined: none. */
export function stopByVonage(code: string | undefined): StopReason | undefined {
  return code !== undefined && VONAGE_BOUNCES.has(code) ? 'BOUNCED' : undefined;
}

/**
 * The reason to stop an e-mail address after a mail server's answer; undefined: none. With an enhanced status (RFC 3463), 5.1.x (the address does
 * not exist) and 5.2.1 (the mailbox is disabled) are reasons. Without one, the codes 550, 551 and 553 are, as answers to `RCPT TO`, which names the
 * recipient (RFC 5321). A full mailbox and a refusal by policy are no reason.
 *
 * @param code the three digits at the start of the answer
 * @param command the SMTP command that the server answered; undefined: unknown
 */
export function stopBySmtp(code: number, response: string, command: string | undefined): StopReason | undefined {
  if (code < 500) return undefined;
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced !== null) return enhanced[1] === '1' || enhanced[0] === '5.2.1' ? 'BOUNCED' : undefined;
  return command === 'RCPT TO' && [550, 551, 553].includes(code) ? 'BOUNCED' : undefined;
}
