import type { StopReason } from '../../security';

/** Not a number (21211), not a mobile one (21614), unknown to its network (30005), a landline (30006). */
const TWILIO_BOUNCES = new Set(['21211', '21614', '30005', '30006']);
/** The person has answered STOP. */
const TWILIO_OPTED_OUT = '21610';

/** Stop that an error code of Twilio means for the number itself. A phone that is off (30003) or filtered (30007) is not stopped. */
export function stopByTwilio(code: string | number | undefined): StopReason | undefined {
  if (String(code) === TWILIO_OPTED_OUT) return 'OPTED_OUT';
  return TWILIO_BOUNCES.has(String(code)) ? 'BOUNCED' : undefined;
}

/** Errors 1170 (no valid number) and 1240 (illegal number) of Vonage's reports: remembered of its pages, never seen. */
const VONAGE_BOUNCES = new Set(['1170', '1240']);

/** Stop that the number of an error of Vonage means for the phone number itself. */
export function stopByVonage(code: string | undefined): StopReason | undefined {
  return code !== undefined && VONAGE_BOUNCES.has(code) ? 'BOUNCED' : undefined;
}

/**
 * Stop that the answer of a mail server means for the address: by the enhanced status of RFC 3463 where it has one (5.1.x: no
 * such address, 5.2.1: mailbox disabled), else by the code alone where it answered the recipient (RFC 5321). A full mailbox
 * and a refusal by policy say nothing about it.
 *
 * @param command of SMTP that was answered
 */
export function stopBySmtp(code: number, response: string, command: string | undefined): StopReason | undefined {
  if (code < 500) return undefined;
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced !== null) return enhanced[1] === '1' || enhanced[0] === '5.2.1' ? 'BOUNCED' : undefined;
  return command === 'RCPT TO' && [550, 551, 553].includes(code) ? 'BOUNCED' : undefined;
}
