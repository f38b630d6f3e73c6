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
    begin: 'Начать черновик',
    discount: 'Скидка',
    example: 'Например',
    discountOf10: '155,00 ₽',
    discountOf125: '193,75 ₽',
    numberNeeded: 'Здесь нужно число.',
    save: 'Сохранить черновик',
    saved: 'Всё сохранено.',
    addRule: 'Добавить правило',
    onlyWhen: 'Только если…',
    value: 'Значение',
    category: 'за категорию',
    earnsDouble: '13 562 балла',
    name: 'Название',
    conflict: 'Пока вы вводили, этот черновик сохранил кто-то другой',
    takeTheirs: 'Взять чужое',
    keepMine: 'Оставить своё',
    document: 'Что в ней сказано',
    changes: 'Что она меняет',
    takes: 'Отнимает',
    backtests: 'Во что бы она обошлась',
    run: 'Прогнать по прошлому',
    costTitle: 'Во что обошёлся бы каждый месяц?',
    asTable: 'Таблицей',
    cannotKnow: 'При другой программе гости покупали бы иначе',
    ask: 'Спросить второго менеджера',
    own: 'согласиться должен другой менеджер',
    whyNot: 'Почему нет',
    withdraw: 'Забрать просьбу',
    awaiting: 'Ждёт второго менеджера',
    agree: 'Согласиться и опубликовать',
    cancelPublication: 'Отменить публикацию',
    goBack: 'Вернуться…',
    publish: 'Опубликовать',
    whomTitle: 'Кого затронет?',
    eachLoses: 'Что потеряет или выиграет каждый гость за год?',
    showAll: 'Показать всех',
    lookedAt: 'Проверено гостей',
    cancelRun: 'Отменить',
    runCancelled: 'Прогон отменён',
    runAgain: 'Запустить снова',
    movesTitle: 'У скольких гостей каждого уровня он изменится?',
    whoTheyAre: 'У каких гостей сменится уровень?',
    rises: /^Повысится:/,
    falls: /^Понизится:/,
    searchGuests: 'Имя или последние четыре цифры телефона',
    notMoved: 'У гостя с таким именем или номером уровень так не изменится',
    downloadAll: 'Скачать всех',
    discountCard: 'Скидочной карты',
    scale: 'Умножить все суммы на',
    scaleWrong: 'Число больше 0',
    scaleFraction: 'часть самой мелкой монеты',
    conditionField: 'О чём условие',
    till: 'Касса',
  },
  en: {
    programs: 'Programme',
    inForce: 'In force',
    newDraft: 'New draft',
    begin: 'Begin the draft',
    discount: 'Discount',
    example: 'For example',
    discountOf10: '₽155.00',
    discountOf125: '₽193.75',
    numberNeeded: 'A number is needed here.',
    save: 'Save the draft',
    saved: 'All is saved.',
    addRule: 'Add a rule',
    onlyWhen: 'Only when…',
    value: 'Value',
    category: 'for the category',
    earnsDouble: '13,562 points',
    name: 'Name',
    conflict: 'Somebody else saved this draft while you typed',
    takeTheirs: 'Take theirs',
    keepMine: 'Keep mine',
    document: 'What it says',
    changes: 'What it changes',
    takes: 'Takes',
    backtests: 'What it would have cost',
    run: 'Run it over the past',
    costTitle: 'What would each month have cost?',
    asTable: 'As a table',
    cannotKnow: 'Guests would have bought otherwise',
    ask: 'Ask a second manager',
    own: 'another manager has to agree',
    whyNot: 'Why not',
    withdraw: 'Take the request back',
    awaiting: 'Awaits a second manager',
    agree: 'Agree and publish',
    cancelPublication: 'Cancel the publication',
    goBack: 'Go back…',
    publish: 'Publish',
    whomTitle: 'Which guests does it affect?',
    eachLoses: 'What does each guest lose or gain in a year?',
    showAll: 'Show all',
    lookedAt: 'Guests checked',
    cancelRun: 'Cancel',
    runCancelled: 'This run was cancelled',
    runAgain: 'Run it again',
    movesTitle: 'How many guests of each tier move up or down?',
    whoTheyAre: 'Which guests change tier?',
    rises: /^Move up:/,
    falls: /^Move down:/,
    searchGuests: 'Name, or last four digits of the phone',
    notMoved: 'No guest of this name or number changes tier this way',
    downloadAll: 'Download all',
    discountCard: 'Discount card',
    scale: 'Multiply all sums by',
    scaleWrong: 'A number above 0',
    scaleFraction: 'a part of the smallest coin',
    conditionField: 'What is asked of',
    till: 'Till',
  },
} as const;
