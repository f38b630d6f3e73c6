import { isStorable } from '../../platform/http/json-body';
import { eventOf } from './kafka-messages.rules';

describe('a message of Kafka', () => {
  it('is its event', () => {
    expect(eventOf({ value: Buffer.from('{"tenant":"meiwei","amount":2}') })).toEqual({ tenant: 'meiwei', amount: 2 });
  });

  it('is a text that can be kept, where an event of it could be neither hashed nor stored', () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const text of ['', 'no json', '{"amount":1e400}', '{"a":"\\u0000"}', '{"a":"\0"}', nested]) {
      const event = eventOf({ value: Buffer.from(text) });
      expect(typeof event === 'string' && isStorable(event)).toBe(true);
    }
  });
});
