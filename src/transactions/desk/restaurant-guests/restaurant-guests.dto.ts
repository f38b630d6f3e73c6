import { z } from 'zod';
import { listedGuestSchema } from '../../../identity';
import { openObjectOf, pageOf } from '../../../platform/http/schemas';

const restaurantGuestSchema = z
  .object({
    guest: listedGuestSchema,
    activity: openObjectOf('Activity of the guest in this restaurant', {
      visits: z.int().min(0).describe('Sales of the guest in this restaurant, refunded ones included'),
      net: z.int().describe('Money paid there less the money handed back, in minor units'),
      pointsEarned: z.int().min(0).describe('Points earned there by sales'),
      pointsRedeemed: z.int().min(0).describe('Points spent there on receipts'),
      lastVisitAt: z.iso.datetime().nullable().describe('Last sale there (RFC 3339); null: none'),
    }),
  })
  .meta({ id: 'RestaurantGuest', description: 'A guest of the network with the activity in one restaurant.' });
export const restaurantGuestPageSchema = pageOf(restaurantGuestSchema).meta({ id: 'RestaurantGuestPage' });
export type RestaurantGuest = z.infer<typeof restaurantGuestSchema>;
