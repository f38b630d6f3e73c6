import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { databaseNowMs } from '../clock/database-time';
import type { Language } from '../language/language';
import { type Settings, settings } from '../settings/settings';
import { DATABASE_CHECKS } from './database-checks';
import { type Complaint, complaintOf, error, type Finding, reasonOf, text } from './finding';
import { examineMachine, type MachineSeen } from './machine-checks';
import { type FaultRow, faultsOfNetwork, networkFindings } from './network-checks';
import { examineQueue, examineRedis } from './queue-checks';
import { examineSettings, type SettingsSeen } from './settings-checks';

/** Connecting, each query and closing may take this long. */
const LIMIT_MS = 5_000;

export type Seen = SettingsSeen & MachineSeen & Pick<Settings, 'databaseUrl' | 'databasePlatformUrl' | 'redisUrl'>;

/** Examines the installation of this process's settings, with its queue. @param networkId of the networks this one alone; null: all */
export async function examineInstallation(language: Language, networkId: string | null = null): Promise<Complaint[]> {
  const [complaints, queue] = await Promise.all([
    examine(settings, language, LIMIT_MS, networkId),
    settings.databaseUrl === '' ? [] : examineQueue(LIMIT_MS),
  ]);
  return worstFirst([...complaints, ...queue.map((finding) => complaintOf(finding, language))]);
}

/** Examines an installation without starting the application, so one that refuses to start is examined too. */
export async function examine(
  seen: Seen,
  language: Language,
  limitMs = LIMIT_MS,
  networkId: string | null = null,
): Promise<Complaint[]> {
  const [machine, redis, databases] = await Promise.all([
    examineMachine(seen),
    examineRedis(seen.redisUrl, limitMs),
    examineDatabases(seen, limitMs, networkId),
  ]);
  const findings = [...examineSettings(seen), ...machine, ...redis, ...databases];
  const complaints = findings.map((finding) => complaintOf(finding, language));
  // A fault of the database itself is found by each role, and said once.
  return worstFirst([...new Map(complaints.map((complaint) => [complaint.found, complaint])).values()]);
}

function worstFirst(complaints: readonly Complaint[]): Complaint[] {
  const isWorse = ({ severity }: Complaint): number => (severity === 'error' ? 0 : 1);
  return complaints.toSorted((a, b) => isWorse(a) - isWorse(b));
}

async function examineDatabases(seen: Seen, limitMs: number, networkId: string | null): Promise<Finding[]> {
  const findings: Finding[] = [];
  let networks: NetworkRow[] = [];
  findings.push(
    ...(await inDatabase('DATABASE_PLATFORM_URL', seen.databasePlatformUrl, limitMs, async (client) => {
      const found = await askAll(client, 'DATABASE_PLATFORM_URL');
      networks = (await listNetworks(client)).filter(({ id }) => networkId === null || id === networkId);
      return found;
    })),
    ...(await inDatabase('DATABASE_URL', seen.databaseUrl, limitMs, async (client) => [
      ...(await askAll(client, 'DATABASE_URL')),
      ...(await askNetworks(client, networks)),
    ])),
  );
  return findings;
}

async function inDatabase(
  setting: string,
  url: string,
  limitMs: number,
  work: (client: pg.Client) => Promise<Finding[]>,
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
    return await work(client);
  } finally {
    // A database that answers no more does not close the connection either.
    await Promise.race([client.end(), setTimeout(limitMs, undefined, { ref: false })]);
  }
}

async function askAll(client: pg.Client, setting: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of DATABASE_CHECKS) {
    try {
      const finding = await look(async <Row>(sql: string) => (await client.query(sql)).rows as Row[], setting);
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
async function listNetworks(client: pg.Client): Promise<NetworkRow[]> {
  const sql = `SELECT id, code FROM networks
    WHERE closed_at IS NULL AND suspended_at IS NULL AND sandbox_of IS NULL ORDER BY code`;
  const { rows } = await client.query<NetworkRow>(sql).catch(() => ({ rows: [] }));
  return rows;
}

async function askNetworks(client: pg.Client, networks: readonly NetworkRow[]): Promise<Finding[]> {
  const sql = faultsOfNetwork(databaseNowMs());
  const faults: FaultRow[] = [];
  try {
    for (const { id, code } of networks) {
      await client.query("SELECT set_config('app.network_id', $1, false)", [id]);
      faults.push(...(await client.query<FaultRow>(sql, [id, code])).rows);
    }
  } catch (failure) {
    return [...networkFindings(faults), unchecked('DATABASE_URL', 'networks', failure)];
  }
  return networkFindings(faults);
}

function unchecked(setting: string, check: string, failure: unknown): Finding {
  return error('unchecked', text('unchecked.found', { setting, check, reason: reasonOf(failure) }));
}
