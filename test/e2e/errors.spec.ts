import { newId } from '../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';

const CYRILLIC = /[а-яё]/i;

/** Errors that a till meets, each with a stable code and words in two languages. */
describe('errors', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  let guest: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    [cashier, manager] = [await network.tokenOf('cashier'), await network.tokenOf('manager')];
    guest = await network.guest();
    await act(network.sale(155_000, { receiptNumber: 'E-1' }));
  });
  afterAll(() => test.close());

  const act = (body: object, token = cashier) => network.post(`/api/guest/${guest}/transaction`, token, body);

  /** Asks twice, in Russian and in English: the code is one, the words are two. */
  async function expectProblem(
    expected: readonly [number, string],
    ask: () => ReturnType<TillNetwork['post']>,
  ): Promise<Record<string, unknown>> {
    const [russian, english] = [await ask().set('Accept-Language', 'ru'), await ask().set('Accept-Language', 'en')];
    for (const answer of [russian, english]) {
      expect([answer.status, answer.body.code]).toEqual(expected);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status: expected[0], requestId: answer.headers['x-request-id'] as string });
      expect(answer.body.type).toContain(expected[1]);
    }
    expect(russian.body.title).toMatch(CYRILLIC);
    expect(english.body.title).not.toMatch(CYRILLIC);
    expect(english.body.title).toMatch(/[a-z]/);
    return english.body as Record<string, unknown>;
  }

  it('of the business name the figures that tell why', async () => {
    const enough = await expectProblem([422, 'insufficient_points'], () =>
      act(network.sale(155_000, { pointsToRedeem: 5_000 })),
    );
    expect(enough['available']).toBe(347);
    expect(
      await expectProblem([422, 'redemption_limit_exceeded'], () => act(network.sale(10_000, { pointsToRedeem: 300 }))),
    ).toHaveProperty('max');
    expect(
      await expectProblem([422, 'redemption_below_minimum'], () => act(network.sale(155_000, { pointsToRedeem: 5 }))),
    ).toHaveProperty('min');
    expect(
      await expectProblem([409, 'receipt_already_recorded'], () =>
        act(network.sale(155_000, { receiptNumber: 'E-1' })),
      ),
    ).toHaveProperty('transactionId');
    await expectProblem([422, 'items_total_mismatch'], () => act(network.sale(100, { items: [{ total: 99 }] })));
    await expectProblem([422, 'occurred_at_out_of_range'], () =>
      act(network.sale(100, { occurredAt: '2020-01-01T00:00:00Z' })),
    );
    await expectProblem([422, 'reason_code_unknown'], () =>
      act({ type: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'PARTY' }),
    );
    const stranger = await network.guest();
    await expectProblem([409, 'receipt_belongs_to_another_guest'], () =>
      network.post(`/api/guest/${stranger}/transaction`, cashier, network.sale(155_000, { receiptNumber: 'E-1' })),
    );
  });

  it('of who may not, and of what is not there', async () => {
    await expectProblem([404, 'guest_not_found'], () =>
      network.post(`/api/guest/${newId()}/transaction`, cashier, network.sale(100)),
    );
    await expectProblem([404, 'not_found'], () =>
      network.post('/api/guest/not-an-id/transaction', cashier, network.sale(100)),
    );
    await expectProblem([403, 'restaurant_not_allowed'], () =>
      act({ ...network.sale(100), pointOfSaleId: network.otherPointOfSaleId }),
    );
    await expectProblem([403, 'forbidden'], () => network.post('/api/programs', cashier, { preset: 'hybrid-5' }));
    await expectProblem([401, 'unauthenticated'], () =>
      network.post(`/api/guest/${guest}/transaction`, 'not.a.token', network.sale(100)),
    );
    const [head, body, signature] = cashier.split('.');
    for (const token of [
      `${String(head)}.${String(body)}`,
      `${String(head)}.${String(body)}.${String(signature).slice(2)}AA`,
      unsigned(String(body)),
    ]) {
      await expectProblem([401, 'unauthenticated'], () =>
        network.post(`/api/guest/${guest}/transaction`, token, network.sale(100)),
      );
    }
    await expectProblem([401, 'invalid_credentials'], () =>
      test
        .api()
        .post('/api/auth/login')
        .send({ email: `nobody-${newId()}@example.test`, password: 'wrong password' }),
    );
  });

  it('of a body that does not fit name the place', async () => {
    for (const amount of [-1, 1.5, 100_000_000_001, '100', null, 1e300]) {
      const problem = await expectProblem([400, 'invalid_body'], () => act({ ...network.sale(1), amount }));
      expect(problem['errors']).toMatchObject([{ path: 'amount' }]);
    }
    expect(await expectProblem([400, 'invalid_body'], () => act({ ...network.sale(1), colour: 'red' }))).toMatchObject({
      errors: [{ path: 'colour' }],
    });
    expect(
      await expectProblem([400, 'invalid_body'], () => act({ ...network.sale(1), pointOfSaleId: 'till' })),
    ).toMatchObject({ errors: [{ path: 'pointOfSaleId' }] });
    await expectProblem([400, 'idempotency_key_required'], () =>
      test
        .api()
        .post(`/api/guest/${guest}/transaction`)
        .set('Authorization', `Bearer ${cashier}`)
        .send(network.sale(1)),
    );
    const key = newId();
    await network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(1), key);
    await expectProblem([422, 'idempotency_key_reused'], () =>
      network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(2), key),
    );
  });

  it('of what is no JSON of ours are told apart', async () => {
    const raw = (body: string | Buffer, type = 'application/json') =>
      test
        .api()
        .post(`/api/guest/${guest}/transaction`)
        .set('Authorization', `Bearer ${manager}`)
        .set('Idempotency-Key', newId())
        .set('Content-Type', type)
        .serialize((value: unknown) => value as string)
        .send(body as string);
    await expectProblem([400, 'invalid_json'], () => raw('{"type":'));
    await expectProblem([400, 'invalid_json'], () => raw(`${'['.repeat(10_000)}${']'.repeat(10_000)}`));
    await expectProblem([415, 'unsupported_media_type'], () => raw('<sale/>', 'text/xml'));
    await expectProblem([415, 'unsupported_media_type'], () => raw('{}', 'application/json; charset=utf-16'));
    await expectProblem([413, 'payload_too_large'], () =>
      raw(JSON.stringify({ ...network.sale(1), receiptNumber: 'x'.repeat(2 * 1_024 * 1_024) })),
    );
  });
});

function unsigned(body: string): string {
  return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${body}.`;
}
