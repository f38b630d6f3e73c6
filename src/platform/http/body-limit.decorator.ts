import type { CustomDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** The metadata key of `BodyLimit`. */
export interface BodyLimitConfig {
  readonly bodyLimitBytes?: number;
}

/** The largest body of one route, where it is not the common one. */
export const BodyLimit = (bytes: number): CustomDecorator =>
  RouteConfig({ bodyLimitBytes: bytes } satisfies BodyLimitConfig);
