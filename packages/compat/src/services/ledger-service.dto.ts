/** The shapes of the ledger service's accounts, transfers and balances: its names and its case. */
import { z } from 'zod';
import { line, points, uuid, objectNamed } from 'loyalty-platform/platform/http/schemas';
import { customerIdSchema } from './loyalty-status.dto';

const POINTS = 'points';
/** The longest time-out of a two-step transfer: a day, as for any hold. */
const LONGEST_TIMEOUT_S = 24 * 60 * 60;

const orgId = line(100).describe("Code of the network, which is the caller's own");
const accountType = z
  .enum([POINTS, 'adjustment', 'partner'])
  .describe(
    'points: the points of a customer. adjustment: the account of the network that points by hand come from. partner: ' +
      'that of the partner whose key asks',
  );

export const createAccountSchema = z
  .strictObject({
    org_id: orgId,
    customer_id: customerIdSchema.nullish(),
    type: accountType,
  })
  .check(({ value, issues }) => {
    const refuse = (code: string) =>
      issues.push({ code: 'custom', input: value, path: ['customer_id'], message: '', params: { code } });
    if (value.type === POINTS && value.customer_id == null) refuse('required');
    if (value.type !== POINTS && value.customer_id != null) refuse('not_allowed');
  })
  .meta({
    id: 'CreateAccount',
    description: 'An account of `points` names its customer, the others do not.',
    example: { org_id: 'brand123', customer_id: 'cust_789', type: 'points' },
  });

export const accountSchema = objectNamed('CustomerAccount', 'An account in the form of the ledger service.', {
  id: z.uuid().describe('Id of the account: that of the guest, of the network or of the partner'),
  org_id: z.string().describe('Code of the network'),
  customer_id: z
    .string()
    .nullable()
    .describe(
      "The customer's `externalId`, or its id where it has none; null: the account of the network or of a partner",
    ),
  type: accountType,
  unit: z.literal(POINTS).describe('Always `points`'),
  balance: z
    .int()
    .describe(
      'Points that may be spent; of the accounts of the network and of partners credits less debits, below zero when ' +
        'they gave',
    ),
  pending: z.int().describe('Points earned that cannot be spent yet'),
  held: z.int().describe('Points set aside for a purchase that is not finished'),
  created_at: z.string().describe('Since when it exists (RFC 3339)'),
});

export const createTransferSchema = z
  .strictObject({
    id: line(200).describe("The client's own id of the transfer; transfers with the same id happen once"),
    debit_account_id: uuid.describe('Account that the points leave'),
    credit_account_id: uuid.describe('Account that the points come to'),
    amount: points.describe('Points, a whole number'),
    unit: line(50).describe('`points`; another unit is refused'),
    pending: z
      .boolean()
      .nullish()
      .describe('The first step of two: the points of the customer are held until they are posted, void or timed out'),
    timeout: z
      .int()
      .min(1)
      .max(LONGEST_TIMEOUT_S)
      .nullish()
      .describe('Seconds until a pending transfer is void by itself; the `holdMinutes` of the network when left out'),
    pending_id: line(200)
      .nullish()
      .describe('The second step: `id` of the pending transfer, or the `transaction_id` that it became'),
    post_pending_transfer: z
      .boolean()
      .nullish()
      .describe('The pending transfer happens, with this `amount` or all of it; what is left goes back'),
    void_pending_transfer: z
      .boolean()
      .nullish()
      .describe('The pending transfer does not happen; `amount` is all of it'),
    reference: line(200)
      .nullish()
      .describe('Remark for colleagues, such as the order that it belongs to; of a partner the number of its receipt'),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, code: string) =>
      issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code } });
    const [posts, voids] = [value.post_pending_transfer === true, value.void_pending_transfer === true];
    const isSecond = posts || voids;
    if (posts && voids) refuse('void_pending_transfer', 'not_allowed');
    if (isSecond && value.pending_id == null) refuse('pending_id', 'required');
    if (!isSecond && value.pending_id != null) refuse('post_pending_transfer', 'required');
    if (isSecond && value.pending === true) refuse('pending', 'not_allowed');
    if (value.timeout != null && value.pending !== true) refuse('timeout', 'not_allowed');
  })
  .meta({
    id: 'CreateTransfer',
    description:
      'From the account of the network or a partner to a customer, back, or from a customer to another one. From a ' +
      'customer to the network it may take two steps, whose accounts are the same.',
    example: {
      id: 'txn_abc123',
      debit_account_id: '0198f2c4-7b1e-7c3a-9d52-000000000001',
      credit_account_id: '0198f2c4-7b1e-7c3a-9d52-000000000002',
      amount: 150,
      unit: POINTS,
      reference: 'ORD-789012',
    },
  });

export const transferSchema = objectNamed('AccountTransfer', 'A transfer in the form of the ledger service.', {
  id: z.string().describe("The client's own id of the transfer"),
  debit_account_id: z.uuid().describe('Account that the points left'),
  credit_account_id: z.uuid().describe('Account that the points came to'),
  amount: z.int().describe('Points'),
  unit: z.literal(POINTS).describe('Always `points`'),
  pending: z.boolean().describe('Whether its second step is still to come'),
  pending_id: z.string().nullable().describe('The pending transfer as the call named it; null: no second step'),
  expires_at: z.string().nullable().describe('When a pending transfer is void by itself (RFC 3339); null: never'),
  reference: z.string().nullable().describe('Remark of the call; null: none'),
  transaction_id: z.uuid().describe('Transaction that the transfer became'),
  created_at: z.string().describe('When it happened (RFC 3339)'),
});

export const balanceQuery = z.strictObject({
  customer_id: customerIdSchema,
  unit: line(100)
    .default(POINTS)
    .describe('`points`, `stamps` for those of all cards together, or the id of one stamp card'),
});

export const customerBalanceSchema = objectNamed('CustomerBalance', 'A balance in the form of the ledger service.', {
  customer_id: z.string().describe('The customer as the call named it'),
  unit: z.string().describe('The unit as the call named it'),
  balance: z.int().describe('Points that may be spent, or stamps on cards that are not full; below zero: owed'),
  pending: z.int().describe('Points earned that cannot be spent yet; stamps: 0'),
  held: z.int().describe('Points set aside for a purchase that is not finished; stamps: 0'),
});

export type CreateAccountBody = z.infer<typeof createAccountSchema>;
export type LedgerAccount = z.infer<typeof accountSchema>;
export type CreateTransferBody = z.infer<typeof createTransferSchema>;
export type LedgerTransfer = z.infer<typeof transferSchema>;
export type CustomerBalance = z.infer<typeof customerBalanceSchema>;
