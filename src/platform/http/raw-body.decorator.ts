import type { CustomDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** The mark that `RawBody` sets on a route. */
export interface RawBodyConfig {
  readonly takesRaw?: boolean;
}

/** A route that takes its body as bytes (`Buffer`), whatever type it has: for outside systems whose bodies are kept as they came. */
export const RawBody = (): CustomDecorator => RouteConfig({ takesRaw: true } satisfies RawBodyConfig);
