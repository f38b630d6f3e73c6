import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { crc32, deflateSync } from 'node:zlib';
import { asManager } from './console-desk';
import type { Language } from './cashier-till';

/** Shared by the tests of rewards: rewards, codes and pictures of their own, and the words of both languages. */
export interface TestReward {
  readonly id: string;
  readonly name: { readonly ru: string; readonly en: string };
}

let made = 0;

/** A reward of the demo network with a name of its own; 150.00 off for 200 points unless said otherwise. */
export async function addReward(request: APIRequestContext, terms: object = {}): Promise<TestReward> {
  made += 1;
  const mark = `${String(Date.now() % 1_000_000)}-${String(made)}`;
  const body = {
    name: { ru: `Скидка ${mark}`, en: `Discount ${mark}` },
    kind: 'DISCOUNT',
    gift: { kind: 'AMOUNT_OFF', amount: 15_000 },
    cost: 200,
    ...terms,
  };
  return post(request, '/api/redemption-items', `reward-${mark}`, body) as Promise<TestReward>;
}

/** One code for several uses, valid at once. */
export async function addSharedCode(request: APIRequestContext, rewardId: string, code: string): Promise<void> {
  const body = { kind: 'SHARED', redemptionItemId: rewardId, code, uses: 100 };
  await post(request, '/api/coupons/batches', `code-${code}`, body);
}

/** Codes of one use each, which can be downloaded. */
export async function makeCodes(request: APIRequestContext, rewardId: string): Promise<void> {
  await post(request, '/api/coupons/batches', `codes-${rewardId}`, {
    kind: 'SINGLE',
    redemptionItemId: rewardId,
    count: 10,
  });
}

/** Redeems a reward for points, as a till does. */
export async function redeemReward(
  request: APIRequestContext,
  guestId: string,
  rewardId: string,
  pointOfSaleId: string,
  terms: { readonly slotId?: string } = {},
): Promise<void> {
  const body = { type: 'REDEMPTION', pointOfSaleId, redemptionItemId: rewardId, quantity: 1, ...terms };
  await post(request, `/api/guests/${guestId}/transaction`, `redeem-${guestId}-${rewardId}`, body);
}

/** A sale at which a coupon is used. */
export async function sellWithCoupon(
  request: APIRequestContext,
  guestId: string,
  pointOfSaleId: string,
  code: string,
): Promise<void> {
  const body = { type: 'SALE', pointOfSaleId, amount: 100_000, coupons: [code] };
  await post(request, `/api/guests/${guestId}/transaction`, `coupon-${guestId}`, body);
}

async function post(request: APIRequestContext, path: string, key: string, data: object): Promise<unknown> {
  const headers = { ...(await asManager(request)), 'idempotency-key': key };
  const answer = await request.post(path, { headers, data });
  expect(answer.status(), await answer.text()).toBe(201);
  return answer.json();
}

export function navigation(page: Page, name: string) {
  return page.getByRole('navigation').getByRole('link', { name, exact: true });
}

export async function expectToFit(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
}

/** The buttons of a row are in reach without scrolling its table sideways, and large enough for a thumb. */
export async function expectActsInReach(page: Page, caption: string): Promise<void> {
  const table = page.getByRole('region', { name: caption });
  await expect(table.getByRole('button').first()).toBeVisible();
  const seen = await table.evaluate((region: HTMLElement) => {
    const { left, right } = region.getBoundingClientRect();
    const buttons = [...region.querySelectorAll('button')].map((button) => button.getBoundingClientRect());
    return {
      hidden: region.scrollWidth - region.clientWidth,
      outside: buttons.filter((box) => box.left < Math.max(0, left) || box.right > Math.min(innerWidth, right)).length,
      small: buttons.filter((box) => box.height < 44).length,
    };
  });
  expect(seen).toEqual({ hidden: 0, outside: 0, small: 0 });
}

/** Adds one-hour appointments for one guest each, at these hours from now. Returns them as the list shows them. */
export async function addSlots(
  request: APIRequestContext,
  rewardId: string,
  hours: readonly number[],
): Promise<{ id: string }[]> {
  const slots: { id: string }[] = [];
  for (const hour of hours) {
    const at = (more: number) => new Date(Date.now() + (hour + more) * 3_600_000).toISOString();
    const body = { startsAt: at(0), endsAt: at(1), capacity: 1 };
    const path = `/api/redemption-items/${rewardId}/slots`;
    slots.push((await post(request, path, `slot-${rewardId}-${String(hour)}`, body)) as { id: string });
  }
  return slots;
}

/** A PNG picture, 320 × 180, with a warm gradient. */
export function gradientPng(): Buffer {
  const [width, height] = [320, 180];
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_, x) => [230, 120 + Math.floor((x / width) * 90), y]).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

export const rewardWords = {
  ru: {
    rewards: 'Награды',
    create: 'Новая награда',
    submitNew: 'Создать награду',
    whichReward: 'Какую награду даёт',
    batchName: 'Название выпуска',
    used: 'использовано 0',
    needed: 'Заполните это поле.',
    nameRu: 'Название по-русски',
    nameEn: 'Название по-английски',
    descriptionRu: 'Описание по-русски',
    cost: 'Цена в баллах',
    amount: 'Сумма скидки',
    stock: 'Количество',
    choosePicture: 'Выбрать картинку',
    usePart: 'Взять эту часть',
    changeStock: 'Добавить или убавить',
    putIn: 'Добавить 3',
    left: 'Осталось 8 из 8',
    closeSlot: 'Закрыть',
    left5: 'Осталось 5 из 5',
    redeemed: 'Полученные гостями',
    pendingTable: 'Награды, которые надо подготовить',
    takenTable: 'Награды гостя',
    makeReady: 'Готова',
    fulfil: 'Вручить',
    cancel: 'Отменить',
    cancelYes: 'Да, отменить',
    coupons: 'Купоны',
    make: 'Выпустить купоны',
    count: 'Сколько кодов',
    submitCodes: 'Выпустить',
    good: 'Действуют',
    download: 'Скачать',
    save: 'Сохранить условия',
    saved: 'Сохранено. Гости уже видят.',
    findCoupon: 'Найти купон по коду',
    couponWorks: 'Действует.',
    noSuchCode: 'Купон не найден',
  },
  en: {
    rewards: 'Rewards',
    create: 'New reward',
    submitNew: 'Create reward',
    whichReward: 'Reward',
    batchName: 'Batch name',
    used: '0 used',
    needed: 'Fill this in.',
    nameRu: 'Name in Russian',
    nameEn: 'Name in English',
    descriptionRu: 'Description in Russian',
    cost: 'Price in points',
    amount: 'Amount off',
    stock: 'Stock',
    choosePicture: 'Choose a picture',
    usePart: 'Use this part',
    changeStock: 'Add or remove',
    putIn: 'Add 3',
    left: '8 of 8 left',
    closeSlot: 'Close',
    left5: '5 of 5 left',
    redeemed: 'Redeemed',
    pendingTable: 'Rewards to prepare',
    takenTable: 'Rewards of the guest',
    makeReady: 'Mark as ready',
    fulfil: 'Hand over',
    cancel: 'Cancel',
    cancelYes: 'Yes, cancel',
    coupons: 'Coupons',
    make: 'Create coupons',
    count: 'Number of codes',
    submitCodes: 'Create',
    good: 'Active',
    download: 'Download',
    save: 'Save terms',
    saved: 'Saved. Guests see it now.',
    findCoupon: 'Find a coupon by its code',
    couponWorks: 'Active.',
    noSuchCode: 'Coupon not found',
  },
} as const satisfies Record<Language, object>;
