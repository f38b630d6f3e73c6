import { unwrap } from '@loyalty-platform/client';
import { z } from 'zod';

const id = z.uuid();
const minor = z.int().min(1).max(100_000_000_000);

/** @typedef {import('@loyalty-platform/client').LoyaltyClient} Client */

/**
 * The tools of an assistant. Each is a call that the key may make itself, and none of them changes points, money, rules or what guests get: those that POST only ask.
 *
 * @type {readonly { name: string, title: string, description: string, input: import('zod').ZodRawShape, run: (client: Client, input: any) => Promise<unknown> }[]}
 */
export const TOOLS = [
  {
    name: 'find_guest',
    title: 'Find a guest',
    description:
      'Finds a guest by the number of a card, by an id of another system, or by phone. Needs guest.find; by phone, a key that may also write for tills.',
    input: {
      card: z.string().max(64).optional().describe('Number of a card'),
      externalId: z.string().max(200).optional().describe('Id that another system gave the guest'),
      phone: z.string().max(20).optional().describe('In the international form: +79001234567'),
    },
    run: async (client, { card, externalId, phone }) => {
      if (phone !== undefined) return unwrap(client.POST('/api/guests/lookup', { body: { phone } }));
      const query = { limit: 2, ...(card === undefined ? { externalId: externalId ?? '' } : { card }) };
      return unwrap(client.GET('/api/guests', { params: { query } }));
    },
  },
  {
    name: 'guest_points',
    title: 'Points of a guest',
    description:
      'The points, tier, stamp cards and campaigns of a guest as of now, and the newest operations with their ids. Needs guest.read.',
    input: { guestId: id, operations: z.int().min(1).max(10).default(5) },
    run: async (client, { guestId, operations }) => {
      const params = { path: { id: guestId } };
      const balance = await unwrap(client.GET('/api/guests/{id}/balance', { params }));
      const history = await unwrap(
        client.GET('/api/guests/{id}/history', { params: { ...params, query: { limit: operations } } }),
      );
      return { balance, operations: history.items };
    },
  },
  {
    name: 'explain_points',
    title: 'Explain the points of an operation',
    description:
      'Which rules gave or took the points of an operation, line by line, recalculated just now. Needs transaction.read.',
    input: { transactionId: id },
    run: async (client, { transactionId }) => {
      const explanation = await unwrap(
        client.GET('/api/transactions/{id}/explain', { params: { path: { id: transactionId } } }),
      );
      const { summary, type, programVersion, agrees, decidedAt, decision } = explanation;
      const { amounts, balance, tierBefore, tier, progress, trace, lines } = /** @type {any} */ (decision) ?? {};
      return {
        summary,
        type,
        programVersion,
        agrees,
        decidedAt,
        amounts,
        balance,
        tierBefore,
        tier,
        progress,
        lines,
        trace,
      };
    },
  },
  {
    name: 'quote_sale',
    title: 'Quote a sale',
    description:
      'The discount, the points that would be earned and those that may pay for a receipt now. Records nothing. Needs till.quote.',
    input: {
      guestId: id,
      pointOfSaleId: id,
      amount: minor.describe('Price of the receipt, in minor units'),
      pointsToRedeem: z.int().min(1).optional().describe('Points that should pay for a part'),
    },
    run: (client, { guestId, ...sale }) =>
      unwrap(
        client.POST('/api/guests/{id}/quote', { params: { path: { id: guestId } }, body: { type: 'SALE', ...sale } }),
      ),
  },
  {
    name: 'points_of_sale',
    title: 'Points of sale',
    description: 'The tills of the network, for quotes. Needs places.read.',
    input: {},
    run: (client) => unwrap(client.GET('/api/points-of-sale', { params: { query: { limit: 10, status: 'OPEN' } } })),
  },
  {
    name: 'campaign_results',
    title: 'Results of campaigns',
    description:
      'Guests, cost and effect of campaigns beside their control groups, newest first. Needs campaigns.read.',
    input: { cursor: z.string().max(400).optional() },
    run: (client, { cursor }) =>
      unwrap(client.GET('/api/analytics/campaigns', { params: { query: { limit: 5, ...(cursor && { cursor }) } } })),
  },
  {
    name: 'program',
    title: 'The programme in force',
    description: 'The rules of the programme in force, or of another version, as guests read them. Needs program.read.',
    input: { version: z.int().min(1).optional() },
    run: async (client, { version }) => {
      const asked = version ?? (await unwrap(client.GET('/api/programs/in-force'))).version;
      const params = { path: { version: asked } };
      return {
        version: asked,
        sentences: (await unwrap(client.GET('/api/programs/{version}/sentences', { params }))).items,
      };
    },
  },
  {
    name: 'draft_cost',
    title: 'What a version would have cost',
    description:
      'The newest backtest of a version of the programme: what it would have cost over the past, beside what the past really cost. It begins none; a person does that in the console. Needs program.read.',
    input: { version: z.int().min(1) },
    run: async (client, { version }) => {
      const list = await unwrap(client.GET('/api/backtests', { params: { query: { limit: 50, status: 'DONE' } } }));
      const newest = list.items.find(({ programVersion, mode }) => programVersion === version && mode === 'DRAFT');
      if (newest === undefined)
        return {
          found: false,
          next: 'Nobody has run a backtest of this version. A person begins one in the console, Programme > Backtest.',
        };
      const { report, ...run } = await unwrap(
        client.GET('/api/backtests/{id}', { params: { path: { id: newest.id } } }),
      );
      const { total, gaining, losing, guests, acts, cannotKnow } = /** @type {any} */ (report);
      return { ranAt: run.createdAt, from: run.from, to: run.to, total, gaining, losing, guests, acts, cannotKnow };
    },
  },
];
