import { DRINK, PIZZAS, type Dish } from './demo-dishes';

export const ORGANIZATION = 'b7f0c6de-5c2f-4c9c-9a3e-3f4d2a6b1c70';
/** The terminals of the organisation, in the order of the network's tills. */
export const TERMINALS = ['1', '2'].map((number) => ({
  id: `${ORGANIZATION.slice(0, -1)}${number}`,
  name: `Касса ${number}`,
}));

const LOGIN = 'demo ';
const DISHES: readonly Dish[] = [PIZZAS[0], DRINK];

/** The API login that the double knows. The double keeps nothing on disk, so the login names the secret that its webhooks carry. */
export function loginWith(secret: string): string {
  return LOGIN + secret;
}

/** The answers of iikoCloud to every caller: one organisation, whose orders come by webhooks alone. */
const ANSWERS: Readonly<Record<string, object>> = {
  organizations: { organizations: [{ id: ORGANIZATION, name: 'Пиццерии' }] },
  terminal_groups: { terminalGroups: [{ organizationId: ORGANIZATION, items: TERMINALS }] },
  'deliveries/by_revision': { maxRevision: 0, ordersByOrganizations: [] },
  'order/by_id': { orders: [] },
  'order/by_table': { orders: [] },
  nomenclature: {
    groups: [],
    productCategories: DISHES.map(({ category }) => ({ id: category, name: category })),
    products: DISHES.map(({ sku, category }) => ({ id: sku, productCategoryId: category })),
    revision: 1,
  },
  'deliveries/order_types': { orderTypes: [] },
  payment_types: { paymentTypes: [] },
  'loyalty/iiko/program': { Programs: [] },
  'loyalty/iiko/customer_category': { guestCategories: [] },
};

/** iikoCloud, whose tokens are API logins. */
export class IikoDouble {
  /** The secret that was registered last; null: the login has it. */
  private secret: string | null = null;

  /** @param home address to which webhooks go @returns undefined: there is no such call; null: the login is not known */
  answer(
    call: string,
    body: Readonly<Record<string, unknown>>,
    { token, home }: { readonly token: string; readonly home: string },
  ): object | undefined | null {
    const login = call === 'access_token' ? String(body['apiLogin']) : token;
    if (!login.startsWith(LOGIN)) return null;
    if (call === 'access_token') return { token: login };
    if (call === 'webhooks/settings')
      return { webHooksUri: `${home}/api/hooks/iiko`, authToken: this.secret ?? login.slice(LOGIN.length) };
    if (call !== 'webhooks/update_settings') return ANSWERS[call];
    this.secret = String(body['authToken']);
    return {};
  }
}

/** The webhook of a closed check. @param closedAt local time of the restaurant, `YYYY-MM-DD HH:mm` */
export function closedCheck(phone: string, timestamp: number, closedAt: string): object {
  const items = DISHES.map(({ sku, name, price }) => ({
    type: 'Product',
    product: { id: sku, name },
    amount: 1,
    cost: price / 100,
    resultSum: price / 100,
  }));
  const id = 'c2a4f3b6-9f0e-4f43-8a56-2b1d7e0c9a11';
  const order = {
    status: 'Closed',
    phone,
    number: 318,
    whenClosed: `${closedAt}:00.000`,
    terminalGroupId: TERMINALS[0]?.id,
    sum: items.reduce((sum, { resultSum }) => sum + resultSum, 0),
    items,
  };
  const eventInfo = { id, organizationId: ORGANIZATION, timestamp, creationStatus: 'Success', order };
  return { eventType: 'TableOrderUpdate', organizationId: ORGANIZATION, eventInfo };
}
