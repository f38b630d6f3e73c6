import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { fetchCode } from './fetch-code';

/** The mark in the browser's timeline that is set before the first waiting part is fetched. */
export const FIRST_SCREEN_MARK = 'loyalty first screen';

type FetchPart = () => Promise<unknown>;

const waiting: FetchPart[] = [];

/** A part of a page that the first screen does not need. Its code loads when the part is first shown, or earlier by `fetchParts`. */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(laterCode(async () => ({ default: await load() })));
}

/** Code that loads like a lazy part; each call returns it, and loads it again after a failure. */
export function laterCode<Code>(load: () => Promise<Code>): () => Promise<Code> {
  let fetched: Promise<Code> | null = null;
  const fetchPart = () => {
    fetched ??= fetchCode(load).catch((error: unknown) => {
      fetched = null;
      throw error;
    });
    return fetched;
  };
  waiting.push(fetchPart);
  return fetchPart;
}

/**
 * Loads all parts, one after another, so that a page that is open all day needs neither a connection nor files of a version that the server has
 * since replaced. A part that fails here loads when it is shown.
 */
export async function fetchParts(): Promise<void> {
  performance.mark(FIRST_SCREEN_MARK);
  // A part may register further parts.
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await part().catch(leaveToFirstUse);
}

function leaveToFirstUse(): void {
  // The page that shows the part reports the error.
}
