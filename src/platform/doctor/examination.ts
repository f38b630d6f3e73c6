import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { databaseNowMs } from '../clock/database-time';
import { DEFAULT_LANGUAGE } from '../language/language';
import { type Settings, settings } from '../settings/settings';
import { DATABASE_CHECKS, type Query } from './database-checks';
import { error, type Finding, reasonOf, text } from './finding';
import { examineMachine, type MachineSeen } from './machine-checks';
import { type FaultRow, faultsOfNetwork, networkFindings } from './network-checks';
import { examineQueue, examineRedis } from './queue-checks';
import { examineSettings, type SettingsSeen } from './settings-checks';

/** Connecting, each query and closing may take this long. */
const LIMIT_MS = 5_000;
/** The database ends a statement before the examination gives up on its answer. */
const STATEMENT_SHARE = 0.8;

export type Seen = SettingsSeen & MachineSeen & Pick<Settings, 'databaseUrl' | 'databasePlatformUrl' | 'redisUrl'>;

/** Examines the installation of this process's settings, with its queue. @param networkId of the networks this one alone; null: all */
export async function examineInstallation(networkId: string | null = null): Promise<Finding[]> {
  const [findings, queue] = await Promise.all([
    examine(settings, LIMIT_MS, networkId),
    settings.databaseUrl === '' ? [] : examineQueue(LIMIT_MS, databaseNowMs()),
  ]);
  return worstFirst([...findings, ...queue]);
}

/** Examines an installation without starting the application, so one that refuses to start is examined too. */
export async function examine(seen: Seen, limitMs = LIMIT_MS, networkId: string | null = null): Promise<Finding[]> {
  const [machine, redis, databases] = await Promise.all([
    examineMachine(seen),
    examineRedis(seen.redisUrl, limitMs),
    examineDatabases(seen, limitMs, networkId),
  ]);
  const findings = [...examineSettings(seen), ...machine, ...redis, ...databases];
  // A fault of the database itself is found by each role, and said once.
  return worstFirst([...new Map(findings.map((finding) => [finding.found(DEFAULT_LANGUAGE), finding])).values()]);
}

function worstFirst(findings: readonly Finding[]): Finding[] {
  const isWorse = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);
  return findings.toSorted((a, b) => isWorse(a) - isWorse(b));
}

async function examineDatabases(seen: Seen, limitMs: number, networkId: string | null): Promise<Finding[]> {
  const findings: Finding[] = [];
  let networks: NetworkRow[] = [];
  findings.push(
    ...(await inDatabase('DATABASE_PLATFORM_URL', seen.databasePlatformUrl, limitMs, async (ask) => {
      const found = await askAll(ask, 'DATABASE_PLATFORM_URL');
      networks = (await listNetworks(ask)).filter(({ id }) => networkId === null || id === networkId);
      return found;
    })),
    ...(await inDatabase('DATABASE_URL', seen.databaseUrl, limitMs, async (ask) => [
      ...(await askAll(ask, 'DATABASE_URL')),
      ...(await askNetworks(ask, networks)),
    ])),
  );
  return findings;
}

async function inDatabase(
  setting: string,
  url: string,
  limitMs: number,
  work: (ask: Ask) => Promise<Finding[]>,
): Promise<Finding[]> {
  if (url === '') return [error('database', text('database.unset', { setting }))];
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  // The query that waits fails when the connection is lost; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (failure) {
    return [error('database', text('database.refused', { setting, reason: reasonOf(failure) }))];
  }
  try {
    return await work(askerOf(client, limitMs));
  } finally {
    // A database that answers no more does not close the connection either.
    await Promise.race([client.end(), setTimeout(limitMs, undefined, { ref: false })]);
  }
}

/** Asks in a transaction of its own, because a pooler may give each one another connection. */
type Ask = <Row extends pg.QueryResultRow>(sql: string, values?: string[], networkId?: string) => Promise<Row[]>;

/** Statements that the database itself ends before the limit, so that none is left behind. */
function askerOf(client: pg.Client, limitMs: number): Ask {
  const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(limitMs * STATEMENT_SHARE)}`;
  return async <Row extends pg.QueryResultRow>(sql: string, values: string[] = [], networkId?: string) => {
    await client.query(begin);
    try {
      if (networkId !== undefined) await client.query("SELECT set_config('app.network_id', $1, true)", [networkId]);
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.query('ROLLBACK');
    }
  };
}

async function askAll(ask: Ask, setting: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of DATABASE_CHECKS) {
    try {
      const finding = await look(ask as Query, setting);
      if (finding !== undefined) findings.push(finding);
    } catch (failure) {
      findings.push(unchecked(setting, name, failure));
    }
  }
  return findings;
}

interface NetworkRow {
  readonly id: string;
  readonly code: string;
}

/** Networks that sell. Where the list can't be read, other checks say why. */
function listNetworks(ask: Ask): Promise<NetworkRow[]> {
  const sql = `SELECT id, code FROM networks
    WHERE closed_at IS NULL AND suspended_at IS NULL AND sandbox_of IS NULL ORDER BY code`;
  return ask<NetworkRow>(sql).catch(() => []);
}

async function askNetworks(ask: Ask, networks: readonly NetworkRow[]): Promise<Finding[]> {
  const sql = faultsOfNetwork(databaseNowMs());
  const faults: FaultRow[] = [];
  try {
    for (const { id, code } of networks) faults.push(...(await ask<FaultRow>(sql, [id, code], id)));
  } catch (failure) {
    return [...networkFindings(faults), unchecked('DATABASE_URL', 'networks', failure)];
  }
  return networkFindings(faults);
}

function unchecked(setting: string, check: string, failure: unknown): Finding {
  return error('unchecked', text('unchecked.found', { setting, check, reason: reasonOf(failure) }));
}
