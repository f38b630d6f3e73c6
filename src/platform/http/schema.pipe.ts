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
    const { schema } = metadata;
    if (schema === undefined || metadata.type === 'custom') return value;
    const result = schema['~standard'].validate(value);
    return result instanceof Promise
      ? result.then((settled) => fittingOf(settled, value, metadata))
      : fittingOf(result, value, metadata);
  }
}

type Result = Awaited<ReturnType<NonNullable<ArgumentMetadata['schema']>['~standard']['validate']>>;

function fittingOf(result: Result, value: unknown, metadata: ArgumentMetadata): unknown {
  if (result.issues === undefined) return result.value;
  if (metadata.type === 'param') throw new ProblemError('not_found');
  const faults = faultsOf(result.issues as readonly z.core.$ZodIssue[], value);
  throw new ProblemError(metadata.type === 'body' ? 'invalid_body' : 'invalid_query', {}, faults);
}
