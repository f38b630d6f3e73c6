import { applyDecorators } from '@nestjs/common';
import { ApiBody, type ApiBodyOptions, ApiParam, type ApiParamOptions } from '@nestjs/swagger';
import type { z } from 'zod';

/**
 * Describes in the OpenAPI document the input of a route that parses its request itself by `parseInput`. The busiest route does so, because each
 * parameter that goes through Nest's pipes costs four promises.
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

/** Casts the options: these decorators accept schemas as `@Body({ schema })` does, although their types do not say so. */
function optionsOf(options: { readonly name?: string; readonly standardSchema: z.ZodType }) {
  return options as unknown as ApiBodyOptions & ApiParamOptions;
}
