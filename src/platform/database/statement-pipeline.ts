import pg, { type Connection, type Submittable } from 'pg';

/** One statement of a pipeline. Without a name PostgreSQL plans it each time, as a transaction pooler requires. */
export interface PipelineStatement {
  readonly name?: string;
  readonly text: string;
  /** As `preparedValues` gives them. */
  readonly values: readonly unknown[];
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

/** Builds the rows of pg's own queries too (`pg/lib/result.js`). */
interface RowBuilder {
  addFields(fields: unknown): void;
  parseRow(fields: unknown): object;
}

/** How to read the rows of a statement; null: it has none. Not known before its first answer. */
type Shape = RowBuilder | null | undefined;

/** The statements that a connection has planned, by name. A planned statement keeps its shape, so it is asked for once. */
const PLANNED = new WeakMap<object, Map<string, Shape>>();

const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils;

/** Values as they are sent: text, bytes or null. @throws TypeError for what has no form */
export function preparedValues(values: readonly unknown[]): unknown[] {
  return values.map((value) => prepareValue(value));
}

/**
 * Statements that go to the server at once and are one transaction without `BEGIN`: the server commits at the `Sync`
 * after the last (PostgreSQL, "Pipelining"). A local setting of one holds for those after it. If one fails, all are rolled
 * back. A query that `pg` is given by `client.query`, as `pg-cursor` is.
 */
export class StatementPipeline implements Submittable {
  /** The rows of each statement, in order. */
  readonly rows: Promise<readonly object[][]>;
  private readonly results: object[][] = [];
  private planned = new Map<string, Shape>();
  /** The shape of the statement that the server answers now. */
  private shape: Shape;
  private ofStatement: object[] = [];
  /** A value that could not be read; the answer is read to its end first. */
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
    this.planned = PLANNED.get(connection) ?? new Map<string, Shape>();
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

  handleRowDescription({ fields }: { readonly fields: unknown }): void {
    const shape = new pg.Result('', pg.types) as unknown as RowBuilder;
    shape.addFields(fields);
    this.shape = shape;
  }

  handleDataRow({ fields }: { readonly fields: unknown }): void {
    try {
      if (this.shape) this.ofStatement.push(this.shape.parseRow(fields));
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
    // Which of them were planned before the failure is not known: the next use closes and plans them anew.
    for (const name of this.newlyPlanned) PLANNED.get(connection)?.delete(name);
    this.fail(error);
  }

  private knownShape(): Shape {
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
