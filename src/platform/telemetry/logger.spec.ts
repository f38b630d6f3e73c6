import { describeFailure } from './failure-description';
import { Logger } from './logger';

jest.mock('../settings/settings', () => ({ settings: { logLevel: 'debug' } }));

const lines: Record<string, unknown>[] = [];
const logger = new Logger({ write: (line) => void lines.push(JSON.parse(line)) });
beforeEach(() => {
  lines.length = 0;
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
  it('leaves a line with a stack for the first request, and one with the count for the others', () => {
    const request = { id: 'r1', method: 'GET' };
    const down = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    for (let failed = 1; failed <= 1_000; failed += 1)
      logger.failure('error', { ...request, id: `r${String(failed)}` }, down());
    expect(lines).toHaveLength(1);
    logger.writeHeldBack();
    expect(lines).toEqual([
      expect.objectContaining({ requestId: 'r1', msg: 'request failed' }),
      expect.objectContaining({ requestId: 'r1000', msg: 'request failed', leftOut: 998 }),
    ]);
  });

  it('leaves a line a second without a stack for work that nobody asked for', () => {
    const starting = () => Object.assign(new Error('the database system is starting up'), { code: '57P03' });
    for (let tried = 1; tried <= 50; tried += 1)
      logger.event('error', 'the queue does not answer', { err: starting() });
    logger.writeHeldBack();
    expect(lines).toMatchObject([{ err: { code: '57P03' } }, { leftOut: 48 }]);
    expect(JSON.stringify(lines)).not.toContain('    at ');
  });
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
