import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { actsOf } from '../../../packages/till-check/example/acts.mjs';
import { listen } from '../../../packages/till-check/example/driver.mjs';
import type { Place } from '../../../packages/till-check/example/till.mjs';
import { type Tampered, tamperingProxy } from './tampering-proxy';

export type Acts = Parameters<typeof listen>[1];

/** Example tills of the conformance kit, in a folder of their own. */
export class ExampleTills {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'till-check-'));
  private readonly stops: (() => Promise<void>)[] = [];

  /** The example till, broken where `broken` says so. Its calls go by a proxy. */
  async start(name: string, broken: Tampered = {}, wrong: (acts: Acts) => Acts = (acts) => acts): Promise<string> {
    const proxy = await tamperingProxy(broken);
    const acts = actsOf(path.join(this.folder, `${name}.json`));
    const connect = (place: Place) => acts.connect({ ...place, url: proxy.before(place.url) });
    const { url, close } = await listen(0, wrong({ ...acts, connect }));
    this.stops.push(close, proxy.close);
    return url;
  }

  async stop(): Promise<void> {
    for (const stop of this.stops) await stop();
    rmSync(this.folder, { recursive: true });
  }
}
