import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { fittingValue, UNFIT } from './fitting-value';
import { isStorable } from './json-body';
import { ProblemError } from '../problems/problem';
import { faultsOf } from './schema-faults';

/**
 * Parses what a route declares with `@Body({ schema })`, `@Query({ schema })` or `@Param('id', { schema })`.
 * A body that does not fit is 400 `invalid_body`, a query 400 `invalid_query`, and an id in a path that
 * does not fit 404.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  /** Synchronous where the schema is, because each await costs a sale time; all our schemas are. */
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema, type } = metadata;
    if (schema === undefined || type === 'custom') return value;
    refuseUnstorable(value, type);
    const fit = fittingValue(schema as unknown as z.core.$ZodType, value);
    if (fit !== UNFIT) return fit;
    const result = schema['~standard'].validate(value);
    return result instanceof Promise
      ? result.then((settled) => fittingOf(settled, value, type))
      : fittingOf(result, value, type);
  }
}

/**
 * Parses a part of the request for a route that reads it itself (`DeclaredInput`), with the refusals of `SchemaPipe`.
 * @throws ProblemError `invalid_body`, `invalid_query`, `not_found`
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  type: InputType,
): z.output<Schema> {
  const fit = fittingValue(schema, value);
  if (fit !== UNFIT) return fit as z.output<Schema>;
  const result = schema.safeParse(value);
  if (!result.success) throw refusalOf(result.error.issues, value, type);
  return result.data;
}

type InputType = ArgumentMetadata['type'];

/** Refuses texts that the database can't hold in paths and queries. Bodies were checked when they were read. */
function refuseUnstorable(value: unknown, type: InputType): void {
  if (type === 'param' && typeof value === 'string' && !isStorable(value)) throw new ProblemError('not_found');
  if (type !== 'query' || typeof value !== 'object' || value === null) return;
  for (const [name, texts] of Object.entries(value))
    // A query parameter that comes twice is a list of texts.
    if (![name, texts].flat().every((text) => typeof text !== 'string' || isStorable(text)))
      throw new ProblemError('invalid_query', {}, [{ path: name, code: 'character_not_allowed', message: '' }]);
}

type Result = Awaited<ReturnType<NonNullable<ArgumentMetadata['schema']>['~standard']['validate']>>;

function fittingOf(result: Result, value: unknown, type: InputType): unknown {
  if (result.issues === undefined) return result.value;
  throw refusalOf(result.issues as readonly z.core.$ZodIssue[], value, type);
}

function refusalOf(issues: readonly z.core.$ZodIssue[], value: unknown, type: InputType): ProblemError {
  if (type === 'param') return new ProblemError('not_found');
  return new ProblemError(type === 'body' ? 'invalid_body' : 'invalid_query', {}, faultsOf(issues, value));
}
