import type { CampaignTask } from '../act/campaign.types';
import { compileGoods, type GoodsTest } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';

export type CompiledTask = {
  readonly document: CampaignTask;
  /** Lines that count for the task. Null: every line. */
  readonly goods: GoodsTest | null;
};

export function compileTask(document: CampaignTask, keyOf: CategoryKey): CompiledTask {
  const goods =
    document.kind === 'BUY'
      ? compileGoods({ skus: document.skus, categories: document.categories, types: [] }, keyOf)
      : null;
  return { document, goods };
}
