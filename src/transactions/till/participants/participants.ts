import { Injectable, type Provider, type Type } from '@nestjs/common';
import { ReceiptHolders } from '../decide/receipt-holder';
import { FamilyPools } from '../family/family-pools';
import { PayByAllowance } from '../family/pay-by-allowance';
import { SpendLimits } from '../confirmation/spend-limits';
import { RewardAllocation } from '../spending/rewards/reward-allocation';
import type { Locks, Participant } from './participant';

/** Every participant. Each step calls them in this order, which is also the order of their locks (`participants.spec.ts`). */
export const PARTICIPANTS: readonly (Type<Participant> & { readonly locks: Locks })[] = [
  ReceiptHolders,
  FamilyPools,
  PayByAllowance,
  RewardAllocation,
  SpendLimits,
];

/** Instances of all participants, in the same order. */
@Injectable()
export class Participants {
  constructor(readonly inOrder: readonly Participant[]) {}
}

export const PARTICIPANT_PROVIDERS: Provider[] = [
  ...PARTICIPANTS,
  {
    provide: Participants,
    useFactory: (...participants: Participant[]) => new Participants(participants),
    inject: [...PARTICIPANTS],
  },
];
