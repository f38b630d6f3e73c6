import { type APIRequestContext, expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { asManager } from './console-desk';

interface StoredDraft {
  readonly version: number;
  readonly status: string;
  readonly documentHash: string;
  readonly document: { readonly name: string; readonly [member: string]: unknown };
}

/** A draft equal to the first version of the demo, and what a colleague may do to it meanwhile. */
export async function beginDraft(request: APIRequestContext) {
  const headers = await asManager(request);
  const keyed = () => ({ ...headers, 'idempotency-key': randomUUID() });
  const made = await request.post('/api/programs', { headers: keyed(), data: { fromVersion: 1 } });
  expect(made.status()).toBe(201);
  const draft = (await made.json()) as StoredDraft;
  const path = `/api/programs/${String(draft.version)}`;
  return {
    ...draft,
    async save(document: StoredDraft['document']): Promise<void> {
      const saved = await request.put(path, { headers: keyed(), data: { document } });
      expect(saved.status()).toBe(200);
    },
    async publish(data: object, status: number): Promise<void> {
      const answer = await request.post(`${path}/publish`, { headers: keyed(), data });
      expect(answer.status()).toBe(status);
    },
    async read(): Promise<StoredDraft> {
      return (await (await request.get(path, { headers })).json()) as StoredDraft;
    },
  };
}

/** The same document with a lower discount of SILVER, which takes something from guests. */
export function withLessOfSilver(document: StoredDraft['document']): StoredDraft['document'] {
  const tiers = document['tiers'] as readonly { readonly code: string }[];
  return {
    ...document,
    tiers: tiers.map((tier) => (tier.code === 'SILVER' ? { ...tier, discountPpm: 70_000 } : tier)),
  };
}

/** The same document whose SILVER begins at another sum, in minor units, and another number of visits. */
export function withNeedsOfSilver(
  document: StoredDraft['document'],
  needs: { readonly spend: number; readonly visits: number },
): StoredDraft['document'] {
  const tiers = document['tiers'] as readonly { readonly code: string; readonly needs: object }[];
  return {
    ...document,
    tiers: tiers.map((tier) => (tier.code === 'SILVER' ? { ...tier, needs: { ...tier.needs, ...needs } } : tier)),
  };
}

export const programWords = {
  ru: {
    programs: 'Программа',
    inForce: 'Действует',
    newDraft: 'Новый черновик',
    begin: 'Создать черновик',
    discount: 'Скидка',
    example: 'Например',
    discountOf10: '155,00 ₽',
    discountOf125: '193,75 ₽',
    numberNeeded: 'Введите число.',
    save: 'Сохранить черновик',
    saved: 'Всё сохранено.',
    addRule: 'Добавить правило',
    onlyWhen: 'Только если…',
    value: 'Значение',
    category: 'за категорию',
    earnsDouble: '270 баллов',
    name: 'Название',
    conflict: 'Пока вы вводили, этот черновик сохранил кто-то другой',
    takeTheirs: 'Взять версию коллеги',
    keepMine: 'Оставить мою',
    document: 'Правила',
    changes: 'Изменения',
    takes: 'Хуже для гостей',
    backtests: 'Проверка на прошлом',
    run: 'Проверить на прошлом',
    costTitle: 'Стоимость по месяцам',
    asTable: 'Таблицей',
    cannotKnow: 'При другой программе гости покупали бы иначе',
    ask: 'Запросить согласование',
    own: 'это сделает другой менеджер',
    withdraw: 'Отозвать и редактировать',
    awaiting: 'На согласовании',
    agree: 'Согласовать и опубликовать',
    cancelPublication: 'Отменить публикацию',
    goBack: 'Вернуться…',
    publish: 'Опубликовать',
    whomTitle: 'Кого затронет',
    eachLoses: 'Что потеряет или выиграет каждый гость за год',
    showAll: 'Показать всех',
    lookedAt: 'Проверено гостей',
    cancelRun: 'Отменить',
    runCancelled: 'Проверка отменена',
    runAgain: 'Запустить снова',
    movesTitle: 'У скольких гостей каждого уровня он изменится',
    whoTheyAre: 'У каких гостей сменится уровень',
    rises: /^Повысится:/,
    falls: /^Понизится:/,
    searchGuests: 'Любые слова имени, телефон или его последние четыре цифры, номер карты',
    notMoved: 'У такого гостя уровень так не изменится',
    downloadAll: 'Скачать всех',
    discountCard: 'Скидочной карты',
    scale: 'Умножить все суммы на',
    scaleWrong: 'Введите число больше 0',
    scaleFraction: 'меньше самой мелкой монеты',
    conditionField: 'О чём условие',
    till: 'Касса',
  },
  en: {
    programs: 'Programme',
    inForce: 'In effect',
    newDraft: 'New draft',
    begin: 'Create draft',
    discount: 'Discount',
    example: 'Example',
    discountOf10: '₽155.00',
    discountOf125: '₽193.75',
    numberNeeded: 'Enter a number.',
    save: 'Save draft',
    saved: 'All changes saved.',
    addRule: 'Add a rule',
    onlyWhen: 'Only when…',
    value: 'Value',
    category: 'for the category',
    earnsDouble: '270 points',
    name: 'Name',
    conflict: 'Someone else saved this draft in the meantime',
    takeTheirs: 'Load the colleague’s version',
    keepMine: 'Keep mine',
    document: 'Rules',
    changes: 'Changes',
    takes: 'Worse for guests',
    backtests: 'Backtest',
    run: 'Run backtest',
    costTitle: 'Cost by month',
    asTable: 'Show table',
    cannotKnow: 'guests would have bought differently',
    ask: 'Request approval',
    own: 'Another manager has to',
    withdraw: 'Take back and edit',
    awaiting: 'Awaiting approval',
    agree: 'Approve and publish',
    cancelPublication: 'Cancel publication',
    goBack: 'Restore…',
    publish: 'Publish',
    whomTitle: 'Affected guests',
    eachLoses: 'Loss or gain per guest and year',
    showAll: 'Show all',
    lookedAt: 'Guests checked',
    cancelRun: 'Cancel',
    runCancelled: 'This check was cancelled',
    runAgain: 'Run again',
    movesTitle: 'Guests of each tier who move up or down',
    whoTheyAre: 'Guests who change tier',
    rises: /^Move up:/,
    falls: /^Move down:/,
    searchGuests: 'Any words of the name, phone or its last four digits, or card number',
    notMoved: 'No matching guest changes tier this way',
    downloadAll: 'Download all',
    discountCard: 'Discount card',
    scale: 'Multiply all amounts by',
    scaleWrong: 'Enter a number above 0',
    scaleFraction: 'smaller than the smallest coin',
    conditionField: 'Condition on',
    till: 'Till',
  },
} as const;
