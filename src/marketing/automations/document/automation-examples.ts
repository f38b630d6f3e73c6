import { messages, type MessagesArguments } from '../../../generated/words/messages';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { AutomationDocument } from './automation-document.schema';
import type { ExampleName } from './automation.dto';

const SALE = { event: 'transaction.sale', conditions: [] };
const MORNING = '10:00';
const GIFT = 100;

/** Ready automations that a manager copies. They name no segment, reward or campaign, which a network may not have. */
export const AUTOMATION_EXAMPLES: Readonly<Record<ExampleName, Readonly<Record<'ru' | 'en', AutomationDocument>>>> = {
  WELCOME: example('WELCOME', {
    trigger: { kind: 'JOINED' },
    entry: entry('ONCE'),
    steps: [
      { name: 'gift', kind: 'POINTS', points: GIFT, validDays: 30, next: 'greeting' },
      message('WELCOME.greeting', 'greeting', 'visit'),
      { name: 'visit', kind: 'WAIT_EVENT', until: SALE, amount: 7, unit: 'DAYS', next: null, otherwise: 'reminder' },
      message('WELCOME.reminder', 'reminder', null),
    ],
  }),
  BIRTHDAY: example('BIRTHDAY', {
    trigger: { kind: 'BIRTHDAY', daysBefore: 3, at: MORNING },
    entry: entry('AGAIN', 330),
    steps: [
      { name: 'gift', kind: 'POINTS', points: 3 * GIFT, validDays: 10, next: 'wishes' },
      message('BIRTHDAY.wishes', 'wishes', null),
    ],
  }),
  WIN_BACK: example('WIN_BACK', {
    trigger: { kind: 'ABSENT', days: 30, existing: false, at: MORNING },
    entry: entry('AGAIN', 90),
    goal: SALE,
    steps: [
      message('WIN_BACK.letter', 'letter', 'week'),
      { name: 'week', kind: 'WAIT', amount: 7, unit: 'DAYS', next: 'gift' },
      { name: 'gift', kind: 'POINTS', points: 2 * GIFT, validDays: 14, next: 'offer' },
      message('WIN_BACK.offer', 'offer', 'last'),
      { name: 'last', kind: 'WAIT', amount: 14, unit: 'DAYS', next: null },
    ],
  }),
  POINTS_END: example('POINTS_END', {
    trigger: { kind: 'POINTS_END', daysBefore: 7, at: MORNING },
    entry: entry('AGAIN', 14),
    goal: SALE,
    steps: [
      message('POINTS_END.first', 'first', 'wait'),
      { name: 'wait', kind: 'WAIT', amount: 5, unit: 'DAYS', next: 'second' },
      message('POINTS_END.second', 'second', null),
    ],
  }),
};

type Keys = keyof MessagesArguments;
type ExampleKey = Keys extends infer Key ? (Key extends `automation.${infer Name}.title` ? Name : never) : never;

function said(language: 'ru' | 'en', name: ExampleKey) {
  const words = messages[language];
  return {
    title: words[`automation.${name}.title`](FORMATTERS, {}),
    text: words[`automation.${name}.text`](FORMATTERS, {}),
  };
}

/** The document in both languages, for every guest and without quiet hours; its name and its description stand in `words`. */
function example(
  name: ExampleName,
  document: Pick<AutomationDocument, 'trigger' | 'entry' | 'steps'> & Partial<Pick<AutomationDocument, 'goal'>>,
): Readonly<Record<'ru' | 'en', AutomationDocument>> {
  const of = ({ title, text }: ReturnType<typeof said>): AutomationDocument => ({
    schema: 1,
    name: title,
    description: text,
    condition: null,
    quietHours: null,
    goal: null,
    ...document,
  });
  return { ru: of(said('ru', name)), en: of(said('en', name)) };
}

function entry(mode: 'ONCE' | 'AGAIN', afterDays: number | null = null): AutomationDocument['entry'] {
  return { mode, afterDays, perDay: null, inAll: null };
}

function message(of: ExampleKey, name: string, next: string | null): AutomationDocument['steps'][number] {
  return { name, kind: 'MESSAGE', message: { ru: said('ru', of), en: said('en', of) }, templateId: null, next };
}
