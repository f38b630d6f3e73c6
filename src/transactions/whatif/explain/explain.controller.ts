import { Id } from '../../../platform/http/id.decorator';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import { explanationSchema } from './explain.dto';
import { ExplainQuery } from './explain.query';

/** Explains each point given, taken or refused: the rule, the version and the inputs. */
@Routes('transactions', 'Transactions')
export class ExplainController {
  constructor(private readonly explanations: ExplainQuery) {}

  @Route('GET :id/explain', {
    id: 'explainTransaction',
    permission: ['transaction.read', 'guest.self'],
    summary: 'Explain how a transaction was decided',
    description:
      'Makes the decision again from the ledger alone and compares it with the stored one: inputs, rules, what each line ' +
      'brought, and the first condition that failed where a rule gave nothing. Guests can have their own transactions ' +
      'explained.',
    ok: explanationSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  explain(@CurrentPrincipal() principal: Principal, @CurrentLanguage() language: Language, @Id() id: string) {
    return this.explanations.explain(principal, id, language);
  }
}
