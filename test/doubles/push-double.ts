import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that the service took, as the device shows it. */
interface PushedMessage {
  readonly title: string;
  readonly text: string;
  readonly url: string;
}

/** A browser that has subscribed. */
export interface PushBrowser {
  /** The body of `PUT /api/auth/me/push-subscriptions`. */
  readonly subscription: { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
  /** Messages that came, decrypted. */
  readonly messages: PushedMessage[];
}

type ScriptedAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'HANG_UP';

/**
 * A push service on this machine with the browsers that subscribed at it. It takes a message as the services do: with the
 * token of a key (RFC 8292) and encrypted for the browser (RFC 8291), else it answers 403 or 400.
 */
export class PushDouble {
  /** Calls of a browser's address, also those that were refused. */
  readonly calls: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  private readonly browsers = new Map<
    string,
    { readonly keys: ECDH; readonly auth: Buffer; readonly of: PushBrowser }
  >();
  private readonly script: ScriptedAnswer[] = [];

  private constructor(
    private readonly server: Server,
    /** The public key that signs the token of messages, read for each message. */
    private readonly publicKey: () => string,
  ) {}

  static async start(publicKey: () => string): Promise<PushDouble> {
    const server = createServer();
    const double = new PushDouble(server, publicKey);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { url: path = '', headers } = request;
        double.calls.push({ path, headers });
        const answer = double.script.shift() ?? { status: double.take(path, headers, Buffer.concat(parts)) };
        if (answer === 'HANG_UP') response.socket?.destroy();
        else response.writeHead(answer.status, { ...('headers' in answer && answer.headers) }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get origin(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  subscribe(): PushBrowser {
    const keys = createECDH('prime256v1');
    const auth = randomBytes(16);
    const path = `/wpush/${randomBytes(24).toString('base64url')}`;
    const p256dh = keys.generateKeys('base64url');
    const subscription = { endpoint: this.origin + path, p256dh, auth: auth.toString('base64url') };
    const browser: PushBrowser = { subscription, messages: [] };
    this.browsers.set(path, { keys, auth, of: browser });
    return browser;
  }

  /** The person has blocked notifications: the service answers 410 from now on. */
  unsubscribe({ subscription }: PushBrowser): void {
    this.browsers.delete(new URL(subscription.endpoint).pathname);
  }

  /** Scripts the answers to the next calls in turn; later calls get the service's answers. */
  answerNext(...answers: ScriptedAnswer[]): void {
    this.script.push(...answers);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(path: string, headers: IncomingHttpHeaders, body: Buffer): number {
    const browser = this.browsers.get(path);
    if (browser === undefined) return 410;
    if (!this.isSigned(headers.authorization ?? '')) return 403;
    if (headers['content-encoding'] !== 'aes128gcm' || !/^\d+$/.test(String(headers['ttl']))) return 400;
    browser.of.messages.push(JSON.parse(decrypt(body, browser.keys, browser.auth)) as PushedMessage);
    return 201;
  }

  private isSigned(authorization: string): boolean {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
    const [header = '', claims = '', signature = ''] = token.split('.');
    if (key !== this.publicKey()) return false;
    const point = Buffer.from(key, 'base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const signer = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
    if (!verify('sha256', Buffer.from(`${header}.${claims}`), signer, Buffer.from(signature, 'base64url')))
      return false;
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const seconds = Number(exp) - Date.now() / 1000;
    return aud === this.origin && seconds > 0 && seconds <= 86_400 && /^(?:https|mailto):/.test(String(sub));
  }
}

/** A body of one record by RFC 8188 and RFC 8291, as a browser reads it. */
function decrypt(body: Buffer, keys: ECDH, auth: Buffer): string {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(sender), auth, info, 32));
  const part = (name: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), bytes));
  const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
  decipher.setAuthTag(record.subarray(-16));
  const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  // The last record ends with the byte 2 and zeros.
  return text.subarray(0, text.lastIndexOf(2)).toString('utf8');
}
