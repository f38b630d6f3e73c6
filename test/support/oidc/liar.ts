import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLIENT_ID } from './company';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A provider whose ID token has the claims that a test gives in place of the right ones. */
export class Liar {
  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  private claims: Record<string, unknown> = {};
  private key = makeKey();
  private readonly published = this.key.publicKey.export({ format: 'jwk' });
  /** Fields of its description that differ from the right ones. */
  description: Record<string, unknown> = {};

  static async start(): Promise<Liar> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const liar = new Liar(server, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    server.on('request', (request, response) => {
      const answer = liar.answerTo(request.url ?? '');
      if (answer === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    return liar;
  }

  /** The claims of the next ID tokens. A time is in seconds from now. */
  say(claims: Record<string, unknown>): void {
    this.claims = claims;
  }

  /** Signs with an unpublished key. */
  takeAnotherKey(): void {
    this.key = makeKey();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answerTo(url: string): object | undefined {
    const { issuer } = this;
    if (url === '/.well-known/openid-configuration')
      return {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        ...this.description,
      };
    if (url === '/keys') return { keys: [{ ...this.published, kid: 'one', alg: 'RS256', use: 'sig' }] };
    if (url === '/token') return { access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: this.idToken() };
    return undefined;
  }

  private idToken(): string {
    const now = Math.floor(Date.now() / 1_000);
    const { exp = 300, iat = 0, ...rest } = this.claims;
    const claims = { iss: this.issuer, aud: CLIENT_ID, iat: now + Number(iat), exp: now + Number(exp), ...rest };
    const signed = `${encode({ alg: 'RS256', kid: 'one' })}.${encode(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(this.key.privateKey).toString('base64url')}`;
  }
}

function makeKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}
