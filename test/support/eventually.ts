/** Long enough for a machine that is busy with other tests. */
const PATIENCE_MS = 180_000;

type Answer<T> = T | undefined | false;

/** Polls until there is an answer, or fails after three minutes with the name of what was awaited. */
export async function eventually<T>(
  what: string | (() => string),
  ask: () => Answer<T> | Promise<Answer<T>>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`not in time: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
