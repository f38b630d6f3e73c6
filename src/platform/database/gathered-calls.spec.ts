import { GatheredCalls } from './gathered-calls';

interface Run {
  readonly networkId: string;
  readonly asked: readonly string[];
  readonly end: (answers: readonly string[]) => void;
  readonly fail: (error: Error) => void;
}

describe('calls of one network that go together', () => {
  const started: Run[] = [];
  let calls: GatheredCalls<string, string>;

  beforeEach(() => {
    started.length = 0;
    calls = new GatheredCalls<string, string>({
      maxSize: 3,
      atOnce: 2,
      minBeside: 2,
      run: (networkId, asked) =>
        new Promise((end, fail) => {
          started.push({ networkId, asked, end, fail });
        }),
    });
  });

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const runs = () => started.map(({ networkId, asked }) => `${networkId}: ${asked.join(' ')}`);
  const end = (n: number) => started[n]?.end(started[n].asked.map((asked) => asked.toUpperCase()));

  it('go at once when nothing is under way, no more than fit, each network for itself', async () => {
    const answers = Promise.all(['a', 'b', 'c', 'd'].map((asked) => calls.call('one', asked)));
    const other = calls.call('two', 'z');
    await turn();
    expect(runs()).toEqual(['one: a b c', 'two: z']);
    end(0);
    end(1);
    await turn();
    expect(runs().slice(2)).toEqual(['one: d']);
    end(2);
    expect(await answers).toEqual(['A', 'B', 'C', 'D']);
    expect(await other).toBe('Z');
  });

  it('begin beside others when they are enough, and wait for them when they are few', async () => {
    void calls.call('one', 'a');
    await turn();
    void calls.call('one', 'b');
    await turn();
    expect(runs()).toEqual(['one: a']);
    void calls.call('one', 'c');
    await turn();
    expect(runs()).toEqual(['one: a', 'one: b c']);
    for (const asked of ['d', 'e', 'f']) void calls.call('one', asked);
    await turn();
    expect(started).toHaveLength(2);
    end(1);
    await turn();
    expect(runs().slice(2)).toEqual(['one: d e f']);
  });

  it('all hear what failed, and the next begin behind it', async () => {
    const failed = Promise.allSettled([calls.call('one', 'a'), calls.call('one', 'b')]);
    await turn();
    const next = calls.call('one', 'c');
    started[0]?.fail(new Error('broken'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    end(1);
    expect(await next).toBe('C');
  });
});
