import { expect, test } from '@playwright/test';
import { openTill, registerGuest } from './cashier-till';
import { launchWithCamera } from './harness/camera';
import { keepPicture } from './harness/pictures';

test('the camera reads the guest’s QR', async ({ baseURL, request }, testInfo) => {
  const guest = await registerGuest(request);
  const browser = await launchWithCamera(guest.qr, testInfo.outputPath('qr.y4m'));
  try {
    const page = await browser.newPage({ baseURL: baseURL ?? '', permissions: ['camera'], locale: 'en-GB' });
    await openTill(page, 'en');
    await page.getByRole('button', { name: 'Scan with the camera' }).click();
    await page.waitForTimeout(300);
    await keepPicture(page, 'cashier-camera-en');
    await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
  } finally {
    await browser.close();
  }
});
