import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';

export type MenuItem = Schemas['MenuItem'];
export type NewMenuItem = Schemas['CreateMenuItem'];
export type MenuCategories = Schemas['MenuCategories'];
export type MenuItemType = NonNullable<MenuItem['type']>;

/** In the order of the list that programmes offer. */
export const MENU_ITEM_TYPES = [
  'ALCOHOL',
  'TOBACCO',
  'DELIVERY',
  'TIP',
  'SERVICE',
  'GIFT_CARD',
  'PROMO',
] as const satisfies readonly MenuItemType[];

export const menuKeys = { each: ['menu'] };

/** The menu with archived items, in the order in which they were added. */
export const menuQuery = queryOptions({
  queryKey: [...menuKeys.each, 'all'],
  queryFn: ({ signal }) => everyItem((query) => answerOf(api.GET('/api/menu-items', { params: { query }, signal }))),
});

/** Items that can be sold now. */
export const openMenuQuery = queryOptions({
  queryKey: [...menuKeys.each, 'open'],
  queryFn: ({ signal }) =>
    everyItem((page) => {
      const query = { ...page, status: 'OPEN' as const };
      return answerOf(api.GET('/api/menu-items', { params: { query }, signal }));
    }),
});

/** The name in the language on the screen, else in the other one. */
export function menuItemName({ name }: Pick<MenuItem, 'name'>, language: string): string {
  return (language === 'en' ? (name.en ?? name.ru) : (name.ru ?? name.en)) ?? '';
}

export const createMenuItem: Send<NewMenuItem, MenuItem> = ({ key, body }) =>
  answerOf(api.POST('/api/menu-items', { params: { header: keyHeader(key) }, body }));

export const changeMenuItem =
  (id: string): Send<Schemas['ChangeMenuItem'], MenuItem> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/menu-items/{id}', { params: { path: { id }, header: keyHeader(key) }, body }));

export const importMenu: Send<Schemas['ImportMenu'], Schemas['ImportedMenu']> = ({ key, body }) =>
  answerOf(api.POST('/api/menu-items/import', { params: { header: keyHeader(key) }, body }));

/** Categories of the menu with what their goods cost. */
export const menuCategoriesQuery = queryOptions({
  queryKey: [...menuKeys.each, 'categories'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/menu-categories', { signal })),
});

export const readMenuCategories = () => taggedOf(api.GET('/api/menu-categories'));

/** Binds the change to the tag; null binds it to nothing. */
export const setCategoryCosts =
  (tag: string | null): Send<Schemas['SetMenuCategoryCosts'], MenuCategories> =>
  ({ key, body }) =>
    answerOf(
      api.PUT('/api/menu-categories/costs', { params: { header: { ...keyHeader(key), ...ifMatch(tag) } }, body }),
    );
