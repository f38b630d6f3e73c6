import { applyDecorators, Header } from '@nestjs/common';
import { ApiExtension, ApiOperation } from '@nestjs/swagger';
import type { ProblemCode } from '../problems/problem-codes';

/** The extension in which a route keeps its own problem codes until the document is completed. */
export const PROBLEMS_EXTENSION = 'x-problem-codes';

/** The texts of one operation in the OpenAPI document. */
export interface OperationTexts {
  /** The name of the method in generated clients, unique in the document: `recordTransaction`. */
  readonly id: string;
  /** The result for a caller, in at most ten words, beginning with a verb: `Record a sale, a redemption or a manual act`. */
  readonly summary: string;
  /** Rules between fields, effects, limits, and the effect of a repetition, as far as no field says them. */
  readonly description?: string;
  /** Codes of 402 to 422 that this operation answers; those that any operation may answer are added by themselves. */
  readonly problems?: readonly ProblemCode[];
  /** Where a later release takes the operation away (docs/api-policy.md). */
  readonly deprecated?: Deprecation;
}

export interface Deprecation {
  /** Day of the release that says so, `YYYY-MM-DD`; the operation stays for a year from it. */
  readonly since: string;
  /** The call to use in its place: `GET /api/transactions`. */
  readonly instead: string;
}

/** Describes a route in the OpenAPI document. Permission, headers and common problems are added from the route itself. */
export const Operation = ({ id, summary, description, problems = [], deprecated }: OperationTexts): MethodDecorator => {
  const text = [description, deprecated && `Deprecated: use \`${deprecated.instead}\`.`].filter(Boolean).join('\n\n');
  return applyDecorators(
    ApiOperation({
      operationId: id,
      summary,
      ...(text !== '' && { description: text }),
      ...(deprecated && { deprecated: true }),
    }),
    ApiExtension(PROBLEMS_EXTENSION, problems),
    ...(deprecated === undefined ? [] : deprecationHeaders(deprecated)),
  );
};

/** `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), a year later. */
function deprecationHeaders({ since }: Deprecation): MethodDecorator[] {
  const begun = new Date(`${since}T00:00:00Z`);
  const sunset = new Date(begun);
  sunset.setUTCFullYear(begun.getUTCFullYear() + 1);
  return [Header('Deprecation', `@${String(begun.getTime() / 1_000)}`), Header('Sunset', sunset.toUTCString())];
}
