import type { Transporter } from 'nodemailer';
import { settings } from '../../platform/settings/settings';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { stopBySmtp } from './address-stops.rules';
import { ATTEMPT_TIMEOUT_MS } from './call-provider';
import { letterOf, type LetterParts } from './letter';

const CONNECTIONS = 5;

interface SmtpError {
  readonly responseCode?: number;
  readonly code?: string;
  /** The server's answer in its own words. */
  readonly response?: string;
  /** The SMTP command that the server answered, such as `RCPT TO`. */
  readonly command?: string;
}

/** E-mail by a mail server. The message id is made from the row's id, so a repeated e-mail can be recognised. */
export class SmtpMail implements MessageProvider {
  readonly name = 'smtp';
  readonly channel = 'EMAIL';
  readonly repeatable = true;
  readonly reports = false;
  readonly perSecond = settings.mailPerSecond;
  private transport: Promise<Transporter> | undefined;
  private readonly server: URL;
  private readonly domain: string;

  /**
   * @param url `smtp://user:password@host:587` or `smtps://…`; STARTTLS is required, except on this machine and where the address sets `requireTLS`
   */
  constructor(
    url: string,
    private readonly from: string,
    private readonly parts: LetterParts,
  ) {
    this.server = new URL(url);
    this.domain = /@([^>\s]+)/.exec(from)?.[1] ?? this.server.hostname;
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const messageId = `<${message.id}@${this.domain}>`;
    const letter = await letterOf(message, this.parts);
    try {
      const transport = await (this.transport ??= this.open());
      await transport.sendMail({ from: this.from, to: message.recipient, messageId, ...letter });
      return { outcome: 'SENT', providerId: messageId };
    } catch (error) {
      const { responseCode, code, response = '', command } = error as SmtpError;
      // A wrong password in our settings says nothing about the e-mail.
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

  /** Loads the library with the first e-mail, which makes the start faster. */
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
