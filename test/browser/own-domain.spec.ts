import { createServer, request as requestOf, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { pageOfOwnDomain } from '../../src/platform/http/own-domain-pages.rules';

/** A service worker keeps these pages, as on a guest's phone. */
test.use({ serviceWorkers: 'allow' });

/** A proxy for a domain of the network `demo`. It redirects as the installation does for such a domain, and forwards all other requests. */
function serveDomain(installation: string): Server {
  return createServer((asked, answer) => {
    const url = asked.url ?? '/';
    const isPage = !/^\/(?:api|assets)\/|\.\w+$/.test(url);
    const target = isPage ? pageOfOwnDomain(url, 'demo', (path) => installation + path) : null;
    if (typeof target === 'string') {
      answer.writeHead(302, { location: target, 'cache-control': 'no-cache' }).end();
      return;
    }
    const { method, headers } = asked;
    const passed = requestOf(new URL(url, installation), { ...(method && { method }), headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.once('error', () => answer.destroy());
    asked.pipe(passed);
  });
}

test('a cabinet that is kept on the device goes where its domain leads', async ({ page, baseURL }) => {
  const installation = new URL(baseURL ?? '').origin;
  const server = serveDomain(installation);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Another name of this machine, so that the domain and the installation are two origins.
  const domain = `http://club.localhost:${String((server.address() as AddressInfo).port)}`;
  try {
    await page.goto(`${domain}/cabinet`);
    await expect(page).toHaveURL((url) => url.origin === domain && url.pathname.startsWith('/cabinet/demo'));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.goto(`${domain}/cabinet?from=menu`);
    await expect(page).toHaveURL((url) => url.origin === domain && url.pathname.startsWith('/cabinet/demo'));
    await expect(page.getByRole('textbox').first()).toBeVisible();
    await page.goto(`${domain}/cabinet/other`);
    await expect(page).toHaveURL((url) => url.origin === installation && url.pathname.startsWith('/cabinet/other'));
    await expect(page.getByRole('textbox').first()).toBeVisible();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
