import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks, type PublishedProgram, Snapshots } from '../../../configuration';
import { type GuestState, type TierChange, type TierStanding, tierStanding } from '../../../decision';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, networkOf, type Origin, type Principal } from '../../../security';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { requirePosted } from '../../till/responses/tell-outcome';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { Standings } from '../../till/balances/standings';
import { Till } from '../../till/queue/till';
import { type CountBody, NO_RECEIPT, type TierBody } from '../../ledger/act/till-act';
import { calendarOfNetwork } from '../../till/queue/till-batch';
import { guestTierOf, tierChangeOf } from './tier-answers.rules';
import { listTierChanges } from './tier-changes.sql';
import type { GuestTierAnswer, SetTierDto, TierChanges } from './tier.dto';

const CHANGES = 'tier changes';

/** A guest's tier as of now, with the programme that says what it gives. */
export interface TierOfGuest {
  readonly state: GuestState;
  readonly standing: TierStanding;
  readonly program: PublishedProgram;
}

/** The tier of a guest: read as of now, set and ended by hand, raised by counters, and its history. */
@Injectable()
export class GuestTiers {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly networks: Networks,
    private readonly standings: Standings,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async read(networkId: string, guestId: string): Promise<GuestTierAnswer> {
    const { state, standing, program } = await this.database.inNetwork(networkId, (tx) =>
      this.getTier(tx, networkId, guestId),
    );
    return guestTierOf(guestId, program.program, state, standing);
  }

  /** What is due is counted, and nothing is written. @throws ProblemError `guest_not_found`, `no_program` */
  async getTier(tx: Tx, networkId: string, guestId: string): Promise<TierOfGuest> {
    const found = await this.standings.findState(tx, networkId, guestId);
    if (found === undefined) throw new ProblemError('guest_not_found');
    const { state, snapshot, now } = found;
    const program = snapshot.programInForce(new Date(now));
    if (program === undefined) throw new ProblemError('no_program');
    const standing = tierStanding(program.program, state, { now, calendar: calendarOfNetwork(snapshot) });
    return { state, standing, program };
  }

  /** @throws ProblemError 400 for an `until` in the past, `tier_unknown`, `reason_code_unknown`, `own_account` */
  async setByHand(
    principal: Principal,
    guestId: string,
    { tier, until, reasonCode, comment }: SetTierDto,
    call: KeyedCall,
    origin: Origin,
  ): Promise<void> {
    const snapshot = await this.snapshots.current(networkOf(principal));
    const untilDay = until === null || until === undefined ? null : dayOfIsoDate(until);
    if (untilDay !== null && untilDay < calendarOfNetwork(snapshot).localDay(this.clock.now().getTime()))
      throw new ProblemError('invalid_body', {}, [{ path: 'until', code: 'not_allowed', message: '' }]);
    const body = bodyOf({ kind: 'SET', tier, untilDay }, reasonCode, comment ?? null);
    await this.submit(principal, guestId, body, null, call, origin);
  }

  /** @throws ProblemError `tier_not_set_by_hand` */
  async endByHand(principal: Principal, guestId: string, call: KeyedCall, origin: Origin): Promise<void> {
    await this.submit(principal, guestId, bodyOf({ kind: 'END' }, 'CORRECTION', null), null, call, origin);
  }

  /** @throws ProblemError `counter_unknown` */
  async raiseCounter(
    principal: Principal,
    guestId: string,
    body: CountBody,
    occurredAt: number | null,
    call: KeyedCall,
    origin: Origin,
  ): Promise<void> {
    await this.submit(principal, guestId, body, occurredAt, call, origin);
  }

  async listChanges(
    principal: Principal,
    guestId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
    language: Language,
  ): Promise<TierChanges> {
    const networkId = networkOf(principal);
    const network = await this.networks.getProfile(networkId);
    const before = page.cursor === undefined ? null : decodeCursor(CHANGES, page.cursor, z.int());
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      const known = await this.standings.listStandings(tx, networkId, [guestId]);
      if (!known.has(guestId)) throw new ProblemError('guest_not_found');
      return listTierChanges(tx, networkId, guestId, before, page.limit + 1);
    });
    const { items, nextCursor } = pageFrom(CHANGES, rows, page.limit, (row) => row.guestVersion ?? 0);
    const hidesComment = principal.kind === 'guest';
    return { items: items.map((row) => tierChangeOf(row, { network, language }, hidesComment)), nextCursor };
  }

  private async submit(
    principal: Principal,
    guestId: string,
    body: TierBody | CountBody,
    occurredAt: number | null,
    call: KeyedCall,
    origin: Origin,
  ): Promise<void> {
    const act = await this.intake.place({
      principal,
      guestId,
      body,
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt,
      key: actKeyOf(call),
      requestId: call.requestId,
    });
    const outcome = await this.till.submit(act, {
      after: (tx, row) => this.appendAudit(tx, act.networkId, principal, origin, body, row),
    });
    requirePosted(outcome);
    if (outcome.kind === 'POSTED' && outcome.replayed) call.replayed(200);
  }

  private appendAudit(
    tx: Tx,
    networkId: string,
    actor: Principal,
    origin: Origin,
    body: TierBody | CountBody,
    row: JournalRow,
  ): Promise<void> {
    const subject = { subjectKind: 'guest', subjectId: row.guestId ?? '' };
    if (body.kind === 'COUNT') {
      const { counter, count } = body;
      return this.audit.append(tx, networkId, {
        actor,
        origin,
        action: 'tier.counter_raised',
        ...subject,
        after: { counter, count },
      });
    }
    return this.audit.append(tx, networkId, {
      actor,
      origin,
      action: body.change.kind === 'SET' ? 'tier.set' : 'tier.ended',
      ...subject,
      before: { tier: row.tierBefore },
      after: { tier: row.tier, reasonCode: body.reasonCode },
    });
  }
}

function bodyOf(change: TierChange, reasonCode: string, comment: string | null): TierBody {
  return { kind: 'TIER', change, reasonCode, comment };
}
