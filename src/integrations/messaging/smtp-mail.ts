import type { Transporter } from 'nodemailer';
import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import { settings } from '../../platform/settings/settings';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { stopBySmtp } from './address-stops.rules';
import { ATTEMPT_TIMEOUT_MS } from './call-provider';
import { letterHtml, type LetterLook, letterText } from './letter-html.rules';

const CONNECTIONS = 5;

interface SmtpError {
  readonly responseCode?: number;
  readonly code?: string;
  /** The server's answer, as it wrote it. */
  readonly response?: string;
  /** The command of SMTP that the server answered, such as `RCPT TO`. */
  readonly command?: string;
}

/** E-mail by a mail server. The id of a letter is that of its row, so a second attempt is the same letter. */
export class SmtpMail implements MessageProvider {
  readonly name = 'smtp';
  readonly channel = 'EMAIL';
  readonly repeatable = true;
  readonly reports = false;
  readonly perSecond = settings.smtpPerSecond;
  private transport: Promise<Transporter> | undefined;
  private readonly server: URL;
  private readonly domain: string;

  /** @param url `smtp://user:password@host:587` or `smtps://…`; STARTTLS is required, but on this machine or where `requireTLS` stands in it */
  constructor(
    url: string,
    private readonly from: string,
    private readonly lookOf: (networkId: string) => Promise<LetterLook>,
    private readonly unsubscribeAddressOf: (networkId: string, messageId: string) => string,
  ) {
    this.server = new URL(url);
    this.domain = /@([^>\s]+)/.exec(from)?.[1] ?? this.server.hostname;
  }

  async send({ id, networkId, recipient, subject, text, refusable }: OutgoingMessage): Promise<Attempt> {
    const messageId = `<${id}@${this.domain}>`;
    const look = await this.lookOf(networkId);
    const ending = refusable && {
      url: this.unsubscribeAddressOf(networkId, id),
      label: messages[refusable.language]['unsubscribe.button'](FORMATTERS, {}),
    };
    const content = { text: letterText(text, look, ending), html: letterHtml(text, look, ending) };
    try {
      const transport = await (this.transport ??= this.open());
      await transport.sendMail({
        from: this.from,
        to: recipient,
        subject: subject ?? '',
        ...content,
        messageId,
        // RFC 8058: the mail program ends such letters by a POST, without opening the page.
        ...(ending && {
          headers: { 'List-Unsubscribe': `<${ending.url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
        }),
      });
      return { outcome: 'SENT', providerId: messageId };
    } catch (error) {
      const { responseCode, code, response = '', command } = error as SmtpError;
      // A wrong password of ours says nothing about the letter.
      const refused = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
      const failure = `smtp ${String(responseCode ?? code ?? 'failed')}`;
      return refused
        ? { outcome: 'REFUSED', failure, stops: stopBySmtp(responseCode, response, command) }
        : { outcome: 'RETRY', failure };
    }
  }

  async close(): Promise<void> {
    (await this.transport)?.close();
  }

  /** Loads the library with the first letter, so that a start takes less time. */
  private async open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    const { href, hostname, protocol, searchParams } = this.server;
    const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
    return createTransport({
      url: href,
      pool: true,
      maxConnections: CONNECTIONS,
      ...(!searchParams.has('requireTLS') && { requireTLS: protocol === 'smtp:' && !isHere }),
      connectionTimeout: ATTEMPT_TIMEOUT_MS / 2,
      greetingTimeout: ATTEMPT_TIMEOUT_MS / 2,
      socketTimeout: ATTEMPT_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}
