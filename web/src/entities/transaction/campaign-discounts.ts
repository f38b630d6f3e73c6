interface TracedEffect {
  readonly rule: string;
  readonly amount: number;
}

interface NamedCampaign {
  readonly code: string;
  readonly name: string;
}

/** Minor units that each campaign took off a sale, by the reasons of its answer. */
export function campaignDiscounts(
  trace: readonly TracedEffect[],
  campaigns: readonly NamedCampaign[],
): readonly (NamedCampaign & Pick<TracedEffect, 'amount'>)[] {
  return trace.flatMap(({ rule, amount }) => {
    const code = /^campaign\.(.+)\.discount$/.exec(rule)?.[1];
    if (code === undefined || amount === 0) return [];
    return [{ code, amount, name: campaigns.find((one) => one.code === code)?.name ?? code }];
  });
}
