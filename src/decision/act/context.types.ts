/** The time, the place in the journal and the compiled documents by which an act is decided. */
import type { Calendar, Instant } from '../basics/instants';
import type { RunningCampaigns } from '../campaigns/campaigns';
import type { CompiledProgram } from '../program/compile';

/** The replaced version of a no-regret change. It decides each receipt too, beside the version in force. */
export type NoRegret = {
  readonly program: CompiledProgram;
  readonly versions: { readonly now: number; readonly before: number };
  /** How much of a difference in minor units the budget still pays: at least as much, or the rest. */
  readonly left: (difference: number) => number;
  /** The campaigns for the earlier version; what the decision asks of them is its own. Absent: no campaign runs. */
  readonly campaigns?: RunningCampaigns | undefined;
};

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
  /** Absent: one version decides a receipt. */
  readonly noRegret?: NoRegret | undefined;
  /** How many local days redeemed points get when they return after their expiry: the network's setting, 30 by default. */
  readonly restoredForDays: number;
};
