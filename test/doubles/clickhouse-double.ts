import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClickHouseOptions } from '../../src/integrations/clickhouse/click-house';

type Row = Readonly<Record<string, unknown>>;

interface Table {
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly rows: Row[];
}

/** How the double answers: normally, with a refusal, never, with half an answer, or not at all after it has done the work. */
export type Mood = 'well' | 'refusing' | 'silent' | 'half' | 'lost';

const PASSWORD = 'password-of-the-double';
const CREATED = /^CREATE TABLE IF NOT EXISTS (\S+) \(\n([\s\S]*?)\n\) ENGINE = ReplacingMergeTree\(version\)/;
const KEY = /^ORDER BY \((.*)\)$/m;

/** Stands for ClickHouse's HTTP interface on this machine: tables of ReplacingMergeTree, whose rows can be looked at. */
export class ClickHouseDouble {
  mood: Mood = 'well';
  readonly tables = new Map<string, Table>();
  readonly deletions: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ClickHouseDouble> {
    const server = createServer();
    const double = new ClickHouseDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => double.respond(request, Buffer.concat(parts).toString('utf8'), response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get options(): ClickHouseOptions {
    const { port } = this.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}`;
    return { url, user: 'loyalty', password: PASSWORD, database: 'loyalty', callMs: 60_000 };
  }

  /** Every row that was inserted, duplicates too. */
  rows(table: string): readonly Row[] {
    return this.tables.get(`loyalty.${table}`)?.rows ?? [];
  }

  /** The rows of a table as FINAL reads them, in the order of their keys. */
  folded(table: string): Row[] {
    const { key = [], rows = [] } = this.tables.get(`loyalty.${table}`) ?? {};
    const newest = new Map<string, Row>();
    for (const row of rows) {
      const id = key.map((name) => String(row[name])).join(' ');
      const known = newest.get(id);
      if (known === undefined || Number(known['version']) <= Number(row['version'])) newest.set(id, row);
    }
    return [...newest].sort(([one], [other]) => one.localeCompare(other)).map(([, row]) => row);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private respond({ url = '', headers }: IncomingMessage, body: string, response: ServerResponse): void {
    if (this.mood === 'silent') return;
    if (this.mood === 'refusing') return refuse(response, 500, 241, 'Memory limit exceeded');
    if (headers['x-clickhouse-user'] !== 'loyalty' || headers['x-clickhouse-key'] !== PASSWORD)
      return refuse(response, 403, 516, 'Authentication failed');
    const query = new URL(url, 'http://double').searchParams.get('query');
    const fault = query === null ? this.execute(body) : this.insert(query, body);
    if (fault !== undefined) return refuse(response, 400, 62, fault);
    if (this.mood === 'lost') return void response.destroy();
    if (this.mood === 'half') {
      response.writeHead(200, { 'content-length': 100 }).write('{"half":');
      return void setImmediate(() => response.destroy());
    }
    response.writeHead(200).end(body.startsWith('SELECT 1') ? '{"1":1}\n' : '');
  }

  private execute(statement: string): string | undefined {
    const [, table, columns] = CREATED.exec(statement) ?? [];
    if (table !== undefined && columns !== undefined) {
      const key = KEY.exec(statement)?.[1]?.split(', ') ?? [];
      const names = columns.split('\n').map((line) => line.trim().split(' ', 1)[0] ?? '');
      if (!this.tables.has(table)) this.tables.set(table, { columns: names, key, rows: [] });
    } else if (statement.startsWith('DELETE FROM ')) {
      this.deletions.push(statement);
    } else if (!/^(?:CREATE DATABASE IF NOT EXISTS \w+|SELECT 1.*)$/.test(statement)) {
      return `Syntax error: ${statement}`;
    }
    return undefined;
  }

  private insert(query: string, body: string): string | undefined {
    const name = /^INSERT INTO (\S+) FORMAT JSONEachRow$/.exec(query)?.[1] ?? '';
    const table = this.tables.get(name);
    if (table === undefined) return `Unknown table: ${query}`;
    const rows = body.split('\n').map((line) => JSON.parse(line) as Row);
    const unknown = rows.flatMap((row) => Object.keys(row)).find((column) => !table.columns.includes(column));
    if (unknown !== undefined) return `Unknown column: ${unknown}`;
    table.rows.push(...rows);
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, code: number, text: string): void {
  response.writeHead(status, { 'x-clickhouse-exception-code': String(code) }).end(`Code: ${String(code)}. ${text}`);
}
