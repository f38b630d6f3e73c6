import { oneOf } from '../../../entities/campaign/task-units';
import type { Format } from '../../../shared/format/use-format';
import type { Task, Translate } from './campaign-parts.rules';

interface TaskWords {
  readonly t: Translate;
  readonly format: Pick<Format, 'money'>;
}

export function taskSentence(task: Task, { t, format }: TaskWords): string {
  const { target } = task;
  if (task.kind === 'ACTIVITY') return t('campaigns.say.task.ACTIVITY', { count: target, code: task.code });
  const { measure, categories, skus, freezes = 0 } = task;
  const goods = [...categories, ...skus].join(', ');
  return t(`campaigns.say.task.${measure}`, {
    count: target / (oneOf(measure) ?? 1),
    amount: format.money(target),
    freezes,
    of: goods === '' ? '' : ` (${goods})`,
  });
}
