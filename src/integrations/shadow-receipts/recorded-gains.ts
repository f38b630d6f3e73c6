/** Points beside those of the base, from the trace as the journal keeps it. */
export function gainsOf(trace: string | null): { rule: string; amount: number }[] {
  if (trace === null) return [];
  return (JSON.parse(trace) as [effect: string, rule: string, amount: number][]).flatMap(([effect, rule, amount]) =>
    effect === 'EARN' && rule !== 'earning.base' && amount > 0 ? [{ rule, amount }] : [],
  );
}
