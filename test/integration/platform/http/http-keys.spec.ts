import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../../../src/platform/database/database';
import { Keyed, type KeyedCall, KeyRequired } from '../../../../src/platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../../../src/platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../../src/platform/problems/problem';
import { Public } from '../../../../src/security';
import { itAtNight } from '../../../support/at-night';
import { eventually } from '../../../support/eventually';
import { type ProbeApp, startProbeApp } from './probe-app';

const noteSchema = z.strictObject({
  note: z.string(),
  more: z.strictObject({ a: z.int(), b: z.int() }).optional(),
  refuse: z.enum(['guest_exists', 'forbidden', 'program_invalid']).optional(),
  waitMs: z.int().optional(),
  stay: z.boolean().optional(),
  fail: z.boolean().optional(),
});
type Note = z.infer<typeof noteSchema>;

/** How many calls wait in the middle of their transaction, and the function by which the test lets them continue. */
const staying = { calls: 0, end: (): void => undefined };

/** A changing call as other modules make them: its effect is a row, here a saved mapping of an import. */
@Public()
@Controller('keyed')
class KeyedController {
  constructor(private readonly calls: KeyedCalls) {}

  @Post(':network')
  @HttpCode(201)
  write(
    @Param('network') network: string,
    @Body({ schema: noteSchema }) body: Note,
    @Keyed() call: KeyedCall,
  ): Promise<unknown> {
    return this.calls.run(network, call, 201, async (tx) => {
      const id = randomUUID();
      await tx.query('INSERT INTO devices (network_id, id, last_counter) VALUES ($1, $2, 1)', [network, id]);
      if (body.waitMs !== undefined) await tx.query('SELECT pg_sleep($1)', [body.waitMs / 1000]);
      if (body.stay === true) {
        staying.calls += 1;
        await new Promise<void>((resolve) => (staying.end = resolve));
      }
      if (body.fail === true) throw new Error('the process stumbled');
      if (body.refuse !== undefined) {
        throw new ProblemError(body.refuse, { guestId: id }, [{ path: 'tiers[0]', code: 'required', message: '' }]);
      }
      return { id, note: body.note, at: new Date(0) };
    });
  }

  @Post(':network/required')
  @HttpCode(200)
  required(@Param('network') network: string, @KeyRequired() call: KeyedCall): unknown {
    return { network, key: call.key };
  }
}

/** Two applications on one database, as two processes are. */
let app: ProbeApp;
let other: ProbeApp;
beforeAll(async () => {
  [app, other] = await Promise.all([startProbeApp([KeyedController]), startProbeApp([KeyedController])]);
});
afterAll(() => Promise.all([app.close(), other.close()]));

let network: string;
beforeEach(() => {
  network = randomUUID();
});

const post = (through: ProbeApp, key: string | null, body: Partial<Note>, path = `/api/keyed/${network}`) => {
  const request = through.api().post(path);
  return (key === null ? request : request.set('Idempotency-Key', key)).send({ note: 'a', ...body });
};
const effects = async (): Promise<number> => {
  const { count } = await app
    .get(Database)
    .inNetwork(network, (tx) =>
      tx.one<{ count: number }>('SELECT count(*) AS count FROM devices WHERE network_id = $1', [network]),
    );
  return count;
};

describe('a call with a key', () => {
  it('acts once and answers the same to the byte, on whichever process it comes again', async () => {
    const first = await post(app, 'k1', {});
    expect(first.status).toBe(201);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    for (const through of [app, other]) {
      const again = await post(through, 'k1', {});
      expect([again.status, again.text]).toEqual([201, first.text]);
      expect(again.headers['idempotent-replayed']).toBe('true');
    }
    expect(await effects()).toBe(1);
  });

  it('is the same call by /v1, and with its members in another order', async () => {
    const first = await post(app, 'k', { more: { a: 1, b: 2 } });
    const again = await app
      .api()
      .post(`/api/v1/keyed/${network}`)
      .set('Idempotency-Key', 'k')
      .set('Content-Type', 'application/json')
      .send('{ "more": {"b":2, "a":1.0}, "note":"\\u0061" }');
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  it('is refused with another body', async () => {
    await post(app, 'k', {});
    const otherBody = await post(app, 'k', { note: 'b' });
    expect([otherBody.status, JSON.parse(otherBody.text).code]).toEqual([422, 'idempotency_key_reused']);
    expect(await effects()).toBe(1);
  });

  it('belongs to its network', async () => {
    await post(app, 'k', {});
    const elsewhere = await post(app, 'k', {}, `/api/keyed/${randomUUID()}`);
    expect([elsewhere.status, elsewhere.headers['idempotent-replayed']]).toEqual([201, undefined]);
  });

  it('acts once when it comes eight times at once, on two processes', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => post(n % 2 === 0 ? app : other, 'k', { waitMs: 100 })),
    );
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(await effects()).toBe(1);
  });

  itAtNight('waits for the first for five seconds, then is told that it still runs', async () => {
    const call = (through: ProbeApp) => post(through, 'k', { stay: true });
    const first = call(app).then((answer) => answer);
    await eventually('the first amid its transaction', () => staying.calls === 1);
    const began = performance.now();
    const [here, there] = await Promise.all([call(app), call(other)]);
    const waitedMs = performance.now() - began;
    for (const answer of [here, there]) {
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([409, 'request_in_progress']);
      expect(answer.headers['retry-after']).toBe('1');
    }
    expect(waitedMs).toBeGreaterThan(4_500);
    staying.end();
    expect((await first).status).toBe(201);
    expect((await call(other)).text).toBe((await first).text);
    expect(staying.calls).toBe(1);
  });

  it('acts itself when the first was rolled back', async () => {
    const stumbled = await post(app, 'k', { fail: true });
    expect(stumbled.status).toBe(500);
    expect(await effects()).toBe(0);
    expect((await post(other, 'k', {})).status).toBe(201);
  });

  it('keeps a refusal of the business, with its words in the language of the repeated call', async () => {
    const first = await post(app, 'k', { refuse: 'guest_exists' });
    expect([first.status, JSON.parse(first.text).code]).toEqual([409, 'guest_exists']);
    expect(await effects()).toBe(0);
    const again = await post(other, 'k', { refuse: 'guest_exists' });
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([409, first.text, 'true']);
    const inRussian = await post(other, 'k', { refuse: 'guest_exists' }).set('Accept-Language', 'ru');
    expect(JSON.parse(inRussian.text)).toMatchObject({
      title: 'Гость уже зарегистрирован',
      guestId: JSON.parse(first.text).guestId,
    });
  });

  it('keeps the faults of a refusal', async () => {
    const first = await post(app, 'k', { refuse: 'program_invalid' });
    expect(JSON.parse(first.text).errors).toEqual([{ path: 'tiers[0]', code: 'required', message: 'Is missing.' }]);
    expect((await post(app, 'k', { refuse: 'program_invalid' })).text).toBe(first.text);
  });

  it('does not keep what says nothing about the act: a body that does not fit, a missing right', async () => {
    expect((await post(app, 'k', { note: 5 as never })).status).toBe(400);
    expect((await post(app, 'k', { refuse: 'forbidden' })).status).toBe(403);
    expect((await post(app, 'k', {})).status).toBe(201);
  });

  it('keeps the answer closed: the row shows nothing of it', async () => {
    await post(app, 'k', { note: 'Иван Петров' });
    const stored = await app
      .get(Database)
      .inNetwork(network, (tx) => tx.one<{ row: string }>('SELECT a::text AS row FROM stored_answers a'));
    expect(stored.row).not.toMatch(/Иван|note/);
    expect((await post(other, 'k', { note: 'Иван Петров' })).body.note).toBe('Иван Петров');
  });
});

describe('the key itself', () => {
  it('may be left out where nothing needs it, and then each call acts', async () => {
    await post(app, null, {});
    await post(app, null, {});
    expect(await effects()).toBe(2);
  });

  it('is asked for where the call refuses to run without', async () => {
    const path = `/api/keyed/${network}/required`;
    const without = await post(app, null, {}, path);
    expect([without.status, JSON.parse(without.text).code]).toEqual([400, 'idempotency_key_required']);
    expect((await post(app, 'k', {}, path)).body.key).toBe('k');
  });

  it.each([
    ['', 400],
    ['x'.repeat(255), 201],
    ['x'.repeat(256), 400],
  ])('of a length that does not fit is refused (%#)', async (key, status) => {
    expect((await post(app, key, {})).status).toBe(status);
  });
});
