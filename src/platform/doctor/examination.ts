import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { databaseNowMs } from '../clock/database-time';
import { DEFAULT_LANGUAGE } from '../language/language';
import { removedNamesIn } from '../settings/removed-settings';
import { type Settings, settings } from '../settings/settings';
import { DATABASE_CHECKS, type Query } from './database-checks';
import { error, type Finding, reasonOf, text } from './finding';
import { examineMachine, type MachineSeen } from './machine-checks';
import { type FaultRow, faultsOfNetwork, networkFindings } from './network-checks';
import { examineQueue, examineRedis } from './queue-checks';
import { examineSettings, type SettingsSeen } from './settings-checks';

/** The limit for connecting, for each query, and for closing. */
const LIMIT_MS = 5_000;
/** The database ends a statement a little before the examination stops waiting for the answer. */
const STATEMENT_SHARE = 0.8;

export type SettingsUnderTest = SettingsSeen &
  MachineSeen &
  Pick<Settings, 'databaseUrl' | 'databasePlatformUrl' | 'redisUrl'>;

/** Examines this process's installation and its queue. @param networkId examines only this network; null: all */
export async function examineInstallation(networkId: string | null = null): Promise<Finding[]> {
  const [findings, queue] = await Promise.all([
    examine({ ...settings, removedNames: removedNamesIn(process.env) }, LIMIT_MS, networkId),
    settings.databaseUrl === '' ? [] : examineQueue(LIMIT_MS, databaseNowMs()),
  ]);
  return worstFirst([...findings, ...queue]);
}

/** Examines an installation without starting the application, so it works for one that refuses to start. */
export async function examine(
  seen: SettingsUnderTest,
  limitMs = LIMIT_MS,
  networkId: string | null = null,
): Promise<Finding[]> {
  const [machine, redis, databases] = await Promise.all([
    examineMachine(seen),
    examineRedis(seen.redisUrl, limitMs),
    examineDatabases(seen, limitMs, networkId),
  ]);
  const findings = [...examineSettings(seen), ...machine, ...redis, ...databases];
  // Each role finds the same fault of the database, so equal complaints are shown once.
  return worstFirst([...new Map(findings.map((finding) => [finding.found(DEFAULT_LANGUAGE), finding])).values()]);
}

function worstFirst(findings: readonly Finding[]): Finding[] {
  const isWorse = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);
  return findings.toSorted((a, b) => isWorse(a) - isWorse(b));
}

async function examineDatabases(
  seen: SettingsUnderTest,
  limitMs: number,
  networkId: string | null,
): Promise<Finding[]> {
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
  // When the connection is lost, the current query fails; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (failure) {
    return [error('database', text('database.refused', { setting, reason: reasonOf(failure) }))];
  }
  try {
    return await work(askerOf(client, limitMs));
  } finally {
    // A database that no longer answers may not close the connection either, so closing has a limit.
    await Promise.race([client.end(), setTimeout(limitMs, undefined, { ref: false })]);
  }
}

/** Each query runs in a transaction of its own, because a pooler may give each one another connection. */
type Ask = <Row extends pg.QueryResultRow>(sql: string, values?: string[], networkId?: string) => Promise<Row[]>;

/** Runs statements that the database ends before the limit, so that none goes on after the examination. */
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

/** Networks that sell. If the list can't be read, other checks report the reason. */
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
