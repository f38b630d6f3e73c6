import type { Client } from 'pg';
import { type Grants, makeRow, networkColumnOf, readGrants, type Table } from './isolation-catalogue';

const ROLES = ['loyalty_app', 'loyalty_platform', 'loyalty_owner'] as const;
type Role = (typeof ROLES)[number];

const COMMANDS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
type Command = (typeof COMMANDS)[number];

/** Values of `app.network_id` with which the probe reaches for a row of the network `mine`. */
const SETTINGS = ['unset', 'other', 'own'] as const;
type Setting = (typeof SETTINGS)[number];

/** Which rows of a table a role reaches: those of the set network, all, or none. */
type Reach = 'own' | 'all' | 'none';

/** Tables in which a role reaches other rows than in most tables of their kind. The comment above each says why. */
const REACH: Readonly<Record<string, Partial<Record<Role, Reach>>>> = {
  // The platform reads them at sign-in. The application reads its own network's rows.
  networks: { loyalty_app: 'own', loyalty_platform: 'all' },
  users: { loyalty_app: 'own', loyalty_platform: 'all' },
  sessions: { loyalty_app: 'own', loyalty_platform: 'all' },
  // The platform checks an API key, and reads the restaurants of a user at sign-in, before the network is set.
  api_keys: { loyalty_platform: 'all' },
  user_restaurants: { loyalty_platform: 'all' },
  // A bound till sends its key before its network is known. PIN and card are checked like a password, and are removed when a person sets a password by a link.
  bound_tills: { loyalty_platform: 'all' },
  staff_pins: { loyalty_platform: 'all' },
  staff_cards: { loyalty_platform: 'all' },
  // The platform reads the role of a user, and the provider of a network's sign-in, before the network is set.
  own_roles: { loyalty_platform: 'all' },
  identity_providers: { loyalty_platform: 'all' },
  // A guest account lists all networks in which it is a guest.
  guests: { loyalty_platform: 'all' },
  // A guest sends a code with only the id of its verification, so the platform looks for the verification before it knows the network.
  verifications: { loyalty_platform: 'all' },
  // The networks that have something to send; the message itself is read within its network.
  messages: { loyalty_platform: 'all' },
  held_sources: { loyalty_platform: 'all' },
  restores: { loyalty_platform: 'all' },
  // The networks whose bucket has objects to remove.
  picture_removals: { loyalty_platform: 'all' },
  // Seeds of wheels are encrypted anew by the platform, because the application must not replace one.
  wheel_epochs: { loyalty_platform: 'all' },
  // Plans and invoices of all networks, for the owner of the installation.
  subscriptions: { loyalty_platform: 'all' },
  subscription_changes: { loyalty_platform: 'all' },
  invoices: { loyalty_platform: 'all' },
  // A notification of the payment provider names only the id of the payment, and no network.
  online_payments: { loyalty_platform: 'all' },
  payment_refunds: { loyalty_platform: 'all' },
  // The network of a host, the networks that have entered a domain, and whether a bot is that of another network.
  network_domains: { loyalty_platform: 'all' },
  network_bots: { loyalty_platform: 'all' },
  max_bots: { loyalty_platform: 'all' },
  // A network issues its invoices by the plans, the seller and the numbers of the installation.
  plan_versions: { loyalty_app: 'all' },
  sellers: { loyalty_app: 'all' },
  invoice_series: { loyalty_app: 'all' },
  // The owner's command changes the state of an entry of a bank statement in the transaction of its payment.
  bank_entries: { loyalty_app: 'all' },
  // The directory of cells names networks, and is the platform's.
  network_cells: { loyalty_app: 'none', loyalty_platform: 'all' },
  // Rows of a network go and are counted in one transaction; the counts are those of the installation.
  retention_days: { loyalty_app: 'all' },
};

/** Policies by which the platform may read networks' own tables, as the catalogue prints them: for reading alone. */
const PLATFORM_READS: Readonly<Record<string, string>> = {
  api_keys: 'true',
  user_restaurants: 'true',
  own_roles: 'true',
  identity_providers: 'true',
  guests: '(account_id IS NOT NULL)',
  verifications: 'true',
  subscriptions: 'true',
  subscription_changes: 'true',
  invoices: 'true',
  online_payments: 'true',
  payment_refunds: 'true',
  network_bots: 'true',
  max_bots: 'true',
  network_domains: 'true',
  messages:
    "((status = ANY (ARRAY['PLANNED'::text, 'QUEUED'::text, 'SENDING'::text])) OR ((channel = 'SMS'::text) AND (status = 'SENT'::text)))",
  held_sources: 'is_open',
  restores: 'is_open',
  picture_removals: 'true',
};

/** Tables that the application writes and never reads. */
const MADE_BLIND: Readonly<Record<string, true>> = { password_links: true, platform_audit_log: true };

export interface Networks {
  readonly mine: string;
  readonly other: string;
}

export interface Findings {
  readonly probes: number;
  readonly violations: readonly string[];
}

/** The form in which every policy of the application's role names the network, as the catalogue prints it. */
const OWN_NETWORK =
  /^\((?:network_)?id = \( SELECT \(current_setting\('app\.network_id'::text\)\)::uuid AS current_setting\)\)$/;

/**
 * Reaches for a row of the network `mine`: every command, by every role, with the network unset, with the other
 * one and with its own; and looks at the table's own promises. Leaves nothing behind. The client is a superuser in an open
 * transaction, with one row of each of the two networks in the table.
 *
 * @param untilFirst ends with the first violation, where more would say no more
 */
export async function probeTable(
  client: Client,
  table: Table,
  networks: Networks,
  untilFirst = false,
): Promise<Findings> {
  const violations = promisesOf(table);
  let probes = 0;
  for (const role of ROLES) {
    const grants = await grantsOf(client, table, role);
    for (const command of COMMANDS) {
      if (untilFirst && violations.length > 0) return { probes, violations };
      for (const setting of SETTINGS) {
        const outcome = await reach(
          client,
          statementOf(table, grants, command, networks.mine),
          role,
          setting,
          networks,
        );
        const wrong = judge(table, role, command, setting, outcome, grants);
        probes += 1;
        if (wrong !== null) violations.push(`${table.name}: ${command} by ${role}, network ${setting}: ${wrong}`);
      }
    }
  }
  return { probes, violations };
}

export function reachOf(table: Table, role: Role): Reach {
  if (role === 'loyalty_owner' || table.isPartition) return 'none';
  const exception = REACH[table.name]?.[role];
  if (exception !== undefined) return exception;
  const isOfNetwork = networkColumnOf(table) !== undefined;
  if (role === 'loyalty_app') return isOfNetwork ? 'own' : 'none';
  return isOfNetwork ? 'none' : 'all';
}

/** Checks the catalogue alone: row-level security is enabled and forced, and each policy names the network. */
function promisesOf(table: Table): string[] {
  const wrong: string[] = [];
  if (!table.isSecured) wrong.push(`${table.name}: row-level security is not enabled`);
  if (!table.isForced) wrong.push(`${table.name}: row-level security is not forced on the owner`);
  if (table.policies.length === 0) wrong.push(`${table.name}: there is no policy`);
  for (const policy of table.policies) {
    if (policy.roles.some((role) => role !== 'loyalty_app' && role !== 'loyalty_platform')) {
      wrong.push(`${table.name}: the policy ${policy.name} is for ${policy.roles.join()}`);
    }
    const reads = PLATFORM_READS[table.name];
    if (
      reads !== undefined &&
      policy.roles.includes('loyalty_platform') &&
      (policy.using !== reads || policy.command !== 'SELECT')
    ) {
      wrong.push(
        `${table.name}: the policy ${policy.name} opens more than it should: ${policy.command} ${String(policy.using)}`,
      );
    }
    const namesNetwork = policy.roles.includes('loyalty_app') && networkColumnOf(table) !== undefined;
    if (namesNetwork && ![policy.using, policy.check].every((text) => text !== null && OWN_NETWORK.test(text))) {
      wrong.push(`${table.name}: the policy ${policy.name} does not hold to the network: ${String(policy.using)}`);
    }
  }
  return wrong;
}

type Outcome = { readonly rows: number } | { readonly code: string; readonly message: string };

const known = new Map<string, Grants>();

async function grantsOf(client: Client, table: Table, role: Role): Promise<Grants> {
  const place = `${table.name} ${role}`;
  const grants = known.get(place) ?? (await readGrants(client, table, role));
  known.set(place, grants);
  return grants;
}

async function reach(
  client: Client,
  statement: Statement,
  role: Role,
  setting: Setting,
  networks: Networks,
): Promise<Outcome> {
  const network = setting === 'own' ? networks.mine : networks.other;
  // A setting that was never made in the session is null; one that was reset is empty. Both have to be refused.
  const set = setting === 'unset' ? '' : `SELECT set_config('app.network_id', '${network}', true);`;
  await client.query(`SAVEPOINT probe; ${set} SET LOCAL ROLE ${role}`);
  try {
    const { rows, rowCount } = await client.query<{ count?: string }>(statement.text, statement.values);
    return { rows: Number(rows[0]?.count ?? rowCount) };
  } catch (error) {
    const { code = '', message = '' } = error as { code?: string; message?: string };
    return { code, message };
  } finally {
    await client.query('ROLLBACK TO probe; RELEASE probe');
  }
}

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

function statementOf(table: Table, grants: Grants, command: Command, networkId: string): Statement {
  const network = networkColumnOf(table);
  const where = network === undefined ? 'true' : `${network} = $1`;
  const values = network === undefined ? [] : [networkId];
  switch (command) {
    case 'SELECT':
      return { text: `SELECT count(*) AS count FROM ${table.name} WHERE ${where}`, values };
    case 'DELETE':
      return { text: `DELETE FROM ${table.name} WHERE ${where}`, values };
    case 'UPDATE': {
      const [column = table.columns[0]?.name] = grants.update;
      return { text: `UPDATE ${table.name} SET ${String(column)} = ${String(column)} WHERE ${where}`, values };
    }
    case 'INSERT': {
      const { insert } = grants;
      const row = [...makeRow(table, networkId)].filter(([column]) => insert.length === 0 || insert.includes(column));
      const places = row.map((_column, at) => `$${String(at + 1)}`);
      return {
        text: `INSERT INTO ${table.name} (${row.map(([column]) => column).join()}) VALUES (${places.join()})`,
        values: row.map(([, value]) => value),
      };
    }
  }
}

/** Null when the outcome is right, else the fault. */
function judge(
  table: Table,
  role: Role,
  command: Command,
  setting: Setting,
  outcome: Outcome,
  grants: Grants,
): string | null {
  const reached = 'rows' in outcome ? outcome.rows : 0;
  const makesBlind = role === 'loyalty_app' && command === 'INSERT' && MADE_BLIND[table.name] === true;
  const expected = makesBlind ? 'own' : reachOf(table, role);
  const may = expected === 'all' || (expected === 'own' && setting === 'own');
  if (!may) {
    if (reached > 0) return `reached ${String(reached)} rows`;
    // Without a network the statement has to fail: an empty answer would look as if nothing were found.
    if (expected === 'own' && setting === 'unset' && 'rows' in outcome) return 'no error, though no network was set';
    return null;
  }
  if (reached > 0 || !grants.commands.has(command)) return null;
  if ('rows' in outcome) return 'reached nothing of its own';
  // Errors of triggers, checks and foreign keys come only after row-level security has let the row pass.
  return outcome.code.startsWith('23') || outcome.code.startsWith('LP') ? null : `${outcome.code} ${outcome.message}`;
}
