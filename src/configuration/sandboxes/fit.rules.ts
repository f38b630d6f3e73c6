import { ProblemError } from '../../platform/problems/problem';

/** Whether a copy was made; false: the original would be refused today, as one that names something that was archived. */
export async function isFit(copy: () => Promise<unknown>): Promise<boolean> {
  try {
    await copy();
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_body') return false;
    throw error;
  }
}
