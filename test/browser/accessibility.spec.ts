import { expect, test } from '@playwright/test';
import { expectAccessible } from './harness/accessibility';

const page = (body: string, styles = '') =>
  `<!doctype html><html lang="en"><title>A page</title><style>${styles}</style><main><h1>A page</h1>${body}</main></html>`;

/** Pages with a fault that one of our pages once had, by the rule that finds the fault. */
const FAULTS = {
  'label-content-name-mismatch': page('<button aria-label="Charge the card">Pay 300</button>'),
  'landmark-unique': page('<section aria-label="Limits">One</section><section aria-label="Limits">Two</section>'),
  'heading-order': page('<h4>Deep</h4>'),
  'color-contrast': page('<p>Grey</p>', 'p { color: #999; background: #fff }'),
} as const;

test.describe('the check of accessibility', () => {
  for (const [rule, content] of Object.entries(FAULTS))
    test(`fails by the rule ${rule} @smoke`, async ({ page: tried }) => {
      await tried.setContent(content);
      await expect(expectAccessible(tried)).rejects.toThrow(new RegExp(rule));
    });

  test('fails where only the other colour scheme is hard to read', async ({ page: tried }) => {
    const styles = '@media (prefers-color-scheme: dark) { body { background: #000 } p { color: #333 } }';
    await tried.setContent(page('<p>Grey</p>', styles));
    await expect(expectAccessible(tried)).rejects.toThrow(/in the scheme dark[\s\S]*color-contrast/);
    expect(await tried.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(false);
  });

  test('passes a page without faults @smoke', async ({ page: tried }) => {
    await tried.setContent(page('<button aria-label="Pay 300 by card">Pay 300</button>'));
    await expectAccessible(tried);
  });
});
