import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listen } from '../../../packages/till-check/example/driver.mjs';
import { type Face, type Place, Till, type TillResult } from '../../../packages/till-check/example/till.mjs';

/** A check as the kit describes it, with money in minor units. */
interface AskedCheck {
  readonly number: string;
  readonly total: number;
  readonly lines: readonly {
    readonly code: string;
    readonly name: string;
    readonly category: string;
    readonly quantity: number;
    readonly unitPrice: number;
    readonly total: number;
  }[];
}

export interface AskedSale {
  readonly check: AskedCheck;
  readonly guest: Face | null;
  readonly points?: number;
}

export interface AskedRefund {
  readonly receipt: string;
  readonly amount?: number;
}

/** A till system before a middleware. Each act goes as the till system's own message to the middleware, which keeps to the API by `Till`. */
export interface TillSystem {
  readonly name: string;
  readonly can: readonly string[];
  sell(asked: AskedSale): Promise<TillResult>;
  refund(asked: AskedRefund): Promise<TillResult>;
  readonly more?: Readonly<Record<string, (asked: AskedSale) => Promise<TillResult>>>;
  stop(): Promise<void>;
}

/** The middleware of a till system: a till of the API, and the address from which it calls. */
export class Middleware {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'middleware-'));
  private readonly file = path.join(this.folder, 'till.json');
  private signedIn: { readonly till: Till; readonly place: Place } | undefined;

  get till(): Till {
    return this.required.till;
  }

  get place(): Place {
    return this.required.place;
  }

  async connect(place: Place): Promise<TillResult> {
    rmSync(this.file, { force: true });
    this.signedIn = { place, till: new Till(place, this.file) };
    return this.till.signIn();
  }

  restart(): TillResult {
    const { place } = this;
    this.signedIn = { place, till: new Till(place, this.file) };
    return this.till.restart();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private get required() {
    if (this.signedIn === undefined) throw new Error('the kit has not connected the till');
    return this.signedIn;
  }
}

/** The driver by which the kit acts at a till system. */
export async function driverOf(system: TillSystem, middleware: Middleware) {
  const { url, close } = await listen(0, {
    connect: async (place: Place) => ({
      ...(await middleware.connect(place)),
      name: system.name,
      version: 'double',
      can: system.can,
    }),
    ...system.more,
    sell: (asked: AskedSale) => system.sell(asked),
    refund: (asked: AskedRefund) => system.refund(asked),
    deliver: () => middleware.till.deliver(),
    restart: () => middleware.restart(),
  });
  const stop = async (): Promise<void> => {
    await close();
    await system.stop();
    middleware.remove();
  };
  return { url, stop };
}

/** Money of the kit's network as decimal roubles. */
export function roubles(minor: number): string {
  return (minor / 100).toFixed(2);
}
