import { AsyncLocalStorage } from 'node:async_hooks';
import type { Type } from '@nestjs/common';
import type { Pool } from 'pg';
import { Database } from '../../src/platform/database/database';
import type { TestApp } from './app';

const underWay = new AsyncLocalStorage<string>();

/** Shows which connections of callers and tills are taken by work of an application that may be late. */
export class BackgroundWatch {
  private readonly taken = new Set<string>();
  private readonly undo: (() => void)[] = [];
  /** How often work that may be late took a connection of its own. */
  own = 0;

  constructor({ app }: Pick<TestApp, 'app'>) {
    const pools = app.get<Database, Readonly<Record<'requests' | 'reserved' | 'late', Pool>>>(Database);
    this.note(pools.requests, (work) => this.taken.add(`${work}: ${callersOf(new Error())}`));
    this.note(pools.reserved, (work) => this.taken.add(`${work}, as a till: ${callersOf(new Error())}`));
    this.note(pools.late, () => (this.own += 1));
  }

  /** Runs work that may be late. */
  run<T>(name: string, work: () => T): T {
    return underWay.run(name, work);
  }

  /** From now on this method of a part of the application is such work. */
  watch(part: object, method: string): void {
    const known = Reflect.get(part, method) as (...given: unknown[]) => unknown;
    this.replace(part, method, function (this: unknown, ...given: unknown[]) {
      return underWay.run(method, () => known.apply(this, given));
    });
  }

  /**
   * Connections that background work has taken from callers' pools since the last question: its name, and the functions of ours on the stack,
   * innermost first.
   */
  takeAll(): string[] {
    const taken = [...this.taken];
    this.taken.clear();
    return taken;
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo();
  }

  private note(pool: Pool, seen: (work: string) => unknown): void {
    const connect = pool.connect.bind(pool) as (...given: unknown[]) => unknown;
    this.replace(pool, 'connect', (...given: unknown[]) => {
      const work = underWay.getStore();
      if (work !== undefined) seen(work);
      return connect(...given);
    });
  }

  private replace(part: object, method: string, by: unknown): void {
    const isOwn = Object.hasOwn(part, method);
    const before: unknown = Reflect.get(part, method);
    Reflect.set(part, method, by);
    this.undo.push(() => void (isOwn ? Reflect.set(part, method, before) : Reflect.deleteProperty(part, method)));
  }
}

/** In each test of the file, this method must use only connections of background work. */
export function keepsToBackground(ofFile: () => TestApp, part: Type<object>, method: string): void {
  let watch: BackgroundWatch;
  beforeAll(() => {
    watch = new BackgroundWatch(ofFile());
    watch.watch(ofFile().app.get(part), method);
  });
  afterEach(() => expect(watch.takeAll()).toEqual([]));
  afterAll(() => {
    watch.stop();
    expect(watch.own).toBeGreaterThan(0);
  });
}

function callersOf({ stack = '' }: Error): string {
  const frames = [...stack.matchAll(/at (?:async )?(\S+).*\/src\/([\w/.-]+):(\d+)/g)];
  return frames.map(([, name, file, line]) => `${String(name)} (${String(file)}:${String(line)})`).join(' < ');
}
