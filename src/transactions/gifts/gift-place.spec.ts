import { GUEST, NETWORK, NOW, snapshotOf } from '../../../test/support/till/till-acts';
import type { Principal } from '../../security';
import { giftPlaceOf } from './gift-place.rules';

describe('the place of an act on a gift card', () => {
  const place = {
    pointOfSaleId: 'till',
    restaurantId: 'restaurant',
    closed: false,
    isInShadow: false,
    shadowUntil: null,
  };
  const at = (till: string | null, changes: Partial<typeof place> = {}, restaurantIds: 'ALL' | string[] = 'ALL') => {
    const snapshot = Object.assign(snapshotOf(), { place: () => ({ ...place, ...changes }) });
    const principal = { kind: 'user', id: GUEST, networkId: NETWORK, restaurantIds } as unknown as Principal;
    return giftPlaceOf(snapshot, principal, till, NOW);
  };
  const ofNetwork = { localDay: 20_513, restaurantId: null, pointOfSaleId: null, businessDate: '2026-03-01' };

  it('is the network without a till, on the day of its zone', () => {
    expect(at(null)).toEqual(ofNetwork);
    expect(at(null, { closed: true })).toEqual(ofNetwork);
  });

  it('is the till, and its restaurant', () => {
    expect(at('till')).toEqual({ ...ofNetwork, restaurantId: 'restaurant', pointOfSaleId: 'till' });
  });

  it('is no closed till, and none of a restaurant where the person does not work', () => {
    expect(() => at('till', { closed: true })).toThrow(
      expect.objectContaining({ code: 'point_of_sale_closed' }) as Error,
    );
    expect(() => at('till', {}, ['another'])).toThrow(
      expect.objectContaining({ code: 'restaurant_not_allowed' }) as Error,
    );
  });
});
