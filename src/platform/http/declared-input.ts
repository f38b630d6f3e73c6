import { applyDecorators } from '@nestjs/common';
import { ApiBody, type ApiBodyOptions, ApiParam, type ApiParamOptions } from '@nestjs/swagger';
import type { z } from 'zod';

/**
 * The declared input of a route that reads its request itself, for the OpenAPI document. Each parameter that goes through the
 * pipes costs a request four promises, so the busiest route has none; what it declares here it parses by `parseInput`.
 */
export const DeclaredInput = (input: DeclaredSchemas): MethodDecorator =>
  applyDecorators(
    ...Object.entries(input.path).map(([name, standardSchema]) => ApiParam(optionsOf({ name, standardSchema }))),
    ApiBody(optionsOf({ standardSchema: input.body })),
  );

interface DeclaredSchemas {
  readonly path: Readonly<Record<string, z.ZodType>>;
  readonly body: z.ZodType;
}

/** Schemas are taken here as they are in `@Body({ schema })`; only the types of these decorators do not say so. */
function optionsOf(options: { readonly name?: string; readonly standardSchema: z.ZodType }) {
  return options as unknown as ApiBodyOptions & ApiParamOptions;
}
