import { type ComponentType, lazy, type LazyExoticComponent, useEffect } from 'react';
import { fetchOwnWords } from '../i18n/language';
import { fetchCode } from './fetch-code';
import { hasStoredSession } from './tokens';

/** The mark in the browser's timeline that is set before the first waiting part is fetched. */
const FIRST_SCREEN_MARK = 'loyalty first screen';

/** The mark in the browser's timeline that is set when all waiting parts have been fetched. */
const PARTS_MARK = 'loyalty parts';

/** After the sign-in is shown for so long, the code behind it loads, while the person types. */
const INSIDE_AFTER_MS = 300;

/** After the first page is shown for so long, the other pages load. Before, they would take the line from its figures. */
export const PAGES_AFTER_MS = 10_000;

type FetchPart = () => Promise<unknown>;

const waiting: FetchPart[] = [];
const inside: FetchPart[] = [];

/** A part of a page that the first screen does not need. Its code loads when the part is first shown, or earlier by `fetchParts`. */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(laterCode(async () => ({ default: await load() })));
}

/** A screen behind the sign-in. Its code and the application's words load at once if the device keeps a session, else when `useFetchedInside` asks for them. */
export function partInside<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  const fetchPart = onceFetched(withOwnWords(load));
  if (hasStoredSession()) void fetchPart().catch(leaveToFirstUse);
  inside.push(fetchPart);
  return lazy(fetchPart);
}

/** A screen that is shown without a sign-in, in the application's own words. */
export function partOutside<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(withOwnWords(() => fetchCode(load)));
}

function withOwnWords<Part>(load: () => Promise<Part>): () => Promise<{ readonly default: Part }> {
  return async () => {
    const [part] = await Promise.all([load(), fetchOwnWords()]);
    return { default: part };
  };
}

/** Loads the code behind the sign-in, for a sign-in page that uses this. */
export function useFetchedInside(): void {
  useEffect(() => {
    const timer = window.setTimeout(() => {
      for (const part of inside) void part().catch(leaveToFirstUse);
    }, INSIDE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
}

/** Code that loads like a lazy part; each call returns it, and loads it again after a failure. */
export function laterCode<Code>(load: () => Promise<Code>): () => Promise<Code> {
  const fetchPart = onceFetched(() => fetchCode(load));
  waiting.push(fetchPart);
  return fetchPart;
}

function onceFetched<Code>(load: () => Promise<Code>): () => Promise<Code> {
  let fetched: Promise<Code> | null = null;
  return () => {
    fetched ??= load().catch((error: unknown) => {
      fetched = null;
      throw error;
    });
    return fetched;
  };
}

/**
 * Loads all parts, one after another, so that a page that is open all day needs neither a connection nor files of a version that the server has
 * since replaced. A part that fails here loads when it is shown.
 */
async function fetchParts(): Promise<void> {
  performance.mark(FIRST_SCREEN_MARK);
  // A part may register further parts.
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await part().catch(leaveToFirstUse);
  performance.mark(PARTS_MARK);
}

/** Loads all parts, so long after the screen is shown. */
export function usePartsAfter(milliseconds: number): void {
  useEffect(() => {
    const timer = window.setTimeout(() => void fetchParts(), milliseconds);
    return () => window.clearTimeout(timer);
  }, [milliseconds]);
}

function leaveToFirstUse(): void {
  // The page that shows the part reports the error.
}
