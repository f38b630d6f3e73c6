/** The time, the place in the journal and the compiled documents by which an act is decided. */
import type { Calendar, Instant } from '../basics/instants';
import type { RunningCampaigns } from '../campaigns/campaigns';
import type { CompiledProgram } from '../program/compile';

export type Context = {
  /** By the database's clock; for an import, its `occurredAt`. Settlements due by `now` are done already. */
  readonly now: Instant;
  /** By the database's clock, for an import as well. */
  readonly recordedAt: Instant;
  readonly calendar: Calendar;
  /**
   * The programme in force at `now`, which reviews the tier after the act, where another version decides the act itself: the version of `occurredAt`
   * for a late act, that of the sale for a refund. Null: one version does both.
   */
  readonly inForce: CompiledProgram | null;
  /** The id of the journal row to be written; lots that the act opens carry this id. */
  readonly transactionId: string;
  /** How long after its time-out a hold may still be captured, in milliseconds: the network's setting, 15 minutes by default. */
  readonly captureGraceMs: number;
  /** Absent: no campaign runs. */
  readonly campaigns?: RunningCampaigns | undefined;
  /** How many local days redeemed points get when they return after their expiry: the network's setting, 30 by default. */
  readonly restoredForDays: number;
};
