import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Counters, EMPTY_COUNTERS, type GuestState, NEVER } from '../../../decision';
import type { Tx } from '../../../platform/database/database';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { ReplayDifference } from '../../replay/compare-decision.rules';
import type { ProgramLookup } from '../../replay/guest-history.rules';
import { GuestReplay, type ReplaySettings } from '../../replay/guest-replay.rules';
import {
  BEFORE_ALL_GUESTS,
  findAnonymousReceipts,
  type GuestJournalRow,
  type JournalMark,
  listGuestJournals,
  listAnonymousJournal,
} from '../../replay/journal-of-guests.sql';
import { AnonymousReplay } from '../../replay/anonymous-replay.rules';
import type { JournalPosition } from '../seals/seal-head.rules';
import type { Finding } from './finding';

const ROWS_A_PAGE = 2_000;
/** How many rows are decided in one turn of the event loop. The next page is requested between turns. */
const ROWS_A_TURN = 100;
const GUESTS_A_WALK = 5_000;
const SHOWN_LENGTH = 120;
const NO_STATE = ['a guest with a journal has no state'];

/** A stored guest, to be compared with the replayed one. Instants in milliseconds; null: never. */
interface StoredGuest {
  readonly guestId: string;
  readonly version: number;
  readonly tier: string | null;
  readonly graceUntil: number | null;
  readonly blocked: boolean;
  readonly overdraft: boolean;
  readonly spend: number;
  readonly visits: number;
  readonly points: number;
  readonly sales: number;
  readonly days: number[];
  readonly counters: string | null;
  readonly dueAt: number | null;
  /** [lot, expires, amount, remaining, held, activates] as text, sorted by expiry and lot. */
  readonly lots: string;
}

/** Check 4: replays every decision, and compares the guest at the end of the journal. Reads the journal once, page by page. */
export class DecisionsCheck {
  private readonly findings: Finding[] = [];
  private transactions = 0;

  constructor(
    private readonly tx: Tx,
    private readonly programs: ProgramLookup,
    private readonly settings: ReplaySettings,
    /** Called for every row, so that other checks need not read the journal again. */
    private readonly onRow: (row: JournalRow) => Promise<void>,
    /** Only guests with an act after this position (each from the first row), and anonymous receipts after it. Absent: everything. */
    private readonly since?: JournalPosition,
  ) {}

  async run(): Promise<{ findings: Finding[]; transactions: number }> {
    await this.walkGuests();
    await this.walkNobody();
    return { findings: this.findings, transactions: this.transactions };
  }

  private async walkGuests(): Promise<void> {
    if (this.since === undefined) return this.walkJournals();
    let after = BEFORE_ALL_GUESTS.guestId;
    for (;;) {
      const guests = await this.listGuests(this.since, after);
      if (guests.length > 0) await this.walkJournals(guests);
      if (guests.length < GUESTS_A_WALK) return;
      after = guests.at(-1) ?? after;
    }
  }

  /** The next guests with an act after a position, sorted by id. */
  private async listGuests({ epoch, xid, id }: JournalPosition, after: string): Promise<string[]> {
    const rows = await this.tx.query<{ id: string }>`
      SELECT DISTINCT e.guest_id AS id FROM events e
       WHERE e.network_id = ${this.settings.networkId} AND (e.epoch, e.xid, e.id) > (${epoch}, ${xid}, ${id})
         AND e.type LIKE 'transaction.%' AND e.guest_id > ${after}
       ORDER BY 1 LIMIT ${GUESTS_A_WALK}`;
    return rows.map((row) => row.id);
  }

  /** Absent: the journals of all guests. */
  private async walkJournals(guests?: readonly string[]): Promise<void> {
    let replay: { guestId: string; guest: GuestReplay; isRight: boolean } | undefined;
    const after = (last?: GuestJournalRow): JournalMark =>
      last === undefined ? BEFORE_ALL_GUESTS : { guestId: last.guestId, version: last.row.guestVersion ?? 0 };
    const pages = readAhead(ROWS_A_PAGE, (last?: GuestJournalRow) =>
      listGuestJournals(this.tx, this.settings.networkId, after(last), ROWS_A_PAGE, guests),
    );
    for await (const page of pages) {
      const finished: { guestId: string; states: readonly GuestState[] }[] = [];
      for (const { guestId, isImported, joinedDay, row, transfers, inherited } of page) {
        if (replay?.guestId !== guestId) {
          if (replay?.isRight === true) finished.push({ guestId: replay.guestId, states: replay.guest.mayBeAfter });
          replay = {
            guestId,
            guest: new GuestReplay({ id: guestId, isImported, joinedDay }, this.programs, this.settings),
            isRight: true,
          };
        }
        this.transactions += 1;
        await this.onRow(row);
        if (this.transactions % ROWS_A_TURN === 0) await nextTurn();
        // After a guest's first wrong row, all later rows would be wrong too, so only the first is reported.
        if (replay.isRight) replay.isRight = this.note(row, replay.guest.next(row, transfers, inherited).differences);
      }
      await this.compareGuests(finished);
    }
    if (replay?.isRight === true)
      await this.compareGuests([{ guestId: replay.guestId, states: replay.guest.mayBeAfter }]);
  }

  private async walkNobody(): Promise<void> {
    const replay = new AnonymousReplay(this.programs, this.settings);
    let after = BEFORE_ALL_GUESTS.guestId;
    for (;;) {
      const page = await listAnonymousJournal(this.tx, this.settings.networkId, after, ROWS_A_PAGE, this.since);
      const refunded = page.flatMap(({ row }) =>
        row.type === 'REFUND' && row.relatedId !== null ? [row.relatedId] : [],
      );
      const receipts = await findAnonymousReceipts(this.tx, this.settings.networkId, [...new Set(refunded)]);
      for (const { row, transfers } of page) {
        this.transactions += 1;
        await this.onRow(row);
        this.note(row, replay.replay(row, transfers, receipts.get(row.relatedId ?? '')).differences);
      }
      const last = page.at(-1)?.row;
      if (last === undefined || page.length < ROWS_A_PAGE) return;
      after = last.id;
    }
  }

  private note(row: JournalRow, differences: readonly ReplayDifference[]): boolean {
    const [first] = differences;
    if (first === undefined) return true;
    const more = differences.length > 1 ? `, and ${String(differences.length - 1)} more` : '';
    const problem = `${row.type}: ${first.where} is ${shown(first.stored)}, decided anew ${shown(first.decided)}${more}`;
    this.findings.push({ check: 4, row: 'transactions', id: row.id, problem });
    return false;
  }

  private async compareGuests(guests: readonly { guestId: string; states: readonly GuestState[] }[]): Promise<void> {
    if (guests.length === 0) return;
    const stored = await this.listStored(guests.map(({ guestId }) => guestId));
    const byId = new Map(stored.map((guest) => [guest.guestId, guest]));
    for (const { guestId, states } of guests) {
      const guest = byId.get(guestId);
      const problems = guest === undefined ? NO_STATE : states.map((after) => differenceOf(guest, after));
      const [problem = null] = problems;
      if (problem !== null && !problems.includes(null))
        this.findings.push({ check: 4, row: 'guest_states', id: guestId, problem });
    }
  }

  private listStored(guestIds: readonly string[]): Promise<StoredGuest[]> {
    return this.tx.query<StoredGuest>`
      SELECT s.guest_id, s.version, s.tier, s.grace_until, s.blocked, s.overdraft, s.spend, s.visits,
        s.points_earned AS points, s.sales, s.days, s.counters::text AS counters,
        CASE WHEN s.due_at < 'infinity' THEN round(extract(epoch FROM s.due_at) * 1000)::bigint END AS due_at,
        (SELECT coalesce(string_agg(concat_ws(',', l.lot_id,
             coalesce(CASE WHEN isfinite(l.expires_at) THEN round(extract(epoch FROM l.expires_at) * 1000)::text END, 'never'),
             l.amount, l.remaining, l.held, coalesce(CASE WHEN l.activates_at = 'infinity' THEN 'unpaid' END,
               round(extract(epoch FROM l.activates_at) * 1000)::text, 'active')),
           ';' ORDER BY l.expires_at, l.lot_id), '')
         FROM lots l WHERE l.network_id = s.network_id AND l.guest_id = s.guest_id) AS lots
      FROM unnest(${guestIds}::uuid[]) i(id)
      CROSS JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = ${this.settings.networkId} AND s.guest_id = i.id LIMIT 1) s`;
  }
}

/**
 * Reads pages of rows one after another. The database reads the next page while one is processed.
 *
 * @param size rows of each page but the last
 * @param read the page after a row; undefined: the first page
 */
async function* readAhead<Row>(size: number, read: (last?: Row) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let next = read();
  for (;;) {
    const page = await next;
    const isLast = page.length < size;
    if (!isLast) {
      next = read(page.at(-1));
      // A failure is thrown where the page is awaited; if the walk ends early, it does not matter.
      next.catch(() => undefined);
    }
    yield page;
    if (isLast) return;
  }
}

function differenceOf(stored: StoredGuest, after: GuestState): string | null {
  if (stored.version < after.version)
    return `the version is ${String(stored.version)}, the journal leaves ${String(after.version)}`;
  const pairs: [string, unknown, unknown][] = [
    ['tier', stored.tier, after.tier],
    ['grace_until', stored.graceUntil, after.graceUntil],
    ['blocked', stored.blocked, after.blocked],
    ['overdraft', stored.overdraft, after.overdraft],
    ['spend', stored.spend, after.lifetime.spend],
    ['visits', stored.visits, after.lifetime.visits],
    ['points_earned', stored.points, after.lifetime.points],
    ['sales', stored.sales, after.lifetime.sales],
    ['days', stored.days.join(), after.days.join()],
    ['counters', sorted(countersOf(stored.counters)), sorted(after.counters)],
    ['due_at', stored.dueAt ?? NEVER, after.dueAt],
    ['lots', stored.lots, lotsOf(after)],
  ];
  const wrong = pairs.find(([, left, right]) => left !== right);
  return wrong === undefined ? null : `${wrong[0]} is ${shown(wrong[1])}, the journal leaves ${shown(wrong[2])}`;
}

function countersOf(text: string | null): Counters {
  return text === null ? EMPTY_COUNTERS : (JSON.parse(text) as Counters);
}

function lotsOf({ lots }: GuestState): string {
  return (lots ?? [])
    .map(({ lotId, expiresAt, amount, remaining, held, activatesAt }) =>
      [lotId, expiresAt >= NEVER ? 'never' : expiresAt, amount, remaining, held, wait(activatesAt)].join(),
    )
    .join(';');
}

function wait(activatesAt: number | null): string | number {
  if (activatesAt === null) return 'active';
  return activatesAt >= NEVER ? 'unpaid' : activatesAt;
}

/** The same text for equal values, whatever the order of their members. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function shown(value: unknown): string {
  const text = String(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}
