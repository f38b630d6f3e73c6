import type { ComponentType } from 'react';
import { createBrowserRouter, matchRoutes, type RouteObject } from 'react-router';
import { laterCode } from './lazy-part';

/** A route whose page loads when it is opened or pointed at, unless `usePartsAfter` has loaded it before. `path` null: the index page of the parent route. */
export function page(
  path: string | null,
  load: () => Promise<ComponentType>,
  children: RouteObject[] = [],
): RouteObject {
  const lazy = laterCode(async () => ({ Component: await load() }));
  return path === null ? { index: true, lazy } : { path, lazy, children };
}

/** Events before a press, mostly so long before that the code of the page has arrived when the press comes. */
const INTENTS = ['pointerover', 'pointerdown', 'focusin'];

/** A router that loads a page's code as soon as a person points at a link to the page. */
export function routerOfPages(routes: RouteObject[], basename: string): ReturnType<typeof createBrowserRouter> {
  for (const intent of INTENTS) document.addEventListener(intent, fetchPages, { passive: true });
  return createBrowserRouter(routes, { basename });

  function fetchPages({ target }: Event): void {
    const link = target instanceof Element ? target.closest('a') : null;
    if (link?.origin !== location.origin) return;
    for (const { route } of matchRoutes(routes, link.pathname, basename) ?? [])
      // The page itself reports code that did not arrive.
      if (typeof route.lazy === 'function') void route.lazy().catch(() => undefined);
  }
}
