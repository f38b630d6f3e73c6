/** The name of a version's no-regret budget among the budgets of campaigns. A campaign's code has no blank, so no campaign has this name. */
export function noRegretBudgetOf(version: number): string {
  return `program ${String(version)}`;
}
