import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../connections/connection';

const DEFAULT_URL = 'https://api-ru.iiko.services';
/** iiko waits so long for a terminal, and we a little longer for iiko. */
const SERVER_SECONDS = 10;
const TIMEOUT_MS = 12_000;
/** A token lives an hour. */
const TOKEN_MS = 50 * 60_000;
const MOST_TOKENS = 1_000;

const tokenSchema = z.looseObject({ token: z.string().min(1).max(10_000) });
const organizationsSchema = z.looseObject({
  organizations: z.array(z.looseObject({ id: z.string().max(100), name: z.string().nullish() })).max(1_000),
});
const terminalGroupsSchema = z.looseObject({
  terminalGroups: z
    .array(
      z.looseObject({
        organizationId: z.string().max(100),
        items: z.array(z.looseObject({ id: z.string().max(100), name: z.string().nullish() })).max(1_000),
      }),
    )
    .max(1_000),
});
const webhookSchema = z.looseObject({ webHooksUri: z.string().nullish(), authToken: z.string().nullish() });
const failureSchema = z.looseObject({ correlationId: z.string().nullish() });

/** iiko did not do what it was asked for. */
export class IikoFailure extends Error {
  constructor(
    /** `no_login`: the connection has no API login; `unauthorized`: iiko does not know it; `refused`, `unreachable`. */
    readonly code: 'no_login' | 'unauthorized' | 'refused' | 'unreachable' | 'not_readable',
    /** By which iiko's support finds the call; null: it named none. */
    readonly correlationId: string | null = null,
  ) {
    super(code);
  }
}

/** Calls of iikoCloud. A token is shared by all calls of an API login, and made anew once when iiko refuses it. */
@Injectable()
export class IikoClient {
  private readonly tokens = new Map<string, { readonly madeAt: number; readonly token: Promise<string> }>();

  /** @throws IikoFailure */
  async checkLogin(connection: Connection<'IIKO'>): Promise<void> {
    this.tokens.delete(connection.id);
    await this.tokenOf(connection);
  }

  /** @throws IikoFailure */
  async listOrganizations(connection: Connection<'IIKO'>) {
    return (await this.call(connection, 'organizations', {}, organizationsSchema)).organizations;
  }

  /** @throws IikoFailure */
  async listTerminalGroups(connection: Connection<'IIKO'>, organizationIds: readonly string[]) {
    return (await this.call(connection, 'terminal_groups', { organizationIds }, terminalGroupsSchema)).terminalGroups;
  }

  /** The settings of webhooks of an organisation under this API login. @throws IikoFailure */
  getWebhook(connection: Connection<'IIKO'>, organizationId: string) {
    return this.call(connection, 'webhooks/settings', { organizationId }, webhookSchema);
  }

  private async call<T>(connection: Connection<'IIKO'>, path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    try {
      return await this.send(connection, path, body, schema, await this.tokenOf(connection));
    } catch (error) {
      if (!(error instanceof IikoFailure) || error.code !== 'unauthorized') throw error;
      this.tokens.delete(connection.id);
      return this.send(connection, path, body, schema, await this.tokenOf(connection));
    }
  }

  private tokenOf(connection: Connection<'IIKO'>): Promise<string> {
    const kept = this.tokens.get(connection.id);
    if (kept !== undefined && performance.now() - kept.madeAt < TOKEN_MS) return kept.token;
    const token = this.makeToken(connection);
    if (this.tokens.size >= MOST_TOKENS) this.tokens.clear();
    this.tokens.set(connection.id, { madeAt: performance.now(), token });
    token.catch(() => this.tokens.delete(connection.id));
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
      answer = parseJson(await response.text());
    } catch {
      throw new IikoFailure('unreachable');
    }
    const correlationId = failureSchema.safeParse(answer).data?.correlationId ?? null;
    if (status === 401) throw new IikoFailure('unauthorized', correlationId);
    if (status !== 200) throw new IikoFailure('refused', correlationId);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new IikoFailure('not_readable', correlationId);
    return parsed.data;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
