/** Points that a sale earned by rules other than the base, read from the journal's trace. */
export function gainsOf(trace: string | null): { rule: string; amount: number }[] {
  if (trace === null) return [];
  return (JSON.parse(trace) as [effect: string, rule: string, amount: number][]).flatMap(([effect, rule, amount]) =>
    effect === 'EARN' && rule !== 'earning.base' && amount > 0 ? [{ rule, amount }] : [],
  );
}
