/** Lets a kit act at a till; money of what is asked and result is in minor units. */
export declare function listen(
  port: number,
  // Each act has members of its own, which its adapter knows.
  acts: Readonly<Record<string, (asked: any) => unknown>>,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
