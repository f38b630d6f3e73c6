import { describeFailure } from './failure-description';
import { Logger } from './logger';

jest.mock('../settings/settings', () => ({ settings: { logLevel: 'debug' } }));

const lines: Record<string, unknown>[] = [];
const logger = new Logger({ write: (line) => void lines.push(JSON.parse(line)) });
beforeEach(() => {
  // A line of one test must not hold back those of the next.
  jest.useFakeTimers();
  lines.length = 0;
});
afterEach(() => {
  jest.runAllTimers();
  jest.useRealTimers();
});

describe('a line of a request', () => {
  const request = {
    id: 'r1',
    method: 'GET',
    url: '/api/guests/0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e?phone=%2B79001234567',
    routeOptions: { url: '/api/guests/:id' },
    user: { kind: 'user', id: 'u1', networkId: 'n1', name: 'Иван' },
  };

  it('names ids and the pattern of the route, never the address or a person', () => {
    logger.request(request, request.routeOptions.url, 200, 12.345);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'request',
        requestId: 'r1',
        method: 'GET',
        route: '/api/guests/:id',
        networkId: 'n1',
        principal: 'user:u1',
        status: 200,
        ms: 12.3,
      }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/7900|phone|Иван/);
  });

  it('tells a failure with its cause', () => {
    logger.failure('error', request, new Error('outer', { cause: new Error('inner') }));
    expect(lines[0]).toMatchObject({
      level: 'error',
      requestId: 'r1',
      err: { message: 'outer', cause: { message: 'inner' } },
    });
  });
});

describe('an outage', () => {
  const request = { id: 'r1', method: 'GET' };
  const withCode = (code: string) => Object.assign(new Error('the database system is starting up'), { code });
  const ofPrisma = (fields: object) =>
    Object.assign(new Error('Invalid invocation'), { name: 'PrismaClientKnownRequestError', ...fields });

  it('leaves a line a second without a stack, whatever failed by it', () => {
    for (let tried = 1; tried <= 50; tried += 1) {
      logger.event('error', `no look at the job ${String(tried)}`, { err: withCode('57P03') });
      logger.failure('error', { ...request, id: `r${String(tried)}` }, withCode('ECONNREFUSED'));
      logger.error('sealing failed', withCode('08006'), 'SealJob');
      logger.error({ message: 'expiry failed', error: withCode('53300') }, 'ExpiryJob');
    }
    expect(lines).toMatchObject([{ msg: 'no look at the job 1', err: { code: '57P03' } }]);
    logger.writeHeldBack();
    expect(lines.slice(1)).toMatchObject([{ msg: 'expiry failed', context: 'ExpiryJob', leftOut: 198 }]);
    expect(JSON.stringify(lines)).not.toContain('    at ');
  });

  it.each([
    ['a lost connection', withCode('08006')],
    ['a server that is full', withCode('53300')],
    ['a host that answers nothing', withCode('ETIMEDOUT')],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['the cause of another error', new Error('outer', { cause: new Error('inner', { cause: withCode('57P01') }) })],
    ['Prisma that reaches no server', ofPrisma({ code: 'P1001' })],
    ['the driver of Prisma', ofPrisma({ code: 'P2010', meta: { driverAdapterError: withCode('57P03') } })],
    [
      'an error of PostgreSQL in that of the driver',
      ofPrisma({ cause: new Error('words', { cause: { originalCode: '57P03' } }) }),
    ],
  ])('is known by %s', (_, err) => {
    logger.event('error', 'one', { err });
    logger.event('error', 'another', { err });
    expect(lines).toHaveLength(1);
    logger.writeHeldBack();
    expect(JSON.stringify(lines)).not.toContain('    at ');
  });

  it('hides no failure of another kind, which keeps its stack', () => {
    logger.event('error', 'the queue does not answer', { err: withCode('57P03') });
    logger.event('error', 'a bug', { err: new TypeError('x is not a function') });
    logger.failure('error', request, new TypeError('y is not a function'));
    expect(lines.slice(1)).toMatchObject([
      { msg: 'a bug', err: { stack: expect.stringContaining('    at ') } },
      { msg: 'request failed', err: { stack: expect.stringContaining('    at ') } },
    ]);
  });
});

it('requests that meet one bug leave a line with a stack for the first, and one with the count for the others', () => {
  for (let failed = 1; failed <= 1_000; failed += 1)
    logger.failure('error', { method: 'GET', id: `r${String(failed)}` }, new TypeError('x is not a function'));
  expect(lines).toHaveLength(1);
  logger.writeHeldBack();
  expect(lines).toEqual([
    expect.objectContaining({ requestId: 'r1', msg: 'request failed' }),
    expect.objectContaining({ requestId: 'r1000', msg: 'request failed', leftOut: 998 }),
  ]);
});

describe('an error in the log', () => {
  const ofDatabase = (code: string, message: string): Error =>
    Object.assign(new Error(message), {
      code,
      severity: 'ERROR',
      detail: 'Key (phone)=(+79001234567) exists',
      constraint: 'guests_phone',
    });

  it('of the database keeps its code and place, and loses the values that it quotes', () => {
    const told = describeFailure(ofDatabase('22P02', 'invalid input syntax for type uuid: "+79001234567"'));
    expect(told).toMatchObject({ code: '22P02', constraint: 'guests_phone', message: undefined });
    expect(JSON.stringify(told)).not.toContain('7900');
    expect(describeFailure(ofDatabase('40P01', 'deadlock detected')).message).toBe('deadlock detected');
  });

  it('of Prisma loses its words, which print the arguments of the call', () => {
    const error = new Error('Invalid invocation: { phone: "+79001234567" }');
    error.name = 'PrismaClientValidationError';
    expect(JSON.stringify(describeFailure(error))).not.toContain('7900');
  });
});

describe('what Nest says', () => {
  it('is logged with its context, the start of modules only for debugging', () => {
    logger.log('AppModule dependencies initialized', 'InstanceLoader');
    logger.log('ready', 'Till');
    logger.log({ message: 'event partitions made', made: 3 }, 'EventPartitionsJob');
    logger.error({ message: 'sealing failed', error: new Error('why') }, 'SealJob');
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['debug', 'AppModule dependencies initialized'],
      ['info', 'ready'],
      ['info', 'event partitions made'],
      ['error', 'sealing failed'],
    ]);
    expect(lines[2]).toMatchObject({ context: 'EventPartitionsJob', made: 3 });
    expect(lines[3]).toMatchObject({ err: { message: 'why' } });
  });

  it('blanks fields that can only be personal', () => {
    const careless: object = { phone: '+79001234567', guest: { email: 'a@b.c' } };
    logger.event('info', 'x', careless);
    expect(JSON.stringify(lines)).not.toMatch(/7900|a@b/);
  });
});
