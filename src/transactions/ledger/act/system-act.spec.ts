import { systemActOf } from './system-act';

describe('an act of the platform itself', () => {
  const body = { kind: 'AWARD', activity: 'review' } as const;

  it('comes by no till, names no receipt and claims nothing', () => {
    const { id, ...act } = systemActOf('network', 'guest', body);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(act).toEqual({
      networkId: 'network',
      guestId: 'guest',
      body,
      actor: { kind: 'system', id: null },
      channel: 'SYSTEM',
      requestId: null,
      key: null,
      restaurantId: null,
      pointOfSaleId: null,
      shiftId: null,
      receipt: { number: null, externalOrderId: null, businessDate: null },
      occurredAt: null,
      deviceTime: null,
      networkLimit: null,
      claims: [],
    });
  });

  it('has an id, a channel and a time of its own where they are named', () => {
    const besides = { id: 'act', channel: 'IMPORT', occurredAt: 7 } as const;
    expect(systemActOf('network', null, body, besides)).toMatchObject({ ...besides, guestId: null });
  });
});
