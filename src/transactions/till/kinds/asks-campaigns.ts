const ASK: ReadonlySet<string> = new Set(['SALE', 'AWARD', 'JOIN']);

/** Whether campaigns take part in an act of this kind. They do not in a hold; its later sale asks them. */
export function asksCampaigns(kind: string): boolean {
  return ASK.has(kind);
}
