import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks, type PublishedProgram } from '../../../configuration';
import { type GuestState, type TierStatus, tierStatus } from '../../../decision';
import { Database, type Statements } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { LedgerBalances } from '../../till/balances/ledger-balances';
import { guestTierOf, tierChangeOf } from './tier-answers.rules';
import { listTierChanges } from './tier-changes.sql';
import type { GuestTierAnswer, TierChanges } from './tier.dto';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

const CHANGES = 'tier changes';

/** A guest's tier as of now, with the programme that says what it gives. */
export interface TierOfGuest {
  readonly state: GuestState;
  readonly status: TierStatus;
  readonly program: PublishedProgram;
}

/** The tier of a guest as of now, and its history. */
@Injectable()
export class GuestTiers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly balances: LedgerBalances,
  ) {}

  async read(networkId: string, guestId: string): Promise<GuestTierAnswer> {
    const { state, status, program } = await this.getTier(this.database.readsOf(networkId), networkId, guestId);
    return guestTierOf(guestId, program.program, state, status);
  }

  /** Counts expirations and activations that are due, and writes nothing. @throws ProblemError `guest_not_found`, `no_program` */
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
    const network = await this.networks.getProfile(networkId);
    const before = page.cursor === undefined ? null : decodeCursor(CHANGES, page.cursor, z.int());
    const tx = this.database.readsOf(networkId);
    const [known, rows] = await Promise.all([
      this.balances.listStatuses(tx, networkId, [guestId]),
      listTierChanges(tx, networkId, guestId, before, page.limit + 1),
    ]);
    if (!known.has(guestId)) throw new ProblemError('guest_not_found');
    const { items, nextCursor } = pageFrom(CHANGES, rows, page.limit, (row) => row.guestVersion ?? 0);
    const hidesComment = principal.kind === 'guest';
    return { items: items.map((row) => tierChangeOf(row, { network, language }, hidesComment)), nextCursor };
  }
}
