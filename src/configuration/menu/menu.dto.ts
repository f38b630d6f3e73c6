import { z } from 'zod';
import { ITEM_TYPES } from '../../decision';
import type { MenuItem } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import { oldestFirst } from '../../platform/http/list-query';
import { changeOf, line, minorUnits, pageOf, objectNamed, objectOf } from '../../platform/http/schemas';
import { spokenNameSchema } from '../../platform/language/spoken';
import { pictureAnswer, pictureSchema } from '../pictures/picture.dto';
import type { ShownPicture } from '../pictures/picture.sql';

/** The most items in one call of an import; a longer file needs several calls. */
const MOST_IMPORTED = 1_000;

const itemShape = {
  code: line(200).describe(
    'Article number, unique in the network: the `sku` of a line, by which the programme and rewards name the article',
  ),
  name: spokenNameSchema(line(200)).describe('Name that staff and guests read, in at least one language'),
  category: line(200)
    .nullable()
    .describe('Menu category: the `category` of a line, by which the programme and rewards name it; null: none'),
  type: z
    .enum(ITEM_TYPES)
    .nullable()
    .describe('Kind of line that the programme may treat differently; null: ordinary goods'),
  price: minorUnits.describe('Price of one unit in minor units'),
  cost: minorUnits
    .nullable()
    .describe('Cost of the goods of one unit in minor units, for results after food cost; null: not known'),
};

export const createMenuItemSchema = objectNamed('CreateMenuItem', 'A new item of the menu.', {
  ...itemShape,
  category: itemShape.category.default(null),
  type: itemShape.type.default(null),
  cost: itemShape.cost
    .optional()
    .describe(`${itemShape.cost.description ?? ''}. Left out: a known item keeps its cost`),
});

export const changeMenuItemSchema = changeOf('ChangeMenuItem', {
  ...itemShape,
  archived: z.boolean().describe('True takes the item off the menu, false puts it back'),
});

export const importMenuSchema = objectNamed('ImportMenu', 'Items of a file.', {
  items: z
    .array(createMenuItemSchema)
    .min(1)
    .max(MOST_IMPORTED)
    .refine((items) => new Set(items.map(({ code }) => code)).size === items.length, {
      params: { code: 'not_valid' },
    })
    .describe('Items, each code once; at most 1,000'),
});

export const importedMenuSchema = objectNamed('ImportedMenu', 'The result of an import.', {
  created: z.int().describe('Number of items that were added'),
  changed: z.int().describe('Number of items that were changed or put back on the menu'),
  unchanged: z.int().describe('Number of items that were the same already'),
});

export const menuListQuery = z.strictObject({
  ...oldestFirst,
  status: z
    .enum(['OPEN', 'ARCHIVED'])
    .optional()
    .describe('Only items of the menu, or only archived ones; left out: both'),
});

export const menuItemSchema = z
  .strictObject({
    id: z.uuid().describe('Id of the item'),
    code: z.string().describe('Article number, unique in the network: the `sku` of a line'),
    name: objectOf('Name by language', {
      ru: z.string().optional().describe('In Russian; left out: it has none'),
      en: z.string().optional().describe('In English; left out: it has none'),
    }),
    category: z.string().nullable().describe('Menu category; null: none'),
    type: z.enum(ITEM_TYPES).nullable().describe('Kind of line; null: ordinary goods'),
    price: z.int().describe('Price of one unit in minor units'),
    cost: z
      .int()
      .nullable()
      .describe(
        'Cost of the goods of one unit in minor units; null: not known, or the caller does not manage the menu',
      ),
    picture: pictureSchema.nullable().describe('Picture of the item; null: none'),
    createdAt: z.string().describe('When it was added (RFC 3339)'),
    archivedAt: z.string().nullable().describe('When it was taken off the menu (RFC 3339); null: it is on the menu'),
  })
  .meta({ id: 'MenuItem', description: 'An item of the menu. It is archived and put back, never deleted.' });
export const menuPageSchema = pageOf(menuItemSchema).meta({ id: 'MenuPage' });

export type CreateMenuItemBody = z.infer<typeof createMenuItemSchema>;
export type ChangeMenuItemBody = z.infer<typeof changeMenuItemSchema>;
export type ImportMenuBody = z.infer<typeof importMenuSchema>;
export type ImportedMenu = z.infer<typeof importedMenuSchema>;
export type MenuListQuery = z.infer<typeof menuListQuery>;
export type MenuItemAnswer = z.infer<typeof menuItemSchema>;

/** The columns that a client sets. */
export interface MenuItemColumns {
  readonly code: string;
  readonly nameRu: string | null;
  readonly nameEn: string | null;
  readonly category: string | null;
  readonly type: string | null;
  readonly price: bigint;
  readonly cost: bigint | null;
}

export function menuItemColumns({ name, price, cost = null, ...rest }: CreateMenuItemBody): MenuItemColumns {
  return {
    ...rest,
    nameRu: name.ru ?? null,
    nameEn: name.en ?? null,
    price: BigInt(price),
    cost: cost === null ? null : BigInt(cost),
  };
}

/** The members that a form changes; pictures have calls of their own. */
export function changeableOfMenuItem({ picture: _picture, ...members }: MenuItemAnswer) {
  return members;
}

export function menuItemAnswer(row: MenuItem, picture?: ShownPicture | null): MenuItemAnswer {
  return asAnswer(menuItemSchema, { ...row, name: nameOf(row), picture: pictureAnswer(picture) });
}

export const nameOf = ({ nameRu, nameEn }: MenuItem): MenuItemAnswer['name'] => ({
  ...(nameRu === null ? {} : { ru: nameRu }),
  ...(nameEn === null ? {} : { en: nameEn }),
});

/** The members of an item that an audit entry contains. */
export function auditedMenuItem(row: MenuItem) {
  const { code, name, category, type, price, cost, archivedAt } = menuItemAnswer(row);
  return { code, name, category, type, price, cost, archived: archivedAt !== null };
}
