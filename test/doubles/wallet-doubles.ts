import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createSecureServer, createServer as createHttp2, type Http2Server, type Http2ServerRequest } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';

/** Files of a certificate authority in the place of Apple's, and of a certificate for passes, made by OpenSSL. */
export class PassCertificates {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'wallet-'));

  constructor(subject = '/UID=pass.com.example.loyalty/CN=Pass/OU=TEAM123456/O=Example', days = 20) {
    this.openssl('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj', '/CN=Test WWDR');
    this.openssl('req -newkey rsa:2048 -nodes -keyout pass.key -out pass.csr -subj', subject);
    this.openssl(`x509 -req -in pass.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out pass.pem -days ${String(days)}`);
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  pathOf(name: string): string {
    return path.join(this.folder, name);
  }

  /** Runs OpenSSL in the folder; throws where it fails. */
  openssl(words: string, ...more: readonly string[]): string {
    return execFileSync('openssl', [...words.split(' '), ...more], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The body of `PUT /api/wallets/apple`, with `more` members. */
  body(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return { certificate: this.read('pass.pem'), issuer: this.read('ca.pem'), key: this.read('pass.key'), ...more };
  }
}

interface Pushed {
  readonly token: string;
  readonly topic: string;
  readonly body: string;
  /** Name of the client's certificate; undefined without TLS. */
  readonly client: string | undefined;
}

/** Apple's push service on this machine. Tokens of `gone` are answered 410. */
export class ApplePushDouble {
  readonly pushes: Pushed[] = [];
  readonly gone = new Set<string>();
  /** Status and reason of the next answers. */
  readonly script: { readonly status: number; readonly reason: string }[] = [];

  private constructor(
    private readonly server: Http2Server,
    private readonly scheme: string,
  ) {}

  /** @param tls where it speaks TLS and asks for the client's certificate, as Apple does */
  static async start(tls?: {
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
  }): Promise<ApplePushDouble> {
    const server = tls === undefined ? createHttp2() : createSecureServer({ ...tls, requestCert: true });
    const double = new ApplePushDouble(server, tls === undefined ? 'http' : 'https');
    server.on('request', (request: Http2ServerRequest, response: import('node:http2').Http2ServerResponse) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        const token = request.url.split('/').at(-1) ?? '';
        const socket = request.stream.session?.socket as TLSSocket | undefined;
        const client = tls === undefined ? undefined : socket?.getPeerCertificate().subject.CN;
        double.pushes.push({ token, topic: String(request.headers['apns-topic']), body, client: client?.toString() });
        const answer = double.script.shift() ?? double.answerTo(token);
        response.writeHead(answer.status);
        response.end(answer.status === 200 ? '' : JSON.stringify({ reason: answer.reason }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answerTo(token: string): { readonly status: number; readonly reason: string } {
    if (/^0+$/.test(token)) return { status: 400, reason: 'BadDeviceToken' };
    return this.gone.has(token) ? { status: 410, reason: 'Unregistered' } : { status: 200, reason: '' };
  }
}

interface Kept {
  readonly id: string;
  readonly [name: string]: unknown;
}

/** The sign-in and the REST API of Google Wallet on this machine. */
export class GoogleWalletDouble {
  /** Classes and objects by kind and id: `loyaltyObject/3388.…`. */
  readonly kept = new Map<string, Kept>();
  readonly calls: string[] = [];
  /** Assertions by which clients signed in. */
  readonly assertions: string[] = [];
  /** Statuses of the next calls of the API. */
  readonly script: number[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<GoogleWalletDouble> {
    const server = createServer();
    const double = new GoogleWalletDouble(server);
    server.on('request', (request: IncomingMessage, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        const { status, answer } = double.take(request, body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.closeAllConnections();
      this.server.close(() => resolve());
    });
  }

  private take({ method = '', url = '', headers }: IncomingMessage, body: string): { status: number; answer: object } {
    if (url === '/token') {
      this.assertions.push(new URLSearchParams(body).get('assertion') ?? '');
      return { status: 200, answer: { access_token: 'token-of-google', expires_in: 3_600 } };
    }
    this.calls.push(`${method} ${url}`);
    if (headers.authorization !== 'Bearer token-of-google') return { status: 401, answer: {} };
    const scripted = this.script.shift();
    if (scripted !== undefined) return { status: scripted, answer: {} };
    const given = JSON.parse(body) as Kept;
    const [kind = '', id = given.id] = url.slice(1).split('/');
    const key = `${kind}/${id}`;
    const known = this.kept.get(key);
    if (method === 'POST' && known !== undefined) return { status: 409, answer: {} };
    if (method === 'PATCH' && known === undefined) return { status: 404, answer: {} };
    this.kept.set(key, { ...known, ...given });
    return { status: 200, answer: {} };
  }
}
