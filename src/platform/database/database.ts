import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { patience } from '../settings/patience';
import { settings } from '../settings/settings';
import { withSpan } from '../telemetry/tracing';
import { noteCutOff } from './cut-off-statements';
import { asDatabaseProblem, isDiskFull } from './database-failure';
import { Replica } from './replica';
import { PrismaLender, type PrismaTransaction } from './prisma-lender';
import { CollectedStatements, keyOf, MAX_PIPELINES, SharedStatements } from './shared-statements';
import { SilenceWatch } from './silence-watch';
import { sessionLimits, setLocally, TIME_LIMITS, type TimeLimits } from './time-limits';
import { type StatementSource, statementOf, type WrittenStatement } from './sql';
import { preparedStatement, preparedValues, runPipeline, StatementPipeline } from './statement-pipeline';
import { installTypeParsers } from './type-parsers';

/** Runs statements on rows of one network or of the platform: in a transaction, or as reads that share round trips. */
export interface Statements {
  /** Runs one statement, a template (decision 170) or a text with values; returns rows in the server's order. */
  query<Row extends object>(...source: StatementSource): Promise<Row[]>;
  /** Runs a frequent statement, which each connection plans once. */
  call<Row extends object>(statement: NamedStatement, values: readonly unknown[]): Promise<Row[]>;
  /**
   * Like `call`, for a read that sets `app.network_id` itself and whose one parameter is an array of rows (`RowArray.written`). Calls of several
   * callers then share one statement.
   * @param answers how many rows this call returns
   */
  callTogether<Row extends object>(statement: NamedStatement, rows: Buffer, answers: number): Promise<Row[]>;
  /** Returns the one row of a statement; throws for any other number of rows. */
  one<Row extends object>(...source: StatementSource): Promise<Row>;
  /** Returns the row of a statement that has at most one row. */
  maybe<Row extends object>(...source: StatementSource): Promise<Row | undefined>;
}

/** A transaction of a network or the platform: SQL by hand and Prisma Client on one connection. */
export interface Tx extends Statements {
  /** Prisma Client for ordinary back-office work, within this transaction. */
  readonly prisma: PrismaTransaction;
}

/** A prepared statement: each connection plans it once under its name, except behind a transaction pooler. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** The addresses at which one role reads: the primary's, and the replica's where there is one. */
export interface ReadingAddresses {
  readonly primary: string;
  readonly replica: string | undefined;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** Reserved connections beside the pools: at most as many as the application's pool has, opened on demand. */
const MAX_RESERVED_CONNECTIONS = 8;
/** Connections of background work, in a pool of its own, so that it never takes a caller's last connection. */
const MAX_BACKGROUND_CONNECTIONS = 6;
/** Background work may wait longer for a connection than callers. */
const BACKGROUND_CONNECT_TIMEOUT_MS = 30_000;
/** A command has no caller who waits, and would lose its work: on a busy machine it waits for a connection as long as this. */
const COMMAND_CONNECT_TIMEOUT_MS = 600_000;

/** The name of our sessions in `pg_stat_activity`. */
const APPLICATION_NAME = 'loyalty';
const RESERVED_NAME = 'loyalty reserved';
const BACKGROUND_NAME = 'loyalty background';
const REPORTS_NAME = 'loyalty reports';
/** Connections of one process to the read replica; further reports wait for one of them. */
const MAX_REPORT_CONNECTIONS = 6;

const RESERVED_BUSY: NamedStatement = {
  name: 'reserved_busy',
  text: `SELECT EXISTS (SELECT FROM pg_stat_get_activity(NULL) a
      WHERE a.application_name = '${RESERVED_NAME}'
        AND (a.state = 'active' OR a.state_change > clock_timestamp() - $1 * interval '1 ms')
        AND a.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS busy`,
};

const SET_NETWORK = { name: 'set_network', text: "SELECT set_config('app.network_id', $1, true)" };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Read as a database opens, because a command changes its patience before that. */
const requestLimits = () => (patience.isShort ? TIME_LIMITS.request : TIME_LIMITS.command);

/** Behind a transaction pooler sessions have no limits of their own, so each transaction sets them. */
const BEGIN = {
  background: settings.preparedStatements ? 'BEGIN' : `BEGIN; ${setLocally(TIME_LIMITS.background)}`,
  request: settings.preparedStatements ? 'BEGIN' : `BEGIN; ${setLocally(requestLimits())}`,
};

const BEGIN_LOCKS = `BEGIN READ ONLY; ${setLocally(TIME_LIMITS.locks)}`;

/**
 * Moves a transaction of `Database.inNetwork` to another network. For acts that belong to two networks only: `KeyedCalls.runAcross`, whose key
 * belongs to one and whose work to another, and a domain that passes from one network to another.
 */
export async function moveToNetwork(tx: Tx, networkId: string): Promise<void> {
  await tx.call(SET_NETWORK, [networkId]);
}

/** Gives the rest of a transaction more time. */
export async function allowLonger(tx: Tx, ms: number): Promise<void> {
  await tx.query(setLocally({ statementMs: ms, idleMs: ms, transactionMs: ms }));
}

/**
 * PostgreSQL behind two pools: the application's role, which row-level security binds to one network in each transaction, and the platform's role
 * for work across networks. Only this class opens pooled connections.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly requests: pg.Pool;
  private readonly late: pg.Pool;
  private readonly platform: pg.Pool;
  private readonly reserved: pg.Pool;
  private readonly shared: pg.Pool;
  private readonly reads: SharedStatements;
  private readonly writes: SharedStatements;
  private readonly silence = new SilenceWatch(settings.databaseUrl);
  /** Undefined: the installation has no read replica. */
  private readonly replica: Replica | undefined;
  private readonly silenceOfReplica: SilenceWatch | undefined;
  private readonly prisma = new PrismaLender();
  private readonly disk = {
    /** Whether the last write failed because the disk was full. */
    isFull: false,
  };
  private readonly isBackground: boolean = false;
  /**
   * The same database for work that may be late: its transactions use separate connections and limits, so callers keep theirs. Services get it by
   * the function `inBackground`.
   */
  readonly inBackground: Database = Object.create(this, {
    isBackground: { value: true },
    // Nest ends the connections once, at the database itself.
    onApplicationShutdown: { value: undefined },
  }) as Database;

  constructor() {
    installTypeParsers();
    const { databaseUrl, databasePoolSize, databaseReplicaUrl } = settings;
    this.requests = this.makePool(databaseUrl, databasePoolSize, requestLimits());
    this.late = this.makePool(
      databaseUrl,
      Math.min(MAX_BACKGROUND_CONNECTIONS, databasePoolSize),
      TIME_LIMITS.background,
      BACKGROUND_NAME,
    );
    this.reserved = this.makePool(
      databaseUrl,
      Math.min(MAX_RESERVED_CONNECTIONS, databasePoolSize),
      TIME_LIMITS.till,
      RESERVED_NAME,
    );
    this.shared = this.makePool(databaseUrl, MAX_PIPELINES, TIME_LIMITS.till);
    this.reads = new SharedStatements(this.shared, 'reads');
    this.writes = new SharedStatements(this.shared, 'writes');
    this.platform = this.makePool(settings.databasePlatformUrl, settings.databasePlatformPoolSize, requestLimits());
    if (databaseReplicaUrl !== undefined) {
      const silence = new SilenceWatch(databaseReplicaUrl);
      const pool = this.makePool(databaseReplicaUrl, MAX_REPORT_CONNECTIONS, TIME_LIMITS.report, REPORTS_NAME, silence);
      this.silenceOfReplica = silence;
      this.replica = new Replica(this.requests, pool);
    }
  }

  /**
   * Runs `work` in one transaction that sees and changes the rows of one network only.
   * Commits when it resolves; rolls back and rethrows when it rejects.
   */
  inNetwork<T>(networkId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction(this.application, work, networkId);
  }

  /**
   * Like `inNetwork`, for work whose first statement sets `app.network_id` itself, which saves a round trip (`till_lock`). Before it, row-level
   * security shows no row.
   */
  begunByFirst<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction(this.application, work, null);
  }

  /**
   * Reads of one network that share round trips with reads of other callers: reads of the same moment go together. Each read sees the rows
   * committed when it ran, as in `inNetwork`. For short statements only, because other callers wait for the whole round trip. A statement that
   * writes fails.
   */
  readsOf(networkId: string): Statements {
    return {
      ...statementsOn((statement) => this.reads.read(networkId, statement)),
      callTogether: ({ text }, rows, answers) => this.reads.readJoined(networkId, text, rows, answers),
    };
  }

  /**
   * Writes of one network that share a commit with writes of other callers. Either all statements of `work` are committed or none. For short writes
   * only, of rows that no other statement waits for, such as an audit entry.
   */
  async writeTogether(networkId: string, work: (tx: Pick<Statements, 'query'>) => Promise<unknown>): Promise<void> {
    const collected = new CollectedStatements();
    await work(collected);
    await this.writes.write(networkId, collected.all);
  }

  /**
   * Runs `work` on one read-only snapshot of one network, so that a long report sees one moment while sales go on and delays no reader of the event
   * log. The log is locked before the snapshot is taken: a month replaced later (`replace_event_partition`) would look empty in it, since the
   * copy's rows are newer.
   */
  snapshotOfNetwork<T>(
    networkId: string,
    work: (tx: Tx) => Promise<T>,
    limits: TimeLimits = TIME_LIMITS.report,
  ): Promise<T> {
    return this.transaction(this.application, work, networkId, beginSnapshot(limits));
  }

  /**
   * Like `snapshotOfNetwork`, for a report that may be some seconds old: reads the replica when it is recent enough, else the primary, also after
   * the replica failed. `work` may run twice. Never read here for a till, a decision or a later write.
   */
  async reportOf<T>(
    networkId: string,
    work: (tx: Tx) => Promise<T>,
    limits: TimeLimits = TIME_LIMITS.report,
  ): Promise<T> {
    const { replica } = this;
    if (replica?.isFit === true) {
      try {
        return await this.transaction(replica.pool, work, networkId, beginSnapshot(limits));
      } catch (error) {
        if (asDatabaseProblem(error) === null) throw error;
        replica.noteFailure();
      }
    }
    return this.snapshotOfNetwork(networkId, work, limits);
  }

  /**
   * Runs a long read with the replica's address once the replica has everything committed before this call. Uses the primary's address if that
   * takes more than some seconds or the replica fails, so `read` may run twice.
   */
  async readAside<T>(addresses: ReadingAddresses, read: (url: string) => Promise<T>): Promise<T> {
    const { replica } = this;
    if (replica === undefined || addresses.replica === undefined || !(await replica.catchesUp()))
      return read(addresses.primary);
    try {
      return await read(addresses.replica);
    } catch (error) {
      if (asDatabaseProblem(error) === null) throw error;
      replica.noteFailure();
      return read(addresses.primary);
    }
  }

  /** The replica's delay in milliseconds, and whether reports use it; undefined: the installation has no replica. */
  get replicaState(): { readonly lagMs: number | null; readonly isFit: boolean } | undefined {
    return this.replica && { lagMs: this.replica.lagMs, isFit: this.replica.isFit };
  }

  /**
   * Runs `work` on a second connection with the snapshot of `tx`, a transaction of `snapshotOfNetwork`, so that both read the same state. `work`
   * must end before `tx` does.
   */
  async besideSnapshot<T>(
    tx: Tx,
    networkId: string,
    work: (tx: Tx) => Promise<T>,
    limits: TimeLimits = TIME_LIMITS.report,
  ): Promise<T> {
    const { snapshot } = await tx.one<{ snapshot: string }>`SELECT pg_export_snapshot() AS "snapshot!"`;
    return this.transaction(this.application, work, networkId, beginOn(snapshot, limits));
  }

  /**
   * Runs `work` while a separate transaction holds the locks that `take` took, for any length of time; they end with the process. The transaction
   * writes nothing, so it delays no reader of the event log.
   */
  underLocks<T>(networkId: string, take: (tx: Tx) => Promise<unknown>, work: () => Promise<T>): Promise<T> {
    const locked = async (tx: Tx): Promise<T> => {
      await take(tx);
      return work();
    };
    return this.transaction(this.application, locked, networkId, BEGIN_LOCKS);
  }

  /** Runs `work` in one transaction of the platform role: networks, sign-in, sessions, limits. */
  asPlatform<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction(this.platform, work, null);
  }

  /**
   * Runs one statement as its own transaction, in the application's role, which saves three round trips. The statement must call a function that
   * sets `app.network_id` before it reads or writes rows of a network (the till's functions).
   */
  callInNetwork<Row extends object>(statement: NamedStatement, values: readonly unknown[]): Promise<Row[]> {
    return this.call<Row>(this.application, statement, values);
  }

  /** Runs one statement as its own transaction, in the platform's role. */
  callAsPlatform<Row extends object>(statement: NamedStatement, values: readonly unknown[]): Promise<Row[]> {
    return this.call<Row>(this.platform, statement, values);
  }

  /** Like `callInNetwork`, for short and frequent statements: uses reserved connections, which no long transaction holds. */
  callReserved<Row extends object>(statement: NamedStatement, values: readonly unknown[]): Promise<Row[]> {
    return this.call<Row>(this.reserved, statement, values);
  }

  /**
   * Whether the reserved connections of any process ran a statement in the last `withinMs` milliseconds. Background work asks this and pauses if
   * so. A server with `track_activities` off never looks busy.
   */
  async wasReservedBusy(withinMs: number): Promise<boolean> {
    const [row] = await this.call<{ busy: boolean }>(this.application, RESERVED_BUSY, [withinMs]);
    return row?.busy === true;
  }

  async onApplicationShutdown(): Promise<void> {
    this.silence.stop();
    this.silenceOfReplica?.stop();
    await this.replica?.stop();
    await this.prisma.disconnect();
    await Promise.all([
      this.shared.end(),
      this.reserved.end(),
      this.late.end(),
      this.requests.end(),
      this.platform.end(),
    ]);
  }

  /**
   * Whether the disk has room for writes. Once a write found the disk full, each call tries to write a megabyte, because requests don't write while
   * the server is not ready.
   */
  async hasRoom(): Promise<boolean> {
    if (!this.disk.isFull) return true;
    try {
      await this.transaction(this.application, writeAMegabyte, null);
      this.disk.isFull = false;
    } catch (error) {
      // A database that is away is not full; another check reports it.
      this.disk.isFull = isDiskFull(error);
    }
    return !this.disk.isFull;
  }

  private get application(): pg.Pool {
    return this.isBackground ? this.late : this.requests;
  }

  private makePool(
    connectionString: string,
    max: number,
    limits: TimeLimits,
    name = APPLICATION_NAME,
    silence = this.silence,
  ): pg.Pool {
    const pool = new pg.Pool({
      connectionString,
      max,
      application_name: name,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: connectTimeoutMs(name),
      // A transaction pooler takes no session settings; there the roles have them (docs/operations.md).
      ...(settings.preparedStatements && sessionLimits(limits)),
      Client: silence.clientClass(),
    });
    // An idle connection that the server ends is replaced at the next use; without a listener it would end the process.
    pool.on('error', () => undefined);
    // When a connection ends while in use, its current or next statement fails; the error kept here gives the reason.
    pool.on('connect', (client) => client.on('error', (error) => endings.has(client) || endings.set(client, error)));
    silence.watch(pool);
    return pool;
  }

  private async call<Row extends object>(
    pool: pg.Pool,
    statement: NamedStatement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    try {
      return await withSpan(`database ${statement.name}`, DATABASE_SPAN, async () => {
        const [rows = []] = await runPipeline(pool, [preparedStatement(statement, values)]);
        return rows as Row[];
      });
    } catch (error) {
      noteCutOff(statement.name, error, this.isBackground);
      this.disk.isFull ||= isDiskFull(error);
      throw error;
    }
  }

  private transaction<T>(
    pool: pg.Pool,
    work: (tx: Tx) => Promise<T>,
    networkId: string | null,
    begin = BEGIN[pool === this.late ? 'background' : 'request'],
  ): Promise<T> {
    return withSpan('database transaction', DATABASE_SPAN, async () => {
      const client = await pool.connect();
      const loan = this.prisma.lend(client, this.isBackground);
      let broken: Error | undefined;
      try {
        if (networkId !== null && this.isBackground && UUID.test(networkId)) {
          // One round trip for both statements, because background work has most round trips of all.
          await client.query(`${begin}; SELECT set_config('app.network_id', '${networkId}', true)`);
        } else {
          await client.query(begin);
          if (networkId !== null) await callOn(client, SET_NETWORK, [networkId]);
        }
        const result = await work(txOf(client, loan.prisma, this.isBackground));
        await client.query('COMMIT');
        return result;
      } catch (failure) {
        const error = causeOf(failure, client, this.isBackground);
        this.disk.isFull ||= isDiskFull(error);
        await client.query('ROLLBACK').catch((lost: unknown) => {
          // The connection is lost: release it as broken, so that the pool drops it.
          broken = lost instanceof Error ? lost : new Error(String(lost));
        });
        throw error;
      } finally {
        await loan.close();
        client.release(broken);
      }
    });
  }
}

function connectTimeoutMs(name: string): number {
  if (!patience.isShort) return COMMAND_CONNECT_TIMEOUT_MS;
  return name === BACKGROUND_NAME ? BACKGROUND_CONNECT_TIMEOUT_MS : CONNECT_TIMEOUT_MS;
}

/** Begins a snapshot. It locks the log before it sets the limits, because setting them is a SELECT, and the first SELECT takes the snapshot. */
function beginSnapshot(limits: TimeLimits): string {
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE ONLY events IN ACCESS SHARE MODE; ${setLocally(limits)}`;
}

/** Begins on an exported snapshot. It need not lock the log, because the exporting transaction holds the lock. */
function beginOn(snapshot: string, limits: TimeLimits): string {
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT ${pg.escapeLiteral(snapshot)}; ${setLocally(limits)}`;
}

/** The error with which the server ended a session between two statements. */
const endings = new WeakMap<pg.PoolClient, Error>();

/** The reason of a failure: a statement on an ended session fails without one, so we take the error with which the server ended the session. */
function causeOf(failure: unknown, client: pg.PoolClient, isBackground: boolean): unknown {
  const ending = endings.get(client);
  if (ending === undefined || !(failure instanceof Error) || 'code' in failure) return failure;
  noteCutOff('between two statements', ending, isBackground);
  return ending;
}

/** Writes a megabyte as ordinary rows; the table is dropped at the end of the transaction. */
async function writeAMegabyte(tx: Tx): Promise<void> {
  await tx.query('CREATE TEMP TABLE room_on_disk (filler text) ON COMMIT DROP');
  await tx.query("INSERT INTO room_on_disk SELECT repeat('x', 1900) FROM generate_series(1, 550)");
}

/** Attributes of every database span, by the names of OpenTelemetry's conventions. */
const DATABASE_SPAN = { 'db.system.name': 'postgresql' };

/** Runs a prepared statement on the connection of a transaction. */
async function callOn<Row extends object>(
  client: pg.PoolClient,
  statement: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const [rows = []] = await client.query(new StatementPipeline([preparedStatement(statement, values)])).rows;
  return rows as Row[];
}

async function queryOn<Row extends object>(
  client: pg.PoolClient,
  { text, values, isTemplate }: WrittenStatement,
): Promise<Row[]> {
  if (isTemplate) {
    const pipeline = new StatementPipeline([{ text, values: preparedValues(values), isTemplate }]);
    const [rows = []] = await client.query(pipeline).rows;
    return rows as Row[];
  }
  const { rows } = await client.query<Row>(text, [...values]);
  return rows;
}

function txOf(client: pg.PoolClient, prisma: PrismaTransaction, isBackground: boolean): Tx {
  return {
    prisma,
    ...statementsOn(
      <Row extends object>(statement: WrittenStatement) =>
        rowsOf(statement.text, queryOn<Row>(client, statement), isBackground),
      <Row extends object>(statement: NamedStatement, values: readonly unknown[]) =>
        rowsOf(statement.name, callOn<Row>(client, statement, values), isBackground),
    ),
  };
}

async function rowsOf<Row extends object>(
  statement: string,
  rows: Promise<Row[]>,
  isBackground: boolean,
): Promise<Row[]> {
  try {
    return await rows;
  } catch (error) {
    noteCutOff(statement, error, isBackground);
    throw error;
  }
}

/** @param call runs a frequent statement; left out: like any other */
function statementsOn(
  run: <Row extends object>(statement: WrittenStatement) => Promise<Row[]>,
  call: Statements['call'] = ({ text }, values) => run({ text, values, isTemplate: false }),
): Statements {
  return {
    query: (...source) => run(statementOf(source)),
    call,
    callTogether: (statement, rows) => call(statement, [rows]),
    async one<Row extends object>(...source: StatementSource): Promise<Row> {
      const statement = statementOf(source);
      const rows = await run<Row>(statement);
      const [row] = rows;
      if (row === undefined || rows.length !== 1)
        throw new Error(`expected one row, got ${String(rows.length)}: ${statement.text.slice(0, 120)}`);
      return row;
    },
    async maybe<Row extends object>(...source: StatementSource): Promise<Row | undefined> {
      const statement = statementOf(source);
      const rows = await run<Row>(statement);
      if (rows.length > 1)
        throw new Error(`expected at most one row, got ${String(rows.length)}: ${statement.text.slice(0, 120)}`);
      return rows[0];
    },
  };
}

/** Like `statements`, but `callTogether` runs only once for the same statement and rows. */
export function rememberedCalls(statements: Statements): Statements {
  const known = new Map<string, Promise<object[]>>();
  return {
    ...statements,
    async callTogether<Row extends object>(statement: NamedStatement, rows: Buffer, answers: number): Promise<Row[]> {
      const key = keyOf(statement.text, [rows]);
      const found = known.get(key) ?? statements.callTogether<Row>(statement, rows, answers);
      known.set(key, found);
      return [...((await found) as Row[])];
    },
  };
}
