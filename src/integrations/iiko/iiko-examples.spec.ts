import { readFileSync } from 'node:fs';
import path from 'node:path';
import { iikoEventSchema, iikoOrderSchema } from './wire/iiko-event.schema';
import { paidLinesOf, stateOf } from './wire/iiko-order.rules';
import * as dto from './plugin/plugin.dto';

const page = readFileSync(path.resolve(__dirname, '../../../docs/integrations/iiko.md'), 'utf8');
const SCHEMAS = {
  identify: dto.identifySchema,
  quote: dto.quoteCheckSchema,
  reserve: dto.reserveSchema,
  commit: dto.commitSchema,
  cancel: dto.cancelSchema,
  refund: dto.refundCheckSchema,
};

describe('the page about iiko', () => {
  it('shows a webhook that is read as a closed check', () => {
    const [, body = ''] = /--json '(\[\{.*?\}\])'\n```/s.exec(page) ?? [];
    const events = JSON.parse(body) as unknown[];
    expect(events).toHaveLength(1);
    const { order } = iikoOrderSchema.parse(iikoEventSchema.parse(events[0]).eventInfo);
    if (order == null) throw new Error('the event has no order');
    expect(stateOf(order)).toBe('CLOSED');
    expect(paidLinesOf(order, { digits: 2, pointsPaymentTypeId: null })).toMatchObject({ amount: 154_050 });
  });

  it('shows each call of a plugin with a body that is accepted', () => {
    const calls = [...page.matchAll(/^call (\w+) '(\{.*?\})'$/gms)].map(([, name = '', body = '']) => ({ name, body }));
    expect(calls.map(({ name }) => name)).toEqual(Object.keys(SCHEMAS));
    for (const { name, body } of calls)
      expect([name, SCHEMAS[name as keyof typeof SCHEMAS].safeParse(JSON.parse(body)).error?.issues]).toEqual([
        name,
        undefined,
      ]);
  });
});
