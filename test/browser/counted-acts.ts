import { expect, type Locator, type Page, test } from '@playwright/test';

/** A person's acts on the pages: each press, each field that is filled in and each key counts one, and each has a name. */
export interface CountedActs {
  readonly press: (target: Locator) => Promise<void>;
  readonly fill: (target: Locator, text: string) => Promise<void>;
  readonly key: (name: string) => Promise<void>;
  /** Prints the number of acts; fails with their list when there were more than `bound`. */
  readonly expectAtMost: (bound: number) => void;
}

export function countActs(page: Page): CountedActs {
  const acts: string[] = [];
  return {
    async press(target) {
      acts.push(`press ${String(target)}`);
      await target.click();
    },
    async fill(target, text) {
      acts.push(`fill ${String(target)}`);
      await target.fill(text);
    },
    async key(name) {
      acts.push(`key ${name}`);
      await page.keyboard.press(name);
    },
    expectAtMost(bound) {
      console.log(`${test.info().title}: ${String(acts.length)} acts of at most ${String(bound)}`);
      expect(acts.length, acts.join('\n')).toBeLessThanOrEqual(bound);
    },
  };
}
