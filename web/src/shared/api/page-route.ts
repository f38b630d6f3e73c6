import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { fetchCode } from './fetch-code';

/** A route of a page whose code loads with it; `path` null: the index page of the parent route. */
export function page(
  path: string | null,
  load: () => Promise<ComponentType>,
  children: RouteObject[] = [],
): RouteObject {
  const lazy = async () => ({ Component: await fetchCode(load) });
  return path === null ? { index: true, lazy } : { path, lazy, children };
}
