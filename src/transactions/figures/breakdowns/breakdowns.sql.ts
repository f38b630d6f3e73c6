import type { TierCause } from './breakdowns.dto';

export const SUBSCRIBER = 'breakdowns';

export interface TierRow {
  readonly businessDate: string;
  /** Empty: the guest has just joined. An empty `to`: the guest was erased. */
  readonly from: string;
  readonly to: string;
  readonly cause: TierCause;
  readonly guests: number;
}
