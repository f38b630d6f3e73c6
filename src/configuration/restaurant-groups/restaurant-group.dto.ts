import { z } from 'zod';
import type { RestaurantGroup } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import { oldestFirst } from '../../platform/http/list-query';
import { changeOf, line, pageOf, uuid, objectNamed } from '../../platform/http/schemas';
import { spokenSchema } from '../../platform/language/spoken';

const RESTAURANTS_MAX = 1_000;

const name = line(100).describe('Name of the group, unique in the network');
const names = spokenSchema(line(100)).describe(
  'Names by language; a language that is left out reads `name`. `{}`: none',
);
const restaurantIds = z
  .array(uuid)
  .max(RESTAURANTS_MAX)
  .describe('Restaurants of the group; a restaurant may be in several groups');

export const createRestaurantGroupSchema = objectNamed('CreateRestaurantGroup', 'A new group of restaurants.', {
  name,
  names: names.optional(),
  restaurantIds: restaurantIds.default([]),
});
export type CreateRestaurantGroupBody = z.infer<typeof createRestaurantGroupSchema>;

export const changeRestaurantGroupSchema = changeOf('ChangeRestaurantGroup', { name, names, restaurantIds });
export type ChangeRestaurantGroupBody = z.infer<typeof changeRestaurantGroupSchema>;

export const restaurantGroupListQuery = z.strictObject(oldestFirst);
export type RestaurantGroupListQuery = z.infer<typeof restaurantGroupListQuery>;

export const restaurantGroupSchema = z
  .strictObject({
    id: z.uuid().describe('Id of the group, which managers of it name'),
    name: z.string().describe('Name of the group, unique in the network'),
    names,
    restaurantIds: z
      .array(z.uuid())
      .describe('Restaurants of the group, in the order in which they were added to the network'),
    createdAt: z.string().describe('When it was made (RFC 3339)'),
  })
  .meta({ id: 'RestaurantGroup', description: 'Restaurants that are managed together, such as a district.' });
export type RestaurantGroupAnswer = z.infer<typeof restaurantGroupSchema>;
export const restaurantGroupPageSchema = pageOf(restaurantGroupSchema).meta({ id: 'RestaurantGroupPage' });

type GroupRow = RestaurantGroup & { readonly members: readonly { readonly restaurantId: string }[] };

export const restaurantGroupAnswer = ({ members, ...row }: GroupRow): RestaurantGroupAnswer =>
  asAnswer(restaurantGroupSchema, { ...row, restaurantIds: members.map(({ restaurantId }) => restaurantId).sort() });
