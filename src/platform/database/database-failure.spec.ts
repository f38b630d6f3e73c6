import { runInNewContext } from 'node:vm';
import { ProblemError } from '../problems/problem';
import { judge } from '../http/failure';

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error('words'), { code, ...more });
const ofDriver = (originalCode: string): Error =>
  Object.assign(new Error('Invalid invocation'), {
    name: 'PrismaClientUnknownRequestError',
    cause: Object.assign(new Error('words'), { originalCode }),
  });

describe('a failure of the database', () => {
  const cases: [string, Error, string, number, string | null, number | undefined][] = [
    ['a deadlock', withCode('40P01'), 'unavailable', 503, 'error', 1],
    ['a serialization failure', withCode('40001'), 'unavailable', 503, 'error', 1],
    ['a lock that was not had in time', withCode('55P03'), 'unavailable', 503, 'error', 1],
    ['a server that shuts down', withCode('57P01'), 'unavailable', 503, 'error', 5],
    ['a server that starts', withCode('57P03'), 'unavailable', 503, 'error', 5],
    ['too many connections', withCode('53300'), 'unavailable', 503, 'error', 5],
    ['a full disk', withCode('53100'), 'unavailable', 503, 'error', 5],
    ['a standby that takes no writes', withCode('25006'), 'unavailable', 503, 'error', 5],
    ['a lost connection', withCode('08006'), 'unavailable', 503, 'error', 5],
    ['a refused connection', withCode('ECONNREFUSED'), 'unavailable', 503, 'error', 5],
    [
      'a pool without a free connection',
      new Error('timeout exceeded when trying to connect'),
      'unavailable',
      503,
      'error',
      5,
    ],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'unavailable', 503, 'error', 5],
    ['Prisma that reaches no server', withCode('P1001'), 'unavailable', 503, 'error', 5],
    ['Prisma that met another transaction', withCode('P2034'), 'unavailable', 503, 'error', 1],
    ['a collision inside of what Prisma threw', ofDriver('40P01'), 'unavailable', 503, 'error', 1],
    ['a value that the database can not hold', withCode('22021'), 'invalid_body', 400, 'warn', undefined],
    ['a second row of one key', withCode('23505'), 'version_conflict', 409, 'warn', undefined],
    ['a parent that is gone', withCode('23503'), 'version_conflict', 409, 'warn', undefined],
    ['a broken rule of ours', withCode('LP001'), 'internal_error', 500, 'error', undefined],
    ['a check that failed', withCode('23514'), 'internal_error', 500, 'error', undefined],
    ['a statement of ours that is wrong', withCode('42601'), 'internal_error', 500, 'error', undefined],
  ];

  it.each(cases)('%s', (_, thrown, code, status, log, retryAfterSeconds) => {
    const judgement = judge(thrown);
    expect(judgement.problem).toMatchObject({ code, status, retryAfterSeconds });
    expect(judgement.log).toBe(log);
  });
});

describe('any other failure', () => {
  it('is the problem that was thrown, and nothing for the log', () => {
    const thrown = new ProblemError('guest_exists', { guestId: 'g' });
    expect(judge(thrown)).toEqual({ problem: thrown, log: null });
  });

  it.each([
    ['a bug', new TypeError('x is not a function')],
    ['what is no error', 'text'],
    ['nothing', undefined],
  ])('%s is internal_error, and in the log', (_, thrown) => {
    expect(judge(thrown)).toMatchObject({ problem: { code: 'internal_error', data: {} }, log: 'error' });
  });

  it('of the framework keeps its status', () => {
    expect(judge(withCode('FST_ERR_CTP_BODY_TOO_LARGE')).problem.code).toBe('payload_too_large');
    expect(judge(withCode('FST_ERR_CTP_INVALID_MEDIA_TYPE', { statusCode: 415 })).problem.code).toBe(
      'unsupported_media_type',
    );
    expect(judge(withCode('FST_ERR_CTP_INVALID_CONTENT_LENGTH', { statusCode: 400 })).problem.code).toBe(
      'invalid_body',
    );
    expect(judge(withCode('FST_ERR_BAD_URL', { statusCode: 400 })).problem.code).toBe('not_found');
    expect(judge(withCode('FST_ERR_REP_ALREADY_SENT', { statusCode: 500 })).problem.code).toBe('internal_error');
  });
});

it('an error of another context, as sockets throw them where tests run, is judged by its code', () => {
  const thrown: unknown = runInNewContext("Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })");
  expect(thrown).not.toBeInstanceOf(Error);
  expect(judge(thrown).problem).toMatchObject({ code: 'unavailable', status: 503 });
});
