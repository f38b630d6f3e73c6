import { randomUUID } from 'node:crypto';
import { Controller, Get } from '@nestjs/common';
import { Database } from '../../../../src/platform/database/database';
import { Languages } from '../../../../src/platform/http/languages';
import { Public } from '../../../../src/security';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { type ProbeApp, startProbeApp } from './probe-app';

@Public()
@Controller('sleep')
class SleepController {
  constructor(private readonly database: Database) {}

  @Get()
  sleep(): Promise<unknown> {
    return this.database.asPlatform((tx) => tx.one('SELECT pg_sleep(100) IS NULL AS slept'));
  }
}

let app: ProbeApp;
const superuser = superuserPool();
beforeAll(async () => {
  app = await startProbeApp([SleepController]);
});
afterAll(() => Promise.all([app.close(), superuser.end()]));

describe('a database that goes away in the middle of a request', () => {
  it('is 503 with the time to come back, and forgotten when it is there again', async () => {
    const waiting = app
      .api()
      .get('/api/sleep')
      .then((answer) => answer);
    await eventually('the end of the connection that the request is at', async () => {
      const { rowCount } = await superuser.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(100)%' AND state = 'active'",
      );
      return rowCount === 1;
    });
    const answer = await waiting;
    expect([answer.status, JSON.parse(answer.text).code, answer.headers['retry-after']]).toEqual([
      503,
      'unavailable',
      '5',
    ]);
    expect((await app.api().get('/api/health/ready')).status).toBe(200);
  });
});

describe('the language of a network', () => {
  it('is its own, and English where there is none to ask', async () => {
    const id = randomUUID();
    await superuser.query(
      `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country)
       VALUES ($1, $2, 'Сеть', 'RUB', 2, 'Europe/Moscow', 'ru', 'RU')`,
      [id, `lang-${id.slice(0, 8)}`],
    );
    const languages = app.get(Languages);
    expect(await languages.ofNetwork(id)).toBe('ru');
    expect(await languages.ofNetwork(randomUUID())).toBe('en');
    const request = (header: string | undefined) => ({
      headers: { 'accept-language': header },
      user: { kind: 'user', id, networkId: id },
    });
    expect(await languages.of(request('en') as never)).toBe('en');
    expect(await languages.of(request(undefined) as never)).toBe('ru');
    expect(await languages.of({ headers: {} } as never)).toBe('en');
  });
});
