import { z } from 'zod';

export const ownSectionsSchema = z
  .strictObject({
    rewards: z.boolean().describe('The catalogue has rewards, or the guest has redeemed one'),
    receipts: z.boolean().describe('A receipt that was paid without the card can be claimed'),
    friends: z.boolean().describe('The programme gives points for friends, or the guest has brought one'),
    transfers: z.boolean().describe('Guests can give points to each other'),
    families: z.boolean().describe('The programme has families, or the guest is in one'),
    partners: z.boolean().describe('The network has partners'),
    giftCards: z.boolean().describe('The network has gift cards'),
    leaderboard: z.boolean().describe('Guests can join leaderboards of visits'),
    wheel: z.boolean().describe('The wheel is open, or the guest has spun it'),
    tiers: z.boolean().describe('The programme has more than one tier'),
    pointValue: z
      .int()
      .nullable()
      .describe(
        'Worth of one point when it pays, in millionths of a minor unit, as in the programme; null: no programme is in force',
      ),
  })
  .meta({
    id: 'OwnSections',
    description:
      'Parts of the cabinet: true where the network has them or the guest has something left in them; and what a point is worth.',
  });
export type OwnSections = z.infer<typeof ownSectionsSchema>;
