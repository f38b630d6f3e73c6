import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type ApiReply, type ApiRequest, replyOf, requestOf } from '../../platform/http/api-request';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { IDLE_SECONDS, type SessionTokens } from '../sessions/sessions';

/** How long a browser keeps the cookie: until it is closed, or for the life of the session. */
export const COOKIE_LIVES = ['SESSION', 'PERSISTENT'] as const;
export type CookieLife = (typeof COOKIE_LIVES)[number];

/** The only path to which browsers send the cookie. */
const PATH = '/api/auth/refresh';

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

  private read(sessionId: string): { readonly token: string; readonly life: CookieLife } {
    this.refuseForeignPage();
    const start = `${nameOf(sessionId)}=`;
    const cookies = this.request.headers.cookie?.split(';').map((cookie) => cookie.trim()) ?? [];
    const value = cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length) ?? '';
    const life = COOKIE_LIVES.find((one) => value.startsWith(one.charAt(0)));
    if (life === undefined) throw new ProblemError('unauthenticated');
    return { token: value.slice(1), life };
  }

  private set(sessionId: string, value: string, maxAgeSeconds: number | null): void {
    const isOverTls = this.request.protocol === 'https' || settings.publicUrl?.startsWith('https:') === true;
    const parts = [
      `${nameOf(sessionId)}=${value}`,
      `Path=${PATH}`,
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
