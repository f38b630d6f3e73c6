import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock/clock';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';

export interface VonageSettings {
  readonly applicationId: string;
  readonly privateKey: KeyObject;
  /** A number in digits, or up to 11 letters. */
  readonly from: string;
  readonly baseUrl: string;
  /** Messages a second; undefined: no limit. */
  readonly perSecond: number | undefined;
  /** Where reports of delivery go; undefined: none are asked for. */
  readonly statusUrl: string | undefined;
}

const TOKEN_SECONDS = 60;
const created = z.object({ message_uuid: z.string().max(200) });

/** SMS by Vonage's Messages API. It has no idempotency, so an attempt of unknown outcome is not repeated. */
export class VonageSms implements MessageProvider {
  readonly name = 'vonage';
  readonly channel = 'SMS';
  readonly repeatable = false;
  readonly reports: boolean;
  readonly perSecond: number | undefined;

  constructor(
    private readonly settings: VonageSettings,
    private readonly clock: Clock,
  ) {
    this.perSecond = settings.perSecond;
    this.reports = settings.statusUrl !== undefined;
  }

  async send({ id, networkId, recipient, text, validForSeconds }: OutgoingMessage): Promise<Attempt> {
    const { baseUrl, from, statusUrl } = this.settings;
    const answer = await callProvider(`${baseUrl.replace(/\/$/, '')}/v1/messages`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.token()}` },
      body: JSON.stringify({
        message_type: 'text',
        channel: 'sms',
        to: recipient.replace(/\D/g, ''),
        from,
        text,
        client_ref: id,
        ...(validForSeconds !== null && { ttl: validForSeconds }),
        ...(statusUrl !== undefined && {
          webhook_url: `${statusUrl}?n=${networkId}&m=${id}`,
          webhook_version: 'v1',
        }),
      }),
    });
    if ('outcome' in answer) return answer;
    const uuid = created.safeParse(answer.body).data?.message_uuid;
    if (answer.status === 202 && uuid !== undefined) return { outcome: 'SENT', providerId: uuid };
    return failedAttempt(answer, `vonage ${String(answer.status)}`);
  }

  /** The application's JWT (RS256). */
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
