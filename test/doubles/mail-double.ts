import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedLetter {
  readonly to: string;
  /** Headers and text as they came. */
  readonly source: string;
}

/** A mail server on this machine that keeps what it is given. */
export class MailDouble {
  readonly letters: ReceivedLetter[] = [];
  private readonly refusals = new Map<string, number>();

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<MailDouble> {
    const server: SMTPServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => {
        const code = double.refusals.get(address);
        double.refusals.delete(address);
        done(code === undefined ? null : Object.assign(new Error('refused'), { responseCode: code }));
      },
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const source = Buffer.concat(parts).toString('utf8');
          for (const { address } of session.envelope.rcptTo) double.letters.push({ to: address, source });
          done();
        });
      },
    });
    const double = new MailDouble(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `smtp://127.0.0.1:${String((this.server.server.address() as AddressInfo).port)}`;
  }

  /** The next letter to this address is refused with this code. */
  refuseNext(address: string, code: number): void {
    this.refusals.set(address, code);
  }

  lettersTo(address: string): readonly ReceivedLetter[] {
    return this.letters.filter(({ to }) => to === address);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
