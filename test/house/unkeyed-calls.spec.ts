import { ONLY_ONCE } from '../../packages/client/src/retry';
import { readAllCalls } from '../support/answers/all-calls';

interface Operation {
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string }[];
}

/** Calls without a key that the client repeats after a lost answer, each with the reason why that is harmless. */
const HARMLESS: Record<string, string> = {
  'POST /api/users/{id}/password-link': 'The second link takes the place of the first, which reached nobody.',
  'POST /api/identity-provider/test': 'It reads.',
  'POST /api/identity-provider/domains/verify': 'A domain that is proven twice leads to the same sign-in.',
  'POST /api/guests/search': 'It reads.',
  'POST /api/fraud/rules/{key}/trial': 'It reads.',
  'POST /api/message-templates/preview': 'It reads.',
  'POST /api/guests/count': 'It reads.',
  'POST /api/guests/export': 'It reads.',
  'POST /api/guests/lookup': 'It reads; a guest who was not found counts once more as a miss.',
  'POST /api/programs/validate': 'It reads.',
  'POST /api/guests/{id}/merge/preview': 'It reads.',
  'POST /api/transactions/{id}/refund/quote': 'It reads.',
  'POST /api/coupons/lookup': 'It reads; a coupon that was not found counts once more as a miss.',
  'POST /api/gift-cards/balance': 'It reads; a wrong code or PIN counts once more as a miss.',
  'POST /api/shifts/{id}/close': 'A closed shift stays closed.',
  'POST /api/guests/{id}/warnings/told':
    'Points of which the guest was told with a sale are not told of again with it.',
  'POST /api/programs/simulate': 'It reads.',
  'POST /api/receipts/quote': 'It reads.',
  'POST /api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance/token':
    'Tokens of one device share one allowance.',
  'POST /api/restaurants/{id}/points-of-sale/{pointOfSaleId}/offline-copy': 'It reads.',
  'POST /api/integrations/connections/{id}/test': 'It reads, and notes a failure again.',
  'POST /api/integrations/connections/{id}/directory': 'It reads, and keeps the menu that it read.',
  'POST /api/integrations/connections/{id}/webhook': 'The same settings are entered again.',
  'POST /api/webhooks/{id}/ping': 'A receiver ignores one test as well as two.',
  'POST /api/feedback-links/{token}': 'The same answer to a question is one.',
  'POST /api/segments/preview': 'It reads.',
  'POST /api/look/colours': 'It reads.',
  'POST /api/wallets/{wallet}/test': 'It enters the same name and colours at Google again.',
  'POST /api/shadow/receipts': 'A receipt is recorded and compared once, by its till, day and number.',
  'POST /api/sandbox/session': 'An unused session ends by itself.',
  'PATCH /api/max-bot': 'The same choice again changes nothing.',
  'POST /api/domain/verify': 'A domain that is proven twice leads to the same network.',
  'POST /api/segments/{id}/members/search': 'It reads.',
  'POST /api/segments/{id}/members/export': 'It reads.',
  'POST /api/campaigns/preview': 'It reads.',
  'POST /api/automations/preview': 'It reads.',
  'POST /api/automations/estimate': 'It reads.',
  'POST /api/campaigns/audience': 'It reads.',
  'POST /api/segments/{id}/members/file': 'A guest is a member once.',
  'POST /api/plans': 'A version has one number.',
  'POST /api/networks/{id}/subscription/preview': 'It changes nothing of the plan.',
  'POST /api/subscription/preview': 'It changes nothing of the plan.',
  'POST /api/invoices/{id}/online-payments': 'An invoice has one open page, which is answered again.',
  'POST /api/online-payments/{id}/check': 'It asks the provider; money that came is recorded once.',
  'POST /api/bank-statements': 'A payment of a statement counts once.',
  'POST /api/bank-entries/{id}/decision': 'The same decision again changes nothing.',
  'POST /api/accounts': 'It reads.',
  'POST /api/events/pos-transaction': 'An event counts once, by its own id.',
  'POST /api/events/pos-transactions': 'Each event counts once, by its own id.',
  'POST /api/events/topics/{topic}': 'An event counts once, by its own id or that of its order.',
  'POST /api/events/topics/{topic}/batch': 'Each event counts once, by its own id or that of its order.',
  'POST /api/events/dead-letters/{id}/retry': 'The receipt of the event counts once.',
};

it('a call that takes no key is sent once by the client, or may be repeated for a reason', () => {
  const { paths } = readAllCalls() as unknown as {
    paths: Record<string, Record<string, Operation>>;
  };
  const unkeyed = Object.entries(paths).flatMap(([address, item]) =>
    ['post', 'patch'].flatMap((method) => {
      const operation = item[method];
      const isKeyed = operation?.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
      if (operation === undefined || isKeyed || operation.tags?.includes('Aliases') === true) return [];
      return ONLY_ONCE.test(address) ? [] : [`${method.toUpperCase()} ${address}`];
    }),
  );
  expect(unkeyed.sort()).toEqual(Object.keys(HARMLESS).sort());
});
