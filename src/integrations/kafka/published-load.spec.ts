import { posEventSchema } from '../stream-events/pos-event.dto';
import { eventsOfText, generatedSales, keyOfEvent } from './published-load.rules';

describe('events that a command publishes', () => {
  it('come as one object, an array, or one a line', () => {
    expect(eventsOfText('{"a":1}', 'x')).toEqual([{ a: 1 }]);
    expect(eventsOfText('[{"a":1},{"a":2}]', 'x')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(eventsOfText('{"a":1}\n\n{"a":2}\r\n', 'x')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(() => eventsOfText('{"a":1}\n{"a"', 'sales.json')).toThrow('sales.json: line 2 is no JSON');
    expect(() => eventsOfText('[{"a":1},2]', 'sales.json')).toThrow('sales.json: event 2 is no JSON object');
  });

  it('are keyed by their customer', () => {
    expect(keyOfEvent({ customer_id: 'a' })).toBe('a');
    expect(keyOfEvent({ userId: 'b' })).toBe('b');
    expect(keyOfEvent({ data: { customerId: 'c' } })).toBe('c');
    expect(keyOfEvent({ data: null })).toBeNull();
  });

  it('are made as the schema of a sale has them, with ids of their own', () => {
    const load = { network: 'brand123', location: 'store001', customers: 2, run: 'r', at: new Date(0) };
    const events = [...generatedSales({ ...load, count: 3 })];
    expect(events.map((event) => posEventSchema.parse(event).customer_id)).toEqual(['load-0', 'load-1', 'load-0']);
    expect(new Set(events.map((event) => event['event_id'])).size).toBe(3);
  });
});
