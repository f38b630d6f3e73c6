import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { extendRoute } from './route-config';

/** The OpenAPI extension with the media types of a body and their schemas. */
export const BODY_EXTENSION = 'x-body';

/** The mark that `RawBody` sets on a route. */
export interface RawBodyConfig {
  readonly takesRaw?: boolean;
}

/**
 * Makes a route take any body as bytes (`Buffer`): files, and bodies of outside systems that are stored as they came.
 * @param content media types and their schemas for the OpenAPI document; left out: the route is not in the document
 */
export const RawBody = (content?: object): MethodDecorator =>
  applyDecorators(
    extendRoute({ takesRaw: true } satisfies RawBodyConfig),
    ...(content === undefined ? [] : [ApiExtension(BODY_EXTENSION, content)]),
  );
