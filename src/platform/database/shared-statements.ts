import { createHash } from 'node:crypto';
import type pg from 'pg';
import { settings } from '../settings/settings';
import { withSpan } from '../telemetry/tracing';
import { noteCutOff } from './cut-off-statements';
import type { PendingCall } from './pending-call';
import { joinedRows } from './row-array';
import { type StatementSource, statementOf, type WrittenStatement } from './sql';
import {
  isOfStatement,
  type PipelineStatement,
  preparedStatement,
  preparedValues,
  runPipeline,
} from './statement-pipeline';

/** Statements of one caller on rows of one network. */
interface SharedCall {
  readonly networkId: string;
  readonly statements: readonly PipelineStatement[];
  /** Calls with the same key run once; null: this call always runs. */
  readonly key: string | null;
  /** How to join this call with others into one statement; null: it can't be joined. */
  readonly joined: JoinedCall | null;
}

/** Joins calls of one statement whose parameter is an array of rows (`RowArray`): the joined statement carries the rows of all calls. */
interface JoinedCall {
  readonly rows: Buffer;
  /** How many rows of the result belong to this call. */
  readonly answers: number;
}

type Call = PendingCall<SharedCall, readonly object[][]>;

/**
 * Pipelines of reads at once, each on its own connection; calls that come meanwhile wait for the next pipeline. A third connection would make each
 * read dearer for PostgreSQL.
 */
const MAX_READS = 2;
/** Pipelines of writes at once: one, so that two of a process never lock the same rows in different orders. */
const MAX_WRITES = 1;
/** The connections of reads and writes together. */
export const MAX_PIPELINES = MAX_READS + MAX_WRITES;
/** The most statements of a pipeline: in a longer one the first caller would wait too long for the last statement. */
const MAX_STATEMENTS = 48;
/** The most statement texts that get a name, so that each connection plans them once. Further texts are planned each time. */
const MAX_NAMED_TEXTS = 500;

/** Precedes the statements of each network in a pipeline. In a pipeline of reads it also forbids writes. */
const SET_NETWORK = {
  reads: {
    name: 'set_network_to_read',
    text: "SELECT set_config('transaction_read_only', 'on', true), set_config('app.network_id', $1, true)",
  },
  writes: { name: 'set_network_to_write', text: "SELECT set_config('app.network_id', $1, true)" },
};

const SPAN = { 'db.system.name': 'postgresql' };

/**
 * Short statements of many callers and networks, which share round trips. Calls that come while all connections are busy go into the next pipeline,
 * where each network's statements follow one that sets `app.network_id`. A pipeline is one transaction. When it fails nothing of it was done, so
 * each call runs once more alone and fails only for its own reasons.
 */
export class SharedStatements {
  private waiting: Call[] = [];
  private running = 0;
  private scheduled = false;
  private readonly names = new Map<string, string>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly kind: keyof typeof SET_NETWORK,
  ) {}

  /** Runs one statement and returns its rows in the server's order. Equal calls that wait together run once. */
  async read<Row extends object>(networkId: string, given: WrittenStatement): Promise<Row[]> {
    const statement = this.statementOf(given);
    const [rows = []] = await this.call({
      networkId,
      statements: [statement],
      // The name stands for the text, which has thousands of characters.
      key: `${networkId}\n${keyOf(statement.name ?? given.text, statement.values)}`,
      joined: null,
    });
    return [...rows] as Row[];
  }

  /**
   * Like `read`, for a statement that sets `app.network_id` itself and whose one parameter is an array of rows. One statement then carries the
   * waiting calls of all networks.
   * @param answers how many rows belong to this call
   */
  async readJoined<Row extends object>(networkId: string, text: string, rows: Buffer, answers: number): Promise<Row[]> {
    const statement = this.statementOf({ text, values: [rows], isTemplate: false });
    const [found = []] = await this.call({ networkId, statements: [statement], key: null, joined: { rows, answers } });
    return [...found] as Row[];
  }

  /** Runs statements in order, all or none. After a lost connection it is unknown whether they ran. */
  async write(networkId: string, statements: readonly WrittenStatement[]): Promise<void> {
    await this.call({ networkId, statements: statements.map((one) => this.statementOf(one)), key: null, joined: null });
  }

  private call(asked: SharedCall): Promise<readonly object[][]> {
    return new Promise((settle, fail) => {
      this.waiting.push({ asked, settle, fail });
      this.schedule();
    });
  }

  /** Sends in a later turn, so that calls of the same event go together. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    process.nextTick(() => {
      this.scheduled = false;
      const max = this.kind === 'reads' ? MAX_READS : MAX_WRITES;
      while (this.running < max && this.waiting.length > 0) void this.runNext();
    });
  }

  private async runNext(): Promise<void> {
    const calls = this.waiting.splice(0, MAX_STATEMENTS);
    this.running += 1;
    await this.run(calls);
    this.running -= 1;
    this.schedule();
  }

  /** Never rejects. */
  private async run(calls: readonly Call[]): Promise<void> {
    try {
      await this.send(calls);
    } catch (error) {
      if (calls.length === 1 || !isOfStatement(error)) for (const { fail } of calls) fail(error);
      else await Promise.all(calls.map((call) => this.run([call])));
    }
  }

  private async send(calls: readonly Call[]): Promise<void> {
    const byNetwork = calls.toSorted((a, b) => (a.asked.networkId < b.asked.networkId ? -1 : 1));
    const joined = joinCalls(byNetwork);
    const sorted = byNetwork.filter(({ asked }) => asked.joined === null);
    const statements: PipelineStatement[] = [];
    const known = new Map<string, number>();
    const places: number[] = [];
    let network = '';
    // Joined statements set the network themselves, so no `SET_NETWORK` precedes them.
    statements.push(...joined.map(({ statement }) => statement));
    for (const { asked } of sorted) {
      if (asked.networkId !== network) {
        network = asked.networkId;
        statements.push(preparedStatement(SET_NETWORK[this.kind], [network]));
      }
      const at = (asked.key === null ? undefined : known.get(asked.key)) ?? statements.length;
      if (at === statements.length) statements.push(...asked.statements);
      if (asked.key !== null) known.set(asked.key, at);
      places.push(at);
    }
    const rows = await withSpan(`database ${this.kind}`, SPAN, () => this.submit(statements));
    joined.forEach(({ calls: of }, i) => {
      let from = 0;
      for (const { asked, settle } of of) {
        const answers = asked.joined?.answers ?? 0;
        settle([(rows[i] ?? []).slice(from, from + answers)]);
        from += answers;
      }
    });
    sorted.forEach(({ asked, settle }, i) => {
      const from = places[i] ?? 0;
      settle(rows.slice(from, from + asked.statements.length));
    });
  }

  private async submit(statements: readonly PipelineStatement[]): Promise<readonly object[][]> {
    try {
      return await runPipeline(this.pool, statements);
    } catch (error) {
      noteCutOff(`shared ${this.kind}`, error, false);
      throw error;
    }
  }

  private statementOf({ text, values, isTemplate }: WrittenStatement): PipelineStatement {
    return { ...this.nameOf(text), text, values: preparedValues(values), isTemplate };
  }

  private nameOf(text: string): { name?: string } {
    if (!settings.preparedStatements) return {};
    const known = this.names.get(text);
    if (known !== undefined) return { name: known };
    if (this.names.size >= MAX_NAMED_TEXTS) return {};
    const name = `shared_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`;
    this.names.set(text, name);
    return { name };
  }
}

/** Groups calls by the one statement that can carry them. */
function joinCalls(calls: readonly Call[]): { readonly statement: PipelineStatement; readonly calls: Call[] }[] {
  const byText = new Map<string, Call[]>();
  for (const call of calls) {
    const [statement] = call.asked.statements;
    if (call.asked.joined === null || statement === undefined) continue;
    const same = byText.get(statement.text);
    if (same === undefined) byText.set(statement.text, [call]);
    else same.push(call);
  }
  return [...byText.values()].flatMap((same) => {
    const [statement] = same[0]?.asked.statements ?? [];
    const rows = joinedRows(same.flatMap(({ asked }) => (asked.joined === null ? [] : [asked.joined.rows])));
    return statement === undefined ? [] : [{ statement: { ...statement, values: [rows] }, calls: same }];
  });
}

/** Collects the statements of a caller who needs none of their rows, until they are sent together. */
export class CollectedStatements {
  readonly all: WrittenStatement[] = [];

  /** Collects the statement; it runs later, so there are no rows. */
  query(...source: StatementSource): Promise<never[]> {
    this.all.push(statementOf(source));
    return Promise.resolve([]);
  }
}

/** Equal for the same statement with the same values. */
export function keyOf(text: string, values: readonly unknown[]): string {
  return [text, ...values.map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))].join(
    '\n',
  );
}
