import { Injectable } from '@nestjs/common';
import { PastFeedback, type PastWords } from 'loyalty-platform/marketing';
import { Database } from 'loyalty-platform/platform/database/database';

const DAYS = 120;

/** Words that the demonstration's guests write, by score, in their network's language. */
const WORDS: PastWords = {
  1: ['Ждали заказ больше часа.', 'Суп принесли холодным, официант не подошёл.', 'В счёте было лишнее блюдо.'],
  2: ['Шумно, и стол у самой двери.', 'Паста пересолена.', 'Долго несли счёт.'],
  3: ['Обычный обед.', 'Вкусно, но порция стала меньше.'],
  4: ['Вкусно, вернёмся.', 'Хороший обед, спасибо.'],
  5: ['Лучшая пицца в районе!', 'Очень внимательные официанты.', 'Спасибо за вечер!'],
};

/** Gives the demonstration four months of survey answers after visits, with two open cases. */
@Injectable()
export class DemoFeedback {
  constructor(
    private readonly database: Database,
    private readonly past: PastFeedback,
  ) {}

  ensure(networkId: string): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => this.past.ensure(tx, networkId, DAYS, WORDS));
  }
}
