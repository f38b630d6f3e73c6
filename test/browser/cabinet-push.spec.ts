import { expect, test } from '@playwright/test';
import { createECDH, randomBytes } from 'node:crypto';
import { openByMore, signInToCabinet } from './cabinet-desk';
import { expectNoViolations, registerGuest } from './cashier-till';

test.use({ serviceWorkers: 'allow', viewport: { width: 390, height: 844 } });

test('a guest switches notifications on, a message shows and opens the cabinet, and off again, also by signing out', async ({
  page,
}) => {
  const context = page.context();
  // A browser without a screen and a network shows no notification and reaches no push service: both are made up.
  await context.addInitScript(
    ({ endpoint, keys }) => {
      const STORED_AT = 'test.subscription';
      const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
      const subscription = (key: string) => ({
        endpoint,
        options: { applicationServerKey: bytesOf(key.replaceAll('-', '+').replaceAll('_', '/')) },
        getKey: (name: 'p256dh' | 'auth') => bytesOf(keys[name]),
      });
      Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
      Notification.requestPermission = () => Promise.resolve('granted');
      Object.assign(PushManager.prototype, {
        getSubscription: () => {
          const key = localStorage.getItem(STORED_AT);
          return Promise.resolve(key === null ? null : subscription(key));
        },
        subscribe: ({ applicationServerKey: key }: { applicationServerKey: string }) => {
          localStorage.setItem(STORED_AT, key);
          return Promise.resolve(subscription(key));
        },
      });
    },
    {
      endpoint: `http://127.0.0.1:9/wpush/${randomBytes(16).toString('base64url')}`,
      keys: {
        p256dh: createECDH('prime256v1').generateKeys('base64'),
        auth: randomBytes(16).toString('base64'),
      },
    },
  );
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0] !== undefined) resolve(registrations[0].registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');

  const guest = await registerGuest(page.request);
  await signInToCabinet(page, guest.phone, 'en');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await openByMore(page, 'Settings');
  const onThisDevice = page.getByRole('checkbox', { name: 'Notifications on this device' });
  await onThisDevice.click();
  await expect(onThisDevice).toBeChecked();
  await page.reload();
  await expect(onThisDevice).toBeChecked();
  await expectNoViolations(page);

  const worker = context.serviceWorkers()[0];
  if (worker === undefined) throw new Error('there is no service worker');
  await worker.evaluate(`self.shown = [];
    self.registration.showNotification = async (title, { body, data }) => void self.shown.push({ title, body, data })`);
  const url = '/cabinet/demo/messages';
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: await registered,
    data: JSON.stringify({ title: 'Points', text: '100 points expire.', url }),
  });
  await expect
    .poll(() => worker.evaluate('self.shown'))
    .toEqual([{ title: 'Points', body: '100 points expire.', data: url }]);
  await worker.evaluate(`(() => {
    const notification = { close: () => undefined, data: '${url}' };
    self.dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil: () => undefined }));
  })()`);
  await expect(page).toHaveURL(/\/cabinet\/demo\/messages$/);

  await openByMore(page, 'Settings');
  await onThisDevice.click();
  await expect(onThisDevice).not.toBeChecked();
  await page.reload();
  await expect(onThisDevice).not.toBeChecked();
  await onThisDevice.click();
  await expect(onThisDevice).toBeChecked();
  const silenced = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Sign out on this device' }).click();
  expect([(await silenced).url().includes('/push-subscriptions/'), (await silenced).status()]).toEqual([true, 200]);
  await expect(page.getByLabel('Phone')).toBeVisible();
});
