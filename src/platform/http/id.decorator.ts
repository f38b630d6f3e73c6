import { Param } from '@nestjs/common';
import { uuid } from './schemas';

/**
 * Takes an id from the path of a route.
 * @param name the path parameter
 * @param of the thing that has the id, for the document
 */
export const Id = (name = 'id', of?: string): ParameterDecorator =>
  Param(name, { schema: of === undefined ? uuid : uuid.describe(of) });
