/** The result of work that took too long. The work goes on, and its outcome is dropped. */
export const LATE = Symbol('late');

/** The result of the work, or `LATE` after `ms` milliseconds. */
export async function withinMs<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => (timer = setTimeout(() => resolve(LATE), ms)));
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
