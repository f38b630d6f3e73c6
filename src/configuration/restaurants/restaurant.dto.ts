import { z } from 'zod';
import type { PointOfSale, Restaurant } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import { oldestFirst } from '../../platform/http/list-query';
import { changeOf, line, MAX_ACT_POINTS, pageOf } from '../../platform/http/schemas';
import { spokenSchema } from '../../platform/language/spoken';
import { pictureAnswer, pictureSchema } from '../pictures/picture.dto';
import type { ShownPicture } from '../pictures/picture.sql';

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
const name = line(200);
const address = line(500).nullable();
const names = spokenSchema(name).describe('Names by language; a language that is left out reads `name`. `{}`: none');
const restaurantCode = code.describe(
  'Name of the restaurant in files and events, unique in the network: letters, digits, `.`, `_` and `-`',
);
const pointOfSaleCode = code.describe(
  'Name of the point of sale in files and events, unique in the network: letters, digits, `.`, `_` and `-`',
);
const restaurantName = name.describe('Name of the restaurant, which guests and staff read');
const pointOfSaleName = name.describe('Name of the point of sale, which staff read');
const monthlyBudget = z
  .int()
  .min(0)
  .max(MAX_ACT_POINTS)
  .nullable()
  .describe(
    'The most points that the restaurant gives in a calendar month by hand, by campaigns and as bonuses. Beyond it points by hand are refused, and sales go on. Null: no budget',
  );
const restaurantAddress = address.describe('Postal address on one line; null: none');

/** `POST /api/restaurants`. `code` is how events and files name the place; made when left out. */
export const createRestaurantSchema = z
  .strictObject({
    code: restaurantCode.optional(),
    name: restaurantName,
    names: names.optional(),
    address: restaurantAddress.optional(),
  })
  .meta({ id: 'CreateRestaurant', description: 'A new restaurant. A code that is left out is made.' });
/** `PATCH /api/restaurants/{id}`. Places are closed and opened again, never deleted. */
export const changeRestaurantSchema = changeOf('ChangeRestaurant', {
  code: restaurantCode,
  name: restaurantName,
  names,
  address: restaurantAddress,
  monthlyBudget,
  closed: z.boolean().describe('True closes the restaurant, false opens it again'),
});

export const createPointOfSaleSchema = z
  .strictObject({ code: pointOfSaleCode.optional(), name: pointOfSaleName, names: names.optional() })
  .meta({ id: 'CreatePointOfSale', description: 'A new point of sale. A code that is left out is made.' });
export const changePointOfSaleSchema = changeOf('ChangePointOfSale', {
  code: pointOfSaleCode,
  name: pointOfSaleName,
  names,
  closed: z.boolean().describe('True closes the point of sale, false opens it again'),
});

/** Query of restaurants and of points of sale. */
export const placeListQuery = z.strictObject({
  ...oldestFirst,
  status: z.enum(['OPEN', 'CLOSED']).optional().describe('Only open ones, or only closed ones; left out: both'),
});
export type PlaceListQuery = z.infer<typeof placeListQuery>;

const closedAt = z.string().nullable().describe('When it was closed (RFC 3339); null: it is open');
export const restaurantSchema = z
  .strictObject({
    id: z.uuid().describe('Id of the restaurant'),
    code: z.string().describe('Name of the restaurant in files and events, unique in the network'),
    name: z.string().describe('Name of the restaurant, which guests and staff read'),
    names,
    address: z.string().nullable().describe('Postal address on one line; null: none'),
    createdAt: z.string().describe('When it was added (RFC 3339)'),
    closedAt,
    monthlyBudget,
    picture: pictureSchema.nullable().describe('Picture of the restaurant; null: none'),
  })
  .meta({
    id: 'Restaurant',
    description: 'A restaurant of the network. It is closed and opened again, never deleted.',
  });
export const pointOfSaleSchema = z
  .strictObject({
    id: z.uuid().describe('Id of the point of sale, which acts of the till name'),
    restaurantId: z.uuid().describe('Restaurant where it stands'),
    code: z.string().describe('Name of the point of sale in files and events, unique in the network'),
    name: z.string().describe('Name of the point of sale, which staff read'),
    names,
    createdAt: z.string().describe('When it was added (RFC 3339)'),
    closedAt,
  })
  .meta({
    id: 'PointOfSale',
    description:
      'A place of a restaurant where sales are recorded, such as a till. It is closed and opened again, never deleted.',
  });
export const restaurantPageSchema = pageOf(restaurantSchema).meta({ id: 'RestaurantPage' });
export const pointOfSalePageSchema = pageOf(pointOfSaleSchema).meta({ id: 'PointOfSalePage' });

export type CreateRestaurantBody = z.infer<typeof createRestaurantSchema>;
export type ChangeRestaurantBody = z.infer<typeof changeRestaurantSchema>;
export type CreatePointOfSaleBody = z.infer<typeof createPointOfSaleSchema>;
export type ChangePointOfSaleBody = z.infer<typeof changePointOfSaleSchema>;
export type RestaurantAnswer = z.infer<typeof restaurantSchema>;
export type PointOfSaleAnswer = z.infer<typeof pointOfSaleSchema>;

/** The members that a form changes; a picture is changed by calls of its own. */
export function changeableOfRestaurant({ picture: _picture, ...members }: RestaurantAnswer) {
  return members;
}

export const restaurantAnswer = (row: Restaurant, picture?: ShownPicture | null): RestaurantAnswer =>
  asAnswer(restaurantSchema, { ...row, picture: pictureAnswer(picture) });
export const pointOfSaleAnswer = (row: PointOfSale): PointOfSaleAnswer => asAnswer(pointOfSaleSchema, row);
