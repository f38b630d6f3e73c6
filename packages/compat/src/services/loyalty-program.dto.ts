/** The shapes in which the rewards system described earning, redemption and tiers: its names, its case, its decimals. */
import { z } from 'zod';
import { objectOf, objectOrNull } from 'loyalty-platform/platform/http/schemas';
import { loyaltyStatusSchema } from './loyalty-status.dto';

const tierSchema = z.strictObject({
  name: z.string().describe('Name of the tier for guests'),
  requirements: objectOf('The needs of the tier', {
    min_spend: z.number().describe('Money paid that the tier needs, as a decimal of the currency; 0: none'),
    min_orders: z.int().describe('Sales that the tier needs; 0: none'),
  }),
  benefits: loyaltyStatusSchema.shape.benefits,
});

export const loyaltyProgramSchema = z
  .strictObject({
    points_earning: objectOf('How points are earned', {
      purchase: objectOf('Points of sales', {
        rate: z.string().nullable().describe('Points of a sale in words; null: sales earn none by themselves'),
        points: z.int().describe('Points for each full `step` of what is paid; 0: none'),
        step: z.number().describe('Money that earns `points` once, as a decimal of the currency; 0: none'),
        bonus_categories: z
          .record(z.string(), z.number())
          .describe('Factor on the points of lines of a category, by its name'),
      }),
      activities: z
        .record(z.string(), z.int())
        .describe('Points of activities by name; `referral` is what the guest who brought a friend gets'),
      campaigns: z
        .record(z.string(), z.number())
        .describe('Factor on the points of sales by the campaigns that run now, by their codes in small letters'),
    }),
    points_redemption: objectOrNull('How points pay for orders; null: they do not', {
      value: z.string().describe('Worth of points in words'),
      point_value: z.number().describe('Worth of one point, as a decimal of the currency'),
      minimum_redemption: z.int().describe('The fewest points that pay for an order'),
      maximum_per_order: z.string().nullable().describe('The most of an order that points pay, in words; null: all'),
      maximum_percent: z.number().nullable().describe('The same in percent; null: all'),
      expiration: z.string().nullable().describe('When points end, in words; null: never'),
    }),
    loyalty_tiers: z
      .record(z.string(), tierSchema)
      .describe('Tiers by their codes in small letters, from the lowest to the highest'),
  })
  .meta({
    id: 'LoyaltyProgram',
    description: 'Earning rates, redemption values and tier benefits in the form of the rewards system.',
  });
export type LoyaltyProgram = z.infer<typeof loyaltyProgramSchema>;
