import type { QueryClient } from '@tanstack/react-query';
import { ask, askAll, askAnew, editOf, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import type { Language } from '../../generated/words/words';
import { spokenIn } from '../../shared/i18n/spoken';

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

/** Reads all open queries of menu items and categories again. */
export const refreshMenu = (queries: QueryClient) =>
  askAnew(queries, keyOf('/api/menu-items'), keyOf('/api/menu-categories'));

/** Items that can be sold now. */
export const openMenuQuery = askAll('/api/menu-items', { status: 'OPEN' as const });

/** The name in the language on the screen, else in the other one. */
export function menuItemName({ name }: Pick<MenuItem, 'name'>, language: Language): string {
  return spokenIn(name, language);
}

/** Categories of the menu with what their goods cost. */
export const menuCategoriesQuery = ask('/api/menu-categories');

/** Binds the change to the tag; null binds it to nothing. */
export const setCategoryCosts = editOf('PUT', '/api/menu-categories/costs');
