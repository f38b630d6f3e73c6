import { untilAnswered } from './connection';

/**
 * The code of a part of a page. A browser remembers code that did not arrive and never asks for it again, so it is asked
 * for only of a server that answers; until then the caller waits.
 */
export async function fetchCode<Code>(load: () => Promise<Code>): Promise<Code> {
  await untilAnswered();
  return load();
}
