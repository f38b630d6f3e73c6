import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { ProblemError } from './problem';
import { faultsOf } from './schema-faults';

/**
 * Parses what a route declares with `@Body({ schema })`, `@Query({ schema })` or `@Param('id', { schema })`.
 * A body that does not fit is 400 `invalid_body`, a query 400 `invalid_query`, and an id in a path that is none
 * names nothing: 404.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  /** Answers at once where the schema does, as all of ours do: each await is felt on the way of a sale. */
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema, type } = metadata;
    if (schema === undefined || type === 'custom') return value;
    const result = schema['~standard'].validate(value);
    return result instanceof Promise
      ? result.then((settled) => fittingOf(settled, value, type))
      : fittingOf(result, value, type);
  }
}

/**
 * The same for a part of a request that its route reads by itself (`DeclaredInput`), with the same refusals.
 * @throws ProblemError `invalid_body`, `invalid_query`, `not_found`
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  type: InputType,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw refusalOf(result.error.issues, value, type);
  return result.data;
}

type InputType = ArgumentMetadata['type'];
type Result = Awaited<ReturnType<NonNullable<ArgumentMetadata['schema']>['~standard']['validate']>>;

function fittingOf(result: Result, value: unknown, type: InputType): unknown {
  if (result.issues === undefined) return result.value;
  throw refusalOf(result.issues as readonly z.core.$ZodIssue[], value, type);
}

function refusalOf(issues: readonly z.core.$ZodIssue[], value: unknown, type: InputType): ProblemError {
  if (type === 'param') return new ProblemError('not_found');
  return new ProblemError(type === 'body' ? 'invalid_body' : 'invalid_query', {}, faultsOf(issues, value));
}
