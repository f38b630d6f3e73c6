import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../../connections/connection';
import { parsedJson } from '../../../platform/http/parsed-json';
import { bytesOf } from '../../../platform/http/outgoing/bounded-body';

const DEFAULT_URL = 'https://api-ru.iiko.services';
/** iiko waits this long for a terminal; we wait a little longer for iiko. */
const SERVER_SECONDS = 10;
const TIMEOUT_MS = 12_000;
/** A token is valid for an hour, so it is replaced before that. */
const TOKEN_MS = 50 * 60_000;
const MOST_TOKENS = 1_000;
/** More than a page of orders or the menu of a large restaurant has. */
const MAX_ANSWER_BYTES = 64 * 1_048_576;
const TOO_MANY_REQUESTS = 429;

const tokenSchema = z.looseObject({ token: z.string().min(1).max(10_000) });
const failureSchema = z.looseObject({ correlationId: z.string().nullish() });

/** A call of iiko failed. */
export class IikoFailure extends Error {
  constructor(
    /**
     * `no_login`: the connection has no API login; `unauthorized`: iiko does not know the login; `refused`: iiko refused and did nothing; `busy`:
     * iiko failed or has too many calls; `unreachable`: no answer, so iiko may or may not have acted.
     */
    readonly code: 'no_login' | 'unauthorized' | 'refused' | 'busy' | 'unreachable' | 'not_readable',
    /** The id by which iiko's support finds the call; null: iiko gave none. */
    readonly correlationId: string | null = null,
  ) {
    super(code);
  }
}

/** Calls iikoCloud. All calls of an API login share a token, which is replaced once when iiko refuses it. */
@Injectable()
export class IikoClient {
  private readonly tokens = new Map<string, { readonly madeAt: number; readonly token: Promise<string> }>();

  /** @throws IikoFailure */
  async checkLogin(connection: Connection<'IIKO'>): Promise<void> {
    this.tokens.delete(loginOf(connection));
    await this.tokenOf(connection);
  }

  /** @param path below `/api/1/` @throws IikoFailure */
  async call<T>(connection: Connection<'IIKO'>, path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    const made = this.tokenOf(connection);
    const token = await made;
    try {
      return await this.send(connection, path, body, schema, token);
    } catch (error) {
      if (!(error instanceof IikoFailure) || error.code !== 'unauthorized') throw error;
      // Another call may have replaced the token meanwhile.
      if (this.tokens.get(loginOf(connection))?.token === made) this.tokens.delete(loginOf(connection));
      return this.send(connection, path, body, schema, await this.tokenOf(connection));
    }
  }

  private tokenOf(connection: Connection<'IIKO'>): Promise<string> {
    const login = loginOf(connection);
    const kept = this.tokens.get(login);
    if (kept !== undefined && performance.now() - kept.madeAt < TOKEN_MS) return kept.token;
    const token = this.makeToken(connection);
    if (this.tokens.size >= MOST_TOKENS) this.tokens.clear();
    this.tokens.set(login, { madeAt: performance.now(), token });
    token.catch(() => this.tokens.delete(login));
    return token;
  }

  private async makeToken(connection: Connection<'IIKO'>): Promise<string> {
    const { apiLogin } = connection.credentials;
    if (apiLogin === undefined) throw new IikoFailure('no_login');
    return (await this.send(connection, 'access_token', { apiLogin }, tokenSchema)).token;
  }

  private async send<T>(
    { baseUrl }: Connection<'IIKO'>,
    path: string,
    body: object,
    schema: z.ZodType<T>,
    token?: string,
  ): Promise<T> {
    let status: number;
    let answer: unknown;
    try {
      const response = await fetch(new URL(`/api/1/${path}`, baseUrl ?? DEFAULT_URL), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Timeout: String(SERVER_SECONDS),
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      const whole = await bytesOf(response.body, MAX_ANSWER_BYTES);
      if (whole === undefined) throw new Error('the answer is too long');
      answer = parsedJson(whole);
    } catch {
      throw new IikoFailure('unreachable');
    }
    const correlationId = failureSchema.safeParse(answer).data?.correlationId ?? null;
    if (status === 401) throw new IikoFailure('unauthorized', correlationId);
    if (status >= 500 || status === TOO_MANY_REQUESTS) throw new IikoFailure('busy', correlationId);
    if (status !== 200) throw new IikoFailure('refused', correlationId);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new IikoFailure('not_readable', correlationId);
    return parsed.data;
  }
}

/** A token belongs to one server and login, so a change of either needs a new token. */
function loginOf({ id, baseUrl, credentials }: Connection<'IIKO'>): string {
  return [id, baseUrl ?? '', credentials.apiLogin ?? ''].join(' ');
}
