import { Param } from '@nestjs/common';
import { uuid } from './schemas';

/** The id in the path of a route, by the name of its path parameter. */
export const Id = (name = 'id'): ParameterDecorator => Param(name, { schema: uuid });
