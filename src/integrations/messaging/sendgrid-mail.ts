import { z } from 'zod';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';
import { letterOf, type LetterParts } from './letter';
import { sendgridIdOf } from './sendgrid-events.rules';

export interface SendgridSettings {
  readonly apiKey: string;
  /** `no-reply@example.org`, or the same with a name: `Trattoria <no-reply@example.org>`. */
  readonly from: string;
  readonly baseUrl: string;
  readonly perSecond: number | undefined;
  /** Whether the account brings its events to us, so that deliveries are reported. */
  readonly reports: boolean;
}

/** Answers about our account (a wrong key, no credits, a sender that is not verified), which say nothing about the letter. */
const OF_ACCOUNT = [401, 403];
const RECIPIENT = /^personalizations\.0\.to\b/;
const refused = z.object({ errors: z.array(z.object({ field: z.string().nullish() })).min(1) });

/**
 * E-mail by SendGrid's v3 API. SendGrid does not recognize a second attempt as the same letter, so an attempt of unknown outcome is not
 * repeated. Its links are not rewritten and no picture is added: links of letters sign people in, and the foot of a letter
 * already has the link that ends such letters.
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
    const [, name = '', email = settings.from] = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(settings.from) ?? [];
    this.from = name === '' ? { email } : { email, name };
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { apiKey, baseUrl } = this.settings;
    const { subject, text, html, headers } = await letterOf(message, this.parts);
    const off = { enable: false };
    const answer = await callProvider(`${baseUrl.replace(/\/$/, '')}/v3/mail/send`, {
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
