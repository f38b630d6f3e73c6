import { z } from 'zod';
import { changeOf, line, objectNamed } from '../../platform/http/schemas';
import type { Permission } from '../permissions/permissions.rules';

/** The pages with saved views, each with the permission to read it. */
export const PERMISSION_OF_PAGE = {
  ANALYTICS: 'reports.read',
  AUTOMATIONS: 'campaigns.read',
  CAMPAIGNS: 'campaigns.read',
  GUESTS: 'guest.find',
  MESSAGES: 'campaigns.read',
  SHIFTS: 'till.shift',
} as const satisfies Record<string, Permission>;
export type SavedViewPage = keyof typeof PERMISSION_OF_PAGE;
const PAGES = Object.keys(PERMISSION_OF_PAGE) as [SavedViewPage, ...SavedViewPage[]];

const NAME_MAX = 80;
const QUERY_MAX = 2_000;
/** Characters of a query in a browser's address, without those that would begin another part of the address. */
const QUERY = /^[\w\-.~!$&'()*+,;=:@%/]*$/;

const page = z.enum(PAGES).describe('Page of the console');
const name = line(NAME_MAX).describe('Name of the view, unique among the views of its person and page');
const tab = z
  .string()
  .regex(/^[a-z-]{1,30}$/)
  .nullable()
  .describe('Tab of the page, as its address names it; null: the first one');
const query = z
  .string()
  .max(QUERY_MAX)
  .regex(QUERY)
  .describe("Filter, order and columns: what stands behind the question mark of the page's address; empty: none");
const isShared = z.boolean().describe('Whether all staff of the network who read the page see it');
const isDefault = z
  .boolean()
  .describe('Whether the page opens with it for the person who saved it; at most one a page');

export const savedViewsQuery = z.strictObject({ page });
export type SavedViewsQuery = z.infer<typeof savedViewsQuery>;

export const createSavedViewSchema = objectNamed('CreateSavedView', 'A list of the console to keep under a name.', {
  page,
  name,
  tab: tab.default(null),
  query,
  isShared: isShared.default(false),
  isDefault: isDefault.default(false),
});
export type CreateSavedViewBody = z.infer<typeof createSavedViewSchema>;

export const changeSavedViewSchema = changeOf('ChangeSavedView', { name, tab, query, isShared, isDefault });
export type ChangeSavedViewBody = z.infer<typeof changeSavedViewSchema>;

export const savedViewSchema = objectNamed('SavedView', 'A list of the console under a name.', {
  id: z.uuid().describe('Id of the view'),
  page,
  name: z.string().describe('Name of the view, unique among the views of its person and page'),
  tab: z.string().nullable().describe('Tab of the page, as its address names it; null: the first one'),
  query: z.string().describe("What stands behind the question mark of the page's address"),
  isShared,
  isDefault: z.boolean().describe('Whether the page opens with it for the caller'),
  isOwn: z.boolean().describe('Whether the caller saved it'),
  createdAt: z.string().describe('When it was saved (RFC 3339)'),
});
export type SavedViewAnswer = z.infer<typeof savedViewSchema>;
export const savedViewListSchema = z
  .strictObject({ items: z.array(savedViewSchema).describe('Up to 50 own views, then up to 100 that others share') })
  .meta({ id: 'SavedViewList', description: 'The own views of a page by their names, then those that others share.' });
export type SavedViewListAnswer = z.infer<typeof savedViewListSchema>;
