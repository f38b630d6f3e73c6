import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of the platform, as it came. */
interface OperatorCall {
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Stands for a fiscal operator on this machine: it knows receipts by `fn-i-fp` with their retail places. */
export class FiscalOperatorDouble {
  readonly token = 'double-token';
  readonly calls: OperatorCall[] = [];
  readonly receipts = new Map<string, string | null>();
  /** The outcome of every call in place of an answer: a status with a text, or nothing. */
  mishap: { readonly status: number; readonly text: string } | 'HUNG' | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FiscalOperatorDouble> {
    const server = createServer();
    const double = new FiscalOperatorDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as OperatorCall['body'];
        const { authorization } = request.headers;
        double.calls.push({ authorization, body });
        if (double.mishap === 'HUNG') return;
        const { status, text } = double.mishap ?? double.answer(authorization, body);
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/receipts/check`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(authorization: string | undefined, { fn, i, fp }: OperatorCall['body']) {
    if (authorization !== `Bearer ${this.token}`) return { status: 401, text: '{}' };
    const name = [fn, i, fp].map(String).join('-');
    const found = this.receipts.has(name);
    return { status: 200, text: JSON.stringify({ found, retailPlace: this.receipts.get(name) ?? null }) };
  }
}
