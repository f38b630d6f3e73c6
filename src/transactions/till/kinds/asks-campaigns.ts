const ASK: ReadonlySet<string> = new Set(['SALE', 'AWARD', 'JOIN']);

/** Whether campaigns have a part in an act of this kind. A hold sets points aside without them: they are a matter of its sale. */
export function asksCampaigns(kind: string): boolean {
  return ASK.has(kind);
}
