import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { comparePrograms, ProgramEditor, PUBLICATION_LEAD_MS, Snapshots } from '../../../configuration';
import { type CompiledProgram, compileProgram, type ProgramDocument, worthOf } from '../../../decision';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { GivingWay } from '../../jobs/give-way';
import { guestStateOf } from '../../ledger/journal/guest-state';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';
import { programsOf, settingsOf } from '../../replay/replay-settings';
import { transactionTill } from '../../ledger/write/till-statements';
import type { TillReadRow } from '../../ledger/write/till-rows';
import { ChangedTerms } from './changed-terms.rules';
import type { ImpactAnswer, ImpactFileQuery, ImpactGuestsAnswer, ImpactGuestsQuery } from './impact.dto';
import { impactSentences } from './impact-text';
import { type ImpactFigures, ImpactTally, isConcerned, momentsOf } from '../reports/impact.rules';
import { type OutlookSettings, type TierOutlook, tierOutlook } from './tier-outlook.rules';
import { REPEATED_TYPES, YEAR_MS, YearAhead, type YearChange, type YearSettings } from './year-ahead.rules';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** How many guests are decided at once: some 15 ms, which a till in the same process waits. */
const CHUNK = 250;
/** How many guests' years are played before a till in the same process gets its turn. */
const PLAYED_AT_ONCE = 10;
const DAY_MS = 86_400_000;
/** Later than the end of every rolling window of a year and the grace after it. */
const LOOKS_DAYS = 430;
/** The number of latest impacts whose guests stay stored: enough for pages that are open, without filling the disk of a large network. */
const KEPT_IMPACTS = 20;

/** A guest whom a change concerns: the tier without the change and with it, and the change of a year. */
export interface ConcernedGuest extends YearChange {
  readonly guestId: string;
  readonly from: string;
  readonly to: string;
}

interface Comparison extends OutlookSettings {
  readonly against: number;
  readonly before: CompiledProgram;
  readonly after: CompiledProgram;
  readonly currency: string;
  readonly year: YearSettings;
}

/** The run whose guests are requested. */
interface ImpactOfRun {
  readonly id: string;
  readonly programVersion: number | null;
  readonly document: ProgramDocument | null;
  /** When the version would come into force. Null: as planned, else as soon as possible. */
  readonly from: Date | null;
}

interface Watch {
  /** Receives the guests whom the change concerns. */
  readonly onConcerned?: (guests: readonly ConcernedGuest[]) => Promise<void>;
  /** Called with the number of guests checked so far. */
  readonly onGuests?: (guests: number) => void;
  readonly signal?: AbortSignal;
}

type ImpactBody = Omit<ImpactAnswer, 'version'>;

/** Guests sorted by id. `among` null: all guests of the network. */
interface Whom {
  readonly after: string | null;
  readonly among: readonly string[] | null;
}

const EVERYBODY: Whom = { after: null, among: null };

/** Gains and losses by a version, over all guests of its network. Reads some hundred guests at a time. */
@Injectable()
export class ImpactQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly editor: ProgramEditor,
    private readonly clock: Clock,
  ) {}

  /** The figures of a run, for the document in its request. Throws the reason with which `signal` is aborted. */
  async figuresOf(
    networkId: string,
    { id, programVersion, document, from }: ImpactOfRun,
    watch: Watch,
  ): Promise<ImpactFigures> {
    if (programVersion === null || document === null) throw new Error('an impact is of a version');
    const { effectiveFrom } = await this.editor.getVersion(networkId, programVersion);
    const comparison = await this.comparisonOf(networkId, { document, effectiveFrom }, from ?? undefined);
    // When an impact begins or begins again, its stored guests are deleted, and so are the stored guests of old impacts.
    await this.database.inNetwork(
      networkId,
      (tx) => tx.query`
        DELETE FROM impact_guests g WHERE g.network_id = ${networkId} AND (g.impact_id = ${id} OR g.impact_id NOT IN (
          SELECT b.id FROM backtests b WHERE b.network_id = ${networkId} AND b.mode = 'IMPACT' ORDER BY b.id DESC LIMIT ${KEPT_IMPACTS}))`,
    );
    return this.measure(networkId, comparison, {
      ...watch,
      onConcerned: (guests) => this.database.inNetwork(networkId, (tx) => insertConcerned(tx, networkId, id, guests)),
    });
  }

  /** The figures as people read them. */
  async tell(networkId: string, figures: ImpactFigures, language: Language): Promise<ImpactBody> {
    const { currencyDigits } = (await this.snapshots.current(networkId)).profile;
    const { changes, falls, rises, matrix, ...rest } = figures;
    const sentences = impactSentences(figures, currencyDigits, language);
    const lists = { changes: [...changes], falls: [...falls], rises: [...rises], matrix: [...matrix] };
    return { ...rest, ...lists, sentences };
  }

  /** The figures of a document that is no version yet, as if it came into force as soon as possible. */
  async impactOfDocument(
    networkId: string,
    document: ProgramDocument,
    language: Language,
    onGuests: (guests: number) => void,
  ): Promise<ImpactBody> {
    const comparison = await this.comparisonOf(networkId, { document, effectiveFrom: null }, undefined);
    return this.tell(networkId, await this.measure(networkId, comparison, { onGuests }), language);
  }

  private async measure(
    networkId: string,
    comparison: Comparison,
    { onConcerned, onGuests, signal }: Watch = {},
  ): Promise<ImpactFigures> {
    const tally = new ImpactTally();
    const { before, after } = comparison;
    const terms = new ChangedTerms(comparePrograms(before.document, after.document), before, after);
    const years = new YearAhead(before, after, comparison.year);
    const way = new GivingWay(this.database);
    for await (const chunk of this.chunks(networkId, comparison, EVERYBODY)) {
      await way.before();
      const lastYear = await this.readLastYear(networkId, comparison, chunk);
      const concerned: ConcernedGuest[] = [];
      for (const [index, { guestId, state }] of chunk.entries()) {
        if (index % PLAYED_AT_ONCE === 0) await setImmediate();
        const outlook = tierOutlook(before, after, state, comparison);
        const { from, to } = outlook.start;
        const year = years.changeOf(state, lastYear.get(guestId) ?? []);
        const impact = { outlook, year, changes: terms.of(from, to) };
        const { available, pending, held, inReview } = state.balance;
        tally.add(impact, available + pending + held + inReview);
        if (isConcerned(impact)) concerned.push({ guestId, from, to, ...year });
      }
      await onConcerned?.(concerned);
      onGuests?.(tally.guests);
      signal?.throwIfAborted();
    }
    const lots = await this.database.reportOf(
      networkId,
      (tx) => tx.one<{ lots: number; points: number }>`
        SELECT count(*) AS lots, coalesce(sum(remaining), 0)::bigint AS points FROM lots WHERE network_id = ${networkId}`,
    );
    const { currency } = comparison;
    const open = Number(tally.points);
    const worth = (program: CompiledProgram) => worthOf(open, program.document.pointValue);
    return {
      against: comparison.against,
      at: new Date(comparison.at).toISOString(),
      until: new Date(comparison.until).toISOString(),
      guests: tally.guests,
      concerned: tally.concerned,
      changes: tally.changes,
      losing: tally.losing,
      gaining: tally.gaining,
      unread: years.unread,
      falls: tally.falls.map(({ from, to, day, guests }) => ({ from, to, guests, on: dateOf(day) })),
      rises: tally.rises,
      matrix: tally.matrix,
      points: { open, worthBefore: worth(before), worthAfter: worth(after), currency },
      lots: { open: lots.lots, points: lots.points, shortened: 0 },
    };
  }

  /** The guests behind one of the numbers, sorted by id. `after`: the last guest of the previous page. */
  async guestsOf(
    networkId: string,
    version: number,
    { limit, guestIds, ...which }: Omit<ImpactGuestsQuery, 'cursor'>,
    after: string | null,
  ): Promise<ImpactGuestsAnswer['items']> {
    const comparison = await this.comparisonOfVersion(networkId, version, which);
    const found: ImpactGuestsAnswer['items'] = [];
    for await (const moved of this.movedGuests(networkId, comparison, which, { after, among: guestIds ?? null })) {
      found.push(...moved);
      if (found.length >= limit) return found.slice(0, limit);
    }
    return found;
  }

  /** All of these guests, a chunk at a time; a chunk may be empty. Throws before the first chunk, as `guestsOf` does. */
  async allGuestsOf(
    networkId: string,
    version: number,
    which: ImpactFileQuery,
  ): Promise<AsyncGenerator<ImpactGuestsAnswer['items']>> {
    const comparison = await this.comparisonOfVersion(networkId, version, which);
    return this.movedGuests(networkId, comparison, which, EVERYBODY);
  }

  private async *movedGuests(
    networkId: string,
    comparison: Comparison,
    { change, from, to, on }: ImpactFileQuery,
    whom: Whom,
  ): AsyncGenerator<ImpactGuestsAnswer['items']> {
    for await (const chunk of this.chunks(networkId, comparison, whom))
      yield chunk.flatMap(({ guestId, state }) => {
        const move = moveOf(tierOutlook(comparison.before, comparison.after, state, comparison), change);
        if (move === null) return [];
        const isMeant = isAsked(from, move.from) && isAsked(to, move.to) && isAsked(on, move.on);
        return isMeant ? [{ guestId, ...move }] : [];
      });
  }

  /** Reads the next chunk while one is processed. */
  private async *chunks(networkId: string, comparison: Comparison, { after, among }: Whom) {
    let reading = this.readChunk(networkId, { after, among });
    for (;;) {
      const { guestIds, rows } = await reading;
      const isLast = guestIds.length < CHUNK;
      if (!isLast) reading = this.readChunk(networkId, { after: guestIds.at(-1) ?? null, among });
      // A caller that stops or fails here does not await the read, whose failure would then have no listener.
      reading.catch(() => undefined);
      yield rows.flatMap((row, index) => {
        const guestId = guestIds[index];
        if (guestId === undefined || row.version === null) return [];
        return [{ guestId, state: guestStateOf({ ...row, version: row.version }) }];
      });
      if (isLast) return;
    }
  }

  /** Acts of guests in the last year, by guest, in order. */
  private async readLastYear(
    networkId: string,
    { year }: Comparison,
    chunk: readonly { readonly guestId: string }[],
  ): Promise<ReadonlyMap<string, readonly JournalRow[]>> {
    const ids = chunk.map(({ guestId }) => guestId);
    // Acts of an import count at their own time.
    const rows = await this.database.reportOf(networkId, (tx) =>
      tx.query<JournalRow>(
        `SELECT ${JOURNAL_COLUMNS} FROM transactions t
          WHERE t.network_id = $1 AND t.guest_id = ANY ($2) AND t.type::text = ANY ($3)
            AND CASE t.channel WHEN 'IMPORT' THEN t.occurred_at ELSE t.recorded_at END >= $4
          ORDER BY t.guest_id, t.guest_version`,
        [networkId, ids, REPEATED_TYPES, new Date(year.now - YEAR_MS)],
      ),
    );
    const byGuest = new Map<string, JournalRow[]>(ids.map((id) => [id, []]));
    for (const row of rows) byGuest.get(row.guestId ?? '')?.push(row);
    return byGuest;
  }

  private readChunk(
    networkId: string,
    { after, among }: Whom,
  ): Promise<{ guestIds: string[]; rows: readonly TillReadRow[] }> {
    return this.database.reportOf(networkId, async (tx) => {
      const guests = await tx.query<{ guestId: string }>`
        SELECT guest_id FROM guest_states
         WHERE network_id = ${networkId} ${when(after !== null, sql`AND guest_id > ${after}`)}
           ${when(among !== null, sql`AND guest_id = ANY (${among})`)}
         ORDER BY guest_id LIMIT ${CHUNK}`;
      const guestIds = guests.map(({ guestId }) => guestId);
      const readings = guestIds.map((guestId) => ({ guestId, needLots: true }));
      return { guestIds, rows: guestIds.length === 0 ? [] : await transactionTill(tx).read(networkId, readings) };
    });
  }

  private async comparisonOfVersion(networkId: string, version: number, { at }: ImpactFileQuery): Promise<Comparison> {
    const row = await this.editor.getVersion(networkId, version);
    return this.comparisonOf(networkId, row, at === undefined ? undefined : new Date(at));
  }

  private async comparisonOf(
    networkId: string,
    row: { readonly document: ProgramDocument; readonly effectiveFrom: Date | null },
    asked: Date | undefined,
  ): Promise<Comparison> {
    const snapshot = await this.snapshots.current(networkId);
    const earliest = this.clock.now().getTime() + PUBLICATION_LEAD_MS;
    const { at, before } = momentsOf(earliest, { planned: row.effectiveFrom, asked: asked ?? null });
    const inForce = snapshot.programInForce(before);
    if (inForce === undefined) throw new ProblemError('no_program');
    return {
      against: inForce.version,
      before: inForce.program,
      after: compileProgram(row.document),
      at,
      until: at + LOOKS_DAYS * DAY_MS,
      calendar: calendarOfNetwork(snapshot),
      currency: snapshot.profile.currency,
      year: { at, now: this.clock.now().getTime(), past: programsOf(snapshot), replay: settingsOf(snapshot) },
    };
  }
}

/** Stores guests of an impact. If a run was wrongly taken for dead, two processes work on it and write the same rows. */
async function insertConcerned(
  tx: Tx,
  networkId: string,
  impactId: string,
  guests: readonly ConcernedGuest[],
): Promise<void> {
  if (guests.length === 0) return;
  const column = <Name extends keyof ConcernedGuest>(name: Name) => guests.map((guest) => guest[name]);
  await tx.query`
    INSERT INTO impact_guests (network_id, impact_id, guest_id, tier_without, tier_with, discount, earned, expired, paid, value)
    SELECT ${networkId}::uuid, ${impactId}::uuid, g.* FROM unnest(${column('guestId')}::uuid[], ${column('from')}::text[], ${column('to')}::text[],
      ${column('discount')}::bigint[], ${column('earned')}::bigint[], ${column('expired')}::bigint[], ${column('paid')}::bigint[], ${column('value')}::bigint[]) g
    ON CONFLICT DO NOTHING`;
}

function moveOf({ falls, rises }: TierOutlook, change: 'FALLS' | 'RISES') {
  if (change === 'RISES') return rises === null ? null : { ...rises, on: null };
  return falls === null ? null : { from: falls.from, to: falls.to, on: dateOf(falls.day) };
}

function isAsked(asked: string | undefined, value: string | null): boolean {
  return asked === undefined || asked === value;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
