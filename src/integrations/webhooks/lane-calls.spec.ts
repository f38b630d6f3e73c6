import { setImmediate as turn } from 'node:timers/promises';
import { LaneCalls } from './lane-calls';
import type { CallResult } from './webhook-http';
import type { DueDelivery, LaneWebhook } from './webhooks.sql';

const LONG_MS = 10_000;
const WEBHOOK = { webhookId: 'w' } as LaneWebhook;

describe('the calls of a lane', () => {
  it('are open a few at a time, one after the other', async () => {
    const { lane, called, end } = laneOf();
    const working = lane.work(WEBHOOK, deliveries(5), 2, LONG_MS);
    expect(called()).toEqual(['0', '1']);
    for (const id of ['1', '2', '3', '0', '4']) await end(id, null);
    await working;
    expect(called()).toEqual(['0', '1', '2', '3', '4']);
    expect(lane.take().attempts.map(({ delivery }) => delivery.id)).toEqual(['1', '2', '3', '0', '4']);
  });

  it('are begun no more once one failed, and those that are open are waited for', async () => {
    const { lane, called, end } = laneOf();
    const working = lane.work(WEBHOOK, deliveries(5), 2, LONG_MS);
    await end('0', 'refused');
    expect(called()).toEqual(['0', '1']);
    await end('1', null);
    await working;
    expect(called()).toEqual(['0', '1']);
  });

  it('leave the lane after a while; those that stay open count among the next', async () => {
    const { lane, called, end } = laneOf();
    await lane.work(WEBHOOK, deliveries(3), 2, 1);
    expect(lane.deliveries.map(({ id }) => id)).toEqual(['0', '1']);
    await end('1', null);
    expect(called()).toEqual(['0', '1']);
    const working = lane.work(WEBHOOK, deliveries(4).slice(2), 2, LONG_MS);
    expect(called()).toEqual(['0', '1', '2']);
    await end('2', null);
    await end('3', null);
    await working;
    expect(lane.deliveries.map(({ id }) => id)).toEqual(['0']);
  });
});

function deliveries(count: number): DueDelivery[] {
  return Array.from({ length: count }, (_, at) => ({
    id: String(at),
    eventId: String(at),
    guestId: null,
    body: '{}',
    attempts: 0,
  }));
}

/** A lane whose calls end when the test says so. */
function laneOf(): {
  readonly lane: LaneCalls;
  readonly called: () => string[];
  readonly end: (id: string, failure: CallResult['failure']) => Promise<void>;
} {
  const open = new Map<string, (result: CallResult) => void>();
  const lane = new LaneCalls((_, { id }) => new Promise((resolve) => open.set(id, resolve)));
  const end = async (id: string, failure: CallResult['failure']): Promise<void> => {
    open.get(id)?.({ status: null, body: null, failure, retryAfterSeconds: null, durationMs: 1 });
    await turn();
  };
  return { lane, called: () => [...open.keys()], end };
}
