import { Injectable } from '@nestjs/common';
import { Networks } from 'loyalty-platform/configuration';
import { hasAutomations, insertPastAutomation } from 'loyalty-platform/marketing';
import { calendarOf } from 'loyalty-platform/platform/clock/calendar';
import { Clock } from 'loyalty-platform/platform/clock/clock';
import { Database } from 'loyalty-platform/platform/database/database';
import { newId } from 'loyalty-platform/platform/ids/ids';
import { Pii } from 'loyalty-platform/security';
import { type DemoStep, type PastMessage, pastRuns } from './past-runs.rules';

const GUESTS = 200;
const SALE = { event: 'transaction.sale', conditions: [] };
const REST = {
  schema: 1,
  condition: null,
  quietHours: null,
  goal: null,
  entry: { mode: 'ONCE', afterDays: null, perDay: null, inAll: null },
} as const;

interface DemoMessage {
  readonly ru: { readonly title: string; readonly text: string };
  readonly en: { readonly title: string; readonly text: string };
}

interface DemoAutomation {
  readonly name: string;
  readonly description: string;
  readonly state: 'ACTIVE' | 'PAUSED' | 'ENDED';
  readonly trigger: object;
  readonly steps: readonly [DemoStep, ...DemoStep[]];
  readonly messages: Readonly<Record<string, DemoMessage>>;
}

/** Automations that ran for months. Those that still run look for guests from tomorrow on, so that they send nothing during the simulated day. */
const AUTOMATIONS: readonly DemoAutomation[] = [
  {
    name: 'Приветствие',
    description: 'Встречает нового гостя, через месяц без покупки напоминает о меню.',
    state: 'PAUSED',
    trigger: { kind: 'JOINED' },
    steps: [
      { name: 'greeting', kind: 'MESSAGE', next: 'visit' },
      { name: 'visit', kind: 'WAIT_EVENT', amount: 30, next: null, otherwise: 'reminder' },
      { name: 'reminder', kind: 'MESSAGE', next: null },
    ],
    messages: {
      greeting: {
        ru: { title: 'Добро пожаловать!', text: 'Рады, что вы с нами. Покажите код на кассе и копите баллы.' },
        en: {
          title: 'Welcome!',
          text: 'We are glad that you are with us. Show your code at the till and collect points.',
        },
      },
      reminder: {
        ru: { title: 'Пицца ждёт', text: 'Загляните на этой неделе: в меню четыре новые пиццы.' },
        en: { title: 'Pizza is waiting', text: 'Come and see us this week: there are four new pizzas.' },
      },
    },
  },
  {
    name: 'Мы скучаем',
    description: 'Зовёт гостей, которые не покупали 30 дней.',
    state: 'ACTIVE',
    trigger: { kind: 'ABSENT', days: 30, existing: false, at: '11:00' },
    steps: [
      { name: 'call', kind: 'MESSAGE', next: 'visit' },
      { name: 'visit', kind: 'WAIT_EVENT', amount: 45, next: null, otherwise: 'farewell' },
      { name: 'farewell', kind: 'MESSAGE', next: null },
    ],
    messages: {
      call: {
        ru: { title: 'Мы скучаем', text: 'Давно не виделись! Ваши баллы на месте.' },
        en: { title: 'We miss you', text: 'It has been a while! Your points are still here.' },
      },
      farewell: {
        ru: { title: 'Что не понравилось?', text: 'Расскажите, что нам исправить: ответьте на это сообщение.' },
        en: { title: 'What went wrong?', text: 'Tell us what to do better: answer this message.' },
      },
    },
  },
  {
    name: 'День рождения',
    description: 'Поздравляет за неделю и ждёт гостя две недели.',
    state: 'ACTIVE',
    trigger: { kind: 'BIRTHDAY', daysBefore: 7, at: '10:00' },
    steps: [
      { name: 'wishes', kind: 'MESSAGE', next: 'party' },
      { name: 'party', kind: 'WAIT_EVENT', amount: 14, next: 'thanks', otherwise: null },
      { name: 'thanks', kind: 'MESSAGE', next: null },
    ],
    messages: {
      wishes: {
        ru: { title: 'С наступающим!', text: 'Скоро ваш день рождения. Ждём вас на праздничную пиццу.' },
        en: { title: 'Your day is near', text: 'It is your birthday soon. Come and celebrate with a pizza.' },
      },
      thanks: {
        ru: { title: 'Спасибо за визит', text: 'Спасибо, что отметили с нами. До встречи!' },
        en: { title: 'Thank you', text: 'Thank you for celebrating with us. See you soon!' },
      },
    },
  },
  {
    name: 'День рождения летом',
    description: 'Поздравляла за неделю до дня рождения.',
    state: 'ENDED',
    trigger: { kind: 'BIRTHDAY', daysBefore: 7, at: '10:00' },
    steps: [
      { name: 'wishes', kind: 'MESSAGE', next: 'party' },
      { name: 'party', kind: 'WAIT_EVENT', amount: 14, next: null, otherwise: null },
    ],
    messages: {
      wishes: {
        ru: { title: 'Скоро ваш день', text: 'Отметьте день рождения у нас: стол забронируем за минуту.' },
        en: { title: 'Your day is near', text: 'Celebrate your birthday with us: we book a table in a minute.' },
      },
    },
  },
];

/** A past message with its text; encrypted values as PostgreSQL writes bytes: `\\x` and hexadecimal digits. */
interface WrittenMessage extends PastMessage {
  readonly subject: string;
  readonly body: string;
  readonly recipient: string;
  readonly recipient_index: string;
}

/** Gives the demonstration's network automations with months of past runs. */
@Injectable()
export class DemoAutomations {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** Writes the automations with their runs and messages; does nothing for a network that has automations. */
  async ensure(networkId: string): Promise<void> {
    const now = this.clock.now();
    const { locale: language, timeZone } = await this.networks.getProfile(networkId);
    const lookedDay = calendarOf(timeZone, '00:00').localDay(now.getTime());
    await this.database.inNetwork(networkId, async (tx) => {
      if (await hasAutomations(tx, networkId)) return;
      const rows = await tx.query<{ id: string }>`
        SELECT g.id FROM guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id
         WHERE g.network_id = ${networkId} AND NOT s.blocked ORDER BY g.id LIMIT ${GUESTS * AUTOMATIONS.length}`;
      const guests = rows.map(({ id }) => id);
      for (const [index, automation] of AUTOMATIONS.entries()) {
        const { name, description, state, trigger, steps } = automation;
        const own = guests.filter((_, place) => place % AUTOMATIONS.length === index);
        const past = pastRuns(name, steps, own, now.getTime());
        const runs = state === 'ENDED' ? past.runs.filter((run) => run.state === 'DONE') : past.runs;
        const kept = new Set(runs.map(({ id }) => id));
        const document = {
          ...REST,
          name,
          description,
          trigger,
          steps: steps.map((step) => wholeStep(automation, step)),
        };
        const id = newId();
        await insertPastAutomation(tx, networkId, {
          id,
          state,
          document,
          startedAt: new Date(Math.min(now.getTime(), ...runs.map((run) => Date.parse(run.entered_at)))),
          at: now,
          lookedDay,
          runs,
          steps: past.steps.filter((step) => kept.has(step.run_id)),
        });
        const written = past.messages.map((message) => this.written(networkId, message, automation, language));
        await tx.query`
          INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, body_encrypted, subject, language,
            status, created_at, purpose, source, source_id, dedupe_key, reason, tried, in_inbox, decided_at)
          SELECT ${networkId}, m.id, m.guest_id, m.channel, m.recipient, m.recipient_index, m.body, m.subject, ${language},
            m.status, m.at, 'MARKETING', 'AUTOMATION', ${id}, m.key, m.reason, '{}', false, m.at
          FROM json_to_recordset(${JSON.stringify(written)}::json) AS m(id uuid, guest_id uuid, channel text, recipient bytea, recipient_index bytea,
            body bytea, subject text, status text, at timestamptz, key text, reason text)`;
      }
    });
  }

  /** The message as a sender would have stored it: the text encrypted, or no text where it was not sent. */
  private written(
    networkId: string,
    message: PastMessage,
    { messages }: DemoAutomation,
    language: 'ru' | 'en',
  ): WrittenMessage {
    const said = messages[message.step]?.[language];
    if (said === undefined) throw new Error(`the demo has no text for ${message.step}`);
    const text = message.status === 'SUPPRESSED' ? '' : said.text;
    return {
      ...message,
      subject: said.title,
      body: blobOf(this.pii.encrypt(networkId, 'message', text)),
      recipient: blobOf(this.pii.encrypt(networkId, 'recipient', message.guest_id)),
      recipient_index: blobOf(this.pii.blindIndex(networkId, 'recipient', message.guest_id)),
    };
  }
}

function blobOf(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

function wholeStep({ messages }: DemoAutomation, step: DemoStep): object {
  return step.kind === 'MESSAGE'
    ? { ...step, message: messages[step.name], templateId: null }
    : { ...step, until: SALE, unit: 'DAYS' };
}
