import type { Statements } from '../../../platform/database/database';

export type Writes = Pick<Statements, 'query'>;

/** A guest whose wallet is updated next. */
export interface MirroredGuest {
  readonly guestId: string;
  readonly customerId: string | null;
  readonly walletId: string | null;
  readonly told: number | null;
  readonly stepId: string | null;
  readonly stepPoints: number | null;
  readonly holdId: string | null;
  readonly holdPoints: number | null;
  readonly holdDone: boolean;
  readonly tier: string | null;
  readonly changes: number;
  readonly attempts: number;
}

export interface MirrorCounts {
  readonly guests: number;
  readonly waiting: number;
  readonly failing: number;
  readonly differing: number;
  readonly isSeeded: boolean;
}

export interface MirrorTrouble {
  readonly guestId: string;
  readonly failure: string | null;
  readonly differsBy: number;
}
