import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock/clock';
import type { Attempt, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';
import { reportAddressOf } from './delivery-report';
import { SmsProvider, type SmsSettings } from './sms-provider';

export interface VonageSettings extends SmsSettings {
  readonly applicationId: string;
  readonly privateKey: KeyObject;
  /** The sender of the messages: a number in digits, or up to 11 letters. */
  readonly from: string;
  readonly baseUrl: string;
}

const TOKEN_SECONDS = 60;
const created = z.object({ message_uuid: z.string().max(200) });

/** SMS by Vonage's Messages API. */
export class VonageSms extends SmsProvider {
  readonly name = 'vonage';

  constructor(
    private readonly settings: VonageSettings,
    private readonly clock: Clock,
  ) {
    super(settings);
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { id, recipient, text, validForSeconds } = message;
    const { baseUrl, from, reportUrl } = this.settings;
    const answer = await callProvider(`${baseUrl}/v1/messages`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.token()}` },
      body: JSON.stringify({
        message_type: 'text',
        channel: 'sms',
        to: recipient.replace(/\D/g, ''),
        from,
        text,
        client_ref: id,
        ...(validForSeconds !== null && { ttl: validForSeconds }),
        ...(reportUrl !== undefined && {
          webhook_url: reportAddressOf(reportUrl, message),
          webhook_version: 'v1',
        }),
      }),
    });
    if ('outcome' in answer) return answer;
    const uuid = created.safeParse(answer.body).data?.message_uuid;
    if (answer.status === 202 && uuid !== undefined) return { outcome: 'SENT', providerId: uuid };
    return failedAttempt(answer, `vonage ${String(answer.status)}`);
  }

  /** A JWT (RS256) that authenticates the application for one minute. */
  private token(): string {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const claims = {
      application_id: this.settings.applicationId,
      iat: now,
      exp: now + TOKEN_SECONDS,
      jti: randomUUID(),
    };
    const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('RSA-SHA256', Buffer.from(signed), this.settings.privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  }
}
