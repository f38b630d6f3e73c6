import type { Statements } from '../../../platform/database/database';
import type { Principal } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { Done } from './history.dto';

interface Named {
  readonly id: string;
  readonly name: string | null;
}

interface SignedIn {
  readonly id: string;
  readonly device: string | null;
  readonly address: string | null;
}

/** Actors of these transactions, as far as the reader may see them: guests see none, only managers see addresses. */
export async function actorsOf(
  tx: Statements,
  networkId: string,
  rows: readonly JournalRow[],
  reader: Principal,
): Promise<(row: JournalRow) => Done> {
  if (reader.kind === 'guest') return () => ({ actor: null });
  const [named, signedIn] = await Promise.all([
    listNames(tx, networkId, idsOf(rows, 'actorId')),
    listSessions(tx, idsOf(rows, 'sessionId')),
  ]);
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const sessions = new Map(signedIn.map((session) => [session.id, session]));
  const seesAddress = reader.kind === 'user' && (reader.role === 'manager' || reader.role === 'owner');
  return ({ actorKind: kind, actorId: id, sessionId, channel }) => {
    const session = sessions.get(sessionId ?? '');
    const from = { device: session?.device ?? null, address: seesAddress ? (session?.address ?? null) : null };
    return { actor: { kind, id, name: names.get(id ?? '') ?? null, channel, ...from } };
  };
}

function idsOf(rows: readonly JournalRow[], member: 'actorId' | 'sessionId'): string[] {
  return [...new Set(rows.flatMap((row) => row[member] ?? []))];
}

/** An id is of one kind alone; the system has none. */
function listNames(tx: Statements, networkId: string, ids: readonly string[]): Promise<Named[]> {
  return tx.query<Named>(
    `SELECT i.id, coalesce(u.name, k.name, g.name) AS name FROM unnest($2::uuid[]) i(id)
       LEFT JOIN users u ON u.id = i.id
       LEFT JOIN api_keys k ON k.network_id = $1 AND k.id = i.id
       LEFT JOIN guests g ON g.network_id = $1 AND g.id = i.id`,
    [networkId, ids],
  );
}

/** Sessions that are long over are gone, and with them what is known of the device. */
function listSessions(tx: Statements, ids: readonly string[]): Promise<SignedIn[]> {
  return tx.query<SignedIn>('SELECT id, device, address FROM sessions WHERE id = ANY ($1::uuid[])', [ids]);
}
