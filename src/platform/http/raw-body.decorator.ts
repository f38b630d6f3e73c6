import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { extendRoute } from './route-config';

/** The media types of a body and their schemas, for the document of the API. */
export const BODY_EXTENSION = 'x-body';

/** The mark that `RawBody` sets on a route. */
export interface RawBodyConfig {
  readonly takesRaw?: boolean;
}

/**
 * A route that takes its body as bytes (`Buffer`), whatever type it has: files, and bodies of outside systems that are kept as they came.
 * @param content media types and their schemas in the document of the API; left out: the route stands in none
 */
export const RawBody = (content?: object): MethodDecorator =>
  applyDecorators(
    extendRoute({ takesRaw: true } satisfies RawBodyConfig),
    ...(content === undefined ? [] : [ApiExtension(BODY_EXTENSION, content)]),
  );
