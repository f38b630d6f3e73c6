import { readerOf } from '../../till/responses/shown-names';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks, type PublishedProgram, Snapshots } from '../../../configuration';
import { type GuestState, type TierStatus, tierStatus } from '../../../decision';
import { Database, type Statements } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { ProblemError } from '../../../platform/problems/problem';
import { type RequestContext, UseCase } from '../../../security';
import { LedgerBalances } from '../../till/balances/ledger-balances';
import { guestTierOf, tierChangeOf } from './tier-answers.rules';
import type { TierChangeRow } from './tier-changes.sql';
import type { GuestTierAnswer, TierChanges, RaiseCounterDto, SetTierDto } from './tier.dto';
import { JOURNAL_COLUMNS } from '../../ledger/journal/journal-row';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import type { TierBody } from '../../ledger/act/till-act';
import { GuestActs } from '../acts/guest-acts';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Handles } from '../../../platform/http/handlers-of';

const CHANGES = 'tier changes';

/** A guest's tier as of now, and the programme that defines it. */
export interface TierOfGuest {
  readonly state: GuestState;
  readonly status: TierStatus;
  readonly program: PublishedProgram;
}

/** Ends a tier that was set by hand: the tier by the rule of the programme holds again, at once. */
export class EndTier extends UseCase<void, { guestId: string }> {}

/** Raises one of the programme's counters: a review written, a friend brought. */
export class RaiseCounter extends UseCase<void, { guestId: string; counter: string; body: RaiseCounterDto }> {}

/** Sets a tier that the guest holds at least, to the end of a day or until it is ended. */
export class SetTier extends UseCase<void, { guestId: string; body: SetTierDto }> {}

/** The tier of a guest as of now, its history, and changes by hand. */
@Injectable()
export class GuestTiers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly balances: LedgerBalances,
    private readonly acts: GuestActs,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `tier_not_set_by_hand` */
  @Handles(EndTier)
  async endTier({ context, input: { guestId } }: EndTier): Promise<void> {
    const body: TierBody = { kind: 'TIER', change: { kind: 'END' }, reasonCode: 'CORRECTION', comment: null };
    await this.acts.record(context, guestId, body, (row) => ({
      action: 'tier.ended',
      before: { tier: row.tierBefore },
      after: { tier: row.tier, reasonCode: body.reasonCode },
    }));
  }

  /** @throws ProblemError `counter_unknown` */
  @Handles(RaiseCounter)
  async raiseCounter({ context, input: { guestId, counter, body } }: RaiseCounter): Promise<void> {
    const { count, occurredAt } = body;
    const at = occurredAt === null || occurredAt === undefined ? null : Date.parse(occurredAt);
    const note = () => ({ action: 'tier.counter_raised' as const, after: { counter, count } });
    await this.acts.record(context, guestId, { kind: 'COUNT', counter, count }, note, at);
  }

  /** @throws ProblemError 400 for an `until` in the past, `tier_unknown`, `reason_code_unknown`, `own_account` */
  @Handles(SetTier)
  async setTier({ context, input: { guestId, body } }: SetTier): Promise<void> {
    const { tier, until, reasonCode, comment } = body;
    const snapshot = await this.snapshots.current(context.networkId);
    const untilDay = until === null || until === undefined ? null : dayOfIsoDate(until);
    if (untilDay !== null && untilDay < calendarOfNetwork(snapshot).localDay(this.clock.now().getTime()))
      throw new ProblemError('invalid_body', {}, [{ path: 'until', code: 'not_allowed', message: '' }]);
    const change = { kind: 'SET', tier, untilDay } as const;
    await this.acts.record(context, guestId, { kind: 'TIER', change, reasonCode, comment: comment ?? null }, (row) => ({
      action: 'tier.set',
      before: { tier: row.tierBefore },
      after: { tier: row.tier, reasonCode },
    }));
  }

  async read(networkId: string, guestId: string): Promise<GuestTierAnswer> {
    const { state, status, program } = await this.getTier(this.database.readsOf(networkId), networkId, guestId);
    return guestTierOf(guestId, program.program, state, status);
  }

  /** Applies due settlements in memory, without writing. @throws ProblemError `guest_not_found`, `no_program` */
  async getTier(tx: Statements, networkId: string, guestId: string): Promise<TierOfGuest> {
    const found = await this.balances.findState(tx, networkId, guestId);
    if (found === undefined) throw new ProblemError('guest_not_found');
    const { state, snapshot, now } = found;
    const program = snapshot.programInForce(new Date(now));
    if (program === undefined) throw new ProblemError('no_program');
    const status = tierStatus(program.program, state, { now, calendar: calendarOfNetwork(snapshot) });
    return { state, status, program };
  }

  async listChanges(
    { principal, networkId, language }: RequestContext,
    guestId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<TierChanges> {
    const snapshot = await this.networks.getSnapshot(networkId);
    const before = page.cursor === undefined ? null : decodeCursor(CHANGES, page.cursor, z.int());
    const tx = this.database.readsOf(networkId);
    const [known, rows] = await Promise.all([
      this.balances.listStatuses(tx, networkId, [guestId]),
      listTierChanges(tx, networkId, guestId, before, page.limit + 1),
    ]);
    if (!known.has(guestId)) throw new ProblemError('guest_not_found');
    const { items, nextCursor } = pageFrom(CHANGES, rows, page.limit, (row) => row.guestVersion ?? 0);
    const isForGuest = principal.kind === 'guest';
    const reader = readerOf(snapshot, language, isForGuest);
    return { items: items.map((row) => tierChangeOf(row, reader, isForGuest)), nextCursor };
  }
}

/** Rows of a guest's journal that changed the tier or its reason, newest first, below a version. */
export function listTierChanges(
  tx: Statements,
  networkId: string,
  guestId: string,
  beforeVersion: number | null,
  limit: number,
): Promise<TierChangeRow[]> {
  return tx.query<TierChangeRow>(
    `SELECT ${JOURNAL_COLUMNS}, c.comment
       FROM (SELECT * FROM transactions t
              WHERE t.network_id = $1 AND t.guest_id = $2 AND ($3::bigint IS NULL OR t.guest_version < $3)
                AND (t.tier IS DISTINCT FROM t.tier_before OR (t.type = 'TIER' AND t.trace::text <> '[]'))
              ORDER BY t.guest_version DESC LIMIT $4) t
       LEFT JOIN transaction_comments c ON c.network_id = t.network_id AND c.transaction_id = t.id
      ORDER BY t.guest_version DESC`,
    [networkId, guestId, beforeVersion, limit],
  );
}
