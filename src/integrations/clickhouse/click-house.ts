import { Inject, Injectable } from '@nestjs/common';
import { bytesOf } from '../../platform/http/outgoing/bounded-body';

export const CLICKHOUSE_OPTIONS = Symbol('CLICKHOUSE_OPTIONS');

export interface ClickHouseOptions {
  /** Undefined: there is no warehouse. */
  readonly url: string | undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  /** A call that takes longer has failed. */
  readonly callMs: number;
}

/** The largest answer that is read; a longer one is a failure. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** As much of a refusal goes into the error. */
const REFUSAL_CHARACTERS = 300;
/** The statement is done before the answer begins, so that a status of 200 is never followed by a failure. */
const ALWAYS = { wait_end_of_query: '1' } as const;
/** Rows are in their table when the answer comes, and times are written as RFC 3339. */
const OF_INSERTS = { async_insert: '0', date_time_input_format: 'best_effort' } as const;

/** ClickHouse did not do what it was asked: it refused, was late, or could not be reached. */
export class ClickHouseFailure extends Error {
  override readonly name = 'ClickHouseFailure';
}

/** ClickHouse by its HTTP interface, as the settings name it. Nothing is tried again here: the caller repeats its piece. */
@Injectable()
export class ClickHouse {
  constructor(@Inject(CLICKHOUSE_OPTIONS) private readonly options: ClickHouseOptions) {}

  get isConfigured(): boolean {
    return this.options.url !== undefined;
  }

  get database(): string {
    return this.options.database;
  }

  /** Resolves when ClickHouse takes statements of this user. */
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
   * Writes rows, one JSON object a line. ClickHouse takes no second block with the same token, where its table remembers
   * them; elsewhere doubles fold by their version.
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
