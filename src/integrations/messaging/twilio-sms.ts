import { z } from 'zod';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { stopByTwilio } from './address-stops.rules';
import { callProvider, failedAttempt } from './call-provider';

export interface TwilioSettings {
  readonly account: string;
  readonly authToken: string;
  /** Signs in in place of the auth token. */
  readonly apiKey: string | undefined;
  readonly apiSecret: string | undefined;
  /** A number in E.164, or the id of a messaging service. */
  readonly from: string;
  readonly baseUrl: string;
  /** Messages a second; undefined: no limit. */
  readonly perSecond: number | undefined;
  /** Where reports of delivery go; undefined: none are asked for. */
  readonly statusUrl: string | undefined;
}

const LONGEST_VALIDITY_SECONDS = 36_000;
const created = z.object({ sid: z.string() });
const refused = z.object({ code: z.int() });

/** SMS by Twilio's Messages API. It has no idempotency, so an attempt of unknown outcome is not repeated. */
export class TwilioSms implements MessageProvider {
  readonly name = 'twilio';
  readonly channel = 'SMS';
  readonly repeatable = false;
  readonly reports: boolean;
  readonly perSecond: number | undefined;

  constructor(private readonly settings: TwilioSettings) {
    this.perSecond = settings.perSecond;
    this.reports = settings.statusUrl !== undefined;
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { account, authToken, apiKey, apiSecret, baseUrl } = this.settings;
    const url = `${baseUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`;
    const answer = await callProvider(url, {
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${Buffer.from(`${apiKey ?? account}:${apiSecret ?? authToken}`).toString('base64')}`,
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

  private formOf({ id, networkId, recipient, text, validForSeconds }: OutgoingMessage): URLSearchParams {
    const { from, statusUrl } = this.settings;
    const form = new URLSearchParams({ To: recipient, Body: text });
    form.set(from.startsWith('MG') ? 'MessagingServiceSid' : 'From', from);
    if (statusUrl !== undefined) form.set('StatusCallback', `${statusUrl}?n=${networkId}&m=${id}`);
    if (validForSeconds !== null)
      form.set('ValidityPeriod', String(Math.min(LONGEST_VALIDITY_SECONDS, validForSeconds)));
    return form;
  }
}
