import { lowestIdAt } from '../ids/ids';
import { settings } from '../settings/settings';
import { type CheckName, error, type Finding, text, warning } from './finding';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SEALED_WITHIN_MINUTES = 10;
const COUNTED_WITHIN_MINUTES = 5;
/** With fewer failures the recipients' addresses are the likely reason, with more the provider. */
const FAILED_AT_LEAST = 10;
const NAMES_SHOWN = 5;

/** A check of a network, by its own rows. */
interface NetworkCheck {
  readonly name: Extract<
    CheckName,
    | 'seals'
    | 'sealsUnpublished'
    | 'relay'
    | 'messages'
    | 'messagesFailed'
    | 'inbox'
    | 'deadLetters'
    | 'webhooksFailing'
    | 'webhooksOff'
    | 'webhooksLate'
    | 'connectionsFailing'
    | 'tillsSilent'
    | 'apiKeys'
    | 'walletCertificates'
    | 'erasures'
  >;
  readonly severity: 'warning' | 'error';
  /** A query that returns one column of names of what is wrong; no rows: nothing is. $1: the network, $2: its code. */
  readonly find: (nowMs: number) => string;
}

/** The setting of each place where seals are published, and whether it is set. */
const SEAL_PLACES = [
  { place: 'FILE', setting: 'SEALS_PUBLISH_FILE', isSet: () => settings.sealPlaces.file !== undefined },
  { place: 'BUCKET', setting: 'SEALS_PUBLISH_BUCKET', isSet: () => settings.sealPlaces.bucket !== undefined },
  { place: 'MAIL', setting: 'SEALS_PUBLISH_MAIL', isSet: () => settings.sealPlaces.mail !== undefined },
  { place: 'TIMESTAMP', setting: 'SEALS_TIMESTAMP_URL', isSet: () => settings.sealPlaces.timeStampUrl !== undefined },
];

const CODE = 'SELECT $2::text AS name WHERE EXISTS';
const late = (column: string, interval: string): string => `${column} < clock_timestamp() - interval '${interval}'`;

const NETWORK_CHECKS: readonly NetworkCheck[] = [
  {
    name: 'seals',
    severity: 'error',
    find: (nowMs) => `${CODE} (SELECT FROM events e
      WHERE e.network_id = $1 AND e.type LIKE 'transaction.%' AND e.id < '${lowestIdAt(nowMs - SEALED_WITHIN_MINUTES * MINUTE_MS)}'
        AND (e.epoch, e.xid, e.id) > (SELECT coalesce(max(s.to_epoch), 0), coalesce(max(s.to_xid), 0),
          coalesce(max(s.to_id::text)::uuid, '00000000-0000-0000-0000-000000000000')
          FROM (SELECT * FROM seals WHERE network_id = $1 ORDER BY number DESC LIMIT 1) s))`,
  },
  {
    name: 'sealsUnpublished',
    severity: 'error',
    find: () => `SELECT $2::text || ': ' || v.setting AS name FROM seal_publications p
      JOIN (VALUES ${SEAL_PLACES.map(({ place, setting, isSet }) => `('${place}', '${setting}', ${String(isSet())})`).join(', ')})
        v (place, setting, is_set) ON v.place = p.place AND v.is_set
      WHERE p.network_id = $1 AND p.published_at IS NULL AND ${late('p.made_at', '1 day')} ORDER BY 1`,
  },
  {
    name: 'relay',
    severity: 'warning',
    find: (nowMs) => `${CODE} (SELECT FROM event_cursors c JOIN events e ON e.network_id = $1
        AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
      WHERE c.network_id = $1 AND c.subscriber IN ('figures', 'guest-summaries')
        AND e.id < '${lowestIdAt(nowMs - COUNTED_WITHIN_MINUTES * MINUTE_MS)}')`,
  },
  {
    name: 'messages',
    severity: 'warning',
    find: () => `${CODE} (SELECT FROM messages m WHERE m.network_id = $1 AND m.status IN ('QUEUED', 'SENDING')
        AND ${late('m.due_at', '15 minutes')}
        AND NOT EXISTS (SELECT FROM held_sources h WHERE h.network_id = $1 AND h.source_id = m.source_id AND h.is_open))`,
  },
  {
    name: 'messagesFailed',
    severity: 'warning',
    find: (nowMs) => `SELECT $2::text AS name FROM messages m
      WHERE m.network_id = $1 AND m.id >= '${lowestIdAt(nowMs - DAY_MS)}' AND m.status IN ('SENT', 'DELIVERED', 'FAILED')
      HAVING count(*) FILTER (WHERE m.status = 'FAILED') >= greatest(${FAILED_AT_LEAST}, count(*) / 2.0)`,
  },
  {
    name: 'inbox',
    severity: 'error',
    find: () =>
      `${CODE} (SELECT FROM inbox_events i WHERE i.network_id = $1 AND i.status = 'WAITING' AND ${late('i.due_at', '15 minutes')})`,
  },
  {
    name: 'deadLetters',
    severity: 'warning',
    find: () => `${CODE} (SELECT FROM dead_letters d WHERE d.network_id = $1 AND d.status = 'WAITING')`,
  },
  {
    name: 'webhooksFailing',
    severity: 'warning',
    find: () => `SELECT $2::text || ': ' || w.name AS name FROM webhooks w WHERE w.network_id = $1 AND w.removed_at IS NULL
        AND w.disabled_reason IS NULL AND ${late('w.failing_since', '1 hour')} ORDER BY 1`,
  },
  {
    name: 'webhooksOff',
    severity: 'warning',
    find: () => `SELECT $2::text || ': ' || w.name AS name FROM webhooks w WHERE w.network_id = $1 AND w.removed_at IS NULL
        AND w.disabled_reason <> 'MANUAL' ORDER BY 1`,
  },
  {
    name: 'webhooksLate',
    severity: 'warning',
    find: () => `${CODE} (SELECT FROM webhook_deliveries d JOIN webhooks w ON w.network_id = $1 AND w.id = d.webhook_id
      WHERE d.network_id = $1 AND d.status = 'WAITING' AND ${late('d.due_at', '15 minutes')} AND w.removed_at IS NULL
        AND w.disabled_reason IS NULL AND w.due_at <= clock_timestamp())`,
  },
  {
    name: 'connectionsFailing',
    severity: 'warning',
    find: () => `SELECT $2::text || ': ' || t.name AS name FROM till_connections t WHERE t.network_id = $1 AND t.removed_at IS NULL
        AND t.enabled AND t.last_failure_at > coalesce(t.last_success_at, '-infinity') ORDER BY 1`,
  },
  {
    name: 'tillsSilent',
    severity: 'warning',
    find: () => `SELECT $2::text AS name FROM daily_figures f WHERE f.network_id = $1 AND f.sales > 0
      HAVING max(f.business_date) BETWEEN current_date - 8 AND current_date - 2`,
  },
  {
    name: 'apiKeys',
    severity: 'warning',
    find: () => `SELECT $2::text || ': ' || k.name AS name FROM api_keys k WHERE k.network_id = $1 AND k.revoked_at IS NULL
        AND k.expires_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '14 days'
        AND NOT EXISTS (SELECT FROM api_keys n WHERE n.network_id = $1 AND n.integration_id = k.integration_id
          AND n.revoked_at IS NULL AND coalesce(n.expires_at, 'infinity') > k.expires_at) ORDER BY 1`,
  },
  {
    name: 'walletCertificates',
    severity: 'warning',
    find: () => `SELECT $2::text || ': ' || w.account AS name FROM wallet_accounts w WHERE w.network_id = $1
        AND w.ends_at < clock_timestamp() + interval '30 days'`,
  },
  {
    name: 'erasures',
    severity: 'error',
    find: () =>
      `${CODE} (SELECT FROM erasures x WHERE x.network_id = $1 AND x.status IN ('WAITING', 'RUNNING') AND ${late('x.due_at', '1 day')})`,
  },
];

export interface FaultRow {
  readonly check: NetworkCheck['name'];
  readonly name: string;
}

/** One statement with all checks of a network. $1: the network, $2: its code. */
export function faultsOfNetwork(nowMs: number): string {
  return NETWORK_CHECKS.map(
    ({ name, find }) => `SELECT '${name}' AS check, found.name::text AS name FROM (${find(nowMs)}) found`,
  ).join('\nUNION ALL\n');
}

/** The faults of all networks. Each fault names the first few networks that have it. */
export function networkFindings(rows: readonly FaultRow[]): Finding[] {
  return NETWORK_CHECKS.flatMap(({ name, severity }) => {
    const found = rows.filter(({ check }) => check === name).map((row) => row.name);
    if (found.length === 0) return [];
    const names = found.length > NAMES_SHOWN ? [...found.slice(0, NAMES_SHOWN), '…'] : found;
    return [(severity === 'error' ? error : warning)(name, text(`${name}.found`, { names }))];
  });
}
