import type { CounterChanges } from '../program/after';
import type { CompiledProgram } from '../program/compile';
import type { UndonePayout } from '../campaigns/campaign-progress';
import type { RefundedTasks } from '../campaigns/campaign-tasks';
import { Books } from '../lots/books';
import type { TakenPoints } from '../spending/refund-points';
import { type RefundShares, type Share, sumShares } from '../spending/refund-shares';
import type { RefundedStamps } from '../stamps/stamps';
import type { GuestState, RefundAct, ReturnedCampaign, TraceEntry } from '../act/types';
import type { Context } from '../act/context.types';

const NOTHING_TAKEN: TakenPoints = { taken: 0, notTaken: 0, bonus: 0, expired: 0, forgiven: 0 };
const NO_PAYOUTS: readonly UndonePayout[] = [];

/** A refund while it is decided. Each part takes back what it had stored with the sale, and adds its figures here. Amounts in minor units. */
export class RefundDraft {
  readonly trace: TraceEntry[] = [];
  readonly books: Books;
  /** Each amount of the sale that the refund gives back, over all lines. */
  readonly now: Share;
  /** Redeemed points that go back to the guest. */
  returned = 0;
  /** Redeemed points that go back to the till's allowance. */
  offline = 0;
  /** Null: the sale moved no stamps. */
  stamps: RefundedStamps | null = null;
  /** Null: the sale had no part in tasks. */
  tasks: RefundedTasks | null = null;
  taken = NOTHING_TAKEN;
  caps: GuestState['counters']['caps'];
  /** The first sales that are left. */
  firstSales: CounterChanges = {};
  /** Points, money and uses that go back to budgets of campaigns. */
  readonly campaigns: ReturnedCampaign[] = [];

  constructor(
    readonly program: CompiledProgram,
    readonly guest: GuestState,
    readonly act: RefundAct,
    readonly context: Context,
    readonly shares: RefundShares,
  ) {
    this.books = new Books(guest);
    this.now = sumShares(shares);
    this.caps = guest.counters.caps;
  }

  /** Payouts of tasks that are not met any more. */
  get undone(): readonly UndonePayout[] {
    return this.tasks?.undone ?? NO_PAYOUTS;
  }

  /** Points besides those of the lines: of cards that are no longer full, and of undone payouts. */
  get more(): number {
    return this.undone.reduce((sum, { points }) => sum + points, this.stamps?.points ?? 0);
  }
}
