import pg, { type Connection, type Submittable } from 'pg';
import { settings } from '../settings/settings';
import { type ColumnDescription, type ReadRow, rowReaderOf } from './row-reader';
import { memberOf } from './sql';

/** One statement of a pipeline. Without a name PostgreSQL plans it each time, as a transaction pooler requires. */
export interface PipelineStatement {
  readonly name?: string;
  readonly text: string;
  /** Values in the form that `preparedValues` returns. */
  readonly values: readonly unknown[];
  /** Whether the statement is a template (`sql.ts`), whose columns get the names of members. */
  readonly isTemplate?: boolean;
}

/** The messages of the extended query protocol, by which pg's own queries are sent too (`pg/lib/connection.js`). */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
}

/** How to read the rows of a statement; null: it returns no rows; undefined: not known before its first answer. */
type RowShape = ReadRow | null | undefined;

/** The statements that each connection has planned, by name. A planned statement keeps its shape, so the shape is requested once. */
const PLANNED = new WeakMap<object, Map<string, RowShape>>();

const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils;

/** A statement with its values; without its name behind a transaction pooler, where a connection may not have planned it. */
export function preparedStatement(
  { name, text }: { readonly name: string; readonly text: string },
  values: readonly unknown[],
): PipelineStatement {
  const prepared = preparedValues(values);
  return settings.preparedStatements ? { name, text, values: prepared } : { text, values: prepared };
}

/** Runs statements on a connection of the pool; returns the rows of each. A connection that failed leaves the pool. */
export async function runPipeline(
  pool: pg.Pool,
  statements: readonly PipelineStatement[],
): Promise<readonly object[][]> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    return await client.query(new StatementPipeline(statements)).rows;
  } catch (error) {
    isBroken = !isOfStatement(error);
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** Whether only the statement failed, and its connection is still usable. */
export function isOfStatement(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // A socket's EPIPE has the form of an SQLSTATE.
  return /^[0-9A-Z]{5}$/.test(code) && !/^(?:08|57P0|EPIPE)/.test(code);
}

/** Converts values to the forms that are sent: text, bytes or null. @throws TypeError for a value without such a form */
export function preparedValues(values: readonly unknown[]): unknown[] {
  return values.map((value) => prepareValue(value));
}

/**
 * Statements that go to the server together and are one transaction without `BEGIN`: the server commits at the `Sync` after the last (PostgreSQL,
 * "Pipelining"). A local setting holds for the statements after it. If one fails, all are rolled back. Run it by `client.query`, like `pg-cursor`.
 */
export class StatementPipeline implements Submittable {
  /** The rows of each statement, in order. */
  readonly rows: Promise<readonly object[][]>;
  private readonly results: object[][] = [];
  private planned!: Map<string, RowShape>;
  /** The shape of the statement whose answer is arriving. */
  private shape: RowShape;
  private ofStatement: object[] = [];
  /** The error of a value that could not be read; thrown once the whole answer was read. */
  private unread: Error | undefined;
  private newlyPlanned: string[] = [];
  private settle!: (rows: readonly object[][]) => void;
  private fail!: (error: Error) => void;

  constructor(private readonly statements: readonly PipelineStatement[]) {
    this.rows = new Promise((settle, fail) => {
      this.settle = settle;
      this.fail = fail;
    });
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    this.planned = PLANNED.get(connection) ?? new Map<string, RowShape>();
    PLANNED.set(connection, this.planned);
    wire.stream.cork();
    try {
      for (const statement of this.statements) this.send(wire, statement);
    } finally {
      wire.sync();
      wire.stream.uncork();
    }
    this.shape = this.knownShape();
  }

  handleRowDescription({ fields }: { readonly fields: readonly ColumnDescription[] }): void {
    const isTemplate = this.statements[this.results.length]?.isTemplate === true;
    this.shape = rowReaderOf(
      isTemplate ? fields.map(({ name, dataTypeID }) => ({ name: memberOf(name), dataTypeID })) : fields,
    );
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      if (this.shape) this.ofStatement.push(this.shape(fields));
    } catch (error) {
      this.unread ??= error as Error;
    }
  }

  handleCommandComplete(): void {
    const name = this.statements[this.results.length]?.name;
    if (name !== undefined) this.planned.set(name, this.shape ?? null);
    this.results.push(this.ofStatement);
    this.ofStatement = [];
    this.shape = this.knownShape();
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleReadyForQuery(): void {
    if (this.unread === undefined) this.settle(this.results);
    else this.fail(this.unread);
  }

  handleError(error: Error, connection: Connection): void {
    // It is unknown which of them the server planned before the failure, so the next use closes and plans them again.
    for (const name of this.newlyPlanned) PLANNED.get(connection)?.delete(name);
    this.fail(error);
  }

  private knownShape(): RowShape {
    const name = this.statements[this.results.length]?.name;
    return name === undefined ? undefined : this.planned.get(name);
  }

  private send(wire: Wire, { name = '', text, values }: PipelineStatement): void {
    if (!this.planned.has(name)) {
      if (name !== '') {
        wire.close({ type: 'S', name });
        this.planned.set(name, undefined);
        this.newlyPlanned.push(name);
      }
      wire.parse({ name, text });
    }
    wire.bind({ statement: name, values });
    if (this.planned.get(name) === undefined) wire.describe({ type: 'P', name: '' });
    wire.execute({ portal: '', rows: 0 });
  }
}
