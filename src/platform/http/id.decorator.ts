import { Param } from '@nestjs/common';
import { uuid } from './schemas';

/** The id in the path of a route, by the name of its path parameter, and what has this id. */
export const Id = (name = 'id', of?: string): ParameterDecorator =>
  Param(name, { schema: of === undefined ? uuid : uuid.describe(of) });
