import { type ConfigurationSnapshot, MessageTemplates, Snapshots } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { points } from '../../../decision';
import { GuestMessages } from '../../../identity';
import type { Tx } from '../../../platform/database/database';
import { FORMATTERS } from '../../../platform/language/formatters';
import { newId } from '../../../platform/ids/ids';
import { countersOf, storedInstant } from '../../ledger/journal/guest-state';
import type { LogFollower, LogPage, TakingFollower, TakingPart } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import { MessageTexts } from '../message-values/message-texts';
import { transactionTill } from '../../ledger/write/till-statements';
import { type EndingLot, endingsOf, spansOf, type Ending, type LotSpan } from './endings.rules';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** How far the pass over a network's guests has come on a local day. */
interface WarningPass {
  readonly localDay: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

interface GuestToWarn {
  readonly guestId: string;
  /** The guest's counters, as the text in `guest_states`. */
  readonly counters: string | null;
  readonly locale: 'ru' | 'en' | null;
}

/** A lot in the form in which `endingsOf` takes it, with its guest. */
interface LotOfGuest {
  readonly guestId: string;
  readonly lotId: string;
  readonly expiresAt: number;
  readonly remaining: number;
}

/** A planned message: one guest and one end of points. */
interface PlannedWarning {
  readonly messageId: string;
  readonly guestId: string;
  readonly ending: Ending;
}

const MAX_GUESTS = 200;
/** Members that all messages of warnings share. */
const WARNING = { purpose: 'SERVICE', source: 'EXPIRY_WARNING', sourceId: null, withheld: null, tried: [] } as const;

/**
 * Warns guests of points that end within the programme's number of days. Once a local day the job goes through all
 * guests of a network in the order of their ids. Guests with new transactions, who may have new lots, it takes from the event
 * log, once each. Messages, notes of what they tell, and the job's progress are one transaction. So the job may be killed
 * anywhere and run twice, and each end of a lot is told once. It changes nothing that decisions depend on, and waits
 * for no guest's lock.
 */
@Job('warnings', {
  everyMs: 30_000,
  signs: ['events', 'rules'],
  isHourly: true,
  failure: 'warning of points that end failed',
})
export class WarningsJob extends NetworkJob implements LogFollower, TakingFollower {
  readonly subscriber = 'warnings';

  constructor(
    private readonly snapshots: Snapshots,
    private readonly messages: GuestMessages,
    private readonly templates: MessageTemplates,
    private readonly texts: MessageTexts,
    private readonly log: LogReader,
  ) {
    super();
  }

  override onModuleInit(): void {
    super.onModuleInit();
    this.log.register(this);
  }

  /** Most pages have no guest to warn. */
  async take(tx: Tx, networkId: string, _page: LogPage, add: (value: unknown) => string): Promise<TakingPart> {
    const span = await spanOf(tx, await this.snapshots.currentWithin(tx, networkId));
    const horizon = `to_timestamp(${add(span?.horizon ?? null)}::double precision / 1000)`;
    return { taken: `NOT EXISTS (SELECT FROM unnest(page.guests) g WHERE g.due_at <= ${horizon})` };
  }

  /** Warns guests of a page's transactions whose points end within the programme's number of days. */
  async follow(tx: Tx, networkId: string, { events }: LogPage): Promise<boolean> {
    const guestIds = events.flatMap(({ type, guestId }) =>
      type.startsWith('transaction.') && guestId !== null ? [guestId] : [],
    );
    if (guestIds.length === 0) return true;
    const span = await spanOf(tx, await this.snapshots.currentWithin(tx, networkId));
    if (span === null) return true;
    const due = await tx.query<GuestToWarn>`SELECT s.guest_id, s.counters::text AS counters, g.locale
        FROM unnest(${[...new Set(guestIds)].sort()}::uuid[]) u(guest)
        CROSS JOIN LATERAL (SELECT s.guest_id, s.counters, s.due_at FROM guest_states s
          WHERE s.network_id = ${networkId} AND s.guest_id BETWEEN u.guest AND u.guest ORDER BY s.guest_id LIMIT 1) s
        CROSS JOIN LATERAL (SELECT g.locale FROM guests g
          WHERE s.due_at <= to_timestamp(${span.horizon}::double precision / 1000) AND g.network_id = ${networkId} AND g.id BETWEEN s.guest_id AND s.guest_id
          ORDER BY g.id LIMIT 1) g
        ORDER BY s.guest_id`;
    for (let from = 0; from < due.length; from += MAX_GUESTS)
      await this.warn(tx, span, due.slice(from, from + MAX_GUESTS));
    return true;
  }

  /** Warns the next guests of today's pass, at most 200 in one transaction. It does not lock guests. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const maxGuests = rowsOf(MAX_GUESTS, options);
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const pass = await lockPass(tx, networkId);
      if (pass === undefined) return 'idle';
      const span = await spanOf(tx, snapshot);
      if (span === null) return 'idle';
      const { localDay, horizon } = span;
      const isNewDay = pass.localDay !== localDay;
      if (pass.isDone && !isNewDay) return 'idle';
      const afterGuest = isNewDay ? BEFORE_ALL : pass.afterGuest;
      const guests = await tx.query<GuestToWarn>`SELECT s.guest_id, s.counters::text AS counters, g.locale
          FROM (SELECT guest_id, counters FROM guest_states
            WHERE network_id = ${networkId} AND guest_id > ${afterGuest} AND due_at <= to_timestamp(${horizon}::double precision / 1000)
            ORDER BY guest_id LIMIT ${maxGuests}) s
          CROSS JOIN LATERAL (SELECT g.locale FROM guests g WHERE g.network_id = ${networkId} AND g.id = s.guest_id OFFSET 0) g
          ORDER BY s.guest_id`;
      const told = await this.warn(tx, span, guests);
      const isDone = guests.length < maxGuests;
      await tx.query`
        UPDATE expiry_warning_passes SET local_day = ${localDay}, after_guest = ${guests.at(-1)?.guestId ?? afterGuest},
         is_done = ${isDone} WHERE network_id = ${networkId}`;
      if (!isDone) return 'more';
      return told === 0 ? 'idle' : 'done';
    });
  }

  /** Returns how many messages are new. */
  private async warn(tx: Tx, { snapshot, now, horizon }: WarningSpan, guests: readonly GuestToWarn[]): Promise<number> {
    const planned = await this.plan(tx, snapshot.profile.id, guests, now, horizon);
    return this.write(tx, snapshot, planned, guests);
  }

  private async plan(
    tx: Tx,
    networkId: string,
    guests: readonly GuestToWarn[],
    now: number,
    horizon: number,
  ): Promise<PlannedWarning[]> {
    if (guests.length === 0) return [];
    const known = guests.map(({ guestId, counters }) => ({ guestId, counters: countersOf(counters) }));
    const spans = known.flatMap(({ guestId, counters }) =>
      spansOf(counters, now, horizon).map((span) => ({ ...span, guestId })),
    );
    const lotsOf = lotsByGuest(await listLotsWithin(tx, networkId, spans));
    return known.flatMap(({ guestId, counters }) =>
      endingsOf({ lots: lotsOf.get(guestId) ?? [], counters }, now, horizon).map((ending) => ({
        messageId: newId(),
        guestId,
        ending,
      })),
    );
  }

  /** Returns how many messages are new. */
  private async write(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    planned: readonly PlannedWarning[],
    guests: readonly GuestToWarn[],
  ): Promise<number> {
    if (planned.length === 0) return 0;
    const { id: networkId, name, locale: networkLocale } = snapshot.profile;
    const calendar = calendarOfNetwork(snapshot);
    const localeOf = new Map(guests.map(({ guestId, locale }) => [guestId, locale ?? networkLocale]));
    const told = new Set((await insertWarnings(tx, networkId, planned)).map(nameOf));
    const due = planned.flatMap(({ messageId, guestId, ending }) => {
      const lots = ending.lots.filter(({ lotId }) => told.has(nameOf({ messageId, lotId })));
      if (lots.length === 0) return [];
      const points = lots.reduce((sum, lot) => sum + lot.points, 0);
      return [{ messageId, guestId, points, day: calendar.localDay(ending.endsAt) - 1 }];
    });
    const own = await this.writeOwn(tx, snapshot, due, localeOf);
    const warnings = due.map(({ messageId, guestId, points, day }, index) => {
      const language = localeOf.get(guestId) ?? networkLocale;
      const standard = { language, subject: name, text: messages[language].expiryWarning(FORMATTERS, { points, day }) };
      return { ...WARNING, id: messageId, guestId, dedupeKey: `warning ${messageId}`, ...(own[index] ?? standard) };
    });
    await this.messages.append(tx, networkId, await this.messages.route(tx, snapshot, warnings));
    return warnings.length;
  }

  /** Warnings by the network's own text, one for each of `due`. Undefined: that text fails for the guest, who then gets the product's text. */
  private async writeOwn(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    due: readonly DueWarning[],
    localeOf: ReadonlyMap<string, 'ru' | 'en'>,
  ) {
    const template = due.length === 0 ? undefined : await this.templates.findWarning(tx, snapshot.profile.id);
    if (template === undefined) return [];
    const wanted = due.map(({ guestId, points, day }) => {
      const values = { 'ending.points': points, 'ending.day': day };
      return { guestId, locale: localeOf.get(guestId) ?? null, values };
    });
    const texts = await this.texts.writeByTemplate(tx, snapshot, template, wanted);
    return texts.map((text) => ('failure' in text ? undefined : { ...text, template }));
  }
}

/** Groups lots by guest, each lot once: two spans of a guest may both have it. */
function lotsByGuest(lots: readonly LotOfGuest[]): Map<string, EndingLot[]> {
  const byName = new Map(lots.map((lot) => [`${lot.guestId} ${lot.lotId} ${String(lot.expiresAt)}`, lot]));
  const of = new Map<string, EndingLot[]>();
  for (const { guestId, lotId, expiresAt, remaining } of byName.values()) {
    const lot = { lotId, expiresAt, remaining: points(remaining) };
    const known = of.get(guestId);
    if (known === undefined) of.set(guestId, [lot]);
    else known.push(lot);
  }
  return of;
}

/** The span in which points must end for their guests to be warned now. */
interface WarningSpan {
  readonly snapshot: ConfigurationSnapshot;
  readonly localDay: number;
  /** In milliseconds since 1970, like `horizon`. */
  readonly now: number;
  readonly horizon: number;
}

/** Null: the programme has no warnings. */
async function spanOf(tx: Tx, snapshot: ConfigurationSnapshot): Promise<WarningSpan | null> {
  const calendar = calendarOfNetwork(snapshot);
  const now = await readClock(tx, snapshot.profile.id);
  const warning = snapshot.programInForce(new Date(now))?.program.document.warning ?? null;
  const localDay = calendar.localDay(now);
  return warning && { snapshot, localDay, now, horizon: calendar.startOfDay(localDay + warning.days + 1) };
}

/** A due warning: points that may be spent to the end of this local day. */
interface DueWarning {
  readonly guestId: string;
  readonly points: number;
  readonly day: number;
}

/** The time by the clock that the till decides by. */
async function readClock(tx: Tx, networkId: string): Promise<number> {
  const [row] = await transactionTill(tx).read(networkId, [{ guestId: null, needLots: false }]);
  if (row === undefined) throw new Error('till_read gave no time');
  return Math.round(row.now_ms);
}

function nameOf({ messageId, lotId }: { messageId: string; lotId: string }): string {
  return `${messageId} ${lotId}`;
}

/** Locks a network's pass. Undefined: another process is at work on this network. */
async function lockPass(tx: Tx, networkId: string): Promise<WarningPass | undefined> {
  await tx.query`INSERT INTO expiry_warning_passes (network_id, local_day, after_guest, is_done)
      VALUES (${networkId}, -1, ${BEFORE_ALL}, true)
      ON CONFLICT DO NOTHING`;
  return tx.maybe<WarningPass>`SELECT local_day, after_guest, is_done FROM expiry_warning_passes
      WHERE network_id = ${networkId} FOR UPDATE SKIP LOCKED`;
}

/**
 * Reads the lots of each guest that end within the guest's span. Not all lots are read, because a regular guest has a thousand lots and few of them
 * end soon.
 */
function listLotsWithin(tx: Tx, networkId: string, spans: readonly (LotSpan & { readonly guestId: string })[]) {
  return tx.query<LotOfGuest>`
    SELECT u.guest AS "guest_id!", l.lot_id, date_part('epoch', l.expires_at) * 1000 AS expires_at, l.remaining
     FROM unnest(${spans.map(({ guestId }) => guestId)}::uuid[], ${spans.map(({ after }) => after)}::double precision[],
     ${spans.map(({ to }) => to)}::double precision[], ${spans.map(({ isUntold }) => isUntold)}::boolean[]) u(guest, after, upto, is_untold)
     CROSS JOIN LATERAL (SELECT l.lot_id, l.expires_at, l.remaining FROM lots l
       WHERE l.network_id = ${networkId} AND l.guest_id = u.guest
         AND l.expires_at > to_timestamp(u.after / 1000) AND l.expires_at <= to_timestamp(u.upto / 1000)
       ORDER BY l.expires_at, l.lot_id OFFSET 0) l
     WHERE NOT u.is_untold OR NOT EXISTS (SELECT FROM expiry_warnings w
       WHERE w.network_id = ${networkId} AND w.guest_id = u.guest AND w.ends_at = l.expires_at AND w.lot_id = l.lot_id)`;
}

/**
 * Notes the lots about which the planned messages warn. Returns the new notes. A lot without a new note is one about which its guest was warned
 * before.
 */
function insertWarnings(
  tx: Tx,
  networkId: string,
  planned: readonly PlannedWarning[],
): Promise<{ messageId: string; lotId: string }[]> {
  const rows = planned.flatMap(({ messageId, guestId, ending: { endsAt, lots } }) =>
    lots.map(({ lotId, expiresAt }) => ({ messageId, guestId, endsAt, lotId, expiresAt: storedInstant(expiresAt) })),
  );
  return tx.query<{ messageId: string; lotId: string }>`
    INSERT INTO expiry_warnings (network_id, guest_id, ends_at, lot_id, expires_at, message_id)
     SELECT ${networkId}, w.guest, to_timestamp(w.ends / 1000), w.lot, to_timestamp(w.expires / 1000), w.message
     FROM unnest(${rows.map((row) => row.guestId)}::uuid[], ${rows.map((row) => row.endsAt)}::double precision[],
     ${rows.map((row) => row.lotId)}::uuid[], ${rows.map((row) => row.expiresAt)}::double precision[],
     ${rows.map((row) => row.messageId)}::uuid[]) w(guest, ends, lot, expires, message)
     ORDER BY w.guest, w.ends, w.lot
     ON CONFLICT DO NOTHING
     RETURNING message_id, lot_id`;
}
