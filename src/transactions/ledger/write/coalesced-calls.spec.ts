import { CoalescedCalls } from './coalesced-calls';

interface SizedCall {
  readonly networkId: string;
  readonly size: number;
}

const failureOf = (code: string): Error => Object.assign(new Error(code), { code });
const turn = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

/** Calls whose statements wait for the test's answers. `failures`: by network, the error of each statement that carries that network. */
function waitingCalls({ max = 1, maxSize = 10, failures = new Map<string, Error>() } = {}) {
  const sent: string[][] = [];
  const answer: (() => void)[] = [];
  const calls = new CoalescedCalls<SizedCall, string>({
    max,
    maxSize,
    sizeOf: ({ size }) => size,
    run: async (asked) => {
      const networks = asked.map(({ networkId }) => networkId);
      sent.push(networks);
      await new Promise<void>((resolve) => answer.push(resolve));
      const failure = networks.map((id) => failures.get(id)).find((found) => found !== undefined);
      if (failure !== undefined) throw failure;
      return networks.map((id) => `answer of ${id}`);
    },
  });
  /** Answers everything that is under way, and what that causes to be sent, until nothing is. */
  const answerAll = async (): Promise<void> => {
    await turn();
    while (answer.length > 0) {
      for (const one of answer.splice(0)) one();
      await turn();
    }
  };
  return { calls, sent, answer, answerAll };
}

describe('calls of different networks that one statement carries', () => {
  it('go together when they are asked for at once, in the order of the networks, each with its own answer', async () => {
    const { calls, sent, answerAll } = waitingCalls();
    const answers = ['c', 'a', 'b'].map((networkId) => calls.call({ networkId, size: 1 }));
    await answerAll();
    expect(sent).toEqual([['a', 'b', 'c']]);
    expect(await Promise.all(answers)).toEqual(['answer of c', 'answer of a', 'answer of b']);
  });

  it('wait while all statements are under way, and then go together', async () => {
    const { calls, sent, answer, answerAll } = waitingCalls({ max: 2 });
    for (const networkId of ['a', 'b', 'c', 'd']) {
      void calls.call({ networkId, size: 1 });
      await turn();
    }
    expect(sent).toEqual([['a'], ['b']]);
    answer.splice(0, 1)[0]?.();
    await turn();
    expect(sent).toEqual([['a'], ['b'], ['c', 'd']]);
    await answerAll();
  });

  it('carry a network once, whose second call goes with the next', async () => {
    const { calls, sent, answerAll } = waitingCalls();
    for (const networkId of ['a', 'a', 'b', 'a']) void calls.call({ networkId, size: 1 });
    await answerAll();
    expect(sent).toEqual([['a', 'b'], ['a'], ['a']]);
  });

  it('are no more than one statement may carry, and a larger one goes alone', async () => {
    const { calls, sent, answerAll } = waitingCalls({ maxSize: 10 });
    const sizes: [string, number][] = [
      ['a', 6],
      ['b', 5],
      ['c', 4],
      ['d', 40],
      ['e', 1],
    ];
    for (const [networkId, size] of sizes) void calls.call({ networkId, size });
    await answerAll();
    expect(sent).toEqual([['a', 'c'], ['b', 'e'], ['d']]);
  });

  it('are each made once more, alone, when the statement was rolled back: the failure is that of its cause only', async () => {
    const failures = new Map([['b', failureOf('55P03')]]);
    const { calls, sent, answerAll } = waitingCalls({ failures });
    const answers = ['a', 'b', 'c'].map((networkId) => calls.call({ networkId, size: 1 }));
    const settled = Promise.allSettled(answers);
    await answerAll();
    expect(sent).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
    expect(await settled).toEqual([
      { status: 'fulfilled', value: 'answer of a' },
      { status: 'rejected', reason: failures.get('b') },
      { status: 'fulfilled', value: 'answer of c' },
    ]);
  });

  it.each(['57P01', '08006', 'ECONNRESET', 'EPIPE', ''])(
    'are not made once more when it may have been committed (%s)',
    async (code) => {
      const { calls, sent, answerAll } = waitingCalls({ failures: new Map([['a', failureOf(code)]]) });
      const settled = Promise.allSettled(['a', 'b'].map((networkId) => calls.call({ networkId, size: 1 })));
      await answerAll();
      expect(sent).toEqual([['a', 'b']]);
      expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    },
  );

  it('go on after a failure', async () => {
    const { calls, answerAll } = waitingCalls({ failures: new Map([['a', failureOf('23514')]]) });
    const failed = Promise.allSettled([calls.call({ networkId: 'a', size: 1 })]);
    await answerAll();
    expect(await failed).toMatchObject([{ status: 'rejected' }]);
    const after = calls.call({ networkId: 'b', size: 1 });
    await answerAll();
    expect(await after).toBe('answer of b');
  });
});
