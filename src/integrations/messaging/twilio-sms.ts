import { z } from 'zod';
import type { Attempt, OutgoingMessage } from '../../security';
import { stopByTwilio } from './address-stops.rules';
import { callProvider, failedAttempt } from './call-provider';
import { reportAddressOf } from './delivery-report';
import { SmsProvider, type SmsSettings } from './sms-provider';

export interface TwilioSettings extends SmsSettings {
  readonly account: string;
  /** Credentials for HTTP Basic: an API key as `id:secret`, or account and auth token in the same form. */
  readonly signIn: string;
  /** A number in E.164, or the id of a messaging service. */
  readonly from: string;
  readonly baseUrl: string;
}

const LONGEST_VALIDITY_SECONDS = 36_000;
const created = z.object({ sid: z.string() });
const refused = z.object({ code: z.int() });

/** SMS by Twilio's Messages API. */
export class TwilioSms extends SmsProvider {
  readonly name = 'twilio';

  constructor(private readonly settings: TwilioSettings) {
    super(settings);
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { account, signIn, baseUrl } = this.settings;
    const url = `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`;
    const answer = await callProvider(url, {
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${Buffer.from(signIn).toString('base64')}`,
      },
      body: this.formOf(message).toString(),
    });
    if ('outcome' in answer) return answer;
    const sid = created.safeParse(answer.body).data?.sid;
    if (answer.status === 201 && sid !== undefined) return { outcome: 'SENT', providerId: sid };
    const code = refused.safeParse(answer.body).data?.code;
    const attempt = failedAttempt(answer, `twilio ${String(code ?? answer.status)}`);
    return attempt.outcome === 'REFUSED' ? { ...attempt, stops: stopByTwilio(code) } : attempt;
  }

  private formOf(message: OutgoingMessage): URLSearchParams {
    const { recipient, text, validForSeconds } = message;
    const { from, reportUrl } = this.settings;
    const form = new URLSearchParams({ To: recipient, Body: text });
    form.set(from.startsWith('MG') ? 'MessagingServiceSid' : 'From', from);
    if (reportUrl !== undefined) form.set('StatusCallback', reportAddressOf(reportUrl, message));
    if (validForSeconds !== null)
      form.set('ValidityPeriod', String(Math.min(LONGEST_VALIDITY_SECONDS, validForSeconds)));
    return form;
  }
}
