import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation } from '@nestjs/swagger';
import type { ProblemCode } from '../problems/problem-codes';

/** Where a route keeps the codes of the problems that are its own, until the document is completed. */
export const PROBLEMS_EXTENSION = 'x-problem-codes';

/** The texts of one operation in the OpenAPI document. */
export interface OperationTexts {
  /** The name of the method in generated clients, unique in the document: `recordTransaction`. */
  readonly id: string;
  /** What a caller gets from it, in at most ten words, beginning with a verb: `Record a sale, a redemption or a manual act`. */
  readonly summary: string;
  /** Rules between fields, what is written, what a repetition does, limits: everything that no field says by itself. */
  readonly description?: string;
  /** Codes of 402 to 422 that this operation answers; those that any operation may answer are added by themselves. */
  readonly problems?: readonly ProblemCode[];
}

/** Says in the OpenAPI document what a route does. Permission, headers and common problems are added from the route itself. */
export const Operation = ({ id, summary, description, problems = [] }: OperationTexts): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: id, summary, ...(description === undefined ? {} : { description }) }),
    ApiExtension(PROBLEMS_EXTENSION, problems),
  );
