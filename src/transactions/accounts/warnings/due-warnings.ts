import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { GuestState } from '../../../decision';
import { isoDateOf } from '../../../platform/clock/calendar';
import type { Statements } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { transactionTill } from '../../ledger/write/till-statements';
import { asOfNow } from '../../till/balances/as-of-now';
import { type Ending, endingsOf } from './endings.rules';
import type { DueWarning } from './till-warning.dto';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** Warnings of expiring points that no guest has received yet, whether or not a message was written. */
@Injectable()
export class DueWarnings {
  constructor(private readonly snapshots: Snapshots) {}

  /** Soonest first, with the database's time. @throws ProblemError `guest_not_found` */
  async list(
    tx: Statements,
    networkId: string,
    guestId: string,
  ): Promise<{ readonly now: number; readonly endings: Ending[] }> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [row] = await transactionTill(tx).read(networkId, [{ guestId, needLots: true }]);
    const state = asOfNow(row, snapshot);
    if (row === undefined || state === undefined) throw new ProblemError('guest_not_found');
    const now = Math.round(row.now_ms);
    return { now, endings: dueEndings(snapshot, state, now) };
  }

  /** Warnings in the form that the till shows and prints. */
  async answer(
    tx: Statements,
    networkId: string,
    endings: readonly Pick<Ending, 'endsAt' | 'lots'>[],
  ): Promise<DueWarning[]> {
    return warningsOf(await this.snapshots.currentWithin(tx, networkId), endings);
  }
}

/** How many days before an end the programme warns guests of it. Null: the programme has no warnings. */
export function warningDays(snapshot: ConfigurationSnapshot, now: number): number | null {
  return snapshot.programInForce(new Date(now))?.program.document.warning?.days ?? null;
}

/** Due warnings for a guest whose lots have been read. */
export function dueWarningsOf(snapshot: ConfigurationSnapshot, state: GuestState, now: number): DueWarning[] {
  return warningsOf(snapshot, dueEndings(snapshot, state, now));
}

function dueEndings(snapshot: ConfigurationSnapshot, state: GuestState, now: number): Ending[] {
  const days = warningDays(snapshot, now);
  if (days === null) return [];
  const calendar = calendarOfNetwork(snapshot);
  return endingsOf(state, now, calendar.startOfDay(calendar.localDay(now) + days + 1));
}

function warningsOf(
  snapshot: ConfigurationSnapshot,
  endings: readonly Pick<Ending, 'endsAt' | 'lots'>[],
): DueWarning[] {
  const calendar = calendarOfNetwork(snapshot);
  return endings.map(({ endsAt, lots }) => ({
    points: lots.reduce((sum, lot) => sum + lot.points, 0),
    lastDay: isoDateOf(calendar.localDay(endsAt) - 1),
  }));
}
