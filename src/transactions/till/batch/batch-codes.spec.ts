import type { CatalogReward, ConfigurationSnapshot } from '../../../configuration';
import { GUEST, preparedAct, saleBody, tillAct } from '../../../../test/support/till/till-acts';
import { type CodesOfActs, codeReadingsOf, planBatchCodes } from './batch-codes';
import type { ActGroup } from '../decide/decide-group';
import type { TillAct } from '../../ledger/act/till-act';
import type { FoundCode } from '../../ledger/write/till-rows';

const REWARD = {
  id: 'reward',
  code: 'FIVE',
  version: 3,
  archived: false,
  document: { kind: 'DISCOUNT', minimumOrder: 0, gift: { kind: 'AMOUNT_OFF', amount: 500 } },
} as unknown as CatalogReward;
const SNAPSHOT = { rewards: new Map([[REWARD.id, REWARD]]) } as unknown as ConfigurationSnapshot;

const found = (changes: Partial<FoundCode> = {}): FoundCode => ({
  batchId: 'batch',
  rewardId: REWARD.id,
  usesLeft: 1,
  state: 'GOOD',
  perGuest: null,
  usesOfGuest: null,
  otherSegment: false,
  madeBy: null,
  isSingle: true,
  ...changes,
});

describe('the codes of a batch', () => {
  const digests = new Map<TillAct, readonly (string | null)[]>();
  const codes: CodesOfActs = digests;
  const naming = (id: string, guestId: string, ...named: readonly (string | null)[]): TillAct => {
    const act = tillAct({ id, guestId, body: saleBody(10_000) });
    if (named.length > 0) digests.set(act, named);
    return act;
  };
  const groupOf = (...acts: readonly TillAct[]): ActGroup => ({
    guestId: acts[0]?.guestId ?? null,
    acts: acts.map((act) => preparedAct({ act })),
  });
  const plan = (groups: readonly ActGroup[], codesFound: readonly (FoundCode | null)[]) =>
    planBatchCodes(groups, codes, codesFound, SNAPSHOT).map((group) =>
      group.acts.map(({ act, rewards, refused }) => [
        act.id,
        rewards?.coupons.length ?? null,
        refused?.refused ?? null,
      ]),
    );

  beforeEach(() => digests.clear());

  it('are read for their guests, but for what no code looks like', () => {
    naming('a', GUEST, 'x', null, 'y');
    naming('b', 'other', 'x');
    expect(codeReadingsOf(codes)).toEqual([
      { guestId: GUEST, digest: 'x' },
      { guestId: GUEST, digest: 'y' },
      { guestId: 'other', digest: 'x' },
    ]);
  });

  it('become what each act uses up, or what it is refused for', () => {
    const groups = [
      groupOf(naming('one', 'a', 'x')),
      groupOf(naming('two', 'b', 'y', 'z')),
      groupOf(naming('used', 'c', 'u')),
      groupOf(naming('twice', 'd', 'x2', 'x2')),
      groupOf(naming('plain', 'e')),
    ];
    expect(plan(groups, [found(), found(), found(), found({ usesLeft: 0 }), found(), found()])).toEqual([
      [['one', 1, null]],
      [['two', 2, null]],
      [['used', 0, 'coupon_used']],
      [['twice', 0, 'coupon_used']],
      [['plain', null, null]],
    ]);
  });

  it('leave an act out that names a code which is none: it is counted before it is decided', () => {
    const groups = [
      groupOf(naming('wrong', 'a', 'x')),
      groupOf(naming('odd', 'b', null)),
      groupOf(naming('c', 'c', 'z')),
    ];
    expect(plan(groups, [null, found()])).toEqual([[], [], [['c', 1, null]]]);
  });

  it('leave out what acts before have a say in: the last uses of a code, and another sale by code of the guest', () => {
    const groups = [
      groupOf(naming('first', 'a', 's'), naming('of the same', 'a', 'z')),
      groupOf(naming('refused', 'b', 's')),
      groupOf(naming('second', 'c', 's')),
      groupOf(naming('too many', 'd', 's')),
    ];
    const shared = found({ usesLeft: 2 });
    expect(plan(groups, [shared, found(), { ...shared, otherSegment: true }, shared, shared])).toEqual([
      [['first', 1, null]],
      [['refused', 0, 'reward_not_available']],
      [['second', 1, null]],
      [],
    ]);
  });
});
