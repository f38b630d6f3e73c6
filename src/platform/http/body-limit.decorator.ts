import type { CustomDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** The metadata key of `BodyLimit`. */
export interface BodyLimitConfig {
  readonly bodyLimitBytes?: number;
}

/** Sets the largest body of one route, where it differs from the common limit. */
export const BodyLimit = (bytes: number): CustomDecorator =>
  RouteConfig({ bodyLimitBytes: bytes } satisfies BodyLimitConfig);
