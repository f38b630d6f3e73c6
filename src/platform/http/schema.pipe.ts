import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemError } from './problem';

/** Parses what a route declares with `@Body({ schema })`, `@Query({ schema })` or `@Param('id', { schema })`. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema } = metadata;
    if (schema === undefined || metadata.type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    if (metadata.type === 'param') throw new ProblemError('not_found');
    throw new ProblemError(metadata.type === 'body' ? 'invalid_body' : 'invalid_query');
  }
}
