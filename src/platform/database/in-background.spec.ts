import { Injectable, Module } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { inBackground } from './in-background';

@Injectable()
class Store {
  readonly kind: string = 'of callers';
  readonly inBackground: Store = Object.create(this, { kind: { value: 'of background work' } }) as Store;
}

@Injectable()
class Reader {
  private reads = 0;
  readonly read = new Set<string>();
  extra?: string;

  constructor(private readonly store: Store) {}

  readAs(name: string): string {
    this.reads += 1;
    this.read.add(name);
    return this.store.kind;
  }

  get count(): number {
    return this.reads;
  }
}

@Injectable()
class Readers {
  constructor(readonly inOrder: readonly Reader[]) {}
}

@Injectable()
class Work {
  constructor(
    readonly reader: Reader,
    private readonly readers: Readers,
    private readonly modules: ModuleRef,
  ) {}

  run(): string[] {
    const found = this.modules.get<Reader>('later', { strict: false });
    return [this.reader, ...this.readers.inOrder, found].map((reader) => reader.readAs('work'));
  }
}

@Module({
  providers: [
    Store,
    Reader,
    { provide: Readers, useFactory: (reader: Reader) => new Readers([reader]), inject: [Reader] },
    { provide: 'later', useExisting: Reader },
    Work,
  ],
})
class Services {}

describe('a service for background work', () => {
  let work: Work;

  beforeAll(async () => {
    work = (await NestFactory.createApplicationContext(Services, { logger: false })).get(Work);
  });

  it('has the services of background work: injected, in a list, and looked up when used', () => {
    const late = inBackground(work);
    expect(late.run()).toEqual(['of background work', 'of background work', 'of background work']);
    expect(work.run()).toEqual(['of callers', 'of callers', 'of callers']);
    expect([inBackground(work), inBackground(late)]).toEqual([late, late]);
    expect(late).toBeInstanceOf(Work);
  });

  it('shares all else with the service of callers, also what either sets', () => {
    const { reader } = work;
    const before = reader.count;
    inBackground(reader).readAs('late');
    reader.readAs('at once');
    expect([reader.count, inBackground(reader).count]).toEqual([before + 2, before + 2]);
    expect(reader.read).toEqual(new Set(['work', 'late', 'at once']));
    inBackground(reader).extra = 'set late';
    expect(reader.extra).toBe('set late');
  });

  it('takes no field that the service does not have, since it would be seen here alone', () => {
    expect(() => Object.assign(inBackground(work), { other: 1 })).toThrow(TypeError);
  });
});
