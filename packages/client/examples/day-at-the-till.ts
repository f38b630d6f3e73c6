// A day at a till: a guest registers, buys, gets a part refunded, buys while the connection breaks, and buys offline.
import { ApiProblem, createLoyaltyClient, itemsOf, keyHeader, newKey, unwrap } from '@loyalty-platform/client';

export interface Till {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly pointOfSaleId: string;
  /** How requests are sent; a test gives one that loses answers. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

export async function dayAtTheTill({ baseUrl, apiKey, pointOfSaleId, fetch }: Till) {
  const client = createLoyaltyClient({ baseUrl, token: apiKey, language: 'en', ...(fetch && { fetch }) });

  // A guest by the number of our own system, where the guest agreed that we keep personal data. The same number again is refused, with the guest's id.
  const externalId = `crm-${newKey()}`;
  const guest = await unwrap(
    client.POST('/api/guests', { body: { externalId, name: 'Anna', consentBasis: 'OWN_SERVICE' } }),
  );
  const again = await unwrap(client.POST('/api/guests', { body: { externalId } })).catch((error: unknown) => error);
  if (!(again instanceof ApiProblem) || again.code !== 'guest_exists') throw again;

  // A sale. Points come as whole numbers, money as minor units: 155000 is 1,550.00.
  const path = { id: guest.id };
  const sale = await unwrap(
    client.POST('/api/guests/{id}/transaction', {
      params: { path },
      body: { type: 'SALE', pointOfSaleId, amount: 155_000, receiptNumber: newKey() },
    }),
  );
  // The server keeps the sale while its database is away; the same call under its key gets the transaction later.
  if (sale.status === 'KEPT') throw new Error(sale.message);

  // Refunds a part of the sale. A refusal has a code and figures.
  const refund = await unwrap(
    client.POST('/api/transactions/{id}/refund', {
      params: { path: { id: sale.id } },
      body: { amount: 50_000, reason: 'cold pizza' },
    }),
  );
  const tooMuch = await unwrap(
    client.POST('/api/transactions/{id}/refund', {
      params: { path: { id: sale.id } },
      body: { amount: 155_000, reason: 'the rest' },
    }),
  ).catch((error: unknown) => error);
  if (!(tooMuch instanceof ApiProblem) || tooMuch.code !== 'refund_exceeds_sale') throw tooMuch;

  // A till that stores the key with the sale may be switched off between two tries: both are one sale. Within a call the client retries by itself
  // when an answer is lost.
  const key = newKey();
  const body = { type: 'SALE', pointOfSaleId, amount: 20_000, receiptNumber: newKey() } as const;
  const sell = () =>
    unwrap(client.POST('/api/guests/{id}/transaction', { params: { path, header: keyHeader(key) }, body }));
  const first = await sell();
  const second = await sell();

  // Sales of an hour offline, in the order in which they were rung up. Each has its own key and answer.
  const occurredAt = new Date().toISOString();
  const batch = await unwrap(
    client.POST('/api/transactions/batch', {
      body: {
        deviceId: 'till-1',
        sentAt: new Date().toISOString(),
        acts: [
          {
            counter: 1,
            key: newKey(),
            guestId: guest.id,
            body: { type: 'SALE', pointOfSaleId, amount: 30_000, receiptNumber: newKey(), occurredAt },
          },
          {
            counter: 2,
            key: newKey(),
            guestId: guest.id,
            body: { type: 'REDEMPTION', pointOfSaleId, points: 1_000_000, orderAmount: 30_000, occurredAt },
          },
        ],
      },
    }),
  );

  const history = [];
  for await (const transaction of itemsOf((page) =>
    unwrap(client.GET('/api/guests/{id}/history', { params: { path, query: page } })),
  ))
    history.push(transaction.type);
  const balance = await unwrap(client.GET('/api/guests/{id}/balance', { params: { path } }));
  return { sale, refund, first, second, batch: batch.items, history, balance };
}
