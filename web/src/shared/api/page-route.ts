import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { laterCode } from './lazy-part';

/** A route whose page loads when it is opened, unless `usePartsAfter` has loaded it before. `path` null: the index page of the parent route. */
export function page(
  path: string | null,
  load: () => Promise<ComponentType>,
  children: RouteObject[] = [],
): RouteObject {
  const lazy = laterCode(async () => ({ Component: await load() }));
  return path === null ? { index: true, lazy } : { path, lazy, children };
}
