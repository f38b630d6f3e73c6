import { unwrap } from '@loyalty-platform/client';
import { ApiProblem } from './problem';

/** A resource with the entity tag by which a change refuses to overwrite a later change. */
export interface TaggedResource<Value> {
  readonly value: Value;
  /** Null: the answer has no tag, so changes are unconditional. */
  readonly tag: string | null;
}

/** Reads a resource with its tag. Throws as `answerOf`. */
export async function taggedOf<Value>(
  call: Promise<{ data?: Value; error?: unknown; response: Response }>,
): Promise<TaggedResource<Value>> {
  const value = await unwrap(call);
  return { value, tag: (await call).response.headers.get('ETag') };
}

/** The headers of a change that is conditional on this tag. */
export function ifMatch(tag: string | null): { 'If-Match'?: string } {
  return tag === null ? {} : { 'If-Match': tag };
}

/** Whether a change was refused because the resource has changed meanwhile. */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'changed_meanwhile';
}
