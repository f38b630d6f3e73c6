import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { fetchCode } from './fetch-code';

/** A page at its address, whose code is fetched with it; null: the one that its parent opens with. */
export function page(
  path: string | null,
  load: () => Promise<ComponentType>,
  children: RouteObject[] = [],
): RouteObject {
  const lazy = async () => ({ Component: await fetchCode(load) });
  return path === null ? { index: true, lazy } : { path, lazy, children };
}
