import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type ApiReply, type ApiRequest, replyOf, requestOf } from '../../platform/http/api-request';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { SIGN_IN_SECONDS } from '../providers/provider-sign-ins';
import { IDLE_SECONDS, type SessionTokens } from '../sessions/sessions';

/** How long a browser keeps the cookie: until it is closed, or for the life of the session. */
export const COOKIE_LIVES = ['SESSION', 'PERSISTENT'] as const;
export type CookieLife = (typeof COOKIE_LIVES)[number];

/** The only path to which browsers send the cookie. */
const PATH = '/api/auth/refresh';

/** The cookie of a sign-in that is under way at the provider, and the only path to which browsers send it. */
const PROVIDER_COOKIE = 'loyalty-provider-sign-in';
const PROVIDER_PATH = '/api/auth/provider';

/** The cookie of a device at which somebody signed in, and the only path to which browsers send it. */
const DEVICE_COOKIE = 'loyalty-device';
const DEVICE_PATH = '/api/auth/login';
const DEVICE_SECONDS = 180 * 24 * 60 * 60;

/**
 * Refresh tokens as cookies, for our own pages: scripts cannot read them, so a script that gets into a page cannot steal a
 * session. Each session has a cookie of its own, so that two tabs may belong to two users. The value is the letter of
 * the cookie's life and the token.
 *
 * A browser sends the cookies from our own pages alone (`SameSite=Strict`), and each method refuses a page of another
 * origin of the same site.
 */
export class RefreshCookies {
  constructor(
    private readonly request: ApiRequest,
    private readonly reply: ApiReply,
  ) {}

  /**
   * Browsers name the origin of a page in `Sec-Fetch-Site`, or without TLS in `Origin` alone, which they add to each
   * request that changes something.
   *
   * @throws ProblemError `forbidden` for a page of another origin, and for a caller without these headers
   */
  refuseForeignPage(): void {
    const { origin, 'sec-fetch-site': site } = this.request.headers;
    const isOwn =
      site === undefined ? origin !== undefined && hostOf(origin) === this.request.host : site === 'same-origin';
    if (!isOwn) throw new ProblemError('forbidden');
  }

  /** Puts the refresh token of an answer into a cookie. */
  keep<Answer extends SessionTokens>(answer: Answer, life: CookieLife): Answer {
    const { refreshToken, sessionId } = answer;
    // A second tab has its own access token, and the cookie of the first tab.
    if (refreshToken !== null) this.set(sessionId, `${life.charAt(0)}${refreshToken}`, maxAgeOf(life));
    return { ...answer, refreshToken: null };
  }

  /** Opens a session, and keeps its refresh token in a cookie where the page asks for one. */
  async keepFor<Answer extends SessionTokens>(
    life: CookieLife | undefined,
    open: () => Promise<Answer>,
  ): Promise<Answer> {
    if (life === undefined) return open();
    this.refuseForeignPage();
    return this.keep(await open(), life);
  }

  /** Renews a session by its cookie. A refused cookie is removed. */
  async renew(sessionId: string, refresh: (token: string) => Promise<SessionTokens>): Promise<SessionTokens> {
    const { token, life } = this.read(sessionId);
    try {
      return this.keep(await refresh(token), life);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) this.set(sessionId, '', 0);
      throw error;
    }
  }

  /** The token of a session that is to end; its cookie is removed. */
  take(sessionId: string): string {
    const { token } = this.read(sessionId);
    this.set(sessionId, '', 0);
    return token;
  }

  /** Binds a sign-in at the provider to this browser. */
  keepProviderSignIn(secret: string): void {
    this.put(PROVIDER_COOKIE, secret, PROVIDER_PATH, SIGN_IN_SECONDS);
  }

  /** The cookie of the browser that began a sign-in at the provider; empty: it did not. @throws ProblemError `forbidden` */
  providerSignIn(): string {
    this.refuseForeignPage();
    return this.find(PROVIDER_COOKIE);
  }

  /** By which the device is known to those who signed in at it; empty: none did. */
  device(): string {
    return this.find(DEVICE_COOKIE);
  }

  keepDevice(value: string): void {
    this.put(DEVICE_COOKIE, value, DEVICE_PATH, DEVICE_SECONDS);
  }

  private read(sessionId: string): { readonly token: string; readonly life: CookieLife } {
    this.refuseForeignPage();
    const value = this.find(nameOf(sessionId));
    const life = COOKIE_LIVES.find((one) => value.startsWith(one.charAt(0)));
    if (life === undefined) throw new ProblemError('unauthenticated');
    return { token: value.slice(1), life };
  }

  private find(name: string): string {
    const start = `${name}=`;
    const cookies = this.request.headers.cookie?.split(';').map((cookie) => cookie.trim()) ?? [];
    return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length) ?? '';
  }

  private set(sessionId: string, value: string, maxAgeSeconds: number | null): void {
    this.put(nameOf(sessionId), value, PATH, maxAgeSeconds);
  }

  private put(name: string, value: string, path: string, maxAgeSeconds: number | null): void {
    const isOverTls = this.request.protocol === 'https' || settings.publicUrl?.startsWith('https:') === true;
    const parts = [
      `${name}=${value}`,
      `Path=${path}`,
      'HttpOnly',
      'SameSite=Strict',
      ...(isOverTls ? ['Secure'] : []),
      ...(maxAgeSeconds === null ? [] : [`Max-Age=${String(maxAgeSeconds)}`]),
    ];
    this.reply.header('Set-Cookie', parts.join('; '));
  }
}

/** The cookies of a request as a parameter of its route. */
export const Cookies = createParamDecorator(
  (_: unknown, context: ExecutionContext) => new RefreshCookies(requestOf(context), replyOf(context)),
);

function nameOf(sessionId: string): string {
  return `loyalty-session-${sessionId}`;
}

function maxAgeOf(life: CookieLife): number | null {
  return life === 'PERSISTENT' ? IDLE_SECONDS : null;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
