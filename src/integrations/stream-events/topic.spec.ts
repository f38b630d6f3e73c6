import { parseTopic } from './topic.rules';

describe('a topic', () => {
  it('names a network and a type, or a type alone', () => {
    expect(parseTopic('brand123.pos.transaction')).toEqual({ network: 'brand123', type: 'pos.transaction' });
    expect(parseTopic('meiwei.buy')).toEqual({ network: 'meiwei', type: 'buy' });
    expect(parseTopic('buy')).toEqual({ network: null, type: 'buy' });
    expect(parseTopic('order.completed')).toEqual({ network: null, type: 'order.completed' });
  });

  it('is not ours with other types, without a code, or with a code of two parts', () => {
    for (const other of [
      '',
      'brand123',
      'brand123.pos.refund',
      '.buy',
      'a.b.buy',
      'xpos.transaction',
      'a.loyalty.events',
    ])
      expect(parseTopic(other)).toBeUndefined();
  });
});
