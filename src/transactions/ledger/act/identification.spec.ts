import { storedGuest, tillAct } from '../../../../test/support/till/till-acts';
import { identificationOf, lookUpOf } from './identification';

describe('how an actor identified the guest of an act', () => {
  const act = tillAct({ lookedUpAs: 'seen' });
  const read = (...made: readonly (readonly [string, string, string, boolean])[]) => ({
    identified: JSON.stringify(made),
  });

  it('is asked of the look-up by that actor, of the guest that was seen then', () => {
    expect(lookUpOf(act)).toEqual({ actorId: 'cashier', guestId: 'seen' });
    expect(lookUpOf(tillAct())).toBeNull();
    expect(lookUpOf(tillAct({ lookedUpAs: null }))).toBeNull();
    expect(lookUpOf(tillAct({ lookedUpAs: 'seen', actor: { kind: 'key', id: null } }))).toBeNull();
  });

  it('is the way of that look-up, and no other actor’s or guest’s', () => {
    const stored = read(
      ['other', 'seen', 'CODE', false],
      ['cashier', 'other', 'CODE', false],
      ['cashier', 'seen', 'CARD', true],
    );
    expect(identificationOf(act, stored)).toEqual({ way: 'CARD', isOver: true });
    expect(identificationOf(act, read(['other', 'seen', 'CODE', false]))).toBeNull();
    expect(identificationOf(act, read(['cashier', 'other', 'CODE', false]))).toBeNull();
  });

  it('is unknown where the actor looked nothing up', () => {
    expect(identificationOf(act, storedGuest({ identified: null }))).toBeNull();
    expect(identificationOf(tillAct(), read(['cashier', 'seen', 'CARD', false]))).toBeNull();
  });
});
