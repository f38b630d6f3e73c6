import { z } from 'zod';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';
import { letterOf, type LetterParts } from './letter';
import { sendgridIdOf } from './sendgrid-events.rules';

export interface SendgridSettings {
  readonly apiKey: string;
  /** `no-reply@example.org`, or with a name: `Trattoria <no-reply@example.org>`. */
  readonly from: string;
  readonly baseUrl: string;
  readonly perSecond: number | undefined;
  /** Whether SendGrid sends us its events, so that deliveries are reported. */
  readonly reports: boolean;
}

/** Statuses about our account (wrong key, no credits, sender not verified), which say nothing about the e-mail. */
const OF_ACCOUNT = [401, 403];
const RECIPIENT = /^personalizations\.0\.to\b/;
const refused = z.object({ errors: z.array(z.object({ field: z.string().nullish() })).min(1) });

/**
 * E-mail by SendGrid's v3 API. SendGrid does not recognise a repeated e-mail, so an attempt with unknown outcome is not repeated. Link tracking and
 * its picture are off: our links sign people in, and each e-mail already has an unsubscribe link.
 */
export class SendgridMail implements MessageProvider {
  readonly name = 'sendgrid';
  readonly channel = 'EMAIL';
  readonly repeatable = false;
  readonly reports: boolean;
  readonly perSecond: number | undefined;
  private readonly from: { readonly email: string; readonly name?: string };

  constructor(
    private readonly settings: SendgridSettings,
    private readonly parts: LetterParts,
  ) {
    this.reports = settings.reports;
    this.perSecond = settings.perSecond;
    const [, name = '', email = settings.from] = /^"?([^"<]*)(?:"\s*)?<([^<>]+)>$/.exec(settings.from) ?? [];
    this.from = name.trim() === '' ? { email } : { email, name: name.trim() };
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { apiKey, baseUrl } = this.settings;
    const { subject, text, html, headers } = await letterOf(message, this.parts);
    const off = { enable: false };
    const answer = await callProvider(`${baseUrl}/v3/mail/send`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({
        personalizations: [{ to: [{ email: message.recipient }] }],
        from: this.from,
        subject,
        content: [
          { type: 'text/plain', value: text },
          { type: 'text/html', value: html },
        ],
        headers,
        custom_args: { loyalty_network: message.networkId, loyalty_message: message.id },
        tracking_settings: { click_tracking: off, open_tracking: off, subscription_tracking: off },
      }),
    });
    if ('outcome' in answer) return answer;
    const providerId = answer.headers.get('x-message-id');
    if (answer.status === 202 && providerId !== null) return { outcome: 'SENT', providerId: sendgridIdOf(providerId) };
    const failure = `sendgrid ${String(answer.status)}`;
    if (OF_ACCOUNT.includes(answer.status)) return { outcome: 'RETRY', failure };
    const attempt = failedAttempt(answer, failure);
    if (attempt.outcome !== 'REFUSED') return attempt;
    const errors = refused.safeParse(answer.body).data?.errors ?? [];
    const isOfRecipient = errors.length > 0 && errors.every(({ field }) => RECIPIENT.test(field ?? ''));
    return { ...attempt, stops: isOfRecipient ? 'BOUNCED' : undefined };
  }
}
