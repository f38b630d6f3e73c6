import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { askForSpend, codeSentTo, enterByCode, openByMore } from './cabinet-desk';
import { expectNoViolations, registerGuest } from './cashier-till';
import { keepPicture } from './harness/pictures';
import { deskOf, registerThere } from './other-network';

interface Posted {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface TelegramDouble {
  readonly posted: readonly Posted[];
  /** An event of the client to the page. */
  tell(type: string, data: object): void;
}

/** A double of Telegram's client: it sends its theme on request and shares the phone at once. */
async function openInTelegram(page: Page, network: string, startParameter?: string): Promise<void> {
  await page.addInitScript(() => {
    const posted: object[] = [];
    const tell = (type: string, data: object) =>
      window.setTimeout(() => {
        const { Telegram } = window as unknown as {
          Telegram: { WebView: { receiveEvent(type: string, data: object): void } };
        };
        Telegram.WebView.receiveEvent(type, data);
      });
    const postEvent = (type: string, data: string) => {
      posted.push({ type, data: JSON.parse(data) as object });
      if (type === 'web_app_request_theme') tell('theme_changed', { theme_params: {} });
      if (type === 'web_app_request_phone') tell('phone_requested', { status: 'sent' });
    };
    Object.assign(window, { posted, tell, TelegramWebviewProxy: { postEvent } });
  });
  const user = JSON.stringify({ id: 42, first_name: 'Anna', language_code: 'en' });
  const data = new URLSearchParams({ user, auth_date: '1', hash: '00' });
  if (startParameter !== undefined) data.set('start_param', startParameter);
  const hash = new URLSearchParams({ tgWebAppData: data.toString(), tgWebAppVersion: '8.0' });
  await page.goto(`/cabinet/${network}#${hash.toString()}`);
}

const postedIn = (page: Page, type: string) =>
  page.evaluate(
    (wanted) =>
      (window as unknown as TelegramDouble).posted.filter((one) => one.type === wanted).map(({ data }) => data),
    type,
  );

async function expectMainButton(page: Page, shown: Record<string, unknown>): Promise<void> {
  await expect.poll(async () => (await postedIn(page, 'web_app_setup_main_button')).at(-1)).toMatchObject(shown);
}

async function pressMainButton(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as TelegramDouble).tell('main_button_pressed', {}));
}

/** The network as the page reads it, with data of a bot added, because the server of these tests has none. */
async function withBot(page: Page, code: string, bot: { byTelegram: boolean; telegramBot: string }): Promise<void> {
  await page.route(`**/api/auth/guest/networks/${code}`, async (route) => {
    const network = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...network, ...bot } });
  });
}

/** The session that the server opens for the person behind the phone, with the refresh token in the answer. */
async function openSession(request: APIRequestContext, phone: string): Promise<object> {
  const answer = await request.get('/api/auth/guest/networks/demo');
  const { networkId } = (await answer.json()) as { networkId: string };
  const begun = await request.post('/api/auth/register', { data: { networkId, phone } });
  const { verificationId } = (await begun.json()) as { verificationId: string };
  const data = { verificationId, code: await codeSentTo(request, phone) };
  return (await (await request.post('/api/auth/guest/verify', { data })).json()) as object;
}

test('the main button of Telegram asks for the phone, registers and confirms a spend, and the phone shakes', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const guest = await registerGuest(page.request, 500);
  const session = await openSession(page.request, guest.phone);
  await withBot(page, 'demo', { byTelegram: true, telegramBot: 'trattoria_bot' });
  const refusals = ['telegram_phone_unknown', 'telegram_phone_unknown', 'registration_needed'];
  const asked: object[] = [];
  await page.route('**/api/auth/telegram', (route) => {
    asked.push(route.request().postDataJSON() as object);
    const code = refusals.shift();
    if (code === undefined) return route.fulfill({ json: session });
    return route.fulfill({ status: 422, json: { type: 'about:blank', title: code, status: 422, code } });
  });
  await openInTelegram(page, 'demo');
  await expectMainButton(page, { is_visible: true, is_active: true, text: 'Share my phone number' });
  await expect(page.getByRole('button', { name: 'Share my phone number' })).toHaveCount(0);
  await expectNoViolations(page);
  expect(await postedIn(page, 'web_app_request_phone')).toHaveLength(0);
  await pressMainButton(page);
  // The bot hears of the contact a moment later than the page.
  await expectMainButton(page, { is_visible: true, is_active: true, text: 'Register' });
  expect(await postedIn(page, 'web_app_request_phone')).toHaveLength(1);
  // Until the bot receives the contact, the page stays at its first step: the button offers only to share the phone number.
  const buttons = (await postedIn(page, 'web_app_setup_main_button')).map(({ text }) => text ?? 'none');
  const share = 'Share my phone number';
  expect(buttons.slice(0, buttons.indexOf('Register'))).toEqual([share, 'none', share, 'none']);
  await pressMainButton(page);
  await expect(page.getByRole('region', { name: 'Your card' })).toBeVisible();
  expect(asked.map((body) => 'consents' in body)).toEqual([false, false, false, true]);
  await expectMainButton(page, { is_visible: false });

  await askForSpend(page.request, guest, 300);
  await expectMainButton(page, { is_visible: true, is_active: true, text: 'Spend 300 points' });
  const shakes = () => postedIn(page, 'web_app_trigger_haptic_feedback');
  expect(await shakes()).toEqual([{ type: 'notification', notification_type: 'success' }]);
  await keepPicture(page, 'telegram-confirm');
  await pressMainButton(page);
  await expect(page.getByText('Spend 300 points?')).toHaveCount(0);
  await expectMainButton(page, { is_visible: false });
  expect(await shakes()).toHaveLength(2);
});

test('in the Mini App of an own bot guests sign in, by code where Telegram signs nothing, and come by the link of a friend and share one', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const desk = await deskOf(page.request);
  const [friend, guest] = [await registerThere(desk), await registerThere(desk)];
  const codeOf = async ({ id }: { readonly id: string }) =>
    (await desk.get<{ code: string }>(`/api/guests/${id}/referrals`)).code;
  await withBot(page, 'other', { byTelegram: true, telegramBot: 'olive_bot' });
  // An old client of Telegram: its data lack the signature that own bots require.
  const code = 'telegram_data_invalid';
  await page.route('**/api/auth/telegram', (route) =>
    route.fulfill({ status: 401, json: { type: 'about:blank', title: code, status: 401, code } }),
  );
  const signingIn = page.waitForRequest('**/api/auth/telegram');
  const registering = page.waitForRequest('**/api/auth/register');
  await openInTelegram(page, 'other', await codeOf(friend));
  const { initData } = (await signingIn).postDataJSON() as { initData: string };
  expect(new URLSearchParams(initData).get('start_param')).toBe(await codeOf(friend));
  await expectMainButton(page, { is_visible: true, is_active: true, text: 'Sign in by phone' });
  await pressMainButton(page);
  await expect(page.getByLabel('Phone')).toBeVisible();
  await enterByCode(page, guest.phone, 'en');
  await expect(page.getByRole('region', { name: 'Your card' })).toBeVisible();
  expect((await registering).postDataJSON()).toMatchObject({ referralCode: await codeOf(friend) });

  await openByMore(page, 'Invite friends');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const [shared] = (await postedIn(page, 'web_app_open_tg_link')) as { path_full: string }[];
  const address = new URL(shared?.path_full ?? '', 'https://t.me');
  expect(address.pathname).toBe('/share/url');
  expect(address.searchParams.get('url')).toBe(`https://t.me/olive_bot?startapp=${await codeOf(guest)}`);
  await expectNoViolations(page);
});

test('a sign-in that the network cut off is tried again by a button, as it was', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const guest = await registerGuest(page.request, 100);
  const session = await openSession(page.request, guest.phone);
  await withBot(page, 'demo', { byTelegram: true, telegramBot: 'trattoria_bot' });
  const asked: object[] = [];
  await page.route('**/api/auth/telegram', (route) => {
    asked.push(route.request().postDataJSON() as object);
    return asked.length === 1 ? route.abort() : route.fulfill({ json: session });
  });
  await openInTelegram(page, 'demo');
  await expectMainButton(page, { is_visible: true, text: 'Sign in by phone' });
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('region', { name: 'Your card' })).toBeVisible();
  expect(asked[1]).toEqual(asked[0]);
});
