import { call } from '../../shared/api/calls';
import { WHOLE_PAGE } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type AuditEntry = Schemas['AuditEntry'];

/** The most entries of a file; it has the newest ones. */
export const MOST_EXPORTED = 10_000;

/** The kinds of entries that a page can show, by their names in the address. */
export const ENTRIES = { changes: 'CHANGES', reads: 'READS', signIns: 'SIGN_INS', all: 'ALL' } as const;
type Entries = keyof typeof ENTRIES;
export const ENTRIES_IN_ADDRESS = Object.keys(ENTRIES) as readonly Entries[];

/** The kind of entries that an address names; `changes`, where it names none. */
export const entriesOf = (text: string | null): Entries => ENTRIES_IN_ADDRESS.find((one) => one === text) ?? 'changes';

export interface WhichEntries {
  /** Left out: all. */
  readonly entries?: (typeof ENTRIES)[Entries];
  readonly actorId?: string;
  readonly action?: string;
  readonly subjectKind?: string;
  readonly subjectId?: string;
  /** Instants: from this one, and before that one. */
  readonly from?: string;
  readonly to?: string;
}

/** The entries of a choice, newest first, as many as a file holds. */
export async function readAudit(which: WhichEntries): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const page: Schemas['AuditPage'] = await call('GET', '/api/audit', { ...which, limit: WHOLE_PAGE, cursor });
    entries.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && entries.length < MOST_EXPORTED);
  return entries;
}

/** The last change of a subject; undefined: none is stored. */
export async function findLastChange(subjectId: string): Promise<AuditEntry | undefined> {
  const { items } = await call('GET', '/api/audit', { subjectId, entries: 'CHANGES', limit: 1 });
  return items[0];
}
