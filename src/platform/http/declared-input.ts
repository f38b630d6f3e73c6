import { applyDecorators } from '@nestjs/common';
import { ApiBody, type ApiBodyOptions, ApiParam, type ApiParamOptions } from '@nestjs/swagger';
import type { z } from 'zod';

/**
 * Declares for the OpenAPI document the input of a route that reads its request itself. A parameter that goes through the
 * pipes costs a request four promises, so the busiest route parses its input by `parseInput`.
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

/** Casts the options: these decorators accept schemas as `@Body({ schema })` does, but their types do not say so. */
function optionsOf(options: { readonly name?: string; readonly standardSchema: z.ZodType }) {
  return options as unknown as ApiBodyOptions & ApiParamOptions;
}
