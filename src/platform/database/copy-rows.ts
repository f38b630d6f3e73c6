import pg from 'pg';
import { setLocally, TIME_LIMITS } from './time-limits';
import { installTypeParsers } from './type-parsers';

/** A row of COPY in text form; null where the column is null. */
export type CopiedRow = (string | null)[];

/** One read-only transaction of one network, on a connection of its own. */
export interface NetworkReading {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Calls back with each row of a SELECT in the server's order. COPY takes no parameters: use `literal`. */
  copy(select: string, onRow: (row: CopiedRow) => void): Promise<void>;
}

/**
 * Reads a network's rows in bulk beside the pools, for a thread without the application: COPY costs a third of
 * a result with rows. Every reading is a short transaction of the application's role, which sees one network.
 */
export class NetworkReader {
  private readonly client: pg.Client;
  private connected: Promise<void> | undefined;

  constructor(
    private readonly networkId: string,
    url: string,
  ) {
    installTypeParsers();
    this.client = new pg.Client({ connectionString: url });
  }

  async read<T>(work: (reading: NetworkReading) => Promise<T>): Promise<T> {
    this.connected ??= this.client.connect().then(() => undefined);
    await this.connected;
    await this.client.query(`BEGIN READ ONLY; ${setLocally(TIME_LIMITS.check)}`);
    try {
      await this.client.query("SELECT set_config('app.network_id', $1, true)", [this.networkId]);
      const result = await work({
        query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
          (await this.client.query<Row>(text, [...values])).rows,
        copy: (select, onRow) => this.copy(select, onRow),
      });
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      // Nothing was written, and a lost connection has rolled back by itself.
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.connected !== undefined) await this.client.end();
  }

  private copy(select: string, onRow: (row: CopiedRow) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const onChunk = (chunk: Buffer): void => onRow(fieldsOf(chunk));
      this.client.query(new CopyOut(`COPY (${select}) TO STDOUT`, onChunk, resolve, reject));
    });
  }
}

/** Quotes a value for the text of a COPY, which takes no parameters. */
export function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : pg.escapeLiteral(value);
}

/** COPY … TO STDOUT as a statement that pg's client can run: the client calls these methods as the server's messages arrive. */
export class CopyOut implements pg.Submittable {
  private failure: Error | undefined;

  constructor(
    private readonly text: string,
    /** Gets a row with its line end. Its bytes are overwritten afterwards. */
    private readonly onChunk: (chunk: Buffer) => void,
    private readonly resolve: () => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.query(this.text);
  }

  /** Handles each row as it arrives and keeps none, so a slow handler slows the server down. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.failure !== undefined) return;
    try {
      this.onChunk(chunk);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleError(error: Error): void {
    this.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.failure === undefined) this.resolve();
    else this.reject(this.failure);
  }

  handleCommandComplete(): void {
    // The server's `ReadyForQuery` message marks the end.
  }
}

const NULL = '\\N';
const NEWLINE_LENGTH = 1;

/** The fields of a line of COPY's text form. */
export function fieldsOf(chunk: Buffer): CopiedRow {
  const line = chunk.toString('utf8', 0, chunk.length - NEWLINE_LENGTH);
  const fields: CopiedRow = [];
  // Few fields have an escape. We remember the position of the next one, so that fields before it are not searched.
  let escape = nextOf(line, '\\', 0);
  let begin = 0;
  while (begin <= line.length) {
    const end = nextOf(line, '\t', begin);
    const field = line.slice(begin, end);
    if (escape >= end) {
      fields.push(field);
    } else {
      fields.push(field === NULL ? null : unescape(field));
      escape = nextOf(line, '\\', end);
    }
    begin = end + 1;
  }
  return fields;
}

function nextOf(line: string, character: string, from: number): number {
  const at = line.indexOf(character, from);
  return at < 0 ? line.length : at;
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unescape(field: string): string {
  return field.replace(/\\(.)/g, (_, escaped: string) => ESCAPED[escaped] ?? escaped);
}
