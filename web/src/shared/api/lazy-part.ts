import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { fetchCode } from './fetch-code';

/** Name of the mark in the browser's timeline before the first of the waiting parts is fetched. */
export const FIRST_SCREEN_MARK = 'loyalty first screen';

type FetchPart = () => Promise<unknown>;

const waiting: FetchPart[] = [];

/**
 * A part of a page that its first screen does not need. The code is fetched when the part is shown for the first time,
 * or before that by `fetchParts`.
 */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(laterCode(async () => ({ default: await load() })));
}

/** Code that is fetched in the same way; the call gives it, and asks again for what did not arrive. */
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
 * Fetches every part one after another, so that a page that stays open for a day needs no connection to show them, nor
 * files of a version that the server has replaced meanwhile. A part that does not arrive is fetched when it is shown.
 */
export async function fetchParts(): Promise<void> {
  performance.mark(FIRST_SCREEN_MARK);
  // A part may bring further parts.
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await part().catch(leaveToFirstUse);
}

function leaveToFirstUse(): void {
  // The page that shows the part says what is wrong.
}
