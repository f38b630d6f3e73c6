import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { DATABASE_CHECKS, SETTINGS_CHECKS, type SettingsSeen, type Severity } from './checks';

/** Connecting, each query and closing may take this long. */
const LIMIT_MS = 5_000;

export interface Complaint {
  readonly check: string;
  readonly severity: Severity;
  readonly words: string;
}

/** Examines an installation without starting the application, so one that refuses to start is examined too. */
export async function examine(
  seen: SettingsSeen,
  databases: Readonly<Record<string, string>>,
  limitMs = LIMIT_MS,
): Promise<Complaint[]> {
  const complaints = SETTINGS_CHECKS.flatMap(({ name: check, severity, look }) => {
    const words = look(seen);
    return words === undefined ? [] : [{ check, severity, words }];
  });
  for (const [setting, url] of Object.entries(databases))
    complaints.push(...(await examineDatabase(setting, url, limitMs)));
  // A fault of the database itself is found by each role, and said once.
  return [...new Map(complaints.map((complaint) => [complaint.words, complaint])).values()];
}

async function examineDatabase(setting: string, url: string, limitMs: number): Promise<Complaint[]> {
  const unreached = (why: string): Complaint[] => [
    { check: 'database', severity: 'error', words: `${setting}: ${why}. Check the setting, and that PostgreSQL runs.` },
  ];
  if (url === '') return unreached('it is not set');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  // The query that waits fails when the connection is lost; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    return unreached(`the database does not let us in (${reasonOf(error)})`);
  }
  try {
    return await askAll(client, setting);
  } finally {
    // A database that answers no more does not close the connection either.
    await Promise.race([client.end(), setTimeout(limitMs, undefined, { ref: false })]);
  }
}

async function askAll(client: pg.Client, setting: string): Promise<Complaint[]> {
  const complaints: Complaint[] = [];
  for (const { name: check, severity, look } of DATABASE_CHECKS) {
    try {
      const words = await look(async <Row>(sql: string) => (await client.query(sql)).rows as Row[], setting);
      if (words !== undefined) complaints.push({ check, severity, words });
    } catch (error) {
      complaints.push({
        check,
        severity: 'error',
        words: `${setting}: ${check} could not be checked (${reasonOf(error)}).`,
      });
    }
  }
  return complaints;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}
