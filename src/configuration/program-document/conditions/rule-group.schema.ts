import { z } from 'zod';
import type { RuleGroup } from '../../../decision';
import { MAX_RULES_IN_GROUP, mistakesOfShape } from './rule-tree-shape.rules';

/** How OpenAPI tells of a tree. */
export const RULE_GROUP_META = {
  type: 'object',
  required: ['combinator', 'rules'],
  properties: {
    combinator: { enum: ['and', 'or'] },
    not: { type: 'boolean' },
    rules: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_RULES_IN_GROUP,
      items: { description: 'A group like this one, or a condition: { field, operator, value } (docs/program.md)' },
    },
  },
} as const;

/**
 * A tree of conditions. Its form is walked by hand, with a limit of depth: a schema that names itself would follow a
 * hostile body as deep as it goes, and of a union it would not say where in it the mistake is.
 */
export const ruleGroupSchema = z
  .unknown()
  .check((context) => {
    for (const { path, code, reason } of mistakesOfShape(context.value))
      context.issues.push({
        code: 'custom',
        input: context.value,
        path,
        message: reason ?? code,
        params: { code, reason },
      });
  })
  .meta({ ...RULE_GROUP_META, id: 'RuleGroup' }) as unknown as z.ZodType<RuleGroup, RuleGroup>;
