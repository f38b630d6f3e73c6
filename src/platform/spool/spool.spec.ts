import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HttpAdapterHost } from '@nestjs/core';
import { ProblemError } from '../problems/problem';
import { settings } from '../settings/settings';
import type { Logger } from '../telemetry/logger';
import { endsWithinMs } from './answer-time';
import { Homes } from '../homes/homes';
import { Spool } from './spool';
import { SpoolLog } from './spool-log';

const unavailable = { code: 'unavailable' };
const ofTill = (): number => endsWithinMs(settings.tillWaitMs);
const here = new Homes();

describe('The wait of a till for the database', () => {
  let spool: Spool;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    jest.replaceProperty(settings, 'tillWaitMs', 280);
    spool = new Spool({} as HttpAdapterHost, {} as Logger, here);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const after = <T>(ms: number, value: T): Promise<T> =>
    new Promise((resolve) => {
      setTimeout(() => resolve(value), ms);
    });
  const late = () => after(60_000, 'late');

  it('is one budget for all that a call waits for', async () => {
    const endsAtMs = endsWithinMs(100);
    const first = spool.doInTime(() => after(80, 'first'), endsAtMs);
    await jest.advanceTimersByTimeAsync(80);
    await expect(first).resolves.toBe('first');
    const second = expect(spool.doInTime(() => after(30, 'second'), endsAtMs)).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(20);
    await second;
  });

  it('is as long as the call has for a slow disk, for a caller that may not come again', async () => {
    jest.useRealTimers();
    jest.replaceProperty(settings, 'spoolDirectory', mkdtempSync(path.join(tmpdir(), 'spool-')));
    spool = new Spool({ httpAdapter: {} } as HttpAdapterHost, { event: () => undefined } as unknown as Logger, here);
    spool.define({ name: 'call', deliver: () => Promise.reject(new Error('not now')) });
    await spool.onApplicationBootstrap();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    jest.spyOn(SpoolLog.prototype, 'append').mockImplementation(() => after(1_500, 1));
    const call = { kind: 'call', lane: 'one', body: '' };
    const kept = spool.keep(call, endsWithinMs(2_000));
    const refused = expect(spool.keep(call, ofTill())).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(600);
    await refused;
    await jest.advanceTimersByTimeAsync(1_500 - 600);
    await kept;
    jest.useRealTimers();
    await spool.onModuleDestroy();
    await spool.onApplicationShutdown();
    rmSync(settings.spoolDirectory, { recursive: true });
  });

  it('is told of a first try that ends before the disk does', async () => {
    jest.spyOn(spool, 'keep').mockImplementation(() => after(500, undefined));
    const call = { kind: 'call', lane: 'two', body: '' };
    const outcome = spool.doOrKeep([call], () => after(settings.tillWaitMs + 50, 'recorded'), ofTill());
    await jest.advanceTimersByTimeAsync(settings.tillWaitMs + 50);
    await expect(outcome).resolves.toEqual({ done: 'recorded' });
  });

  it('goes on after one slow answer, so that the next till is not told that the database is away', async () => {
    const slow = expect(spool.doInTime(late, ofTill(), 10)).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(10);
    await slow;
    await expect(spool.doInTime(() => Promise.resolve('answered'), ofTill())).resolves.toBe('answered');
  });

  it('is not tried after five calls in a row without an answer, until one answers after all', async () => {
    const calls = Array.from({ length: 5 }, () =>
      expect(spool.doInTime(late, ofTill(), 10)).rejects.toMatchObject(unavailable),
    );
    await jest.advanceTimersByTimeAsync(10);
    await Promise.all(calls);
    const work = jest.fn(() => Promise.resolve('answered'));
    await expect(spool.doInTime(work, ofTill())).rejects.toMatchObject(unavailable);
    expect(work).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(spool.doInTime(work, ofTill())).resolves.toBe('answered');
  });

  it('asks the database again after a call that another cell took', async () => {
    jest.useRealTimers();
    jest.replaceProperty(settings, 'spoolDirectory', mkdtempSync(path.join(tmpdir(), 'spool-')));
    const elsewhere = Object.assign(new Homes(), { handOver: () => Promise.resolve(true) });
    spool = new Spool({ httpAdapter: {} } as HttpAdapterHost, {} as Logger, elsewhere);
    const away = () => Promise.reject(new ProblemError('unavailable', {}, [], 1));
    const call = { kind: 'call', lane: 'moved', body: '' };
    await expect(spool.doOrKeep([call], away, ofTill(), 1_000)).resolves.toBe('kept');
    while (spool.waitingCount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(spool.doInTime(() => Promise.resolve('answered'), ofTill())).resolves.toBe('answered');
    await spool.onModuleDestroy();
    await spool.onApplicationShutdown();
    rmSync(settings.spoolDirectory, { recursive: true });
  });
});
