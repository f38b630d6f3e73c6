import { Param } from '@nestjs/common';
import { uuid } from './schemas';

/** The id in the path of a route, under its name there. */
export const Id = (name = 'id'): ParameterDecorator => Param(name, { schema: uuid });
