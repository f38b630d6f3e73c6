import { Inject, Injectable } from '@nestjs/common';
import { bytesOf } from '../../platform/http/outgoing/bounded-body';

export const CLICKHOUSE_OPTIONS = Symbol('CLICKHOUSE_OPTIONS');

export interface ClickHouseOptions {
  /** Undefined: the installation has no warehouse. */
  readonly url: string | undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  /** A call that takes longer counts as failed. */
  readonly callMs: number;
}

/** The largest answer that is read; a longer one counts as a failure. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** How much of a refusal's text goes into the error. */
const REFUSAL_CHARACTERS = 300;
/** Makes ClickHouse finish the statement before it answers, so that no failure can follow a status of 200. */
const ALWAYS = { wait_end_of_query: '1' } as const;
/** Makes rows visible before the answer, and accepts times in RFC 3339. */
const OF_INSERTS = { async_insert: '0', date_time_input_format: 'best_effort' } as const;

/** ClickHouse refused a statement, was late, or could not be reached. */
export class ClickHouseFailure extends Error {
  override readonly name = 'ClickHouseFailure';
}

/** Calls ClickHouse by its HTTP interface, at the address in the settings. Never retries: the caller repeats the whole piece. */
@Injectable()
export class ClickHouse {
  constructor(@Inject(CLICKHOUSE_OPTIONS) private readonly options: ClickHouseOptions) {}

  get isConfigured(): boolean {
    return this.options.url !== undefined;
  }

  get database(): string {
    return this.options.database;
  }

  /** Resolves when ClickHouse accepts this user's statements. */
  async ping(): Promise<void> {
    await this.call('SELECT 1', {});
  }

  async run(statement: string): Promise<void> {
    await this.call(statement, {});
  }

  async rows<Row>(statement: string): Promise<Row[]> {
    const text = await this.call(`${statement} FORMAT JSONEachRow`, {});
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  }

  /**
   * Writes rows, one JSON object a line. A table that remembers tokens ignores a second block with the same token; in other tables duplicate rows
   * fold by their version.
   */
  async insert(table: string, lines: readonly string[], token: string): Promise<void> {
    await this.call(
      lines.join('\n'),
      { ...OF_INSERTS, insert_deduplication_token: token },
      `INSERT INTO ${table} FORMAT JSONEachRow`,
    );
  }

  private async call(body: string, settings: Readonly<Record<string, string>>, query?: string): Promise<string> {
    const { url, user, password, callMs } = this.options;
    if (url === undefined) throw new Error('ClickHouse is used without CLICKHOUSE_URL');
    const address = new URL(url);
    for (const [name, value] of Object.entries({ ...ALWAYS, ...settings, ...(query !== undefined && { query }) }))
      address.searchParams.set(name, value);
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'x-clickhouse-user': user,
          ...(password !== undefined && { 'x-clickhouse-key': password }),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(callMs),
      });
      const whole = await bytesOf(response.body, MAX_ANSWER_BYTES);
      if (whole === undefined) throw new ClickHouseFailure('ClickHouse answered with more than 4 MiB');
      const text = whole.toString('utf8');
      const code = response.headers.get('x-clickhouse-exception-code');
      if (response.ok && code === null) return text;
      const reason = code === null ? '' : `, code ${code}`;
      throw new ClickHouseFailure(
        `ClickHouse answered ${String(response.status)}${reason}: ${text.slice(0, REFUSAL_CHARACTERS)}`,
      );
    } catch (error) {
      if (error instanceof ClickHouseFailure) throw error;
      throw new ClickHouseFailure(`ClickHouse gave no answer: ${wordOf(error)}`, { cause: error });
    }
  }
}

function wordOf(error: unknown): string {
  const { name, message, cause } = error as { name?: string; message?: string; cause?: { code?: unknown } };
  const code = cause?.code;
  return typeof code === 'string' ? code : `${name ?? ''} ${message ?? ''}`.trim();
}
