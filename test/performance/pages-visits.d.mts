import type { Page } from '@playwright/test';

/** The requests that have arrived over the network. */
interface Arrived {
  readonly files: number;
  readonly kB: number;
  readonly calls: number;
  readonly ms: number;
  readonly names: readonly string[];
}

export declare function visit(
  page: Page,
  server: string,
  name: 'cabinet' | 'till' | 'console' | 'owner' | 'today',
  options: { readonly isSlow: boolean },
): Promise<{ readonly read: Arrived; readonly quiet: Arrived; readonly reload: Arrived }>;
